"""Each field takes what people type and says plainly what is wrong."""

import pytest

from intake.interview.fields import (
    ChoiceField,
    Group,
    LineField,
    ManyField,
    PickField,
    Posted,
    Required,
    StepForm,
    WordsField,
    YesNoField,
)

GROUPS = (
    Group("one", "One", "clock", (("a", "Letter A"),)),
    Group("two", "Two", "hand", (("b", "Letter B"), ("c", "Letter C"))),
)


class Sample(StepForm):
    one = ChoiceField(
        "One", choices=[("a", "A"), ("b", "B")], explain={"a": "The first"}, validators=[Required()]
    )
    many = ManyField("Many", groups=GROUPS)
    pick = PickField("Pick", choices=[("", ""), ("TX", "Texas")])
    line = LineField("Line", most=5)
    words = WordsField("Words", most=8)
    sure = YesNoField("Sure?")
    firm = YesNoField("Firm?", unknown=False)


def sample(**values: list[str]) -> Sample:
    return Sample(Posted({"one": ["a"], **values}))


def test_an_empty_form_only_misses_what_is_required() -> None:
    form = Sample(Posted({"line": [""]}))
    assert not form.validate()
    assert form.errors == {"one": ["Please choose an answer."]}


@pytest.mark.parametrize("field", ["one", "many", "pick", "sure", "firm"])
def test_a_code_that_is_not_on_the_list_is_refused(field: str) -> None:
    form = sample(**{field: ["forged"]})
    assert not form.validate()
    assert form.errors[field] == ["Please choose from the list."]


def test_unknown_is_no_answer_where_only_yes_and_no_are() -> None:
    assert sample(sure=["unknown"]).validate()
    assert not sample(firm=["unknown"]).validate()


def test_several_codes_are_kept_once_each_in_order() -> None:
    form = sample(many=["c", "a", "c", ""])
    assert form.validate()
    assert form.many.data == ["c", "a"]
    assert not sample(many=["a", "forged"]).validate()


def test_groups_carry_their_codes_and_every_option_stands_in_the_field() -> None:
    form = sample(many=["b"])
    assert [group.choices for group in form.many.groups] == [("a",), ("b", "c")]
    assert [choice.value for choice in form.many.choices] == ["a", "b", "c"]
    assert form.many.data == ["b"]


def test_a_line_is_cleaned_before_it_is_measured() -> None:
    form = sample(line=["  ab \n cd  "])
    assert form.validate()
    assert form.line.data == "ab cd"


def test_a_text_that_is_too_long_says_how_long_it_is_and_may_be() -> None:
    form = sample(words=["1234567890"])
    assert not form.validate()
    assert form.errors["words"] == ["This is too long. It has 10 letters. The most is 8."]
    assert form.words.data == "1234567890"
    assert sample(words=["12345678"]).validate()


def test_a_code_speaks_its_label_and_explanation() -> None:
    form = sample()
    assert form.one.words("b") == "B"
    assert form.one.words("gone") == "gone"
    assert form.one.explain == {"a": "The first"}
    assert form.sure.words("unknown") == "I don't know"


def test_stored_answers_fill_the_form() -> None:
    form = Sample(None, data={"one": "b", "many": ["a"], "pick": "TX", "line": "x", "words": "y"})
    assert form.validate()
    assert (form.one.data, form.many.data, form.pick.data, form.line.data) == ("b", ["a"], "TX", "x")

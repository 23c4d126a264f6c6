"""Each question is asked where its answer matters, and not elsewhere."""

import pytest

from intake.interview.answers import Answers
from intake.interview.flow import BY_KEY, STEPS, visible
from intake.interview.step import fields_of

from .people import CLOCK, DIRECTORY, Given, answer, asked, what

OAK: Given = {"where": {"kind": "local_jail", "facility_name": "oak"}, "facility": {"facility": "oak-jail"}}

# step -> answers after which it is asked, answers after which it is not
CONDITIONS: dict[str, tuple[Given, Given]] = {
    "call_jail": ({"danger": {"danger": "yes"}}, {"danger": {"danger": "no"}}),
    "facility": (
        {"where": {"kind": "local_jail", "facility_name": "reed"}},
        {"where": {"kind": "local_jail", "facility_name": "nowhere at all"}},
    ),
    "who": (
        {"what": {"kinds": ["conditions", "force"]}, **OAK},
        {"what": {"kinds": ["conditions", "over_48h"]}, **OAK},
    ),
    "agency": (what("profiling", kind="community"), what("conditions")),
    "which_agency": (
        {**what("profiling", kind="community"), "agency": {"agency_name": "ash"}},
        {**what("profiling", kind="community"), "agency": {"agency_name": "nowhere"}},
    ),
    "custody": (what("conditions"), what("conditions", kind="private_ice")),
    "papers": (what("over_48h"), what("conditions")),
    "held": (what("bail_refused"), what("no_notice")),
    "still_held": (what("us_citizen"), what("no_notice")),
    "citizenship": (what("no_notice"), what("us_citizen", "no_notice")),
    "asked": (
        {**what("profiling", kind="community"), "who": {"actors": ["local_police"]}},
        {**what("profiling", kind="community"), "who": {"actors": ["ice"]}},
    ),
    "injury": (what("force"), what("conditions")),
    "minor": (what("medical", kind="cbp_hold"), what("medical")),
    "disability": (what("medical"), what("medical", kind="private_ice")),
    "prior": (what("retaliation"), what("conditions")),
    "others": (
        {**what("profiling", kind="community"), "who": {"actors": ["local_police"]}},
        {**what("profiling", kind="community"), "who": {"actors": ["cbp"]}},
    ),
    "bases": (what("discrimination"), what("conditions")),
    "identity_desks": ({"identity": {"consent": "choose"}}, {"identity": {"consent": "all"}}),
    "name": ({"identity": {"consent": "all"}}, {"identity": {"consent": "anonymous"}}),
    "contact": ({"identity": {"consent": "choose"}}, {"identity": {"consent": "anonymous"}}),
}
ALWAYS = {
    *(
        "before",
        "danger",
        "for_whom",
        "what",
        "where",
        "when",
        "account",
        "interpreter",
        "files",
        "elsewhere",
    ),
    *("identity", "demographics", "word", "review"),
}


@pytest.mark.parametrize("key", CONDITIONS)
def test_a_step_is_asked_where_it_matters_and_not_elsewhere(key: str) -> None:
    matters, elsewhere = CONDITIONS[key]
    assert key in asked(matters)
    assert key not in asked(elsewhere)


def test_no_step_is_left_out_of_these_tests() -> None:
    first = {step.key for step in STEPS if not step.key.startswith("second_")}
    assert first == ALWAYS | set(CONDITIONS) | {"here"}


def test_what_is_always_asked_is_asked_of_somebody_who_said_nothing() -> None:
    assert asked({}) >= ALWAYS


def test_a_kiosk_asks_whether_it_happened_here_and_then_not_where() -> None:
    answers = Answers.at_the_door(CLOCK.today(), "oak-jail")
    before = {step.key for step in visible(answers, DIRECTORY)}
    assert {"here", "where"} <= before
    answer({"what": {"kinds": ["medical"]}, "here": {"here": "yes"}}, answers)
    after = {step.key for step in visible(answers, DIRECTORY)}
    assert "where" not in after
    assert "who" not in after
    assert "custody" in after
    assert "here" not in asked({})


def test_the_second_incident_is_asked_about_only_where_there_is_one() -> None:
    assert not any(key.startswith("second_") for key in asked({"elsewhere": {"elsewhere": "no"}}))
    given: Given = {"elsewhere": {"elsewhere": "yes"}, "second_what": {"kinds": ["force"]}}
    assert {"second_what", "second_where", "second_when", "second_who", "second_injury"} <= asked(given)
    assert "injury" not in asked(given)


def test_something_else_beside_what_the_place_answers_still_asks_who() -> None:
    assert "who" in asked({"what": {"kinds": ["conditions", "other"]}, **OAK})


@pytest.mark.parametrize(
    ("given", "is_asked"),
    [
        (what("over_72h", kind="cbp_hold"), True),
        (what("conditions", kind="cbp_hold"), False),
        ({**what("false_arrest", kind="community"), "who": {"actors": ["ice"]}}, True),
        ({**what("false_arrest", kind="community"), "who": {"actors": ["local_police"]}}, False),
    ],
)
def test_citizenship_is_asked_only_where_a_yes_would_move_the_complaint(given: Given, is_asked: bool) -> None:
    assert ("citizenship" in asked(given)) is is_asked


def test_who_is_asked_where_the_named_place_turns_out_to_be_another() -> None:
    given: Given = {
        "what": {"kinds": ["conditions"]},
        "where": {"kind": "local_jail", "facility_name": "oak"},
        "facility": {"facility": "none"},
    }
    assert "who" in asked(given)


def test_a_child_is_asked_about_where_immigration_holds_the_person_in_a_local_jail() -> None:
    assert "minor" in asked({**what("medical"), "custody": {"holder": "ice"}})


def test_only_the_questions_of_the_promise_and_those_of_a_second_event_are_required() -> None:
    required = {step.key for step in STEPS if step.required}
    first = {"danger", "what", "where", "who", "identity"}
    assert required == first | {"identity_desks", "second_what", "second_where", "second_who"}


def test_every_required_step_can_be_answered_with_its_main_field() -> None:
    for step in STEPS:
        form = step.bind(Answers(), DIRECTORY)
        assert not step.main or step.main in form.data, step.key
        assert not step.required or step.main, step.key


def test_no_question_is_about_status_number_or_country_of_birth() -> None:
    for step in STEPS:
        names = {field.short_name for field in step.bind(Answers(), DIRECTORY)}
        assert names.isdisjoint({"status", "a_number", "ssn", "birth_country", "country_of_birth"}), step.key


def test_the_code_is_never_made_to_open_the_account_by_sms() -> None:
    assert BY_KEY["review"].sms is None


def test_a_facility_is_offered_with_its_state_and_a_way_to_say_none() -> None:
    answers = answer({"where": {"kind": "local_jail", "facility_name": "reed"}})
    (field,) = fields_of(BY_KEY["facility"].bind(answers, DIRECTORY))
    offered = [(choice.value, str(choice.label)) for choice in field.choices]
    assert offered == [("reed-jail", "Reed County Jail, GA"), ("none", "None of these")]


def test_a_facility_that_was_not_offered_is_refused() -> None:
    answers = answer({"where": {"kind": "local_jail", "facility_name": "reed"}})
    assert not BY_KEY["facility"].check(answers, DIRECTORY, {"facility": "oak-jail"}).validate()


def test_names_of_fields_begin_with_their_step_so_that_several_fit_on_a_page() -> None:
    names = [field.name for step in STEPS for field in step.bind(Answers(), DIRECTORY)]
    assert len(names) == len(set(names))

"""What was not chosen is not there for anything that makes files."""

from hypothesis import given
from hypothesis import strategies as st

from intake.export.choice import OUTSIDE, Choice, Part, chosen, eraser_for, passages_of
from intake.export.redaction import Reason, Term, written
from tests.export.cases import BLOB, case_file, entry

ALL = frozenset(Part)


def test_with_every_part_chosen_the_case_is_as_it_was() -> None:
    case = case_file()
    assert chosen(case, Choice(ALL, frozenset({BLOB.hex}))).account == case.account
    kept = chosen(case, Choice(ALL))
    assert (kept.conversation, kept.notes, kept.acts) == (case.conversation, case.notes, case.acts)


def test_with_no_part_chosen_nothing_of_it_is_left() -> None:
    kept = chosen(case_file(), Choice(frozenset()))
    assert (kept.account, kept.conversation, kept.notes, kept.acts, kept.identity) == ([], [], [], [], None)


def test_the_answers_go_without_the_account_and_the_account_without_the_answers() -> None:
    answers = chosen(case_file(), Choice(frozenset({Part.answers}))).account[0].body
    assert (answers["text"], "answers" in answers, "places" in answers) == ("", True, False)
    account = chosen(case_file(), Choice(frozenset({Part.account}))).account[0].body
    assert ("Rosa Ejemplo" in account["text"], "answers" in account, "places" in account) == (
        True,
        False,
        False,
    )
    facts = chosen(case_file(), Choice(frozenset({Part.facts}))).account[0].body
    assert (facts["text"], "answers" in facts, "places" in facts) == ("", False, True)


def test_a_name_goes_without_the_way_to_reach_its_owner_and_the_other_way_round() -> None:
    assert chosen(case_file(), Choice(frozenset({Part.name}))).identity == {"name": "Rosa Ejemplo"}
    contact = chosen(case_file(), Choice(frozenset({Part.contact}))).identity
    assert contact == {"contact": {"way": "phone", "address": "555-123-4567"}}
    both = chosen(case_file(), Choice(frozenset({Part.name, Part.contact}))).identity
    assert both is not None
    assert both.keys() == {"record", "name", "contact"}


def test_a_desk_without_the_key_has_no_name_to_choose() -> None:
    assert chosen(case_file(identity=None), Choice(ALL)).identity is None
    assert eraser_for(case_file(identity=None), Choice(frozenset())).terms == ()


def test_notes_and_history_never_go_outside() -> None:
    outside = Choice(ALL, office="DHS-OIG")
    assert outside.allowed == OUTSIDE
    kept = chosen(case_file(), outside)
    assert (kept.notes, kept.acts) == ([], [])


def test_sentences_are_cut_where_they_stand_and_leave_the_others() -> None:
    cuts = {"account.0.1": Reason.third_person, "messages.0.0": Reason.safety, "notes.0.0": Reason.privileged}
    kept = chosen(case_file(), Choice(ALL, cuts=cuts))
    assert (
        written(kept.account[0].body["text"]) == "They kept my brother. [redacted: third_person] He is ill."
    )
    assert written(kept.conversation[0].body["text"]) == "[redacted: safety] Ask for ROSA."
    assert written(kept.notes[0].body["text"]) == "[redacted: privileged]"


def test_what_is_known_of_a_person_and_left_out_goes_from_all_texts() -> None:
    eraser = eraser_for(case_file(), Choice(frozenset(), terms=(Term("Hart", Reason.source),)))
    struck = written(eraser.text("ROSA, Ms. Ejemplo, Hart, (555) 1234567, by phone"))
    assert struck == (
        "[redacted: name], Ms. [redacted: name], [redacted: source], ([redacted: contact], by phone"
    )
    assert Choice(frozenset(), terms=(Term("Hart", Reason.source),)).redacted
    assert not Choice(frozenset()).redacted


def test_a_name_that_goes_along_is_not_struck_and_a_number_too_short_to_tell_strikes_nothing() -> None:
    assert eraser_for(case_file(), Choice(frozenset({Part.name, Part.contact}))).terms == ()
    short = case_file(identity={"name": "", "contact": {"way": "phone", "address": "+1", "hours": "Monday"}})
    assert eraser_for(short, Choice(frozenset())).terms == ()


@given(st.text(max_size=200))
def test_the_sentences_of_a_text_are_the_text(text: str) -> None:
    found = passages_of(Part.messages, entry(4, text=text))
    assert "".join(piece for _name, piece in found) == text
    assert [name for name, _piece in found] == [f"messages.4.{number}" for number in range(len(found))]


def test_a_text_that_begins_with_spaces_has_no_sentence_of_spaces() -> None:
    assert passages_of(Part.notes, entry(0, text=" \n One. Two")) == [
        ("notes.0.0", " \n One. "),
        ("notes.0.1", "Two"),
    ]


def test_sentences_end_where_each_script_ends_them() -> None:
    text = "One. Two! ثلاثة؟ चार। አምስት። 六。seven 3.5\neight"
    assert [piece.strip() for _name, piece in passages_of(Part.account, entry(0, text=text))] == [
        "One.",
        "Two!",
        "ثلاثة؟",
        "चार।",
        "አምስት።",
        "六。",
        "seven 3.5",
        "eight",
    ]

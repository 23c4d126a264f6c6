"""The answers are shown again as questions and words, and only those that still count."""

from hypothesis import given

from intake.interview.answers import Answers
from intake.interview.compose import APART
from intake.interview.summary import Line, summary

from .people import DIRECTORY, Given, answer, composed, what
from .strategies import UNHURRIED, interviews

GIVEN: Given = {
    "danger": {"danger": "no"},
    **what("over_48h", "other"),
    "where": {"kind": "local_jail", "facility_name": "Reed", "state": "GA"},
    "when": {"how": "on", "on": "2026-05-09"},
    "facility": {"facility": "reed-jail"},
    "held": {"could_leave": "yes", "day": "2026-06-01", "hour": "5 pm"},
    "account": {"account": "In my words"},
    "identity": {"consent": "anonymous"},
    "review": {"code_opens": "y"},
}


def lines_of(given: Given) -> dict[str, Line]:
    return {line.question: line for line in summary(answer(given), DIRECTORY)}


def test_codes_are_shown_as_words() -> None:
    lines = lines_of(GIVEN)
    kinds = lines["What happened?"]
    assert kinds.answers == ("Held after the day they should have been free", "Something else")
    assert lines["Is it one of these places?"].answers == ("Reed County Jail, GA",)
    assert lines["State"].answers == ("Georgia",)
    assert lines["Month and year. Add the day if you know it."].answers == ("May 9, 2026",)
    assert lines["At what time, if you know it?"].answers == ("17:00",)
    assert lines["My code may open what I wrote"].answers == ("My code may open what I wrote",)


def test_own_text_is_marked_so_that_it_can_be_isolated() -> None:
    lines = lines_of(GIVEN)
    assert lines["Tell us what happened, in your own words"].typed
    assert lines["What is the name of the place?"].typed
    assert not lines["State"].typed


def test_lines_follow_the_interview_and_name_their_page_and_step() -> None:
    lines = summary(answer(GIVEN), DIRECTORY)
    assert [line.page for line in lines] == sorted(line.page for line in lines)
    assert lines[0] == Line(0, "danger", "Is someone in danger now?", ("No",), typed=False)


def test_steps_can_be_left_out() -> None:
    steps = {line.step for line in summary(answer(GIVEN), DIRECTORY, without={"account", "review"})}
    assert steps.isdisjoint({"account", "review"})
    assert "what" in steps


def test_an_answer_that_counts_no_more_is_not_shown() -> None:
    answers = answer(GIVEN)
    answer({"what": {"kinds": ["conditions"]}}, answers)
    assert "held" not in {line.step for line in summary(answers, DIRECTORY)}


@UNHURRIED
@given(interviews())
def test_an_officer_reads_of_the_complaint_what_the_person_saw_at_review(answers: Answers) -> None:
    seen = [line for line in summary(answers, DIRECTORY) if line.step not in APART]
    read = Answers.from_document(dict(composed(answers).answers))
    assert summary(read, DIRECTORY) == seen


def test_an_answer_drops_what_it_makes_moot_so_that_the_review_does_not_contradict_itself() -> None:
    changed: Given = {
        **GIVEN,
        "when": {"how": "ongoing", "on": "2026-05-09"},
        "held": {"could_leave": "no", "day": "2026-06-01", "hour": "5 pm"},
        "still_held": {"still": "yes", "day": "2026-06-03", "hour": "not a time"},
        "identity": {"consent": "all"},
        "contact": {"way": "none", "address": "555 0100", "hours": "nights", "care": "He reads my mail."},
    }
    answers = answer(changed)
    assert answers.of("when") == {"how": "ongoing"}
    assert answers.of("held") == {"could_leave": "no"}
    assert answers.of("still_held") == {"still": "yes"}
    assert answers.of("contact") == {"way": "none", "care": "He reads my mail."}
    shown = [text for line in summary(answers, DIRECTORY) for text in line.answers]
    assert "June 3, 2026" not in shown
    assert "555 0100" not in shown


def test_a_day_that_counts_is_kept() -> None:
    freed = answer({**GIVEN, "still_held": {"still": "free_since", "day": "2026-06-03", "hour": "5:30 pm"}})
    assert freed.of("still_held") == {"still": "free_since", "day": "2026-06-03", "hour": "17:30"}

"""Order, pages, and what is left to ask."""

from hypothesis import given
from hypothesis import strategies as st

from intake.interview.answers import Answers
from intake.interview.flow import (
    BY_KEY,
    PAGES,
    STEPS,
    live,
    missing,
    next_page,
    next_step,
    page_steps,
    previous_page,
    progress,
    routable,
    visible,
)

from .people import CLOCK, DIRECTORY, Given, answer, what
from .strategies import UNHURRIED, interviews

USUAL: Given = {
    "danger": {"danger": "no"},
    "for_whom": {"whom": "me"},
    **what("profiling", kind="community"),
    "who": {"actors": ["local_police"]},
    "account": {"account": "They stopped me."},
    "identity": {"consent": "anonymous"},
}


def walk(given: Given) -> list[int]:
    """Answer page by page as the web does, keeping each step that was shown, and return the pages seen."""
    answers, page, seen = Answers.at_the_door(CLOCK.today()), 0, []
    while True:
        seen.append(page)
        for step in page_steps(answers, page, DIRECTORY):
            form = step.check(answers, DIRECTORY, given.get(step.key, {}))
            assert form.validate() or not given.get(step.key)
            step.keep(answers, form)
        following = next_page(answers, page, DIRECTORY)
        if following is None:
            return seen
        page = following


def test_the_usual_case_takes_eight_pages_and_shows_each_once() -> None:
    seen = walk(USUAL)
    assert len(seen) == 8
    assert seen == sorted(set(seen))


def test_a_page_is_shown_again_only_where_an_answer_opened_a_question_on_it() -> None:
    named = {**USUAL, "where": {"kind": "community"}, "agency": {"agency_name": "ash"}}
    pages = walk(named)
    who = next(number for number, page in enumerate(PAGES) if "who" in page.keys)
    assert pages.count(who) == 2
    assert len(pages) == 9


def test_a_second_event_opens_pages_of_its_own() -> None:
    second = {
        **USUAL,
        "elsewhere": {"elsewhere": "yes"},
        "second_what": {"kinds": ["medical"]},
        "second_where": {"kind": "local_jail"},
        "second_who": {"actors": ["jail_staff"]},
    }
    assert len(walk(second)) == 11


def test_keys_are_unique_and_pages_hold_every_step() -> None:
    assert len(BY_KEY) == len(STEPS)
    assert [key for page in PAGES for key in page.keys] == list(BY_KEY)


def test_one_at_a_time_every_step_is_asked_once_in_order() -> None:
    answers, seen = Answers.at_the_door(CLOCK.today()), []
    while step := next_step(answers, DIRECTORY):
        seen.append(step.key)
        step.keep(answers, step.check(answers, DIRECTORY, USUAL.get(step.key, {})))
    assert seen == [step.key for step in visible(answers, DIRECTORY)]


def test_going_back_passes_over_pages_that_ask_nothing() -> None:
    answers = answer({"what": {"kinds": ["conditions"]}})
    titles = [str(page.title) for page in PAGES]
    assert previous_page(answers, titles.index("About you"), DIRECTORY) == titles.index("In your own words")
    assert previous_page(answers, 0, DIRECTORY) is None


def test_progress_counts_only_pages_that_ask_something() -> None:
    answers = answer({"what": {"kinds": ["conditions"]}})
    assert progress(answers, 0, DIRECTORY) == (1, 7)
    assert progress(answers, len(PAGES) - 1, DIRECTORY) == (7, 7)


def test_what_was_said_can_be_sent_from_the_first_answer_that_can_be_routed() -> None:
    assert not routable(answer({"danger": {"danger": "no"}, "for_whom": {"whom": "me"}}))
    assert routable(answer({"danger": {"danger": "yes"}}))
    assert routable(answer({"what": {"kinds": ["other"]}}))
    assert routable(answer({"account": {"account": "Help"}}))


def test_required_steps_are_missing_until_they_are_answered() -> None:
    answers = Answers()
    assert [step.key for step in missing(answers, DIRECTORY)] == [
        "danger",
        "what",
        "where",
        "who",
        "identity",
    ]
    answers.put("danger", {})
    assert "danger" in [step.key for step in missing(answers, DIRECTORY)]
    assert missing(answer(USUAL), DIRECTORY) == []


def test_a_stale_answer_is_kept_but_counts_no_more() -> None:
    answers = answer({**what("over_48h"), "papers": {"paper": "got"}})
    answer({"what": {"kinds": ["conditions"]}}, answers)
    assert answers.word("papers", "paper") == "got"
    assert "papers" not in live(answers, DIRECTORY)
    answer({"what": {"kinds": ["over_48h"]}}, answers)
    assert live(answers, DIRECTORY).word("papers", "paper") == "got"


def test_a_stale_answer_opens_no_other_step() -> None:
    answers = answer({**what("medical"), "custody": {"holder": "ice"}})
    assert "minor" in {step.key for step in visible(answers, DIRECTORY)}
    answer({"where": {"kind": "orr"}}, answers)
    assert "minor" not in {step.key for step in visible(answers, DIRECTORY)}


@UNHURRIED
@given(interviews(), st.sampled_from(STEPS))
def test_whether_a_step_is_asked_depends_only_on_steps_before_it(answers: Answers, step: object) -> None:
    place = [each is step for each in STEPS].index(True)
    earlier = Answers(answers.to_document())
    for later in STEPS[place:]:
        earlier.forget(later.key)
    assert (STEPS[place] in visible(answers, DIRECTORY)) == (STEPS[place] in visible(earlier, DIRECTORY))

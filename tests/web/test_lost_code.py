"""A person chooses a word, loses the code, and follows the earlier complaint with the new one's code."""

from uuid import UUID

from intake.core.statuses import Status
from intake.service import lost_code, review
from intake.service.moves import Move, move_case
from tests.canaries import search
from tests.conftest import World
from tests.service.made_up import rows
from tests.web.browser import Browser
from tests.web.inside import cases
from tests.web.people import mother, sent

WORD = "Blue Moonlit River"


def agreed(world: World, old: UUID) -> None:
    """Let two officers agree that the newest case follows the earlier one."""
    (new,) = set(cases(world)) - {old}
    for name, act in (
        ("carmen.crcl", lost_code.ask_to_follow),
        ("dmitri.doj", lost_code.agree_to_follow),
    ):
        seen = review.open_case(world.site, world.reader(name), new)
        act(world.site, world.reader(name), new, old, revision=seen.revision)


def test_who_lost_the_code_sees_where_the_earlier_complaint_is_and_nothing_else_of_it(
    person: Browser, world: World
) -> None:
    sent(person, word__word=WORD)
    person.press(action="kept")
    (old,) = cases(world)
    dmitri = world.reader("dmitri.doj")
    review.reply(world.site, dmitri, old, "We called the jail.", language="en", translated=True)
    looked = review.open_case(world.site, dmitri, old)
    move_case(world.site, dmitri, old, Move(Status.screening), revision=looked.revision)
    code = sent(person, word__earlier="blue moonlit  river")
    person.press(action="kept").get("/status").press(code=code)
    assert "Your earlier complaint" not in person.text
    agreed(world, old)
    person.get("/status")
    assert "Your earlier complaint" in person.text
    assert "We are reading it . The office tells you if it can act on it. By June 3, 2026." in person.text
    assert "We called the jail." not in person.text
    assert old.hex not in person.page.get_data(as_text=True)


def test_the_review_does_not_show_the_word_and_nothing_on_the_machine_holds_it(
    person: Browser, world: World
) -> None:
    mother(person, word__word=WORD)
    assert "Given" in person.text
    assert WORD not in person.text
    person.press()
    assert person.path == "/complaint/sent"
    assert search([WORD, "bluemoonlitriver"], [world.settings.data]) == []
    assert WORD not in repr(rows(world))


def test_a_word_that_is_too_short_is_shown_again_with_what_is_wrong(person: Browser) -> None:
    mother(person, word__word="sol")
    assert person.path != "/complaint/review"
    assert "Please use at least 4 letters." in person.text
    assert person.form("complaint").values["word-word"] == ["sol"]


def test_the_page_that_asks_for_the_code_tells_of_the_word(person: Browser) -> None:
    assert "If you chose a word only you know" in person.get("/status").text

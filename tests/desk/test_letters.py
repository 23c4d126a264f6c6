"""Letters at the desk: chosen by stage, filled in, looked at in two languages, then sent; a blank never goes."""

from datetime import date
from html import unescape
from uuid import UUID, uuid4

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from config.deployment import Deployment
from intake.core.errors import UnfilledError
from intake.core.letters import BY_KEY, LETTERS, Blank, Letter
from intake.core.statuses import Status
from intake.desk import letters
from intake.i18n import speaking
from intake.service import by_code, follow_up
from intake.service.by_code import Opened
from intake.web import story
from tests.desk.conftest import DeskRoom, Window
from tests.service.made_up import complaint, filed, opened

CARMEN, TALA = "carmen.crcl", "tala.triage"
# A text that has a translation in every catalogue: what of a letter is proven with it holds for any that is translated.
KNOWN = Letter("known", frozenset(Status), "We have taken on your complaint.", {})


def write(window: Window, case_id: UUID, key: str, step: str = "", **blanks: str) -> tuple[int, str]:
    """Send a letter's form as it is on a fresh page."""
    form = {"revision": window.revision(case_id), "letter": key, "step": step}
    answer = window.post(
        f"/desk/case/{case_id}/letter",
        {**form, **{f"letter-{name}": value for name, value in blanks.items()}},
    )
    return answer.status_code, unescape(answer.text)


def said(room: DeskRoom, mine: Opened) -> list[dict[str, object]]:
    return [entry.body for entry in by_code.view(room.site, mine).conversation]


def form_of(letter: Letter, deployment: Deployment, own: str = "es-419", **blanks: str) -> Form:
    data = MultiDict({f"letter-{name}": value for name, value in blanks.items()})
    return letters.letter_form(letter, own, deployment, data)


def test_the_page_of_a_case_offers_the_letters_of_its_stage(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    assert '<option value="arrived">' in window.get(f"/desk/case/{case}").text
    window.act(case, "move", {"to": "screening"})
    text = window.get(f"/desk/case/{case}").text
    assert '<option value="arrived">' not in text
    assert '<option value="ask">' in text


def test_every_letter_and_every_blank_has_a_title() -> None:
    assert letters.TITLES.keys() == BY_KEY.keys()
    assert letters.BLANKS.keys() == {name for one in LETTERS for name in one.blanks}


@pytest.mark.parametrize("key", ["accepted", "nothing", ""])
def test_a_letter_of_another_stage_has_no_page(room: DeskRoom, key: str) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    assert window.get(f"/desk/case/{case}/letter?letter={key}").status_code == 404
    assert write(window, case, key)[0] == 404


def test_who_holds_no_key_writes_no_letter(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(TALA)
    assert window.get(f"/desk/case/{case}/letter?letter=arrived").status_code == 403
    assert window.post(f"/desk/case/{case}/letter", {"letter": "arrived", "step": "send"}).status_code == 403
    assert window.get(f"/desk/case/{uuid4()}/letter?letter=arrived").status_code == 404


def test_a_letter_is_filled_in_looked_at_and_then_sent(room: DeskRoom) -> None:
    mine = opened(room.world, complaint(language="en"))
    window = room.window(CARMEN)
    page = window.get(f"/desk/case/{mine.case_id}/letter?letter=arrived").text
    assert "An officer will read it by [Day]." in page
    status, text = write(window, mine.case_id, "arrived", day="2026-06-01")
    assert status == 200
    assert text.count("An officer will read it by June 1, 2026.") == 2
    assert "Not all of it is in the person's language" not in text
    assert said(room, mine) == []
    assert (
        write(window, mine.case_id, "arrived", "change", day="2026-06-01")[1].count('value="2026-06-01"') == 1
    )
    assert write(window, mine.case_id, "arrived", "send", day="2026-06-01")[0] == 303
    (sent,) = said(room, mine)
    assert str(sent["text"]).startswith("We have your complaint. An officer will read it by June 1, 2026.")
    assert (sent["language"], sent["translated"]) == ("en", True)


@pytest.mark.parametrize("step", ["", "send"])
@pytest.mark.parametrize(
    "blanks", [{}, {"question": "When?"}, {"day": "2026-06-01"}, {"question": " ", "day": "2026-06-01"}]
)
def test_a_letter_with_a_blank_in_it_does_not_go(room: DeskRoom, step: str, blanks: dict[str, str]) -> None:
    mine = opened(room.world, complaint(language="en"))
    window = room.window(CARMEN)
    window.act(mine.case_id, "move", {"to": "screening"})
    status, text = write(window, mine.case_id, "ask", step, **blanks)
    assert (status, "A letter cannot go with a blank in it." in text) == (422, True)
    assert said(room, mine) == []


def test_even_without_its_form_a_letter_with_a_blank_is_not_made(room: DeskRoom) -> None:
    deployment = room.site.deployment
    with room.app.test_request_context(), pytest.raises(UnfilledError):
        letters.written(BY_KEY["ask"], form_of(BY_KEY["ask"], deployment), "en", deployment)


def test_a_letter_without_blanks_is_shown_at_once(room: DeskRoom) -> None:
    case = filed(room.world, complaint(language="en")).case_id
    text = room.window(CARMEN).get(f"/desk/case/{case}/letter?letter=danger").text
    assert text.count("call 911") == 2
    assert "Change it" not in text


def test_a_translated_letter_goes_in_the_persons_language_beside_its_english(room: DeskRoom) -> None:
    deployment = room.site.deployment
    with room.app.test_request_context():
        form = form_of(KNOWN, deployment)
        for tag in ("es-419", "ar"):
            found = letters.written(KNOWN, form, tag, deployment)
            assert (found.language, found.translated) == (tag, True)
            assert found.text != KNOWN.text
        assert letters.in_english(KNOWN, form, deployment) == KNOWN.text


def test_a_day_and_an_office_are_put_into_the_persons_language(room: DeskRoom) -> None:
    letter = Letter("x", frozenset(), "%(office)s %(day)s", {"office": Blank.office, "day": Blank.day})
    deployment = room.site.deployment
    with room.app.test_request_context():
        form = form_of(letter, deployment, office="DHS-OIG", day="2026-06-01")
        assert form.validate()
        assert form.data["day"] == date(2026, 6, 1)
        with speaking("es-419"):
            spanish = letters.with_blanks(letter)
        assert letters.in_english(letter, form, deployment) == (
            "Homeland Security, Office of Inspector General June 1, 2026"
        )
        assert letters._in("es-419", letter, form.data, deployment).endswith("1 de junio de 2026")
        assert spanish


@pytest.mark.parametrize("own", ["es-419", "ar", "quc"])
def test_a_letter_without_a_translation_goes_in_english_and_says_so_to_both_sides(
    room: DeskRoom, own: str
) -> None:
    untold = Letter("x", frozenset(), "No catalogue has this sentence.", {})
    deployment = room.site.deployment
    with room.app.test_request_context():
        found = letters.written(untold, form_of(untold, deployment, own), own, deployment)
    assert (found.text, found.language, found.translated) == (untold.text, "en", False)


def test_own_words_in_another_language_mark_the_whole_letter_for_both_sides(room: DeskRoom) -> None:
    mine = opened(room.world, complaint(language="es-419"))
    window = room.window(CARMEN)
    window.act(mine.case_id, "move", {"to": "screening"})
    blanks = {"question": "When was it?", "day": "2026-06-01", "language": "en"}
    text = write(window, mine.case_id, "ask", **blanks)[1]
    assert "Not all of it is in the person's language" in text
    assert write(window, mine.case_id, "ask", "send", **blanks)[0] == 303
    (sent,) = said(room, mine)
    assert sent["translated"] is False
    with room.app.test_request_context():
        assert [one.note != "" for one in story.messages(by_code.view(room.site, mine))] == [True]
    assert "Not translated" in window.get(f"/desk/case/{mine.case_id}").text


def test_own_words_in_other_letters_than_they_claim_are_asked_about(room: DeskRoom) -> None:
    case = filed(room.world, complaint(language="en")).case_id
    window = room.window(CARMEN)
    window.act(case, "move", {"to": "screening"})
    blanks = {"question": "متى حدث هذا؟", "day": "2026-06-01", "language": "en"}
    assert "Look at your own words again" in write(window, case, "ask", **blanks)[1]
    fine = {**blanks, "question": "When was it?"}
    assert "Look at your own words again" not in write(window, case, "ask", **fine)[1]


def test_a_letter_to_a_case_that_changed_meanwhile_does_not_go_and_keeps_what_was_written(
    room: DeskRoom,
) -> None:
    mine = opened(room.world, complaint(language="en"))
    window = room.window(CARMEN)
    window.act(mine.case_id, "move", {"to": "screening"})
    stale = window.revision(mine.case_id)
    follow_up.add_words(room.site, mine, "They moved me!")
    form = {
        "revision": stale,
        "letter": "ask",
        "step": "send",
        "letter-question": "Where are you held?",
        "letter-day": "2026-06-01",
    }
    answer = window.post(f"/desk/case/{mine.case_id}/letter", form)
    assert (answer.status_code, "Somebody else changed this case" in answer.text) == (409, True)
    assert "Where are you held?" in answer.text
    assert len(said(room, mine)) == 1

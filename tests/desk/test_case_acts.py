"""What an officer does with a case: reply, note, move, refer, claim; conflicts keep what was typed."""

from uuid import UUID, uuid4

import pytest

from intake.core.complaint import Desk
from intake.core.statuses import Role, Status
from intake.service import by_code, follow_up, review
from intake.vault.parts import Part
from tests.desk.conftest import DeskRoom
from tests.service.made_up import NAME, complaint, detail, filed, named, opened

CARMEN, DMITRI, TALA = "carmen.crcl", "dmitri.doj", "tala.triage"


def test_an_officer_walks_a_case_from_queue_to_acceptance(room: DeskRoom) -> None:
    mine = opened(room.world)
    window = room.window(CARMEN)
    assert f"/desk/case/{mine.case_id}" in window.get("/desk/").text
    assert window.act(mine.case_id, "claim", {}).location == f"/desk/case/{mine.case_id}?done=claim"
    window.act(mine.case_id, "reply", {"reply-language": "es-419", "reply-text": "Ya la leímos."})
    window.act(mine.case_id, "move", {"to": "screening"})
    answer = window.act(mine.case_id, "move", {"to": "accepted"})
    assert "The case was moved." in window.get(answer.location).text
    found = detail(room.world, mine.case_id)
    assert (found.status, found.owner) == ("accepted", CARMEN)
    seen = by_code.view(room.site, mine)
    assert [entry.body["text"] for entry in seen.conversation] == ["Ya la leímos."]


def said(room: DeskRoom, case_id: UUID) -> list[tuple[str, bool]]:
    """Return the office's messages, and whether each is marked as translated."""
    read = review.open_case(room.site, room.world.reader(DMITRI), case_id)
    return [(entry.body["text"], entry.body["translated"]) for entry in read.conversation if entry.desk]


def test_a_reply_in_the_persons_language_goes_at_once(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).act(
        case, "reply", {"reply-language": "es-419", "reply-text": "  Hola \u202e señora\r\n\r\nAdiós "}
    )
    assert answer.status_code == 303
    assert said(room, case) == [("Hola  señora\n\nAdiós", True)]


def test_a_reply_in_another_language_is_shown_back_once_and_then_marked(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    form = {"reply-language": "en", "reply-text": "We read it"}
    answer = window.act(case, "reply", form)
    assert answer.status_code == 422
    assert "Your message was not sent yet" in answer.text
    assert "We read it</textarea>" in answer.text
    assert said(room, case) == []
    assert window.act(case, "reply", {**form, "reply-as_it_is": "y"}).status_code == 303
    assert said(room, case) == [("We read it", False)]


def test_a_reply_in_other_letters_than_the_language_it_claims_is_shown_back_once(room: DeskRoom) -> None:
    case = filed(room.world, complaint(language="ar")).case_id
    window = room.window(CARMEN)
    form = {"reply-language": "ar", "reply-text": "We read it"}
    answer = window.act(case, "reply", form)
    assert (answer.status_code, "It does not look like the language you chose." in answer.text) == (422, True)
    assert window.act(case, "reply", {**form, "reply-text": "قرأنا شكواك. رقمها 123 ABC"}).status_code == 303
    assert window.act(case, "reply", {**form, "reply-as_it_is": "y"}).status_code == 303


def test_a_number_alone_has_no_letters_to_doubt(room: DeskRoom) -> None:
    case = filed(room.world, complaint(language="ar")).case_id
    answer = room.window(CARMEN).act(case, "reply", {"reply-language": "ar", "reply-text": "911"})
    assert answer.status_code == 303


def test_a_language_that_this_site_does_not_speak_is_taken_at_its_word(room: DeskRoom) -> None:
    case = filed(room.world, complaint(language="quc")).case_id
    assert (
        room.window(CARMEN).act(case, "reply", {"reply-language": "quc", "reply-text": "Maltyox"}).status_code
        == 303
    )


@pytest.mark.parametrize(
    "form",
    [
        {"reply-language": "es-419", "reply-text": "  "},
        {"reply-language": "klingon", "reply-text": "x"},
        {"reply-language": "es-419", "reply-text": "x" * 20_001},
    ],
)
def test_a_reply_that_cannot_be_sent_is_shown_back_with_what_is_wrong(
    room: DeskRoom, form: dict[str, str]
) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).act(case, "reply", form)
    assert (answer.status_code, "Please check these entries" in answer.text) == (422, True)
    assert said(room, case) == []


def test_a_note_is_kept_without_asking_for_a_revision(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    assert window.post(f"/desk/case/{case}/note", {"note-text": "Called."}).status_code == 303
    assert window.post(f"/desk/case/{case}/note", {"note-text": ""}).status_code == 422
    read = review.open_case(room.site, room.world.reader(CARMEN), case)
    assert [entry.body["text"] for entry in read.notes] == ["Called."]


def test_only_the_moves_of_the_table_are_offered(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    text = room.window(CARMEN).get(f"/desk/case/{case}").text
    offered = {status.value for status in Status if f'name="to" value="{status.value}"' in text}
    assert offered == {"screening", "waiting_on", "withdrawn"}
    assert "The person is told:" in text


def test_a_triage_officer_is_offered_no_decision(room: DeskRoom) -> None:
    case = filed(
        room.world,
        complaint(
            facts={
                "actors": ["unknown"],
                "place": "unknown",
                "custody": "unknown",
                "allegations": ["language_access"],
            }
        ),
    ).case_id
    window = room.window(TALA)
    window.act(case, "move", {"to": "screening"})
    text = window.get(f"/desk/case/{case}").text
    assert 'name="to" value="referred"' in text
    assert 'name="to" value="accepted"' not in text
    answer = window.act(case, "move", {"to": "accepted"})
    assert (answer.status_code, "The case was not moved" in answer.text) == (422, True)
    assert detail(room.world, case).status == "screening"


@pytest.mark.parametrize("to", ["closed", "nonsense", ""])
def test_a_move_that_is_not_open_is_refused_with_what_was_typed(room: DeskRoom, to: str) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).act(case, "move", {"to": to, f"{to}-reason": "my long reason"})
    assert answer.status_code == 422
    assert "The case was not moved" in answer.text
    assert "my long reason" in answer.text
    assert detail(room.world, case).status == "received"


def test_a_move_that_needs_a_reason_keeps_it_as_a_note_and_is_refused_without(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    refused = window.act(case, "move", {"to": "waiting_on", "waiting_on-waiting_on": "OIG"})
    assert refused.status_code == 422
    assert '<details class="rd-fold" open>' in refused.text
    assert 'value="OIG"' in refused.text
    window.act(
        case,
        "move",
        {
            "to": "waiting_on",
            "waiting_on-waiting_on": "OIG",
            "waiting_on-return_on": "2026-06-01",
            "waiting_on-reason": "OIG first",
        },
    )
    found = detail(room.world, case)
    assert (found.status, found.waiting_on, found.return_on) == ("waiting_on", "OIG", "2026-06-01")
    read = review.open_case(room.site, room.world.reader(CARMEN), case)
    assert [entry.body["text"] for entry in read.notes] == ["OIG first"]


def test_a_day_that_is_none_is_shown_back(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    form = {"to": "waiting_on", "waiting_on-return_on": "soon", "waiting_on-reason": "OIG first"}
    answer = room.window(CARMEN).act(case, "move", form)
    assert (answer.status_code, "Please check these entries" in answer.text) == (422, True)


def test_a_closing_names_its_outcome(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    for to in ("screening", "accepted", "investigating", "findings", "recommendations"):
        assert window.act(case, "move", {"to": to}).status_code == 303
    assert "Please choose" in window.get(f"/desk/case/{case}").text
    assert window.act(case, "move", {"to": "closed"}).status_code == 422
    assert window.act(case, "move", {"to": "closed", "closed-outcome": "referred"}).status_code == 422
    assert window.act(case, "move", {"to": "closed", "closed-outcome": "substantiated"}).status_code == 303
    assert detail(room.world, case).outcome == "substantiated"


def test_a_referral_takes_the_keys_of_account_and_messages_along_but_never_the_name(room: DeskRoom) -> None:
    case = filed(room.world, named(Desk.CRCL, Desk.DOJ)).case_id
    window = room.window(CARMEN)
    assert room.window(TALA).get(f"/desk/case/{case}").status_code == 403
    assert NAME in window.get(f"/desk/case/{case}").text
    answer = window.act(case, "refer", {"refer-to": "triage", "refer-reason": "whose is it?"})
    assert "The case was referred." in window.get(answer.location).text
    text = room.window(TALA).get(f"/desk/case/{case}").text
    assert NAME not in text
    assert "whose is it?" not in text
    assert "Send to another desk too" not in text


@pytest.mark.parametrize(
    "form",
    [
        {"refer-to": "doj", "refer-reason": "x"},
        {"refer-to": "triage"},
        {"refer-to": "hr", "refer-reason": "x"},
    ],
)
def test_a_referral_to_a_desk_that_has_it_or_without_reason_is_shown_back(
    room: DeskRoom, form: dict[str, str]
) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).act(case, "refer", form)
    assert (answer.status_code, "Please check these entries" in answer.text) == (422, True)


def test_a_case_is_taken_given_back_and_taken_over(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    carmen, dmitri = room.window(CARMEN), room.window(DMITRI)
    carmen.act(case, "claim", {})
    assert "Take it over" in dmitri.get(f"/desk/case/{case}").text
    assert "Make it free" not in dmitri.get(f"/desk/case/{case}").text
    assert "Make it free" in room.window("sunita.supervisor").get(f"/desk/case/{case}").text
    dmitri.act(case, "claim", {})
    assert detail(room.world, case).owner == DMITRI
    answer = dmitri.act(case, "claim", {"release": "1"})
    assert "The case is free again." in dmitri.get(answer.location).text
    assert detail(room.world, case).owner is None


ACTS = [
    ("reply", {"reply-language": "es-419", "reply-text": "un texto largo"}, "un texto largo"),
    ("move", {"to": "waiting_on", "waiting_on-reason": "a long reason"}, "a long reason"),
    ("refer", {"refer-to": "triage", "refer-reason": "a long reason"}, "a long reason"),
    ("claim", {}, ""),
]


@pytest.mark.parametrize(("name", "form", "typed"), ACTS)
def test_an_act_on_a_case_that_changed_meanwhile_does_nothing_and_keeps_what_was_typed(
    room: DeskRoom, name: str, form: dict[str, str], typed: str
) -> None:
    mine = opened(room.world)
    window = room.window(CARMEN)
    stale = window.revision(mine.case_id)
    follow_up.add_words(room.site, mine, "¡Lo mueven esta noche!")
    before = detail(room.world, mine.case_id)
    answer = window.post(f"/desk/case/{mine.case_id}/{name}", {"revision": stale, **form})
    assert answer.status_code == 409
    assert "Somebody else changed this case" in answer.text
    assert "¡Lo mueven esta noche!" in answer.text, "the case is not shown as it is now"
    assert answer.text.count(typed) >= (2 if typed else 1), "what was typed is neither shown nor in its form"
    after = detail(room.world, mine.case_id)
    assert (after.status, after.owner, after.history) == (before.status, before.owner, before.history)
    fresh = window.revision(mine.case_id)
    assert fresh != stale
    assert f'name="revision" value="{fresh}"' in answer.text
    assert window.post(f"/desk/case/{mine.case_id}/{name}", {"revision": fresh, **form}).status_code == 303


@pytest.mark.parametrize("revision", ["", "x", "-1", "٣"])
def test_an_act_without_a_revision_is_a_stale_one(room: DeskRoom, revision: str) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).post(f"/desk/case/{case}/claim", {"revision": revision})
    assert answer.status_code == 409
    assert detail(room.world, case).owner is None


def test_a_move_that_is_no_longer_open_after_a_conflict_still_keeps_its_reason(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window, other = room.window(CARMEN), room.window(DMITRI)
    stale = window.revision(case)
    other.act(case, "move", {"to": "withdrawn", "withdrawn-reason": "asked for it"})
    form = {"revision": stale, "to": "waiting_on", "waiting_on-reason": "my long reason"}
    answer = window.post(f"/desk/case/{case}/move", form)
    assert answer.status_code == 409
    assert answer.text.count("my long reason") == 1


@pytest.mark.parametrize(("name", "form", "typed"), [*ACTS, ("note", {"note-text": "a note"}, "a note")])
def test_every_act_is_refused_for_want_of_a_key_and_shows_what_was_typed(
    room: DeskRoom, name: str, form: dict[str, str], typed: str
) -> None:
    case = filed(room.world).case_id
    for window in (room.window(TALA), room.window_of(room.hire("silas.supervisor", Role.supervisor))):
        answer = window.post(f"/desk/case/{case}/{name}", {"revision": "0", **form})
        assert answer.status_code == 403
        assert typed in answer.text
    assert detail(room.world, case).history == []
    assert detail(room.world, case).owner is None


@pytest.mark.parametrize(("name", "form", "typed"), [*ACTS, ("note", {"note-text": "a note"}, "a note")])
def test_an_act_on_a_case_that_was_taken_back_finds_none(
    room: DeskRoom, name: str, form: dict[str, str], typed: str
) -> None:
    answer = room.window(CARMEN).post(f"/desk/case/{uuid4()}/{name}", {"revision": "0", **form})
    assert (answer.status_code, typed in answer.text) == (404, True)


def test_the_office_proves_its_messages_with_the_key_of_the_conversation(room: DeskRoom) -> None:
    mine = opened(room.world)
    room.window(CARMEN).act(mine.case_id, "reply", {"reply-language": "es-419", "reply-text": "Hola"})
    assert Part.conversation in mine.seeds
    assert [entry.verified for entry in by_code.view(room.site, mine).conversation] == [True]

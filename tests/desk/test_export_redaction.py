"""What an officer blacks out is gone from every byte of every file: streams, titles, names, metadata."""

import json
import re
from typing import TypeAlias
from uuid import UUID

import pytest

from intake.core.complaint import Desk
from intake.service import follow_up, oversight, review
from intake.service.by_code import open_by_code
from tests.desk.conftest import DeskRoom
from tests.desk.exporting import USUAL, case_with_all, document, export, unpacked
from tests.export.pdfs import holds, words_of
from tests.service.made_up import filed, named

TYPED = "[redacted: privileged]"
CARMEN, DMITRI = "carmen.crcl", "dmitri.doj"
GONE = ("Rosalba", "Ejemplo", "123-4567", "Hartmann", "witness", "canario")
Telling: TypeAlias = tuple[UUID, str]


@pytest.fixture
def telling(room: DeskRoom) -> Telling:
    """File a case that tells who is who in its account, messages, notes, answers and names of files."""
    ticket, (kept,) = case_with_all(room, Desk.CRCL)
    reader = room.world.reader(CARMEN)
    review.reply(
        room.site, reader, ticket.case_id, "Rosalba: sen\u0303or  canario", language="en", translated=False
    )
    words = "I am a secret\nwitness. Call 555 123 4567."
    follow_up.add_words(room.site, open_by_code(room.site, ticket.code), words)
    review.note(room.site, reader, ticket.case_id, "Hartmann was told of Rosalba.")
    return ticket.case_id, kept.blob.hex


def found_in(kind: str, content: bytes, word: str) -> bool:
    """Look for a word in all that a file holds."""
    if kind == "pdf":
        return holds(content, word)
    if kind == "json":
        return word.casefold() in json.dumps(json.loads(content), ensure_ascii=False).casefold()
    files = unpacked(content)
    named = any(word in name for name in files) or word.encode() in content
    return named or found_in("pdf", files["case.pdf"], word) or found_in("json", files["case.json"], word)


@pytest.mark.parametrize("kind", ["pdf", "json", "zip"])
def test_what_is_blacked_out_is_in_no_byte_of_the_file(room: DeskRoom, telling: Telling, kind: str) -> None:
    case_id, blob = telling
    window = room.window(CARMEN)
    plain = export(window, case_id, kind, parts=[*USUAL, "name", "contact"], files=[blob])
    struck = export(window, case_id, kind, words="hartmann\nSecret witness\nSEÑOR CANARIO", files=[blob])
    for word in GONE:
        assert found_in(kind, plain.data, word), f"the test would not see {word}"
        assert not found_in(kind, struck.data, word), word
        assert word not in str(struck.headers)


def test_a_sentence_is_blacked_out_with_its_reason_and_the_others_stay(
    room: DeskRoom, telling: Telling
) -> None:
    case_id, _blob = telling
    cuts = ["account.0.0", "messages.1.0", "notes.0.0"]
    struck = export(room.window(CARMEN), case_id, "pdf", cuts=cuts)
    for gone in ("brother", "secret", "Hartmann was told"):
        assert not holds(struck.data, gone)
    words = words_of(struck.data)
    assert "A source who was promised silence" in words
    assert "5 U.S.C. 552(b)(7)(D)" in words
    assert "He is ill." in words


def test_the_json_counts_what_was_struck_by_reason(room: DeskRoom, telling: Telling) -> None:
    case_id, _blob = telling
    found = document(export(room.window(CARMEN), case_id, "json", words="Hartmann", cuts=["account.0.3"]))
    assert found["redactions"] == {"contact": 2, "name": 3, "source": 1, "third_person": 2}
    assert "[redacted: source]" in found["account"][0]["text"]


def test_a_mark_that_the_person_typed_is_shown_as_typed_and_recorded_as_nothing(room: DeskRoom) -> None:
    case = filed(room.world, named(account=f"They hid it: {TYPED} \U000f0005 and more.")).case_id
    window = room.window(CARMEN)
    look = export(window, case, "look").text.split("This is what goes out", 1)[1].split("</section>", 1)[0]
    assert TYPED in look
    assert "rd-bar-out" not in look
    found = document(export(window, case, "json"))
    assert found["redactions"] == {}
    assert found["account"][0]["text"] == "They hid it: [\u2060redacted: privileged] \ufffd and more."
    words = words_of(export(window, case, "pdf").data)
    assert TYPED in words
    assert "What was blacked out" not in words
    acts = oversight.acts_on(room.site, room.world.reader("otto.auditor"), case)
    told = [one.detail.split()[:2] for one in acts if one.action == "case.exported"]
    assert sorted(told) == [["json", "unredacted"], ["pdf", "unredacted"]]


def test_a_word_of_our_own_pages_can_be_blacked_out_too(room: DeskRoom, telling: Telling) -> None:
    case_id, _blob = telling
    window = room.window(CARMEN)
    words = "it\nis\nof\nwas\na\ncarmen"
    for answer in (
        export(window, case_id, "look", words=words),
        export(window, case_id, "json", words=words),
    ):
        assert answer.status_code == 200
        assert not re.search("[\U000f0000-\U000fffff]", answer.text)
    assert not re.search(
        "[\U000f0000-\U000fffff]", words_of(export(window, case_id, "pdf", words=words).data)
    )


def test_a_desk_that_may_not_know_the_name_cannot_strike_it_but_by_typing_it(
    room: DeskRoom, telling: Telling
) -> None:
    case_id, _blob = telling
    window = room.window(DMITRI)
    assert b"Rosalba" in export(window, case_id, "json").data
    assert b"Rosalba" not in export(window, case_id, "json", words="Rosalba").data


def test_a_word_that_stands_nowhere_is_shown_back_for_it_may_be_misspelt(
    room: DeskRoom, telling: Telling
) -> None:
    case_id, _blob = telling
    for kind in ("look", "pdf", "json"):
        answer = export(room.window(CARMEN), case_id, kind, words="Hartmann\nHarttmann")
        assert (answer.status_code, "Not found in this case: Harttmann<" in answer.text) == (422, True)


def test_a_word_that_stands_only_in_what_is_left_out_is_no_mistake(room: DeskRoom, telling: Telling) -> None:
    case_id, _blob = telling
    assert export(room.window(CARMEN), case_id, "json", words="witness", parts=["account"]).status_code == 200


def test_lines_without_a_letter_and_too_many_lines_are_refused(room: DeskRoom, telling: Telling) -> None:
    case_id, _blob = telling
    window = room.window(CARMEN)
    assert "neither a letter nor a digit" in export(window, case_id, "json", words="...").text
    many = "\n".join(f"word {number}" for number in range(101))
    assert "At most 100 lines" in export(window, case_id, "json", words=many).text


def test_what_was_typed_survives_the_end_of_the_session(room: DeskRoom, telling: Telling) -> None:
    case_id, _blob = telling
    form = {"revision": "0", "as": "pdf", "export-words": "Secret witness", "export-where": "in a message"}
    answer = room.window().post(f"/desk/case/{case_id}/export", form)
    assert answer.status_code == 401
    assert "Secret witness</textarea>" in answer.text
    assert "in a message</textarea>" in answer.text

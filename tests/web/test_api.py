"""The API: what it takes, and what it answers."""

import json
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.core import receipt
from intake.core.errors import NotStoredError
from intake.service import by_code, review, taking_back
from intake.service.worker import Worker
from intake.web.api import routes
from tests.conftest import World
from tests.web.api import BODY, FACTS, KEY, errors, post
from tests.web.inside import cases, change_case, detail, files
from tests.web.test_errors import failing
from tests.web.test_files import picture


def test_a_complaint_is_filed_and_followed_with_its_code(client: FlaskClient, world: World) -> None:
    answer = post(client, BODY)
    told = answer.get_json()
    assert answer.status_code == 201
    assert receipt.show(receipt.parse(told["receipt"])) == told["receipt"]
    assert told["decision"]["lead"] == "joint"
    assert told["decision"]["desks"] == ["crcl", "doj"]
    assert told["decision"]["urgency"] == "U0"
    assert told["decision"]["offices"] == ["DOJ-CRT-SPL", "DHS-CRCL"]
    assert all(sentence.endswith(".") for sentence in told["decision"]["reasons"])
    assert told["facts"]["given"]["release_eligible_at"] == "2026-04-28T17:00:00"
    assert told["facts"]["derived"]["as_of"] is not None
    assert "as_of" not in told["facts"]["given"]
    assert told["next"].startswith("We have your complaint. An officer will read it.")
    assert "May 4, 2026" in told["next"]
    assert "Set-Cookie" not in answer.headers
    followed = client.post("/api/v1/status", json={"receipt": told["receipt"]})
    assert followed.get_json() == {
        "status": "received",
        "since": "2026-05-04",
        "next": told["next"],
        "due": "2026-05-04",
        "messages": [],
    }
    assert detail(world).channel == "api"


def test_the_status_speaks_the_language_of_the_case(client: FlaskClient, world: World) -> None:
    code = post(client, {**BODY, "language": "es-419"}).get_json()["receipt"]
    reader, case = world.reader("carmen.crcl"), cases(world)[0]
    review.open_case(world.site, reader, case)
    review.reply(world.site, reader, case, "Good day", language="en", translated=False)
    found = client.post(
        "/api/v1/status", json={"receipt": code}, headers={"Accept-Language": "en"}
    ).get_json()
    assert found["status"] == "received"
    assert found["messages"][0]["from"] == "office"
    assert found["messages"][0]["text"] == "Good day"
    assert found["messages"][0]["day"] == "2026-05-04"
    assert found["messages"][0]["note"] != ""


def test_facts_may_be_a_list_and_come_back_as_one(client: FlaskClient, world: World) -> None:
    other = {"actors": ["ice"], "place": "home", "custody": "none", "allegations": ["entry"]}
    told = post(client, {**BODY, "facts": [FACTS, {**other, "happened_on": "2026-03"}]}).get_json()
    assert [one["place"] for one in told["facts"]["given"]] == ["local_jail", "home"]
    assert [one["happened_on"] for one in detail(world).incidents] == [None, "2026-03"]


def test_the_directory_fills_in_what_nobody_can_know(client: FlaskClient) -> None:
    facts = {"actors": ["unknown"], "place": "unknown", "custody": "unknown", "allegations": ["medical"]}
    told = post(client, {**BODY, "facts": facts, "facility": "cedar-flats-processing-center"}).get_json()
    assert told["facts"]["given"]["place"] == "unknown"
    assert told["facts"]["derived"]["place"] == "private_ice"
    assert told["facts"]["derived"]["actors"] == ["dhs_contractor"]
    own = {**facts, "facility": "rio-claro-border-station", "agency": "ashford-police"}
    told = post(client, {**BODY, "facts": own, "happened_on": "ongoing"}).get_json()
    assert told["facts"]["derived"]["place"] == "cbp_hold"


def test_a_name_goes_only_to_the_desks_named(client: FlaskClient, world: World) -> None:
    named = {"identity": {"name": "Maria Example"}, "contact": {"phone": "555 0100"}, "consent": ["doj"]}
    assert post(client, {**BODY, **named}).get_json()["consent"] == ["doj"]
    case = cases(world)[0]
    assert review.open_case(world.site, world.reader("carmen.crcl"), case).identity is None
    found = review.open_case(world.site, world.reader("dmitri.doj"), case).identity
    assert found == {"record": "identity", "name": "Maria Example", "contact": {"phone": "555 0100"}}


def test_a_name_without_consent_is_not_kept(client: FlaskClient, world: World) -> None:
    assert post(client, {**BODY, "identity": {"name": "Maria"}}).get_json()["consent"] == []
    assert not review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0]).has_identity


def test_all_that_may_stand_beside_is_taken(client: FlaskClient, world: World) -> None:
    more = {"demographics": ["asian"], "filed_from": "alder-county-jail", "agency": "alder-county-sheriff"}
    assert post(client, {**BODY, **more, "happened_on": "2026-04-28", "language": "quc"}).status_code == 201
    found = detail(world)
    assert (found.demographics, found.filed_from, found.language) == (["asian"], "alder-county-jail", "quc")
    assert found.incidents[0]["agency"] == "alder-county-sheriff"


def test_a_key_makes_a_repeat_answer_the_same(client: FlaskClient, world: World) -> None:
    first = post(client, BODY, **{"Idempotency-Key": KEY})
    again = post(client, dict(reversed(BODY.items())), **{"Idempotency-Key": KEY})
    assert first.status_code == again.status_code == 201
    assert first.get_json() == again.get_json()
    assert len(cases(world)) == 1


def test_a_key_with_another_body_is_refused(client: FlaskClient, world: World) -> None:
    post(client, BODY, **{"Idempotency-Key": KEY})
    answer = post(client, {**BODY, "account": "other"}, **{"Idempotency-Key": KEY})
    assert answer.status_code == 422
    assert len(cases(world)) == 1


@pytest.mark.parametrize("key", ["short", "x" * 21, "x" * 129, "spaces are not taken here ok"])
def test_a_key_that_is_not_random_enough_is_refused(client: FlaskClient, key: str) -> None:
    assert "Idempotency-Key" in errors(client, BODY, **{"Idempotency-Key": key})


def multipart(
    client: FlaskClient, *uploads: tuple[bytes, str], key: str = "", as_file: bool = False
) -> TestResponse:
    """File with files."""
    part: Any = json.dumps(BODY)
    data = {
        "complaint": (BytesIO(part.encode()), "complaint.json") if as_file else part,
        "files": [(BytesIO(content), name) for content, name in uploads],
    }
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/complaints", data=data, content_type="multipart/form-data", headers=headers)


def test_files_come_with_the_json_as_the_first_part(client: FlaskClient, world: World) -> None:
    assert multipart(client, (picture(), "a.png"), (b"some text", "b.txt")).status_code == 201
    assert multipart(client, as_file=True).status_code == 201
    assert sorted(str(case) for case in files(world)) == sorted([str(files(world)[0])] * 2)
    opened = review.open_case(world.site, world.reader("dmitri.doj"), files(world)[0] or cases(world)[0])
    assert [one.kind for one in opened.files] == ["image/png", "text/plain"]


def test_multipart_without_the_json_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/v1/complaints", data={"x": "y"}, content_type="multipart/form-data")
    assert "body" in answer.get_json()["errors"]


def test_a_file_that_cannot_be_taken_is_named(client: FlaskClient, world: World) -> None:
    answer = multipart(client, (picture(), "a.png"), (b"MZ\x90\x00" * 30, "b.exe"))
    assert set(answer.get_json()["errors"]) == {"files[1]"}
    assert cases(world) == []
    assert files(world) == []
    assert list((world.settings.data / "blobs").iterdir()) == []


def test_files_of_a_body_that_could_not_be_stored_do_not_stay(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "file_complaint", failing(NotStoredError("full")))
    assert multipart(client, (picture(), "a.png")).status_code == 503
    assert files(world) == []


def test_a_repeat_keeps_no_second_copy_of_its_files(client: FlaskClient, world: World) -> None:
    for _ in range(2):
        assert multipart(client, (picture(), "a.png"), key=KEY).status_code == 201
    assert files(world) == cases(world)


@pytest.mark.parametrize("written", [False, True], ids=["in the outbox", "written down"])
def test_a_repeat_after_the_complaint_was_taken_back_files_nothing(
    client: FlaskClient, world: World, written: bool
) -> None:
    code = post(client, BODY, **{"Idempotency-Key": KEY}).get_json()["receipt"]
    assert taking_back.take_back(world.site, by_code.open_by_code(world.site, code)).shredded
    if written:
        Worker(world.site).run_once()
    answer = post(client, BODY, **{"Idempotency-Key": KEY})
    assert answer.status_code == 410
    assert answer.get_json() == {"error": "It was taken back. Use a new key for a new complaint."}
    assert cases(world) == []
    assert post(client, BODY, **{"Idempotency-Key": KEY[::-1]}).status_code == 201


def test_a_repeat_after_the_code_was_changed_does_not_hand_out_the_dead_one(
    client: FlaskClient, world: World
) -> None:
    code = post(client, BODY, **{"Idempotency-Key": KEY}).get_json()["receipt"]
    by_code.change_code(world.site, by_code.open_by_code(world.site, code), receipt.new_code())
    answer = post(client, BODY, **{"Idempotency-Key": KEY})
    assert answer.status_code == 409
    assert "The code of this complaint was changed" in answer.get_json()["error"]
    assert code not in answer.get_data(as_text=True)


def test_a_key_binds_the_files_too(client: FlaskClient) -> None:
    assert multipart(client, (picture(), "a.png"), key=KEY).status_code == 201
    assert multipart(client, (picture(), "a.png"), key=KEY).status_code == 201
    assert multipart(client, (b"other", "a.txt"), key=KEY).status_code == 422


def test_what_cannot_be_stored_says_when_to_try_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "file_complaint", failing(NotStoredError("full")))
    answer = post(client, BODY)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.get_json() == {"error": "Nothing was stored. Please try again."}


def test_a_mistake_of_ours_tells_nothing_of_the_body(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "file_complaint", failing(RuntimeError("They still hold him.")))
    answer = post(client, BODY)
    assert answer.status_code == 500
    assert answer.get_json() == {"error": "The mistake is ours. Please try again."}


def test_a_code_that_fits_nothing_is_uniform_and_a_mistyped_one_is_told(client: FlaskClient) -> None:
    missing = client.post("/api/v1/status", json={"receipt": receipt.new_code()})
    assert missing.status_code == 404
    assert missing.get_json() == {"error": "It has not arrived yet, or the code is wrong."}
    assert client.post("/api/v1/status", json={"receipt": "1234"}).status_code == 422
    bodies: list[Any] = [{}, {"receipt": 7}, {"receipt": "x", "more": 1}, []]
    for wrong in bodies:
        assert client.post("/api/v1/status", json=wrong).status_code == 400


def test_a_closed_case_has_no_due_day(client: FlaskClient, world: World) -> None:
    told = post(client, BODY).get_json()

    def close(_session: object, _case: object, held: Any) -> None:
        held.status, held.clocks = "closed", {}

    change_case(world, close)
    found = client.post("/api/v1/status", json={"receipt": told["receipt"]}).get_json()
    assert (found["status"], found["due"]) == ("closed", None)


def test_an_office_that_gave_way_to_another_is_not_promised_to_look(client: FlaskClient) -> None:
    facts = {**FACTS, "allegations": ["over_48h", "medical"]}
    del facts["release_eligible_at"]
    both = post(client, {**BODY, "facts": facts}).get_json()["decision"]
    assert "TRIAGE" not in both["offices"]
    assert not any("intake team" in reason for reason in both["reasons"])
    alone = post(client, {**BODY, "facts": {**facts, "allegations": ["over_48h"]}}).get_json()["decision"]
    assert alone["offices"] == ["TRIAGE"]
    assert any("intake team" in reason for reason in alone["reasons"])

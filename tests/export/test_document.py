"""The JSON of a case: as its schema says, with every part that was chosen and no other."""

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest

from config.deployment import load_deployment
from config.settings import PROJECT
from intake.core.deadline import ONGOING
from intake.export.choice import Choice, Part, eraser_for
from intake.export.document import Made, deidentified, document_of
from intake.export.redaction import Reason, Term
from intake.export.schema import CASE, DEIDENTIFIED_CASE
from intake.service.review import CaseFile
from tests.export.cases import BLOB, case_file, detail

ALL = frozenset(Part)
MADE = Made(datetime(2026, 5, 4, 12, 0, tzinfo=UTC), "carmen.crcl")
DEPLOYMENT = load_deployment(PROJECT / "config")


def document(choice: Choice, case: CaseFile | None = None) -> dict[str, Any]:
    """Return the document, after a look at whether it is what the schema describes."""
    case = case or case_file()
    found = document_of(case, choice, eraser_for(case, choice), MADE)
    jsonschema_rs.Draft202012Validator(CASE, validate_formats=True).validate(found)
    restored: dict[str, Any] = json.loads(json.dumps(found))
    return restored


def test_a_whole_case_holds_every_fact_text_and_act() -> None:
    found = document(Choice(ALL, frozenset({BLOB.hex})))
    assert found["left_out"] == []
    assert found["made_by"] == "carmen.crcl"
    assert found["facts"]["incidents"][0]["said"]["allegations"] == ["over_48h"]
    assert found["facts"]["incidents"][0]["facility_as_typed"] == "Alder jail"
    assert found["identity"] == {
        "name": "Rosa Ejemplo",
        "contact": {"way": "phone", "address": "555-123-4567"},
    }
    assert found["account"][0]["answers"] == {"who": {"names": "Officer Hart"}}
    assert [(one["desk"], one["translated"]) for one in found["messages"]] == [(None, True), ("crcl", False)]
    assert found["notes"][0]["text"] == "Rosa is the sister."
    assert found["standing"]["waiting_on"] == "the friend of Rosa"
    assert found["looks"][0]["action"] == "case.read"
    assert found["files"] == [
        {
            "name": "Rosa arm.jpg",
            "stored_as": "files/file-1.jpg",
            "kind": "image/jpeg",
            "size": 10,
            "safe": True,
        }
    ]
    assert found["redactions"] == {}
    assert "key" not in json.dumps(found["files"])


def test_a_key_of_a_file_is_never_exported() -> None:
    assert "00" * 32 not in json.dumps(document(Choice(ALL, frozenset({BLOB.hex}))))


def test_a_name_left_out_stands_nowhere_in_the_document() -> None:
    found = document(Choice(ALL - {Part.name, Part.contact}, frozenset({BLOB.hex})))
    text = json.dumps(found, ensure_ascii=False).casefold()
    for gone in ("rosa", "ejemplo", "123-4567", "123 4567"):
        assert gone not in text
    assert found["redactions"] == {"contact": 1, "name": 5}
    assert found["identity"] is None
    assert found["standing"]["waiting_on"] == "the friend of [redacted: name]"


def test_words_go_from_answers_places_and_names_of_files_too() -> None:
    terms = (
        Term("Officer Hart", Reason.third_person),
        Term("alder", Reason.safety),
        Term("arm", Reason.source),
    )
    text = json.dumps(document(Choice(ALL, frozenset({BLOB.hex}), terms=terms)))
    for gone in ("Hart", "Alder", "arm."):
        assert gone not in text


@pytest.mark.parametrize("part", Part)
def test_each_part_can_be_left_out_and_is_named_then(part: Part) -> None:
    assert document(Choice(ALL - {part}))["left_out"] == [part.value]


def test_an_empty_choice_gives_an_empty_document_that_fits_the_schema() -> None:
    found = document(Choice(frozenset()))
    assert (found["facts"], found["standing"], found["account"], found["looks"]) == (None, None, [], [])


def test_a_packet_tells_neither_who_made_it_nor_what_we_noted() -> None:
    found = document(Choice(ALL, office="DHS-OIG"))
    assert (found["for"], found["made_by"], found["notes"], found["standing"]) == ("DHS-OIG", None, [], None)
    assert "carmen" not in json.dumps(found)


def test_a_case_without_an_account_of_its_own_can_be_exported() -> None:
    found = document(Choice(ALL), case_file(account=[], conversation=[], notes=[], identity=None, acts=[]))
    assert found["facts"]["incidents"][0]["facility_as_typed"] == ""


def test_a_deidentified_copy_tells_facility_month_and_kind_of_act_and_nothing_more() -> None:
    incident = {**detail().incidents[0], "facility": DEPLOYMENT.directory.facilities[0].id}
    found = deidentified(case_file(detail=detail(incidents=[incident])), DEPLOYMENT, "DHS-CRCL")
    jsonschema_rs.Draft202012Validator(DEIDENTIFIED_CASE).validate(found)
    assert found == {
        "format": "recourse/deidentified/1",
        "for": "DHS-CRCL",
        "incidents": [
            {
                "facility": DEPLOYMENT.directory.facilities[0].names[0],
                "month": "2026-05",
                "allegations": ["over_48h"],
            }
        ],
    }


@pytest.mark.parametrize("day", [None, ONGOING])
def test_a_deidentified_copy_of_what_has_no_day_names_no_month(day: str | None) -> None:
    incident = {**detail().incidents[0], "happened_on": day}
    found = deidentified(case_file(detail=detail(incidents=[incident])), DEPLOYMENT, "DHS-CRCL")
    assert found["incidents"] == [{"facility": None, "month": None, "allegations": ["over_48h"]}]


def test_the_schemas_are_schemas() -> None:
    for schema in (CASE, DEIDENTIFIED_CASE):
        jsonschema_rs.meta.validate(schema)

"""An export is recorded before it is given: by whom, of what kind, for whom, redacted or not."""

from uuid import UUID

import pytest

from intake.core.errors import ConflictError, NoKeyError, NotAllowedError
from intake.service import oversight, review
from intake.service.exporting import Told, record_export
from tests.conftest import World
from tests.service.made_up import filed, named

PDF = Told("pdf", redacted=True, identity=False)
CARMEN = "carmen.crcl"


def acts(world: World, case: UUID) -> list[tuple[str, str, str]]:
    found = oversight.acts_on(world.site, world.reader("otto.auditor"), case)
    return [
        (one.actor, one.action, one.detail) for one in found if one.action in {"case.exported", "case.packet"}
    ]


@pytest.mark.parametrize(
    ("told", "entry"),
    [
        (PDF, ("case.exported", "pdf redacted no-name files:0")),
        (
            Told("zip", redacted=False, identity=True, files=2),
            ("case.exported", "zip unredacted name files:2"),
        ),
        (
            Told("json", redacted=False, identity=False, office="DHS-OIG"),
            ("case.packet", "DHS-OIG json unredacted no-name files:0"),
        ),
        (
            Told("pdf", redacted=False, identity=False, office="DHS-CRCL", deidentified=True),
            ("case.packet", "DHS-CRCL pdf deidentified no-name files:0"),
        ),
    ],
)
def test_an_export_stands_in_the_audit_log_in_codes(
    any_world: World, told: Told, entry: tuple[str, str]
) -> None:
    case = filed(any_world).case_id
    reader = any_world.reader(CARMEN)
    seen = review.open_case(any_world.site, reader, case)
    record_export(any_world.site, reader, case, told, revision=seen.revision)
    assert acts(any_world, case) == [(CARMEN, *entry)]
    assert review.open_case(any_world.site, reader, case).revision == seen.revision


def test_a_consent_that_was_told_us_is_kept_as_a_note_of_the_desk(any_world: World) -> None:
    case = filed(any_world, named()).case_id
    reader = any_world.reader(CARMEN)
    seen = review.open_case(any_world.site, reader, case)
    told = Told("pdf", redacted=False, identity=True, office="DHS-OIG")
    record_export(any_world.site, reader, case, told, revision=seen.revision, consent="message of 4 May")
    notes = review.open_case(any_world.site, reader, case).notes
    assert [one.body["text"] for one in notes] == ["DHS-OIG: message of 4 May"]
    assert acts(any_world, case) == [(CARMEN, "case.packet", "DHS-OIG pdf unredacted name files:0")]


def test_a_case_that_changed_since_it_was_looked_at_is_not_exported(world: World) -> None:
    case = filed(world).case_id
    reader = world.reader(CARMEN)
    seen = review.open_case(world.site, reader, case)
    review.note(world.site, world.reader("dmitri.doj"), case, "new")
    with pytest.raises(ConflictError):
        record_export(world.site, reader, case, PDF, revision=seen.revision)
    assert acts(world, case) == []


def test_who_holds_no_key_or_has_no_such_role_exports_nothing(world: World) -> None:
    case = filed(world).case_id
    for name, refused in (("tala.triage", NoKeyError), ("otto.auditor", NotAllowedError)):
        with pytest.raises(refused):
            record_export(world.site, world.reader(name), case, PDF, revision=0)
    assert acts(world, case) == []

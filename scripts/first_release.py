"""Make the data folder of a release, small and with its keys, for the test that an upgrade still opens it.

Everybody in it is made up. Run once, from a checkout of that release: `python -m scripts.first_release TARGET.tar.xz`;
the folder in `tests/data/first_release` was made so at schema 0001 and is kept from then on.
"""

import json
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pyotp

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.service import by_code, checkpoints, follow_up, review
from intake.service.demo_cases import demo_complaints
from intake.service.desk_sessions import resume_session, start_session
from intake.service.files import keep_file
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.officers import NewOfficer, authenticate
from intake.service.setup import FirstOfficer, made_up_people, set_up
from intake.service.site import Site
from intake.service.taking_back import take_back
from intake.service.worker import Worker

WHEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FILE_TEXT = b"A page that came with the complaint.\n"
WORDS, REPLY, NOTE = "I have one more thing to say.", "Thank you. We read it.", "Called the facility."


def main() -> None:
    """Set a site up, let people use it, and pack its folder with what they know."""
    (target,) = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        people = made_up_people()
        site, made = set_up(Settings.from_env({"RECOURSE_DATA": str(data)}), people, FixedClock(WHEN))
        told = {
            "when": WHEN.isoformat(),
            "officers": [_officer(person, one) for person, one in zip(people, made, strict=True)],
            "cases": _cases(site, people[0], made[0]),
        }
        Worker(site).run_once()
        checkpoints.publish(site)
        site.engine.dispose()
        _pack(Path(target), data, told)


def _officer(person: FirstOfficer, made: NewOfficer) -> dict[str, str]:
    return {
        "name": person.name,
        "passphrase": person.passphrase,
        "totp": made.totp_secret,
        "recovery": made.recovery_code,
    }


def _cases(site: Site, person: FirstOfficer, made: NewOfficer) -> list[dict[str, str]]:
    """File three complaints: one that is worked at the desk, one that waits, one that is taken back."""
    named = next(one for one in demo_complaints(site) if one.identity and one.consent)
    waiting = next(one for one in demo_complaints(site) if not one.identity)
    page = keep_file(site, FILE_TEXT, "page.txt")
    worked = file_complaint(site, named, new_ticket(), files=[page]).ticket
    second = file_complaint(site, waiting, new_ticket()).ticket
    third = file_complaint(site, waiting, new_ticket()).ticket
    take_back(site, by_code.open_by_code(site, third.code))
    follow_up.add_words(site, by_code.open_by_code(site, worked.code), WORDS)
    code = pyotp.TOTP(made.totp_secret).at(site.clock.now())
    reader = resume_session(
        site, start_session(site, *authenticate(site, person.name, person.passphrase, code))
    )
    assert reader is not None
    review.open_case(site, reader, worked.case_id)
    review.reply(site, reader, worked.case_id, REPLY, language=named.language, translated=False)
    review.note(site, reader, worked.case_id, NOTE)
    return [
        _case("worked", worked, named.account, str(named.identity["name"])),
        _case("waiting", second, waiting.account, ""),
        _case("taken back", third, waiting.account, ""),
    ]


def _case(state: str, ticket: Ticket, account: str, name: str) -> dict[str, str]:
    return {"state": state, "id": str(ticket.case_id), "code": ticket.code, "account": account, "name": name}


def _pack(target: Path, data: Path, told: Mapping[str, object]) -> None:
    """Write one archive: the folder as it lies, and `told.json` with what its people know."""
    with tarfile.open(target, "w:xz") as archive:
        archive.add(data, "data", filter=_plain)
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo("told.json")
        member.size = len(content)
        archive.addfile(member, BytesIO(content))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who packed it and when."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()

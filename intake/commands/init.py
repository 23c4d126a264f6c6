"""`recourse init`: make database, keys and first officers."""

import sys

import click

from intake.commands.common import console, say, settings
from intake.core.complaint import Desk
from intake.core.errors import SettingsError
from intake.core.statuses import Role
from intake.service.officers import MIN_PASSPHRASE, NewOfficer
from intake.service.setup import FirstOfficer, made_up_people, set_up

_MEMBER = {Desk.CRCL: Role.officer, Desk.DOJ: Role.officer, Desk.TRIAGE: Role.triage}


@click.command()
@click.option("--demo", is_flag=True, help="Make up the first officers and print their sign-in data.")
def init(*, demo: bool) -> None:
    """Make database, keys and first officers; asks on a terminal. Nothing that is there already is changed."""
    found = settings()
    if demo:
        people = made_up_people()
    elif sys.stdin.isatty():
        people = _ask()
    else:
        raise SettingsError("init asks for the first officers on a terminal; without one, use --demo")
    with console.status("Making keys and database"):
        site, made = set_up(found, people)
    site.engine.dispose()
    _print_officers(people, made, demo=demo)
    say(f"Data folder: {found.data}")
    say(f"Manifest root (pin it outside this machine as RECOURSE_ROOT): {site.manifests.pin}")
    say(
        f"Move {found.data / 'keys' / 'root.seed'} to a machine without a network; it signs the list of desk keys."
    )


def _ask() -> list[FirstOfficer]:
    """Ask for one first member of each desk; the same person may stand for several."""
    people: dict[str, FirstOfficer] = {}
    for desk in Desk:
        name = click.prompt(f"Sign-in name of the first member of the desk {desk.value}")
        known = people.get(name)
        if known is None:
            passphrase = click.prompt(
                f"Passphrase (at least {MIN_PASSPHRASE} characters)",
                hide_input=True,
                confirmation_prompt=True,
            )
            people[name] = FirstOfficer(name, frozenset({_MEMBER[desk]}), frozenset({desk}), passphrase)
        else:
            roles = known.roles | {_MEMBER[desk]}
            people[name] = FirstOfficer(name, roles, known.desks | {desk}, known.passphrase)
    return list(people.values())


def _print_officers(people: list[FirstOfficer], made: list[NewOfficer], *, demo: bool) -> None:
    """Print each officer's sign-in data once, on lines of their own: nothing is cut where the window is narrow."""
    for person, officer in zip(people, made, strict=True):
        say(f"{person.name}  (desks: {' '.join(sorted(person.desks)) or 'none'})")
        if demo:
            say(f"    passphrase:    {person.passphrase}")
        say(f"    TOTP secret:   {officer.totp_secret}")
        say(f"    recovery code: {officer.recovery_code}")
    say("These are shown once. Put each secret into an authenticator app, and the recovery code on paper.")

"""`recourse officer`: accounts. An account reads nothing until a member of a desk admits it there."""

import click

from intake.commands.common import opened, say
from intake.core.statuses import Role
from intake.service import accounts
from intake.service.officers import create_officer
from intake.vault.suite import fingerprint


@click.group()
def officer() -> None:
    """Make, list and disable accounts."""


@officer.command("list")
def list_() -> None:
    """List accounts, their roles, desks and key fingerprints."""
    with opened(with_desk=True) as site:
        found = accounts.all_accounts(site)
    for one in found:
        say(f"{one.name}  ({'active' if one.active else 'closed'})")
        say(f"    roles: {' '.join(one.roles)}; desks: {' '.join(one.desks) or 'none'}")
        say(f"    key fingerprint: {one.fingerprint}")


@officer.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--passphrase", prompt=True, hide_input=True, confirmation_prompt=True)
def add(name: str, roles: tuple[str, ...], passphrase: str) -> None:
    """Make an account; a member admits it to a desk at the desk's page People."""
    with opened(with_desk=True) as site, site.writing() as session:
        made = create_officer(
            site, session, name, frozenset(Role(role) for role in roles), passphrase, by="operator"
        )
    say(f"Second factor (TOTP secret): {made.totp_secret}")
    say(f"Recovery code, for paper:    {made.recovery_code}")
    say(f"Key fingerprint:             {fingerprint(made.pair.public)}")


@officer.command()
@click.argument("name")
def disable(name: str) -> None:
    """Close an account and end its sessions."""
    with opened(with_desk=True) as site:
        accounts.set_active_by_operator(site, name, active=False)
    say(f"{name} can no longer sign in.")


@officer.command()
@click.argument("name")
def enable(name: str) -> None:
    """Open a closed account again."""
    with opened(with_desk=True) as site:
        accounts.set_active_by_operator(site, name, active=True)
    say(f"{name} can sign in.")

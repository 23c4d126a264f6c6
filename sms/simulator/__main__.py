"""`python -m sms.simulator`: the made-up carrier as a process of its own, for the demo. Its page is at /phone."""

import os

import click

from config.carrier import carrier_of
from intake.commands.stopping import told_to_stop
from intake.core.errors import SettingsError
from sms.simulator.server import run
from sms.simulator.settings import Settings

_LONGEST_WAIT = 3600.0  # seconds after which it looks again whether it was told to stop


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), required=True, help="Port on the loopback.")
def main(port: int) -> None:
    """Stand in for the carrier that the TWILIO_ variables name, until told to stop (SIGTERM)."""
    with run(of_environment(), port=port), told_to_stop() as stop:
        while not stop.wait(_LONGEST_WAIT):
            pass


def of_environment() -> Settings:
    """Return the account and number of the environment, calling the site of RECOURSE_PUBLIC_URL; raises SettingsError."""
    carrier = carrier_of(os.environ)
    if carrier is None:
        raise SettingsError("TWILIO_ACCOUNT_SID: is not set, and there is no account to stand in for")
    service = os.environ["RECOURSE_PUBLIC_URL"].rstrip("/")
    return Settings(
        account=carrier.account,
        tokens=carrier.tokens,
        number=carrier.number,
        sms_url=f"{service}/sms/inbound",
        fallback_url=f"{service}/sms/fallback",
        opt_out=carrier.opt_out,
    )


if __name__ == "__main__":
    main()

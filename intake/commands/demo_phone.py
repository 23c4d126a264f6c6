"""The phone of `recourse demo`: a made-up carrier in a process of its own, with an account that is made up at each start."""

import os
import secrets
import sys
from urllib.parse import urlsplit

from intake.commands.processes import Beside
from intake.commands.supervisor import Command

_HOST = "127.0.0.1"
_NUMBER = "+12025550123"  # 555-0100 to 555-0199 are kept for fiction (ATIS-0300115)


def invent_carrier(host: str, port: int, phone_port: int) -> None:
    """Name a made-up account, its number and its carrier in this process's environment; its processes inherit them.

    `host` and `port` are the public site's, which the carrier calls.
    """
    for name in [name for name in os.environ if name.startswith(("TWILIO_", "RECOURSE_SMS_"))]:
        del os.environ[name]
    shown = f"[{host}]" if ":" in host else host
    os.environ |= {
        "RECOURSE_PUBLIC_URL": f"http://{shown}:{port}",
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_NUMBER": _NUMBER,
        "TWILIO_API_BASE": f"http://{_HOST}:{phone_port}",
    }


def phone() -> Beside:
    """Return the process of the carrier that `invent_carrier` named, and what is said of its page."""
    base = os.environ["TWILIO_API_BASE"]
    needed = ("TWILIO_", "RECOURSE_PUBLIC_URL", "PATH", "LANG", "LC_", "HOME", "COV", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if name.startswith(needed)}
    command = [sys.executable, "-m", "sms.simulator", "--port", str(urlsplit(base).port)]
    return Beside(
        Command("phone", command, env), base, f"Phone:       {base}/phone   (texts, over a made-up carrier)"
    )

"""The account that the simulator stands in for, and how it behaves."""

from dataclasses import dataclass, field
from datetime import timedelta

from sms.simulator.faults import Faults

ACCOUNT = "AC" + "5" * 32
TOKEN = "simulated" * 3 + "token"
NUMBER = "+12025550123"  # 555-0100 to 555-0199 are kept for fiction (ATIS-0300115)


@dataclass(frozen=True)
class Settings:
    """One account with one number.

    `tokens`: any of them opens the API, the first signs. `sms_url` and `fallback_url` are what the number calls; both may
    be set later (`Simulator.point_at`, or over the API). `reach`: a pair (public address, real address) where the public
    one resolves to nothing here: calls are signed over the first and made to the second. `opt_out`: "ours", or "carrier"
    (Advanced Opt-Out). `media_base`: where media are redirected to; the simulator itself where empty. `erasable_after`:
    how long a text must be done with before it can be erased. `call_timeout`: seconds that the service has to answer (15
    at the carrier); `stall`: seconds that a stalled answer takes. `callers`: how many calls are made at once.
    """

    account: str = ACCOUNT
    tokens: tuple[str, ...] = field(default=(TOKEN,), repr=False)
    number: str = NUMBER
    sms_url: str = ""
    fallback_url: str = ""
    reach: tuple[str, str] | None = None
    opt_out: str = "ours"
    media_base: str = ""
    erasable_after: timedelta = timedelta(0)
    call_timeout: float = 15.0
    stall: float = 60.0
    callers: int = 1
    faults: Faults = field(default_factory=Faults)
    seed: int = 0

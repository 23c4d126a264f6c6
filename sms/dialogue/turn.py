"""What goes into a turn of the dialogue and what comes out: messages, effects to carry out, and what came of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from config.deployment import Deployment
from intake.core.clock import FixedClock
from intake.interview.answers import Answers
from sms.dialogue.state import State


@dataclass(frozen=True)
class Message:
    """One text that came in. `at` is when it was sent (aware); `index` orders parts of one long text.

    `opt_out_type` is the carrier's word where it handles STOP itself: STOP, START or HELP.
    """

    text: str
    at: datetime
    media: int = 0
    opt_out_type: str = ""
    index: int = 0


@dataclass(frozen=True)
class Known:
    """What the dialogue may know of the world: the deployment's configuration, the time, and the site's address."""

    deployment: Deployment
    now: datetime
    web_address: str = ""

    @property
    def clock(self) -> FixedClock:
        """A clock that stands at `now`."""
        return FixedClock(self.now)

    @property
    def today(self) -> date:
        """The day at the site."""
        return self.now.astimezone(self.deployment.site.zone).date()


@dataclass(frozen=True)
class File:
    """File this draft; `complaint_of` composes it. Answered by Filed or NotFiled with the same `draft`."""

    draft: int
    answers: Answers
    language: str
    incomplete: bool


@dataclass(frozen=True)
class LookUp:
    """Look up the status by code. Answered by Found, NotFound or TooManyMisses."""

    code: str


@dataclass(frozen=True)
class Forget:
    """Take the case of this code back. Answered by Forgotten, NotForgotten, NotFound or TooManyMisses."""

    code: str


@dataclass(frozen=True)
class AddWords:
    """Add words to the case of this code. Answered by Added, NotFound or TooManyMisses."""

    code: str
    text: str


@dataclass(frozen=True)
class OptOut:
    """Send nothing more to this number; what was sent stays, and officers see "no contact"."""


@dataclass(frozen=True)
class OptIn:
    """The number may be answered again."""


@dataclass(frozen=True)
class TakeMedia:
    """Fetch the message's media for this draft. Answered by MediaKept or MediaRefused."""

    draft: int


@dataclass(frozen=True)
class KeepDraft:
    """Whether this draft may be sent unfinished."""

    draft: int
    agreed: bool


@dataclass(frozen=True)
class Dropped:
    """This draft is gone: delete its media."""

    draft: int


@dataclass(frozen=True)
class MayText:
    """Whether the person of the last filed draft may be texted first, in safe hours."""

    agreed: bool


Effect: TypeAlias = (
    File | LookUp | Forget | AddWords | OptOut | OptIn | TakeMedia | KeepDraft | Dropped | MayText
)


@dataclass(frozen=True)
class Filed:
    """The draft is a case. `next_by` is the day of the first look, `legal_help` may be "".

    `hold_ends` is local to the place, naive; `hold_over` whether it has passed there.
    """

    draft: int
    code: str
    desks: tuple[str, ...]
    next_by: date
    hold_ends: datetime | None = None
    hold_over: bool = False
    legal_help: str = ""


@dataclass(frozen=True)
class NotFiled:
    """The draft could not be filed now."""

    draft: int


@dataclass(frozen=True)
class Found:
    """The case of a code: its public status, the next day, and how many answers wait."""

    status: str
    due: date | None = None
    messages: int = 0


@dataclass(frozen=True)
class NotFound:
    """No case has this code; `words` are those that were to be added to it."""

    words: str = ""


@dataclass(frozen=True)
class TooManyMisses:
    """Too many codes that nothing fits came from this number today: the next is looked at in so many minutes."""

    minutes: int = 1
    words: str = ""


@dataclass(frozen=True)
class Added:
    """The words were added."""


@dataclass(frozen=True)
class Forgotten:
    """The case was shredded, or withdrawn because an office had read it."""

    shredded: bool


@dataclass(frozen=True)
class NotForgotten:
    """A legal hold keeps the case."""


@dataclass(frozen=True)
class MediaKept:
    """So many pictures were kept for this draft."""

    draft: int
    count: int


@dataclass(frozen=True)
class MediaRefused:
    """What was sent is no picture that we can take."""

    draft: int


Outcome: TypeAlias = (
    Filed
    | NotFiled
    | Found
    | NotFound
    | TooManyMisses
    | Added
    | Forgotten
    | NotForgotten
    | MediaKept
    | MediaRefused
)


@dataclass(frozen=True)
class Turn:
    """The next state, the texts to send in order (each final, three segments at most), and what else is to be done."""

    state: State
    replies: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()

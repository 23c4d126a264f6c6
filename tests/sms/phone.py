"""A phone in a person's hand: sends texts, gets replies, and plays what the service would do with the effects."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from config.deployment import Deployment, load_deployment
from intake.core import receipt
from intake.core.complaint import Complaint
from intake.core.routing import desks_to_seal, route_all
from intake.i18n import set_up_languages
from sms.dialogue import (
    Added,
    AddWords,
    Effect,
    File,
    Filed,
    Forget,
    Forgotten,
    Found,
    Known,
    LookUp,
    MediaKept,
    Message,
    NotFound,
    Outcome,
    State,
    TakeMedia,
    Turn,
    complaint_of,
    expire,
    resume,
    start,
    step,
)
from sms.dialogue.state import Spot
from tests.interview.people import DIRECTORY

CONFIG = Path(__file__).parents[2] / "config"
DEPLOYMENT: Deployment = replace(load_deployment(CONFIG), directory=DIRECTORY)
TEXAS = ZoneInfo("America/Chicago")
NOON = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)  # a Wednesday, noon in Texas
CODES = tuple(receipt.from_bytes(bytes([number] * 16)) for number in range(1, 9))


@contextmanager
def app_of(deployment: Deployment = DEPLOYMENT) -> Iterator[None]:
    """Enter an app that has nothing but the languages: the dialogue needs no more."""
    app = Flask("sms")
    set_up_languages(app, deployment)
    with app.app_context():
        yield


@dataclass
class Phone:
    """One number. `replies` are those of the last text; `effects` and `filed` all there were."""

    deployment: Deployment = DEPLOYMENT
    now: datetime = NOON
    web_address: str = "https://intake.example"
    state: State = field(default_factory=start)
    replies: tuple[str, ...] = ()
    effects: list[Effect] = field(default_factory=list)
    filed: list[Complaint] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    turns: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    codes: dict[str, Found] = field(default_factory=dict)

    @property
    def known(self) -> Known:
        """What the dialogue may know now."""
        return Known(self.deployment, self.now, self.web_address)

    @property
    def text(self) -> str:
        """The last replies as one text."""
        return "\n".join(self.replies)

    def send(
        self, *texts: str, media: int = 0, after: timedelta = timedelta(seconds=30), index: int = 0
    ) -> str:
        """Send texts one after another, and return the replies to the last."""
        for text in texts:
            self.now += after
            self._done(step(self.state, Message(text, self.now, media=media, index=index), self.known))
            self.turns.append((text, self.replies))
        return self.text

    def choose(self, code: str) -> list[str]:
        """Send the number that stands for a choice, turning pages until it is shown; return what was sent."""
        sent: list[str] = []
        while code not in self.at.shown:
            assert self.at.more, f"{code} is not among the choices: {self.text}"
            sent.append("7")
            self.send("7")
        sent.append(str(self.at.shown.index(code) + 1))
        self.send(sent[-1])
        return sent

    @property
    def at(self) -> Spot:
        """Where the conversation stands."""
        draft = self.state.draft
        return draft.at if draft and self.state.at.name == "draft" else self.state.at

    def hear(self, message: Message) -> str:
        """Have a text come in that was sent at another time."""
        self._done(step(self.state, message, self.known))
        return self.text

    def wait(self, span: timedelta) -> str:
        """Let time pass in silence."""
        self.now += span
        self._done(expire(self.state, self.known))
        return self.text

    def _done(self, turn: Turn) -> None:
        self.state = State.from_document(turn.state.to_document())
        self.replies = turn.replies
        for effect in turn.effects:
            self.effects.append(effect)
            outcome = self.carry_out(effect)
            if outcome is not None:
                after = resume(self.state, outcome, self.known)
                self.state = State.from_document(after.state.to_document())
                self.replies += after.replies
        self.said += self.replies

    def carry_out(self, effect: Effect) -> Outcome | None:
        """Play the service: what is filed has the next code, what was filed is found by it."""
        match effect:
            case File():
                return self._file(effect)
            case LookUp(code):
                return self.codes.get(code, NotFound())
            case AddWords(code, text):
                return Added() if code in self.codes else NotFound(text)
            case Forget(code):
                return Forgotten(shredded=True) if self.codes.pop(code, None) else NotFound()
            case TakeMedia(draft):
                return MediaKept(draft, 1)
            case _:
                return None

    def _file(self, effect: File) -> Filed:
        complaint = complaint_of(effect, self.known)
        incidents = [one.derived for one in complaint.incidents]
        decision = route_all(incidents, self.deployment.rules)
        ends = decision.hold_expires_at
        code = CODES[len(self.filed) % len(CODES)]
        self.filed.append(complaint)
        self.codes[code] = Found("received", self.now.date() + timedelta(days=1))
        return Filed(
            draft=effect.draft,
            code=code,
            desks=tuple(desk.value for desk in desks_to_seal(incidents, self.deployment.rules)),
            next_by=self.now.date() + timedelta(days=1),
            hold_ends=ends,
            hold_over=bool(ends and ends <= self.now.astimezone(TEXAS).replace(tzinfo=None)),
            legal_help="www.immigrationlawhelp.org",
        )


def asked(hello: str = "help") -> Phone:
    """Return a phone that stands at the first question."""
    phone = Phone()
    phone.send(hello, "1")
    return phone


def telling(hello: str = "help") -> Phone:
    """Return a phone that stands at own words."""
    phone = asked(hello)
    phone.send("2")
    for code in ("2", "medical"):
        phone.choose(code)
    while phone.at.name != "account":
        phone.send("9")
        phone.choose("skip")
    return phone


def ready() -> Phone:
    """Return a phone that stands at the review."""
    phone = telling()
    phone.send("1")
    phone.choose("no")
    phone.choose("no")
    phone.choose("anonymous")
    return phone


def sent() -> Phone:
    """Return a phone from which a complaint was filed."""
    phone = ready()
    phone.choose("send")
    phone.choose("no")
    return phone


def last(phone: Phone) -> Effect:
    """Return the last effect there was."""
    return phone.effects[-1]

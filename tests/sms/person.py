"""A person who texts a whole complaint: answers what is asked, whatever else goes wrong on the way."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from intake.service import texting
from intake.service.texting import Talk
from intake.service.texting_rows import PHONE, opened
from intake.store.models import Conversation
from sms.dialogue import State
from sms.dialogue.state import Spot
from sms.turns import state_of
from tests.sms.line import MOTHER, Wire

# What is chosen where there is a choice; elsewhere the first answer, or "skip".
_CHOICES = ("no", "anonymous", "medical", "local_jail", "jail_staff", "self", "skip", "unknown", "send")
_ENDS = frozenset({"send"})
_LONGEST = 80


@dataclass
class Person:
    """Somebody with a phone and a story."""

    line: Wire
    number: str = MOTHER
    story: str = "They did not give my son his insulin for two days."
    hello: str = "help"
    sent: list[str] = field(default_factory=list)
    _last: tuple[str, ...] = ()

    @property
    def talk(self) -> Talk | None:
        """What the site remembers of this number."""
        site = self.line.site
        tags = site.guard.tags(PHONE, self.number.encode())
        with site.reading() as session:
            row = session.scalars(select(Conversation).where(Conversation.tag.in_(tags))).one_or_none()
            return Talk(**opened(site, row)) if row is not None else None

    @property
    def state(self) -> State:
        """Where the dialogue stands."""
        talk = self.talk
        return state_of(talk) if talk else State()

    @property
    def spot(self) -> Spot:
        """What was asked last."""
        return _spot(self.state)

    def tell(self, *, upto: str = "may_text", brief: bool = False) -> None:
        """Text until a question of this name is asked; a brief person sends as soon as there is something to send."""
        for _ in range(_LONGEST):
            if self.spot.name == upto:
                return
            if not self.post(brief=brief):
                self.line.pass_time(timedelta(minutes=10))
            self.line.work()
            if not self.is_heard():
                self.line.pass_time(timedelta(minutes=3), timedelta(minutes=5))
        raise AssertionError(f"still at {self.spot} after {_LONGEST} texts")

    def post(self, *, brief: bool = False) -> bool:
        """Send the next text and wait for nothing; False where there is nothing to say now."""
        if not self.is_heard():
            return False
        state = self.state
        if _spot(state).name == "sending":
            return False
        text = self._answer(state, brief=brief)
        self.sent.append(text)
        self._last = self.line.carrier.network.send(self.number, text)
        return True

    def is_heard(self) -> bool:
        """Tell whether the last text reached the site."""
        return all(texting.is_known(self.line.site, sid) for sid in self._last)

    @property
    def code(self) -> str:
        """The receipt code that came, in its five groups; "" where none did."""
        for text in self.line.phone(self.number).received:
            for row in text.splitlines():
                if len(row) == len("1234 " * 5) - 1 and row.replace(" ", "").isdecimal():
                    return row
        return ""

    def _answer(self, state: State, *, brief: bool) -> str:
        spot, draft = _spot(state), state.draft
        if spot.name == "new":
            return self.hello
        if spot.name == "keep":
            return "1"
        if spot.name == "account":
            return "1" if draft and draft.parts else self.story
        if brief and draft and "where" in draft.answers and not _ENDS & set(spot.shown):
            return "9"
        for code in _CHOICES:
            if code in spot.shown:
                return str(spot.shown.index(code) + 1)
        return "7" if spot.more else "1"


def _spot(state: State) -> Spot:
    return state.draft.at if state.draft and state.at.name == "draft" else state.at

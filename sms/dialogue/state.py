"""What a conversation remembers between two texts: plain JSON, so that it can be kept guarded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from intake.core.errors import AnswersError
from intake.interview.answers import Answers, Value
from intake.interview.fields import ACCOUNT

FORMAT = 1


def moment(iso: str) -> datetime:
    """Return an instant that was written with `isoformat`; the beginning of time where it is empty."""
    return datetime.fromisoformat(iso) if iso else datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Part:
    """One text of a person's own words: when it was sent (ISO), its place among parts of one text, and itself."""

    at: str
    index: int
    text: str


@dataclass(frozen=True)
class Spot:
    """What was asked last. `name` says by whom it is read (engine.HANDLERS).

    `step` and `field` are the interview's; `group` and `queue` the pictured groups of "What happened?"; `shown` the
    codes behind the numbers 1 to 6 as they were sent, and `more` whether 7 shows others.
    """

    name: str
    step: str = ""
    field: str = ""
    page: int = 0
    group: int = -1
    queue: tuple[int, ...] = ()
    shown: tuple[str, ...] = ()
    more: bool = False

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Spot":
        """Read what asdict wrote and JSON turned into lists."""
        return cls(**{**document, "queue": tuple(document["queue"]), "shown": tuple(document["shown"])})


@dataclass(frozen=True)
class Draft:
    """One complaint that is being told.

    `number` is its own within the conversation; `given` are the fields of the step that is being answered; `keeps`
    whether it may be sent unfinished (None: not asked yet); `told` whether every part was confirmed, `told_at` when the
    last was; `retry` not before when it is sent again after that failed; `silent`: sent while nobody was writing;
    `noticed` the languages in which it was said what is private.
    """

    number: int
    began: str
    touched: str
    answers: Mapping[str, Mapping[str, Value]]
    at: Spot
    given: Mapping[str, str | list[str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    keeps: bool | None = None
    told: bool = True
    told_at: str = ""
    retry: str = ""
    silent: bool = False
    noticed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All parts in the order in which they were sent, whatever the order in which they came."""
        return "\n".join(part.text for part in sorted(self.parts))

    @property
    def whole(self) -> Answers:
        """The answers with the person's own words, as they are sent."""
        answers = Answers.from_document(self.answers)
        if self.parts:
            answers.put("account", {"account": self.words})
        return answers

    def with_part(self, part: Part) -> "Draft | None":
        """Return the draft with one more part; None where the words would be longer than an account may be."""
        longer = replace(self, parts=(*self.parts, part))
        return longer if len(longer.words) <= ACCOUNT else None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Draft":
        """Read what asdict wrote and JSON turned into lists."""
        parts = tuple(Part(**part) for part in document["parts"])
        noticed = tuple(document.get("noticed", ()))
        return cls(**{**document, "at": Spot.read(document["at"]), "parts": parts, "noticed": noticed})


@dataclass(frozen=True)
class State:
    """One phone number's conversation.

    `at` is what was asked last; its name "draft" stands for the draft's own. `shelf` holds older drafts (two people may
    share a phone), `filing` those handed over to be filed, `codes` receipt codes that nobody was there to be told,
    `loose` texts that belong to no draft yet. `quiet`: the person said STOP. `held` is the code that was sent at
    `held_at`, for the minutes in which words may follow it; it adds words, and shows or takes back nothing.
    """

    language: str = ""
    at: Spot = field(default_factory=lambda: Spot("new"))
    draft: Draft | None = None
    shelf: tuple[Draft, ...] = ()
    filing: tuple[Draft, ...] = ()
    codes: tuple[str, ...] = ()
    loose: tuple[Part, ...] = ()
    said: int = 0
    drafts: int = 0
    heard: str = ""
    quiet: bool = False
    held: str = ""
    held_at: str = ""

    def to_document(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "State":
        """Read what to_document wrote, also through JSON; AnswersError where it is of another format."""
        if document.get("format") != FORMAT:
            raise AnswersError("a conversation of an unknown format")
        found = {name: value for name, value in document.items() if name != "format"}
        return cls(
            **{
                **found,
                "at": Spot.read(found["at"]),
                "draft": Draft.read(found["draft"]) if found["draft"] else None,
                "shelf": tuple(map(Draft.read, found["shelf"])),
                "filing": tuple(map(Draft.read, found["filing"])),
                "codes": tuple(found["codes"]),
                "loose": tuple(Part(**part) for part in found["loose"]),
            }
        )

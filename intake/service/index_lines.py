"""How a case's line lies in the desk index: beside its own fields, what the queue is ordered and counted by."""

from collections import Counter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from intake.service.documents import Listing

ENDED = frozenset({"closed", "withdrawn"})
FIELDS = ", ".join(Listing._fields)
# Plain columns, not generated ones: SQLite answers nothing from an index alone where a generated column is asked for.
_ADDED = ("open", "calm", "bursty", "undue", "at", "marks", "sorts")
_COLUMNS = ("id", *Listing._fields, *_ADDED)
TABLE = f"CREATE TABLE cases ({', '.join(_COLUMNS)}, PRIMARY KEY (id)) WITHOUT ROWID"
PUT = f"INSERT OR REPLACE INTO cases VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 -- names of our own columns
_BESIDE = "at, urgency, status, owner, language, channel, marks, sorts"
INDEXES = f"""
CREATE INDEX by_pressing ON cases (open, calm, bursty, undue, due, received, id, hold, {_BESIDE});
CREATE INDEX by_hold ON cases (open, calm, hold, due, received, id, bursty, undue, {_BESIDE}) WHERE hold > 0;
CREATE INDEX by_choice ON cases (open, language, channel, urgency, status, at, due, hold);
CREATE INDEX by_owner ON cases (owner, open, status, urgency, at);
CREATE INDEX by_place ON cases (place, open, status, urgency, at) WHERE place <> '';
CREATE INDEX by_agency ON cases (agency, open, status, urgency, at) WHERE agency <> '';
CREATE INDEX by_word ON cases (word) WHERE word <> '';
CREATE INDEX by_ended ON cases (ended) WHERE ended <> '';
CREATE INDEX by_burst ON cases (burst, undue, due, received, id, open, calm, bursty, hold, {_BESIDE}) WHERE burst <> '';
"""
# Indexes are made faster once all rows are there.
_NAMES = [line.split()[2] for line in INDEXES.split("\n") if line]
EMPTIED = "".join([*(f"DROP INDEX {name};" for name in _NAMES), "DELETE FROM cases;"])
_K = TypeVar("_K")


class Bits:
    """A bit for each word, given out as words are met: desks, flags and kinds are compared as one number."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._known: dict[str, int] = {"": 0}

    def of(self, words: str) -> int:
        """Return the bits of some words (separated by spaces) of a line; unknown words get one."""
        found = self._known.get(words)
        if found is None:
            found = 0
            for word in words.split():
                found |= self._bits.setdefault(word, 1 << len(self._bits))
            self._known[words] = found
        return found

    def asked(self, *words: str) -> int:
        """Return the bits of words that somebody asks for; a word that no line has has none."""
        return sum({self._bits.get(word, 0) for word in words})


class Key(NamedTuple):
    """What the counts on top and the lists of choices depend on, but for the time."""

    open: int
    at: int
    urgent: bool
    owner: str
    status: str
    language: str
    channel: str
    marks: int


class Lines:
    """Makes rows of lines, and keeps how many of each kind there are."""

    def __init__(self) -> None:
        self.desks, self.flags, self.kinds = Bits(), Bits(), Bits()
        self.kept: Counter[Key] = Counter()
        self.places: Counter[tuple[int, str]] = Counter()
        self.agencies: Counter[tuple[int, str]] = Counter()

    def row(self, case: bytes, line: Listing) -> tuple[Any, ...]:
        """Return the row of one line, and count it."""
        desks, flags = self._count(line, 1)
        return (
            case,
            *line,
            int(line.status not in ENDED),
            int("danger" not in line.flags.split()),
            int(line.burst != ""),
            int(line.due == 0),
            desks,
            flags,
            self.kinds.of(line.kinds),
        )

    def take_out(self, line: Listing) -> None:
        """Count a line no longer."""
        self._count(line, -1)

    def _count(self, line: Listing, by: int) -> tuple[int, int]:
        """Count a line; returns the bits of its desks and of its flags."""
        at, marks = self.desks.of(line.desks), self.flags.of(line.flags)
        is_open = int(line.status not in ENDED)
        key = Key(is_open, at, line.urgency == 0, line.owner, line.status, line.language, line.channel, marks)
        _add(self.kept, key, by)
        _add(self.places, (at, line.place), by)
        _add(self.agencies, (at, line.agency), by)
        return at, marks


def _add(counter: Counter[_K], key: _K, by: int) -> None:
    """Change a count; what is there no more leaves no key behind."""
    counter[key] += by
    if not counter[key]:
        del counter[key]


def listing_at(row: tuple[Any, ...]) -> tuple[UUID, Listing]:
    """Return case and line of a row that was selected as id and FIELDS."""
    return UUID(bytes=row[0]), Listing(*row[1:])

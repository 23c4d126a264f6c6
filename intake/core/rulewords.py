"""Reading one `[[rule]]` table: every column checked, every error named with line, row, column and word."""

from collections.abc import Callable
from enum import StrEnum
from typing import NoReturn, TypeVar

from intake.core.copies import OFFICE, Copy
from intake.core.errors import RulesError
from intake.core.words import Derived, Flag, Urgency

FALLBACK = "fallback"
CONFIDENCES = ("high", "medium", "design", FALLBACK)
FLAGS = frozenset(word.value for word in (*Flag, *Derived))
COLUMNS = frozenset(
    {
        *(
            "rule",
            "actors",
            "actors_all",
            "places",
            "custody",
            "allegations",
            "requires",
            "offices",
            "copies",
        ),
        *("urgency", "urgency_if", "filing_days", "basis", "confidence", "note", "why"),
    }
)

_Word = TypeVar("_Word", bound=StrEnum)


class Row:
    """A table of the rule file with the line it begins on (0 where it is not known)."""

    def __init__(self, table: object, line: int) -> None:
        self._line = line
        if not isinstance(table, dict):
            self._table: dict[str, object] = {}
            self.refuse("rule", str(table), "must be a table")
        self._table = table
        for column in table:
            if column not in COLUMNS:
                self.refuse(column, column, "unknown column")

    def refuse(self, column: str, word: str, problem: str) -> NoReturn:
        """Raise the RulesError that says where the word stands and what is wrong with it."""
        line = f"line {self._line}: " if self._line else ""
        raise RulesError(f"{line}rule {self._table.get('rule', '?')}: {column}: {problem}: {word!r}")

    def text(self, column: str, *, needed: bool = True) -> str:
        """Return the text of a column; empty only where it is not needed."""
        value = self._table.get(column, "")
        if not isinstance(value, str):
            self.refuse(column, str(value), "must be a text")
        if needed and not value.strip():
            self.refuse(column, value, "must not be empty")
        return value

    def listed(self, column: str) -> tuple[str, ...]:
        """Return the texts of a column; none where it is absent."""
        value = self._table.get(column, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(column, str(value), "must be a list of texts")
        if len(set(value)) != len(value):
            self.refuse(column, str(value), "holds a word twice")
        return tuple(value)

    def words(self, column: str, kind: type[_Word]) -> frozenset[_Word]:
        """Return the words of a column, all of them where it holds `*`."""
        listed = self.listed(column)
        if listed == ("*",):
            return frozenset(kind)
        known = {word.value: word for word in kind}
        return frozenset(known[word] for word in self._each(column, listed, known.__contains__))

    def flags(self, column: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the words that must be set and those (`!word`) that must not."""
        listed = self._each(column, self.listed(column), lambda word: word.removeprefix("!") in FLAGS)
        absent = frozenset(word.removeprefix("!") for word in listed if word.startswith("!"))
        return frozenset(word for word in listed if not word.startswith("!")), absent

    def offices(self) -> tuple[str, ...]:
        """Return the office codes in order; at least one."""
        codes = self._each("offices", self.listed("offices"), lambda code: bool(OFFICE.fullmatch(code)))
        return codes or self.refuse("offices", "", "must name at least one")

    def copies(self) -> tuple[Copy, ...]:
        """Return the copies in order, their conditions checked."""
        copies = []
        for text in self.listed("copies"):
            copy = Copy.parse(text)
            if copy is None or (copy.flag and copy.flag not in FLAGS):
                self.refuse("copies", text, "unknown word")
            copies.append(copy)
        return tuple(copies)

    def level(self, column: str, word: str) -> Urgency:
        """Return a word as an urgency."""
        if word not in set(Urgency):
            self.refuse(column, word, "unknown word")
        return Urgency(word)

    def levels(self, column: str) -> tuple[tuple[str, Urgency], ...]:
        """Return the `flag:level` pairs of a column."""
        pairs = [(text, *text.partition(":")) for text in self.listed(column)]
        for text, flag, _, _ in pairs:
            if flag not in FLAGS:
                self.refuse(column, text, "unknown word")
        return tuple((flag, self.level(column, level)) for _, flag, _, level in pairs)

    def days(self, column: str) -> int | None:
        """Return a positive number of days, or None where the column is absent."""
        value = self._table.get(column)
        if value is None or (type(value) is int and value > 0):
            return value
        return self.refuse(column, str(value), "must be a positive number of days")

    def one_of(self, column: str, words: tuple[str, ...]) -> str:
        """Return the text of a column that must be one of a few."""
        word = self.text(column)
        if word not in words:
            self.refuse(column, word, "unknown word")
        return word

    def _each(self, column: str, listed: tuple[str, ...], known: Callable[[str], bool]) -> tuple[str, ...]:
        for word in listed:
            if not known(word):
                self.refuse(column, word, "unknown word")
        return listed

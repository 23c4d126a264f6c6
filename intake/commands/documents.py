"""Reading facts documents from a file: one JSON document, or JSON Lines, each error with its line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, NoReturn

from intake.core.errors import FactsError, RecourseError
from intake.core.facts import Facts

_LONGEST_QUOTE = 60


class InputError(RecourseError):
    """What was given to the command cannot be read; the sentence names line, field and word."""


@dataclass(frozen=True)
class Document:
    """The incidents of one complaint, and the line on which its document begins."""

    line: int
    incidents: tuple[Facts, ...]


def read_documents(stream: BinaryIO) -> Iterator[Document]:
    """Yield the documents of a stream as it is read.

    Where the first line is no JSON by itself, the whole stream is one document over several lines.
    """
    lines = enumerate(chain([stream.readline().removeprefix(b"\xef\xbb\xbf")], stream), 1)
    number, line = next(((number, line) for number, line in lines if line.strip()), (1, b""))
    if not line:
        raise InputError("line 1: facts: the file is empty")
    try:
        value = _json(line, number)
    except InputError as problem:
        yield _whole(line + b"".join(rest for _, rest in lines), number, problem)
        return
    yield Document(number, _incidents(value, line, number))
    for number, line in lines:
        if line.strip():
            yield Document(number, _incidents(_json(line, number), line, number))


def _whole(text: bytes, number: int, first_problem: InputError) -> Document:
    try:
        value = _json(text, number)
    except InputError:
        if any(_stands_alone(line) for line in text.splitlines()[1:]):
            raise first_problem from None  # JSON Lines, the first of them broken
        raise
    return Document(number, _incidents(value, text, number))


def _stands_alone(line: bytes) -> bool:
    try:
        return isinstance(_json(line, 0), dict)
    except InputError:
        return False


def _json(text: bytes, number: int) -> Any:
    text = text.rstrip()  # what breaks off at the end of a line is wrong on that line
    try:
        return json.loads(text.decode(), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        line = number + text.count(b"\n", 0, error.start)
        raise InputError(f"line {line}: not UTF-8: byte {text[error.start]:#04x}") from None
    except json.JSONDecodeError as error:
        raise InputError(f"line {number + error.lineno - 1}: not JSON: {error.msg}") from None
    except FactsError as error:
        raise InputError(f"line {_line_of(error.word, text, number)}: {error}") from None
    except (RecursionError, ValueError):
        raise InputError(f"line {number}: not JSON: nested too deeply, or a number too long") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FactsError("facts", twice, "field stands twice")
    return found


def _incidents(value: object, text: bytes, number: int) -> tuple[Facts, ...]:
    documents = value if isinstance(value, list) else [value]
    if not documents:
        _refuse(FactsError("facts", "", "must hold at least one incident"), "", text, number)
    incidents = []
    for position, document in enumerate(documents, 1):
        which = f"incident {position}: " if isinstance(value, list) else ""
        try:
            incidents.append(_facts(document))
        except FactsError as error:
            _refuse(error, which, text, number)
    return tuple(incidents)


def _facts(document: object) -> Facts:
    if not isinstance(document, dict):
        raise FactsError("facts", str(document)[:_LONGEST_QUOTE], "must be an object")
    return Facts.from_document(document)


def _refuse(error: FactsError, which: str, text: bytes, number: int) -> NoReturn:
    raise InputError(f"line {_line_of(error.word, text, number)}: {which}{error}") from None


def _line_of(word: str, text: bytes, number: int) -> int:
    """Return the line of a word in a document over several lines; its first line where it cannot be found."""
    at = text.find(json.dumps(word, ensure_ascii=False).encode(errors="surrogatepass")) if word else -1
    return number + text.count(b"\n", 0, at) if at >= 0 else number

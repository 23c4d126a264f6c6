"""What an officer chose to put into a file, and the case with everything else already taken out of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from intake.export.known import identity_terms
from intake.export.redaction import Eraser, Reason, Term, mark, unmarked
from intake.service.records import Entry
from intake.service.review import CaseFile

_END = re.compile(r"[。！？።\n]++\s*+|(?<![.!?؟।…])[.!?؟।…]++(?=\s|$)\s*+")
"""The end of a sentence. Nothing is tried twice: a hostile text of dots costs no more than any other."""


class Part(StrEnum):
    """What a file can hold; what is not chosen is not in it."""

    name = "name"
    contact = "contact"
    account = "account"
    answers = "answers"
    facts = "facts"
    messages = "messages"
    notes = "notes"
    history = "history"


OUTSIDE = frozenset({Part.name, Part.contact, Part.account, Part.answers, Part.facts, Part.messages})
"""What may go to an outside office: never the notes of a desk, and never who of us did what."""


@dataclass(frozen=True)
class Choice:
    """What goes into a file: parts, files by their hexadecimal ids, and what of the texts is blacked out.

    `office` is the code of an outside office, or empty for a file of one's own desk. `cuts` holds passages by the names
    that `passages_of` gives them.
    """

    parts: frozenset[Part]
    files: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    cuts: Mapping[str, Reason] = field(default_factory=dict)
    office: str = ""

    @property
    def allowed(self) -> frozenset[Part]:
        """The parts that were chosen, without those that never go outside where the file does."""
        return self.parts & OUTSIDE if self.office else self.parts

    @property
    def redacted(self) -> bool:
        """Whether something of the texts is blacked out on the officer's word."""
        return bool(self.terms or self.cuts)


def passages_of(part: Part, entry: Entry) -> list[tuple[str, str]]:
    """Return the sentences of an entry's text, each with the name by which it can be cut; joined they are the text."""
    text = str(entry.body.get("text", ""))
    begin = len(text) - len(text.lstrip())
    ends = {found.end() for found in _END.finditer(text, begin)} | ({len(text)} if text else set())
    pieces = [text[start:end] for start, end in pairwise([0, *sorted(ends)])]
    return [(f"{part}.{entry.sequence}.{number}", piece) for number, piece in enumerate(pieces)]


def chosen(case: CaseFile, choice: Choice) -> CaseFile:
    """Return a case that holds no more than what was chosen, and no passage that was cut.

    What this leaves out never reaches the code that makes files, nor a letter that would stand there for a mark. Words that
    go wherever they stand are taken out later, by `eraser_for`, because names of places and questions are texts too.
    """
    parts = choice.allowed
    case = unmarked(case)
    return replace(
        case,
        account=_kept(case.account, Part.account, parts, choice),
        conversation=_kept(case.conversation, Part.messages, parts, choice),
        notes=_kept(case.notes, Part.notes, parts, choice),
        identity=_identity(case.identity, parts),
        acts=case.acts if Part.history in parts else [],
    )


def eraser_for(case: CaseFile, choice: Choice) -> Eraser:
    """Return what takes the chosen words out, and the name and ways of contact that this desk knows but did not choose."""
    known = identity_terms(
        case.identity or {}, name=Part.name not in choice.parts, contact=Part.contact not in choice.parts
    )
    return Eraser(tuple(dict.fromkeys([*choice.terms, *known])))


def _kept(entries: list[Entry], part: Part, parts: frozenset[Part], choice: Choice) -> list[Entry]:
    found = [entry for entry in entries if _is_kept(entry, part, parts, choice)]
    return [replace(entry, body=_cut(entry, part, parts, choice)) for entry in found]


def _is_kept(entry: Entry, part: Part, parts: frozenset[Part], choice: Choice) -> bool:
    if entry.body.get("record") == "file":
        return entry.body["blob"] in choice.files
    return part in parts or (part is Part.account and not parts.isdisjoint({Part.answers, Part.facts}))


def _cut(entry: Entry, part: Part, parts: frozenset[Part], choice: Choice) -> dict[str, Any]:
    body = dict(entry.body)
    if "text" in body:
        text = "".join(
            mark(choice.cuts[name]) + piece[len(piece.rstrip()) :] if name in choice.cuts else piece
            for name, piece in passages_of(part, entry)
        )
        body["text"] = text if part in parts else ""
    if Part.answers not in parts:
        body.pop("answers", None)
    if Part.facts not in parts:
        body.pop("places", None)
    return body


def _identity(identity: dict[str, Any] | None, parts: frozenset[Part]) -> dict[str, Any] | None:
    """Return the name, the contact, both, or None where neither was chosen or no seal opens it."""
    if identity is None or parts.isdisjoint({Part.name, Part.contact}):
        return None
    wanted = (
        {"name"} if Part.contact not in parts else {"contact"} if Part.name not in parts else set(identity)
    )
    return {key: value for key, value in identity.items() if key in wanted}

"""The files of an export, made in memory of what was chosen, and what the audit log is told of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from intake.desk.access import reader
from intake.desk.blueprint import site
from intake.desk.export_paper import deidentified_paper, html_of, paper_of
from intake.desk.queue_rows import short_id
from intake.export import paper as printing
from intake.export.choice import Choice, Part, chosen, eraser_for
from intake.export.document import Made, deidentified, document_of, stored_names
from intake.export.pack import packed
from intake.export.redaction import Eraser
from intake.export.schema import CASE, DEIDENTIFIED_CASE
from intake.service.exporting import Told, read_chosen
from intake.service.review import CaseFile

_DEIDENTIFIED = "deid"


@dataclass
class Wanted:
    """What was asked for, and the case with nothing else in it: as a JSON document, and as what is laid out as paper."""

    case: CaseFile
    choice: Choice
    limit: str
    made: Made
    eraser: Eraser = field(init=False)
    document: dict[str, Any] = field(init=False)
    paper: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        made, deployment = self.made, site().deployment
        self.eraser = eraser_for(self.case, self.choice)
        if self.is_deidentified:
            self.document = deidentified(self.case, deployment, self.choice.office)
            self.paper = deidentified_paper(self.case, self.choice.office, deployment)
        else:
            self.document = document_of(self.case, self.choice, self.eraser, made)
            self.paper = paper_of(self.case, self.choice, self.eraser, made, deployment)

    @property
    def is_deidentified(self) -> bool:
        """Whether only facility, month and kind of act go out."""
        return self.limit == _DEIDENTIFIED

    @property
    def unused(self) -> list[str]:
        """The words to black out that stand nowhere in the whole case; one that stands only in what is left out is fine."""
        over_all = Eraser(self.choice.terms)
        everything = Choice(frozenset(Part), frozenset(kept.blob.hex for kept in self.case.files))
        document_of(self.case, everything, over_all, self.made)
        return [term.text for term in over_all.missed if not self.eraser.hits[term]]

    @property
    def name(self) -> str:
        """The name of the file, without its ending: it tells the office, and the case's number where that may go."""
        packet = ["packet", self.choice.office] if self.choice.office else ["case"]
        return "-".join(packet if self.is_deidentified else [*packet, short_id(self.case.case_id)])

    def told(self, kind: str) -> Told:
        """Return what the audit log is told."""
        named = self.case.identity is not None and not {Part.name, Part.contact}.isdisjoint(
            self.choice.allowed
        )
        return Told(
            kind=kind,
            redacted=bool(self.document.get("redactions")),
            identity=named and not self.is_deidentified,
            files=len(self.choice.files) if kind == "zip" and not self.is_deidentified else 0,
            office=self.choice.office,
            deidentified=self.is_deidentified,
        )


def _as_pdf(wanted: Wanted) -> bytes:
    return printing.printed(lambda missing: html_of(wanted.paper, missing)).content


def _as_json(wanted: Wanted) -> bytes:
    return json.dumps(wanted.document, ensure_ascii=False, indent=1).encode()


def _as_zip(wanted: Wanted) -> bytes:
    """Return the PDF where this machine can make one, the JSON with its schema, and the files that were chosen."""
    schema = DEIDENTIFIED_CASE if wanted.is_deidentified else CASE
    files = [("case.json", _as_json(wanted)), ("schema.json", json.dumps(schema, indent=1).encode())]
    if not printing.why_not():
        files.insert(0, ("case.pdf", _as_pdf(wanted)))
    kept = [] if wanted.is_deidentified else chosen(wanted.case, wanted.choice).files
    contents = read_chosen(site(), reader(), wanted.case.case_id, kept)
    names = [name for name, _kept in stored_names(kept)]
    return packed([*files, *zip(names, contents, strict=True)])


MAKERS: dict[str, Callable[[Wanted], bytes]] = {"pdf": _as_pdf, "json": _as_json, "zip": _as_zip}
"""What makes a file of each kind."""

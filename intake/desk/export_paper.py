"""The paper of a case: what its PDF says, in the words of the desk, erased before it is laid out."""

import re
import unicodedata
from itertools import pairwise
from typing import Any

from config.deployment import Deployment
from intake.desk import case_facts, case_talk, case_view, times, words
from intake.desk.export_words import PARTS, REASONS
from intake.export.choice import Choice, Part, chosen
from intake.export.document import Made, deidentified, stored_names
from intake.export.redaction import BASES, Eraser, counted, marks
from intake.i18n import _, render
from intake.interview.words import ALLEGATIONS
from intake.service.review import CaseFile

_CODES = frozenset({"lang", "number"})
"""Keys that hold language tags and the case's number, and no words."""
_LONG = re.compile(r"\S{100}(?=\S)")
_RIGHT = frozenset({"R", "AL"})
_STRONG = _RIGHT | {"L"}


def paper_of(
    case: CaseFile, choice: Choice, eraser: Eraser, made: Made, deployment: Deployment
) -> dict[str, Any]:
    """Return what the PDF of a case is laid out from: only texts, each already without what was blacked out."""
    kept, zone = chosen(case, choice), deployment.site.zone
    parts = choice.allowed
    content: dict[str, Any] = {
        "number": str(case.case_id),
        "head": _head(choice, made, deployment),
        "decision": _decision(kept, deployment) if Part.facts in parts else None,
        "identity": case_facts.identity_rows(kept.identity) if kept.identity else [],
        "account": {"text": case_facts.account_text(kept), "lang": case.detail.language},
        "incidents": _incidents(kept, deployment) if Part.facts in parts else [],
        "answers": case_facts.answers_of(kept, deployment) if Part.answers in parts else [],
        "messages": [_message(one) for one in case_talk.messages_of(kept, deployment)],
        "notes": [_message(one) for one in case_talk.notes_of(kept, zone)],
        "files": [[stored, one.name] for stored, one in stored_names(kept.files)],
        "history": _steps(case_view.history_of(kept, zone)) if Part.history in parts else [],
        "looks": _steps(case_view.looks_of(kept, zone)) if Part.history in parts else [],
        "standing": _standing(kept, deployment) if Part.history in parts else [],
    }
    erased: dict[str, Any] = eraser.document(content, _CODES)
    found = counted(erased)
    erased["reasons"] = [
        [str(REASONS[reason]), BASES.get(reason, ""), str(count)] for reason, count in sorted(found.items())
    ]
    return erased


def deidentified_paper(case: CaseFile, office: str, deployment: Deployment) -> dict[str, Any]:
    """Return what a de-identified copy is laid out from: facility, month and kind of act."""
    told = deidentified(case, deployment, office)
    return {
        "number": "",
        "head": [(_("For"), office_name(office, deployment))],
        "deidentified": [
            [
                (_("Facility"), one["facility"] or _("Not known")),
                (_("Month"), one["month"] or _("Not known")),
                (_("What"), ", ".join(words.known(ALLEGATIONS, code) for code in one["allegations"])),
            ]
            for one in told["incidents"]
        ],
    }


def html_of(paper: dict[str, Any], missing: frozenset[str]) -> str:
    """Return the HTML of a paper; `missing` are letters that this machine has no font for."""
    return render(
        "desk_export_paper.html",
        paper=paper,
        missing=len(missing),
        marks=marks,
        runs=runs,
        reason_words=REASONS,
        direction_of=direction_of,
    )


def runs(text: str) -> list[str]:
    """Return a text in pieces between which a line may end: to lay out thousands of letters in a row takes minutes."""
    ends = [found.end() for found in _LONG.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]


def direction_of(text: str) -> str:
    """Return rtl where the first letter with a direction reads from the right; marks of redaction do not count."""
    plain = "".join(piece for piece, reason in marks(text) if reason is None)
    first = next((kind for kind in map(unicodedata.bidirectional, plain) if kind in _STRONG), "L")
    return "rtl" if first in _RIGHT else "ltr"


def office_name(code: str, deployment: Deployment) -> str:
    """Return an outside office's full name; its code where it is not listed any more."""
    office = deployment.offices.get(code)
    return _(office.name) if office else code


def _head(choice: Choice, made: Made, deployment: Deployment) -> list[tuple[str, str]]:
    left_out = [str(PARTS[part]) for part in Part if part not in choice.allowed]
    rows = [
        (_("For"), office_name(choice.office, deployment) if choice.office else ""),
        (_("Made on"), times.shown(made.at, deployment.site.zone)),
        (_("Made by"), "" if choice.office else made.by),
        (_("Not in this file"), "; ".join(left_out)),
    ]
    return [row for row in rows if row[1]]


def _decision(case: CaseFile, deployment: Deployment) -> dict[str, Any]:
    decision, detail = case_view.decision_of(case.detail), case.detail
    return {
        "reasons": [
            [reason.sentence, reason.basis, reason.rule]
            for reason in case_view.reasons_of(decision, deployment)
        ],
        "rows": [
            (_("Received"), times.shown(detail.received, deployment.site.zone)),
            (_("Urgency"), detail.decision["urgency"]),
            (_("Offices"), "; ".join(case_view.office_names(decision, deployment))),
            (_("Lead"), words.known(words.LEADS, detail.decision["lead"])),
            (_("Channel"), words.known(words.CHANNELS, detail.channel)),
            (_("Language"), _language(detail.language, deployment)),
        ],
    }


def _language(tag: str, deployment: Deployment) -> str:
    known = deployment.language(tag)
    return known.own_name if known else tag


def _incidents(case: CaseFile, deployment: Deployment) -> list[dict[str, Any]]:
    return [
        {"where": one.where, "facts": [[row.what, row.said, row.used] for row in one.facts]}
        for one in case_facts.incidents_of(case, deployment)
    ]


def _message(one: case_talk.Message) -> dict[str, Any]:
    flags = [] if one.verified else [_("Unverified")]
    if one.untranslated:
        flags.append(_("Not translated"))
    return {"author": one.author, "day": one.day, "flags": flags, "text": one.text, "lang": one.language}


def _steps(steps: list[dict[str, str]]) -> list[list[str]]:
    return [[one["day"], one["text"], one["who"]] for one in reversed(steps)]


def _standing(case: CaseFile, deployment: Deployment) -> list[tuple[str, str]]:
    detail = case.detail
    rows = [
        (_("Status"), words.known(words.STATUSES, detail.status)),
        (_("Outcome"), words.known(words.OUTCOMES, detail.outcome) if detail.outcome else ""),
        (_("Owner"), detail.owner or ""),
        (_("Waiting on"), detail.waiting_on),
        (_("Filing deadline by law"), case_view.filing_day(detail)),
    ]
    clocks = case_view.clocks_of(detail, deployment.site.zone, detail.received)
    return [row for row in rows if row[1]] + [(str(one["what"]), str(one["when"])) for one in clocks]

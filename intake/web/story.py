"""The story of a case as its person sees it: the steps so far, the messages both ways, what they wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.core.lifecycle import PublicStatus, Status, public_status
from intake.i18n import _
from intake.interview.dates import shown
from intake.service.by_code import View
from intake.service.documents import CaseDetail
from intake.service.records import Entry
from intake.web import telling
from intake.web.here import the_site


@dataclass(frozen=True)
class Point:
    """A point of the timeline: done, current, or next."""

    label: str
    state: str
    day: str
    note: str = ""


@dataclass(frozen=True)
class Message:
    """A message or a file of the conversation; `file` is the number to download it by."""

    office: bool
    author: str
    iso: str
    text: str
    note: str
    file: int | None = None

    @property
    def day(self) -> str:
        """The day in the reader's words."""
        return shown(self.iso)


def iso_day(moment: str) -> str:
    """Return the day at the site of an ISO time."""
    return datetime.fromisoformat(moment).astimezone(the_site().deployment.site.zone).date().isoformat()


def local_day(moment: str) -> str:
    """Return the day at the site of an ISO time, in the reader's words."""
    return shown(iso_day(moment))


def timeline(detail: CaseDetail) -> list[Point]:
    """Return how the case went, in the statuses that its person sees, and what comes next."""
    seen: list[tuple[PublicStatus, str]] = [(PublicStatus.received, detail.received_at)]
    for step in detail.history:
        status = _status_after(step, detail)
        if status is not None and status is not seen[-1][0]:
            seen.append((status, str(step["at"])))
    if seen[-1][0] is not telling.public(detail):
        seen.append((telling.public(detail), f"{detail.since}T12:00:00+00:00"))
    points = [Point(telling.status_words(status), "done", local_day(at)) for status, at in seen[:-1]]
    points.append(
        Point(telling.status_words(seen[-1][0]), "current", local_day(seen[-1][1]), telling.told(detail))
    )
    upcoming = telling.next_step(detail)
    if upcoming is not None:
        points.append(Point(upcoming.text, "next", _("By %(day)s.", day=upcoming.when)))
    return points


def messages(view: View) -> list[Message]:
    """Return the conversation, oldest first; what is not proven or not translated says so."""
    return [_message(entry) for entry in view.conversation]


def account(view: View) -> str:
    """Return what the person wrote, where their code may open it; "" elsewhere."""
    texts = [str(entry.body["text"]) for entry in view.account if entry.body.get("record") == "account"]
    return "\n\n".join(texts)


def undo_day(detail: CaseDetail) -> str:
    """Return the day until which taking back can be undone; "" where there is nothing to undo."""
    return local_day(detail.withdrawal_ends_at) if detail.withdrawal_ends_at else ""


def _status_after(step: dict[str, Any], detail: CaseDetail) -> PublicStatus | None:
    after = str(step["after"])
    if after not in set(Status):
        return None
    aside = Status(detail.return_to) if detail.return_to else None
    return public_status(Status(after), aside)


def _message(entry: Entry) -> Message:
    body, office = entry.body, entry.author.startswith("desk:")
    is_file = body.get("record") == "file"
    return Message(
        office=office,
        author=_("The office") if office else _("You"),
        iso=iso_day(str(body["at"])),
        text=_("File: %(name)s", name=body["name"]) if is_file else str(body.get("text", "")),
        note=_note(entry, office=office),
        file=entry.sequence if is_file and office else None,
    )


def _note(entry: Entry, *, office: bool) -> str:
    if not entry.verified:
        return str(_("Not proven: we cannot be sure who wrote this."))
    if office and not entry.body.get("translated", True):
        return str(_("Not translated. You can ask for it in your language."))
    return ""

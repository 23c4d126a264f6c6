"""The conversation, the notes and the files of a case, as the page shows them."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for

from config.deployment import Deployment, Language
from intake.desk import times, words
from intake.i18n import _
from intake.service.records import Entry
from intake.service.review import CaseFile

_SHARE = 0.5  # of the letters; a name in other letters is no reason to ask


@dataclass(frozen=True)
class Message:
    """One message: who wrote it, when, whether a key holder's MAC proves it, and how it is marked."""

    author: str
    day: str
    text: str
    from_office: bool
    verified: bool
    untranslated: bool
    language: str


@dataclass(frozen=True)
class FileView:
    """One attachment; `picture` says that it was rebuilt from its pixels and may be shown in the page."""

    name: str
    size: str
    href: str
    picture: bool
    safe: bool


def messages_of(case: CaseFile, deployment: Deployment) -> list[Message]:
    """Return the messages both ways, first to last."""
    zone = deployment.site.zone
    return [
        _message(one, zone, case.detail.language)
        for one in case.conversation
        if one.body.get("record") == "message"
    ]


def notes_of(case: CaseFile, zone: ZoneInfo) -> list[Message]:
    """Return this desk's notes, first to last."""
    return [
        Message(
            author=one.body["by"],
            day=times.shown_iso(one.body["at"], zone),
            text=one.body["text"],
            from_office=True,
            verified=one.verified,
            untranslated=False,
            language="",
        )
        for one in case.notes
    ]


def files_of(case: CaseFile) -> list[FileView]:
    """Return the attachments of account and conversation."""
    return [
        FileView(
            name=kept.name,
            size=_size(kept.size),
            href=url_for("desk.file", case_id=case.case_id, blob=kept.blob),
            picture=kept.safe and kept.kind.startswith("image/"),
            safe=kept.safe,
        )
        for kept in case.files
    ]


def looks_unlike(text: str, language: Language) -> bool:
    """Say whether a text is hardly in the letters of a language, judged by those of the language's own name."""
    own, used = Counter(_scripts(language.own_name)), Counter(_scripts(text))
    return bool(used) and sum(used[script] for script in own) < _SHARE * used.total()


def _scripts(text: str) -> list[str]:
    return [unicodedata.name(letter, "?").split(" ", 1)[0] for letter in text if letter.isalpha()]


def _message(entry: Entry, zone: ZoneInfo, language: str) -> Message:
    body, office = entry.body, bool(entry.desk)
    return Message(
        author=words.known(words.DESKS, entry.desk) if office else _("The person"),
        day=times.shown_iso(body["at"], zone) if body.get("at") else "",
        text=str(body.get("text", "")),
        from_office=office,
        verified=entry.verified,
        untranslated=office and not body.get("translated", True),
        language=str(body.get("language", language)),
    )


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} KB"  # noqa: PLR2004 -- bytes

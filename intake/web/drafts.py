"""The draft: what a person has said so far, in a row that only their cookie opens, for an hour after the last page."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from intake.core.errors import NotStoredError, OvertakenError
from intake.i18n import chosen
from intake.interview.answers import Answers
from intake.service import visits
from intake.service.files import KeptFile, drop_file, renew_files
from intake.service.filing import Ticket, new_ticket
from intake.web import cookies
from intake.web.here import the_site

View = Callable[..., AnyResponse]
COOKIE = "visit"
_TRIES = 5
MINUTES = int(visits.LIFETIME.total_seconds()) // 60


@dataclass
class Draft:
    """One complaint being written. Once sent it holds only what its receipt shows (`sent`), until that is kept.

    `ticket` is made at review, so that a second click files nothing twice; `whole` remembers the one-page
    form; `trapped` that the hidden field was filled in; `notice` names a sentence to show on the next page.
    `receipt` is the token under which the receipt will be shown; `before`, in a receipt, the token of the draft
    that it came from, until the browser holds the new one.
    """

    token: str
    answers: Answers
    language: str
    files: list[KeptFile] = field(default_factory=list)
    ticket: Ticket | None = None
    sent: dict[str, Any] | None = None
    whole: bool = False
    trapped: bool = False
    notice: str = ""
    receipt: str = ""
    before: str = ""
    kept: visits.Kept | None = None  # as it was read: a page that changes nothing writes nothing

    def take_ticket(self) -> Ticket:
        """Return the ticket to file under, made the first time it is asked for; it counts once it is saved."""
        self.ticket = self.ticket or new_ticket()
        self.receipt = self.receipt or visits.new_token()
        return self.ticket

    def save(self) -> None:
        """Write the draft; it and its files live an hour and more from now.

        Raises NotStoredError; OvertakenError where another tab wrote it since it was read.
        """
        document = _to_document(self)
        if visits.is_fresh(the_site(), self.kept, document):
            return
        self.kept = visits.save_visit(the_site(), self.token, document, over=self.kept)
        renew_files(the_site(), self.files)

    def touch(self) -> None:
        """Let it live on, and note what a page left in it; where another tab wrote meanwhile, that stands."""
        with suppress(OvertakenError):
            self.save()

    def hand_over(self, sent: dict[str, Any]) -> None:
        """Show the receipt under a token of its own: once a browser came with it, the draft's opens nothing.

        Until then, whoever holds the draft's token (because they planted it, say) may come first and see the code: a person
        whose answer was lost on the way comes the same way, and must not lose theirs.
        The draft stays until the browser comes with the new token; an answer lost on the way is asked for again
        by sending again, and its ticket files nothing twice. All who send the same draft are given the same token,
        so that none of them holds a receipt that another has kept. Raises NotStoredError; the filing stands.
        """
        self.take_ticket()
        fresh = Draft(self.receipt, blank(), self.language, sent=sent, whole=self.whole)
        fresh.trapped, fresh.before = self.trapped, self.token
        fresh.save()
        cookies.give(COOKIE, fresh.token)
        g.draft = fresh

    def arrived(self) -> None:
        """Forget the draft that was sent, now that the browser holds the receipt's own token."""
        if self.before:
            visits.end_visit(the_site(), self.before)
            self.before = ""

    def end(self) -> None:
        """Forget the draft, its files that were not sent, and the cookie."""
        for kept in self.files:
            drop_file(the_site(), kept)
        self.arrived()
        visits.end_visit(the_site(), self.token)
        cookies.take(COOKIE)
        g.draft, g.carried = None, self.language


def insisting(view: View) -> View:
    """Have a view begin anew, with the draft as it is by then, where another tab wrote it meanwhile."""

    @wraps(view)
    def again(*args: Any, **kwargs: Any) -> AnyResponse:
        for _try in range(_TRIES):
            try:
                return view(*args, **kwargs)
            except OvertakenError:
                g.pop("draft", None)
                for uploads in request.files.listvalues():
                    for upload in uploads:
                        upload.stream.seek(0)
        raise NotStoredError("the draft changes faster than it can be written")

    return again


def current() -> Draft | None:
    """Return the draft that this browser's cookie opens; None where there is none or its hour is over."""
    if "draft" not in g:
        token = cookies.token_of(COOKIE)
        kept = visits.find_visit(the_site(), token) if token else None
        # A case's token in this cookie opens no draft.
        g.draft = _from_document(token, kept) if kept and kept.content.get("kind") == COOKIE else None
    found: Draft | None = g.draft
    return found


def begin() -> Draft:
    """Start a draft and give the browser its cookie; nothing is written until it is saved."""
    draft = Draft(visits.new_token(), blank(), chosen().tag)
    cookies.give(COOKIE, draft.token)
    g.draft = draft
    return draft


def blank() -> Answers:
    """Return the answers of somebody who has said nothing yet."""
    return Answers.at_the_door(the_site().clock.today())


def ran_out() -> bool:
    """Tell whether the browser had a draft that is gone: its hour is over, or it was ended elsewhere."""
    return bool(cookies.token_of(COOKIE)) and current() is None


def _to_document(draft: Draft) -> dict[str, Any]:
    ticket = draft.ticket
    return {
        "kind": COOKIE,
        "answers": draft.answers.to_document(),
        "language": draft.language,
        "files": [kept.to_document() for kept in draft.files],
        "ticket": [ticket.case_id.hex, ticket.code] if ticket else None,
        "sent": draft.sent,
        "whole": draft.whole,
        "trapped": draft.trapped,
        "notice": draft.notice,
        "receipt": draft.receipt,
        "before": draft.before,
    }


def _from_document(token: str, kept: visits.Kept) -> Draft:
    document = kept.content
    ticket = document["ticket"]
    return Draft(
        token=token,
        answers=Answers.from_document(document["answers"]),
        language=document["language"],
        files=[KeptFile.from_document(one) for one in document["files"]],
        ticket=Ticket(UUID(ticket[0]), ticket[1]) if ticket else None,
        sent=document["sent"],
        whole=document["whole"],
        trapped=document["trapped"],
        notice=document["notice"],
        receipt=document.get("receipt", ""),  # a draft of the first release has none
        before=document["before"],
        kept=kept,
    )

"""The forms of a case: what may be done with it now, by this officer, filled with what was typed where it was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Form

from config.deployment import Deployment
from intake.core.lifecycle import allowed
from intake.core.moves import MOVES, Move
from intake.core.statuses import Outcome, Status
from intake.core.words import Desk
from intake.desk import words
from intake.desk.forms import MoveForm, NoteForm, ReferForm, ReplyForm
from intake.i18n import _
from intake.service.documents import CaseDetail
from intake.service.reader import Reader
from intake.service.review import CaseFile


@dataclass(frozen=True)
class MoveView:
    """One allowed move: what the complainant is told, what is needed, and its form."""

    to: str
    label: str
    told: str
    needs_reason: bool
    outcomes: bool
    waits: bool
    form: MoveForm
    is_open: bool


@dataclass
class CaseForms:
    """The forms of one case's page, `others` by their acts; `act` says which of them was refused and stays open."""

    reply: ReplyForm
    note: NoteForm
    moves: list[MoveView]
    refer: ReferForm
    act: str = ""
    others: Mapping[str, Form] = field(default_factory=dict)

    @property
    def posted(self) -> Form | None:
        """The form that was refused; None where it is no longer offered."""
        forms: dict[str, Form] = {"reply": self.reply, "note": self.note, "refer": self.refer}
        forms |= {f"move:{move.to}": move.form for move in self.moves}
        forms |= self.others
        return forms.get(self.act)


def forms_of(
    case: CaseFile, reader: Reader, deployment: Deployment, *, act: str = "", data: Any = None
) -> CaseForms:
    """Return the forms; `act` names the one that `data` was posted to (reply, note, refer, or move:<status>)."""

    def given(name: str) -> Any:
        return data if act == name else None

    reply = reply_form(case.detail.language, deployment, given("reply"))
    refer = refer_form(case.desks, given("refer"))
    moves = [
        _view(
            move,
            move_form(move, given(f"move:{move.after}")),
            is_open=act == f"move:{move.after}",
        )
        for move in moves_for(case.detail, reader)
    ]
    return CaseForms(reply, NoteForm(given("note"), prefix="note-"), moves, refer, act)


def reply_form(own: str, deployment: Deployment, data: Any = None) -> ReplyForm:
    """Return the reply form: the person's `own` language stands first, also where this site does not speak it."""
    form = ReplyForm(data, prefix="reply-", language=own)
    names = {one.tag: one.own_name for one in deployment.languages}
    labels = {tag: names.get(tag, tag) for tag in dict.fromkeys([own, *names])}
    labels[own] = _("%(language)s (the person's)", language=labels[own])
    form.language.choices = list(labels.items())
    return form


def move_form(move: Move, data: Any = None) -> MoveForm:
    """Return a move's form; its fields carry the status, so that several can stand on one page."""
    form = MoveForm(data, prefix=f"{move.after}-")
    offered = [(one.value, words.known(words.OUTCOMES, one)) for one in Outcome if one in move.outcomes]
    form.outcome.choices = [("", _("Please choose")), *offered]
    return form


def move_form_for(before: Status, after: Status, data: Any) -> MoveForm:
    """Return the form of a move by its two ends; where there is no such move, the service will say so."""
    found = next(
        (move for move in MOVES if (move.before, move.after) == (before, after)), Move(before, after, "")
    )
    return move_form(found, data)


def refer_form(desks: frozenset[str], data: Any = None) -> ReferForm:
    """Return the referral form with the desks that do not hold the case yet."""
    form = ReferForm(data, prefix="refer-")
    form.to.choices = [
        (desk.value, words.known(words.DESKS, desk)) for desk in Desk if desk.value not in desks
    ]
    return form


def moves_for(detail: CaseDetail, reader: Reader) -> list[Move]:
    """Return the moves that some role of this reader may make now."""
    aside = Status(detail.return_to) if detail.return_to else None
    found = {
        move.after: move for role in reader.roles for move in allowed(Status(detail.status), role, aside)
    }
    return [found[status] for status in Status if status in found]


def _view(move: Move, form: MoveForm, *, is_open: bool) -> MoveView:
    label = words.known(words.MOVES, move.after)
    if move.back:
        label = _("Go back to: %(status)s", status=words.known(words.STATUSES, move.after))
    elif move.before is Status.closed:
        label = _("Open the case again")
    elif move.after is Status.screening and move.before is not Status.received:
        label = _("Go on with screening")
    return MoveView(
        to=move.after.value,
        label=label,
        told=_(move.told),
        needs_reason=move.needs_reason,
        outcomes=len(move.outcomes) > 1,
        waits=move.after is Status.waiting_on,
        form=form,
        is_open=is_open,
    )

"""Writing a letter: its blanks, then a look at it in the person's language beside English, then it is sent."""

from uuid import UUID

from flask import abort, make_response, request
from werkzeug.wrappers import Response
from wtforms import Form

from intake.core.letters import Blank, Letter, letters_for
from intake.core.statuses import Status
from intake.desk import letters
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.case_acts import do_act
from intake.desk.case_talk import looks_unlike
from intake.desk.queue_rows import short_id
from intake.i18n import render
from intake.service import review
from intake.service.review import AtStage, stage_of


@blueprint.get("/case/<uuid:case_id>/letter")
def letter(case_id: UUID) -> Response:
    """Show the blanks of a letter that fits where the case is; its key stands in the address."""
    at = stage_of(site(), reader(), case_id)
    wanted = _wanted(at, request.args.get("letter", ""))
    form = letters.letter_form(wanted, at.detail.language, site().deployment)
    return _page(case_id, at, wanted, form, look=not wanted.blanks)


@blueprint.post("/case/<uuid:case_id>/letter")
def write_letter(case_id: UUID) -> Response:
    """Show a letter that was filled in, or send it as it was shown; nothing goes with a blank in it."""
    at = stage_of(site(), reader(), case_id)
    wanted, own = _wanted(at, request.form.get("letter", "")), at.detail.language
    form = letters.letter_form(wanted, own, site().deployment, request.form)
    step = request.form.get("step", "")
    if step == "change":
        return _page(case_id, at, wanted, form)
    if not form.validate():
        return _page(case_id, at, wanted, form, status=422)
    if step != "send":
        return _page(case_id, at, wanted, form, look=True)
    sent = letters.written(wanted, form, own, site().deployment)

    def work(revision: int) -> None:
        review.reply(
            site(),
            reader(),
            case_id,
            sent.text,
            language=sent.language,
            translated=sent.translated,
            revision=revision,
        )

    return do_act(case_id, "reply", work)


def _wanted(at: AtStage, key: str) -> Letter:
    """Return a letter of the case's stage; there is no page for another."""
    fitting = letters_for(Status(at.detail.status), at.detail.outcome)
    found = next((one for one in fitting if one.key == key), None)
    return found or abort(404)


def _page(
    case_id: UUID, at: AtStage, wanted: Letter, form: Form, *, look: bool = False, status: int = 200
) -> Response:
    deployment, own = site().deployment, at.detail.language
    language = deployment.language(own)
    page = render(
        "desk_letter.html",
        case_id=case_id,
        short=short_id(case_id),
        revision=request.form.get("revision") or at.revision,
        letter=wanted,
        title=letters.TITLES[wanted.key],
        form=form,
        sent=letters.written(wanted, form, own, deployment) if look else None,
        english=letters.in_english(wanted, form, deployment) if look else "",
        plain=letters.with_blanks(wanted),
        direction=_direction,
        language=language,
        language_name=language.own_name if language else own,
        doubt=look and _doubt(wanted, form),
    )
    return make_response(page, status)


def _direction(tag: str) -> str:
    language = site().deployment.language(tag)
    return language.direction if language else "ltr"


def _doubt(wanted: Letter, form: Form) -> bool:
    """Say whether the officer's own words are hardly in the letters of the language that they are said to be in."""
    language = site().deployment.language(str(form.data.get("language", "")))
    own_words = " ".join(str(form.data[name]) for name, kind in wanted.blanks.items() if kind is Blank.words)
    return language is not None and looks_unlike(own_words, language)

"""What the carrier calls: a text came, or how far one of ours got. Anybody else gets nothing, not even a reason."""

import structlog
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from intake.core.errors import NotStoredError
from intake.service.site import Site
from sms import delivery
from sms.delivery import Report
from sms.media import carrier_of
from sms.numbers import is_message, is_sender, media_sid, small_number
from sms.signature import is_signed, target_of
from sms.turns import Arrived, answer, twiml

log = structlog.get_logger()
blueprint = Blueprint("sms", __name__, url_prefix="/sms")
_MOST_FILES = 10
_LONGEST = 10_000  # letters: ten times what ten joined segments hold


@blueprint.before_request
def only_the_carrier() -> Response | None:
    """Refuse whatever the carrier did not sign for this address, this account and our number."""
    site = the_site()
    settings = carrier_of(site)
    if request.mimetype != "application/x-www-form-urlencoded":
        return Response(status=403)
    signature = request.headers.get("X-Twilio-Signature", "")
    public_url = site.settings.public_url or ""
    if not is_signed(settings, public_url, target_of(request.environ), request.form, signature):
        log.warning("sms.refused", reason="signature")
        return Response(status=403)
    ours = request.form.get("From" if request.endpoint == "sms.status" else "To", "")
    if request.form.get("AccountSid") != settings.account or ours != settings.number:
        log.warning("sms.refused", reason="account")
        return Response(status=403)
    return None


@blueprint.post("/inbound")
@blueprint.post("/fallback", endpoint="fallback")
def inbound() -> Response:
    """Take a text and answer it; the carrier calls the second address where the first did not answer."""
    site, form = the_site(), request.form
    sid, number = form.get("MessageSid", ""), form.get("From", "")
    if not is_message(sid):
        return Response(status=400)
    if not is_sender(number):  # a name in letters cannot be answered
        return _xml(twiml(site, ()))
    count = min(small_number(form.get("NumMedia")), _MOST_FILES)
    files = (media_sid(form.get(f"MediaUrl{place}", "")) for place in range(count))
    arrived = Arrived(
        sid=sid,
        number=number,
        text=form.get("Body", "")[:_LONGEST],
        at=site.clock.now(),
        media=tuple(one for one in files if one),
        opt_out_type=form.get("OptOutType", ""),
    )
    return _xml(answer(site, arrived))


@blueprint.post("/status")
def status() -> Response:
    """Take the carrier's report on a text of ours."""
    form = request.form
    sid = form.get("MessageSid", "")
    if not is_message(sid):
        return Response(status=400)
    report = Report(
        sid=sid,
        number=form.get("To", ""),
        status=form.get("MessageStatus", ""),
        code=small_number(form.get("ErrorCode")),
        mark=request.args.get("text", ""),
    )
    delivery.take(the_site(), report)
    return Response(status=204)


@blueprint.errorhandler(HTTPException)
def on_http(error: HTTPException) -> Response:
    """Answer what the request itself did wrong, without a word."""
    return Response(status=error.code or 400)


@blueprint.errorhandler(NotStoredError)
def on_not_stored(error: NotStoredError) -> Response:
    """Say that nothing was taken: the carrier calls the other address, and the sweep finds the text in the end."""
    log.warning("sms.not_stored", error=type(error).__name__)
    return Response(status=503)


@blueprint.errorhandler(Exception)
def on_bug(error: Exception) -> Response:
    """Tell a fault of ours by its kind alone; the sweep brings the text again."""
    log.error("sms.failed", error=type(error).__name__)
    return Response(status=500)


def the_site() -> Site:
    """Return the site of this app."""
    site: Site = current_app.extensions["recourse.site"]
    return site


def _xml(body: bytes) -> Response:
    return Response(body, mimetype="text/xml")

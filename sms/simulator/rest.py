"""The API of the account: messages, their media, the account itself and its number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from sms.simulator.errors import ApiError
from sms.simulator.here import cut_line, network, stall
from sms.simulator.media import media
from sms.simulator.records import API, Document, Message

_MOST, _USUAL = 1000, 50
_SID = "<string(length=34):sid>"
api = Blueprint("api", __name__, url_prefix=f"{API}/Accounts/<account>")


api.register_blueprint(media)


@api.url_value_preprocessor
def _authenticate(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let in who knows the account and one of its tokens; raises ApiError (20003)."""
    settings, given = network().settings, request.authorization
    account = (values or {}).pop("account", "")
    if (
        given is None
        or given.username != settings.account
        or given.password not in settings.tokens
        or account.removesuffix(".json") != settings.account
    ):
        raise ApiError(20003)


@api.before_request
def _be_faulty() -> Response | None:
    """Refuse a request, or do not hear it, by chance."""
    chance = network().chance
    if chance.strikes("unheard"):
        return cut_line()
    for fault, code in (("too_many", 20429), ("failing", 20500)):
        if chance.strikes(fault):
            raise ApiError(code)
    return None


@api.get("")
def account() -> ResponseReturnValue:
    """Answer with the account."""
    sid = network().settings.account
    return jsonify(
        sid=sid,
        friendly_name="Simulator",
        owner_account_sid=sid,
        status="active",
        type="Full",
        uri=f"{API}/Accounts/{sid}.json",
    )


@api.post("/Messages.json")
def create() -> ResponseReturnValue:
    """Take a text on; by chance nobody hears that it was."""
    here = network()
    message = here.carrier.take_on(request.form, tuple(request.form.getlist("MediaUrl")))
    document = message.to_document()
    here.dispatch(message)
    if here.chance.strikes("lost_answer"):
        return cut_line()
    if here.chance.strikes("stalled"):
        stall()
    return jsonify(document), 201


@api.get("/Messages.json")
def listing() -> ResponseReturnValue:
    """Answer with a page of the messages that are asked for, the newest first."""
    return jsonify(_page(network().carrier.listing(_filter())))


@api.get(f"/Messages/{_SID}.json")
def fetch(sid: str) -> ResponseReturnValue:
    """Answer with a message."""
    return jsonify(network().carrier.find(sid).to_document())


@api.post(f"/Messages/{_SID}.json")
def update(sid: str) -> ResponseReturnValue:
    """Take a message's text away: the only change there is for one that was sent."""
    if "Status" in request.form:
        network().carrier.find(sid)
        raise ApiError(30409)
    if request.form.get("Body") != "":
        raise ApiError(20001, "Body")
    _be_unfinished()
    return jsonify(network().carrier.redact(sid).to_document())


@api.delete(f"/Messages/{_SID}.json")
def delete(sid: str) -> ResponseReturnValue:
    """Delete a message."""
    _be_unfinished()
    network().carrier.delete(sid)
    return "", 204


@api.get("/IncomingPhoneNumbers.json")
def numbers() -> ResponseReturnValue:
    """Answer with the account's number, if that is the one asked for."""
    line = network().carrier.line
    asked = request.args.get("PhoneNumber", line.number)
    found = [line.to_document()] if asked in line.number else []
    return jsonify(incoming_phone_numbers=found, next_page_uri=None, uri=request.path)


@api.get(f"/IncomingPhoneNumbers/{_SID}.json")
@api.post(f"/IncomingPhoneNumbers/{_SID}.json")
def number(sid: str) -> ResponseReturnValue:
    """Answer with the number; a POST changes what it calls."""
    line = network().carrier.line
    if sid != line.sid:
        raise ApiError(20404, request.path)
    line.sms_url = request.form.get("SmsUrl", line.sms_url)
    line.sms_fallback_url = request.form.get("SmsFallbackUrl", line.sms_fallback_url)
    line.status_callback = request.form.get("StatusCallback", line.status_callback)
    return jsonify(line.to_document())


def _be_unfinished() -> None:
    if network().chance.strikes("unfinished"):
        raise ApiError(20009)


def _filter() -> Callable[[Message], bool]:
    """Return what is asked for: To and From exactly, DateSent on, from (`>`) or up to (`<`) an instant or a day."""
    asked = request.args
    day = _span(asked.get("DateSent"))
    after, before = _span(asked.get("DateSent>")), _span(asked.get("DateSent<"))

    def wanted(message: Message) -> bool:
        at = message.sent_at or message.at
        return (
            message.to == asked.get("To", message.to)
            and message.sender == asked.get("From", message.sender)
            and (day is None or day[0] <= at < day[1])
            and (after is None or at >= after[0])
            and (before is None or at < before[1])
        )

    return wanted


def _span(value: str | None) -> tuple[datetime, datetime] | None:
    """Return the first instant of a day, or of a second, and the first after it; raises ApiError (20001)."""
    if not value:
        return None
    try:
        first = datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(20001, "DateSent") from error
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    return first, first + (timedelta(days=1) if "T" not in value else timedelta(seconds=1))


def _page(found: list[Message]) -> Document:
    """Return a page. A token says where the page before ended, so that nothing is skipped while others are deleted."""
    try:
        size = min(max(int(request.args.get("PageSize", _USUAL)), 1), _MOST)
        below = int(request.args.get("PageToken", "PA0").removeprefix("PA"))
    except ValueError as error:
        raise ApiError(20001, "PageSize") from error
    rest = [one for one in found if not below or one.place < below]
    page = rest[:size]
    following = None
    if len(rest) > size:
        asked = request.args.to_dict() | {"PageSize": str(size), "PageToken": f"PA{page[-1].place}"}
        following = f"{request.path}?{urlencode(asked)}"
    return {
        "messages": [one.to_document() for one in page],
        "page_size": size,
        "next_page_uri": following,
        "uri": request.full_path,
    }

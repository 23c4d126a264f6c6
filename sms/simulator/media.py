"""Files of messages: listed and deleted by the API, handed out by a host of their own that it redirects to."""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from sms.simulator.errors import ApiError
from sms.simulator.here import network

_FILE = "<string(length=34):media_sid>"
_GOOD_FOR = timedelta(hours=4)
media = Blueprint("media", __name__, url_prefix="/Messages/<string(length=34):sid>")
media_host = Blueprint("media_host", __name__)


@media.get("/Media.json")
def listing(sid: str) -> ResponseReturnValue:
    """Answer with the files of a message."""
    message = network().carrier.find(sid)
    found = [message.media_document(one) for one in message.media]
    return jsonify(media_list=found, next_page_uri=None, uri=request.path)


@media.get(f"/Media/{_FILE}.json")
def describe(sid: str, media_sid: str) -> ResponseReturnValue:
    """Answer with what is known of a file."""
    carrier = network().carrier
    return jsonify(carrier.find(sid).media_document(carrier.find_media(sid, media_sid)))


@media.get(f"/Media/{_FILE}")
def fetch(sid: str, media_sid: str) -> ResponseReturnValue:
    """Redirect to where the file is: an address that needs no token, and is good for four hours."""
    here = network()
    here.carrier.find_media(sid, media_sid)
    until = str(int((here.clock.now() + _GOOD_FOR).timestamp()))
    path = f"/media/{sid}/{media_sid}"
    query = urlencode({"Expires": until, "Signature": _signature(path, until)})
    return redirect(f"{here.settings.media_base or here.base_url}{path}?{query}", 307)


@media.delete(f"/Media/{_FILE}.json")
def delete(sid: str, media_sid: str) -> ResponseReturnValue:
    """Delete a file."""
    network().carrier.delete_media(sid, media_sid)
    return "", 204


@media_host.get(f"/media/<string(length=34):sid>/{_FILE}")
def content(sid: str, media_sid: str) -> ResponseReturnValue:
    """Hand out a file to whoever has its signed address."""
    until, given = request.args.get("Expires", ""), request.args.get("Signature", "")
    good = hmac.compare_digest(_signature(request.path, until).encode(), given.encode())
    if not good or network().clock.now().timestamp() > int(until):
        return Response("<Error><Code>AccessDenied</Code></Error>", 403, content_type="application/xml")
    try:
        found = network().carrier.find_media(sid, media_sid)
    except ApiError:
        return Response("<Error><Code>NoSuchKey</Code></Error>", 404, content_type="application/xml")
    return Response(found.content, content_type=found.media_type)


def _signature(path: str, until: str) -> str:
    token = network().settings.tokens[0].encode()
    return hmac.new(token, f"{path}?{until}".encode(), hashlib.sha256).hexdigest()

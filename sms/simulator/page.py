"""The page at /phone: two phones to send and receive with, and what the carrier still holds."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sms.simulator.here import network
from sms.simulator.records import Copy

PHONES = {
    "1": "+12025550171",
    "2": "+12025550172",
}  # 555-0100 to 555-0199 are kept for fiction (ATIS-0300115)
_LONGEST = 1600
_PICTURES = ("image/jpeg", "image/png", "image/gif")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
page = Blueprint(
    "phone",
    __name__,
    url_prefix="/phone",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@dataclass(frozen=True)
class Held:
    """A copy at the carrier as the page shows it."""

    sid: str
    kind: str
    way: str
    phone: str
    excerpt: str


@page.before_request
def _from_here_only() -> None:
    """Refuse what another site sends, or reaches by a name that it made point here."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in {"127.0.0.1", "localhost", "[::1]"}:
        abort(403)
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)


@page.after_request
def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@page.get("")
def show() -> ResponseReturnValue:
    """Show a phone with its thread, and what the carrier holds."""
    chosen, here = _chosen(request.args.get("phone", "1")), network()
    carrier = here.carrier
    return render_template(
        "phone.html",
        phones=PHONES,
        chosen=chosen,
        thread=here.phone(PHONES[chosen]).thread,
        service=carrier.line.number,
        held=[_held(copy) for copy in carrier.readable()],
        erased=sum(carrier.erased.values()),
        alerts=carrier.alerts[-3:],
        longest=_LONGEST,
        pictures=",".join(_PICTURES),
        problem=request.args.get("problem") == "picture",
    )


@page.post("")
def send() -> ResponseReturnValue:
    """Send a text, with a picture if there is one, and show the phone again."""
    chosen = _chosen(request.form.get("phone", ""))
    text = request.form.get("text", "")[:_LONGEST].replace("\r\n", "\n").strip()
    upload = request.files.get("picture")
    media = []
    if upload is not None and upload.filename:
        if upload.mimetype not in _PICTURES:
            return redirect(url_for("phone.show", phone=chosen, problem="picture"), 303)
        media = [(upload.read(), upload.mimetype)]
    if text or media:
        network().send(PHONES[chosen], text, media)
    return redirect(url_for("phone.show", phone=chosen), 303)


def _chosen(name: str) -> str:
    if name not in PHONES:
        abort(404)
    return name


def _held(copy: Copy) -> Held:
    names = {number: name for name, number in PHONES.items()}
    if isinstance(copy.content, bytes):
        kind, excerpt = "Picture", f"{copy.media_type}, {max(1, len(copy.content) // 1024)} KB"
    else:
        kind, excerpt = "Text", copy.content
    return Held(
        sid=copy.sid,
        kind=kind,
        way="from" if copy.direction == "inbound" else "to",
        phone=f"phone {names[copy.phone]}" if copy.phone in names else copy.phone,
        excerpt=excerpt,
    )

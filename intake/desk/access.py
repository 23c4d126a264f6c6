"""Who may come in: every route of the desk is closed unless it stands in OPEN, or in ROLES for one of one's roles."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, abort, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake.core.letters import LETTERS, Blank
from intake.core.statuses import Role
from intake.desk.blueprint import blueprint, site
from intake.http import cookie_name
from intake.i18n import render
from intake.service.desk_sessions import resume_session
from intake.service.reader import Reader
from intake.service.review import READERS

COOKIE = "officer"
OPEN = frozenset({"desk.sign_in", "desk.try_sign_in", "desk.recover", "desk.try_recover"})
_READERS = frozenset(READERS)
_ALL = frozenset(Role)
_ADMIN = frozenset({Role.administrator})
_AUDITOR = frozenset({Role.auditor})
ROLES: dict[str, frozenset[Role]] = {
    "desk.queue": _READERS,
    "desk.next_case": _READERS,
    "desk.case": _READERS,
    "desk.file": _READERS,
    "desk.reply": _READERS,
    "desk.note": _READERS,
    "desk.move": _READERS,
    "desk.refer": _READERS,
    "desk.claim": _READERS,
    "desk.ask_to_follow": _READERS,
    "desk.agree_to_follow": _READERS,
    "desk.stop_following": _READERS,
    "desk.key_in": _READERS,
    "desk.begin_key_in": _READERS,
    "desk.key_in_answers": _READERS,
    "desk.take_key_in": _READERS,
    "desk.key_in_review": _READERS,
    "desk.file_key_in": _READERS,
    "desk.key_in_code": _READERS,
    "desk.given_key_in": _READERS,
    "desk.drop_key_in": _READERS,
    "desk.export": _READERS,
    "desk.make_export": _READERS,
    "desk.export_schema": _READERS,
    "desk.letter": _READERS,
    "desk.write_letter": _READERS,
    "desk.set_retention": _READERS,
    "desk.set_hold": _READERS,
    "desk.propose_disposal": _READERS,
    "desk.agree_to_disposal": _READERS,
    "desk.refuse_disposal": _READERS,
    "desk.disposal": _READERS,
    "desk.people": _READERS,
    "desk.compare": _READERS,
    "desk.admit": _READERS,
    "desk.accounts": _ADMIN,
    "desk.switch_account": _ADMIN,
    "desk.end_sessions_of": _ADMIN,
    "desk.audit": _AUDITOR,
    "desk.check_audit": _AUDITOR,
    "desk.account": _ALL,
    "desk.change_passphrase": _ALL,
    "desk.end_my_sessions": _ALL,
    "desk.sign_out": _ALL,
    "desk.nothing_here": _ALL,
}
"""Who may use which route. What is in neither table is closed to everybody."""

_OF_LETTERS = {name for one in LETTERS for name, kind in one.blanks.items() if kind is Blank.words}
TYPED = ("text", "reason", "waiting_on", "account", "names", "care", "words", "where", *_OF_LETTERS)
RESCUES: dict[str, Callable[[], tuple[str, bool]]] = {}
"""What keeps a form that was sent after the session's end, by endpoint: returns the page to come back to ("" where
nothing could be kept), and whether all of it was kept."""
_HOMES = ((_READERS, "desk.queue"), (_AUDITOR, "desk.audit"), (_ADMIN, "desk.accounts"))


@blueprint.before_request
def close_the_desk() -> AnyResponse | None:
    """Let nobody pass who is not signed in, and nobody whose role the route does not name."""
    g.reader = resume_session(site(), request.cookies.get(cookie_name(site().settings, COOKIE), ""))
    if request.endpoint in OPEN:
        return None
    if g.reader is None:
        return _ask_to_sign_in()
    if not g.reader.roles & ROLES.get(request.endpoint or "", frozenset()):
        if request.endpoint == "desk.queue":  # the desk's front page: each role has a home of its own
            return redirect(home_of(g.reader.roles), 303)
        abort(403)
    return None


def reader() -> Reader:
    """Return who is signed in; only behind a closed route."""
    found: Reader = g.reader
    return found


def home_of(roles: frozenset[Role]) -> str:
    """Return the page where somebody of these roles begins."""
    return url_for(next((page for who, page in _HOMES if roles & who), "desk.account"))


def own_path(wanted: str) -> str | None:
    """Return where to go on, if it is a path of this desk and nothing else."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and ".." not in parts.path
    if plain and not parts.scheme and not parts.netloc and parts.path.startswith("/desk/"):
        return wanted
    return None


def typed_texts() -> list[str]:
    """Return what somebody wrote in a form that could not be taken, so that it can be shown and is not lost."""
    return [text for name, text in request.form.items() if name.rsplit("-", 1)[-1] in TYPED and text.strip()]


def _ask_to_sign_in() -> AnyResponse:
    """Send to the sign-in page, keeping the way; a form that was sent is shown there to be copied."""
    if request.method == "GET":
        return redirect(url_for("desk.sign_in", next=_way()), 303)
    way, whole = RESCUES.get(request.endpoint or "", lambda: ("", False))()
    page: Any = render(
        "desk_timed_out.html", kept=[] if whole else typed_texts(), saved=bool(way), next=way or _way()
    )
    response: Response = make_response(page, 401)
    return response


def _way() -> str | None:
    """Return the page to come back to; a form's own address leads to the page that shows the form."""
    if request.method == "GET":
        return own_path(request.full_path.rstrip("?"))
    case_id = (request.view_args or {}).get("case_id")
    return url_for("desk.case", case_id=case_id) if isinstance(case_id, UUID) else None

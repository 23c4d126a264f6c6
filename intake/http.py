"""What every answer of every room carries: headers, cookie rules, size limits, and the request clock for metrics."""

from urllib.parse import quote

from flask import Flask, Response, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config.settings import Settings
from intake.uploads import SealedRequest

MAX_REQUEST = 60_000_000
_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


def set_up_http(app: Flask, settings: Settings, secret: bytes, cookie: str) -> None:
    """Set limits, the signed session cookie, and the headers of every answer.

    The cookie carries the CSRF token, and at the desk a tag of the officer who keys in a letter; nothing else.
    """
    app.request_class = SealedRequest
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        SESSION_COOKIE_NAME=cookie_name(settings, cookie),
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's own way
    app.extensions["recourse.secure"] = settings.secure
    app.extensions["recourse.onion"] = settings.onion
    app.after_request(_harden)


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name: with the __Host- prefix where the public address is https."""
    return f"__Host-{name}" if settings.secure else name


def set_cookie(response: Response, settings: Settings, name: str, value: str) -> None:
    """Set a cookie that scripts cannot read, that is sent to this site only, and that ends with the browser."""
    response.set_cookie(
        cookie_name(settings, name), value, path="/", secure=settings.secure, httponly=True, samesite="Strict"
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        cookie_name(settings, name), path="/", secure=settings.secure, httponly=True, samesite="Strict"
    )


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.extensions["recourse.secure"]:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    onion = current_app.extensions["recourse.onion"]
    if onion and request.method == "GET":
        response.headers["Onion-Location"] = onion.rstrip("/") + quote(request.path)
    return response

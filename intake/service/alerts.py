"""Mail to whoever is on call: that something waits at the desk, and not a word of it."""

from email.message import EmailMessage
from smtplib import SMTP, SMTP_SSL
from ssl import create_default_context
from urllib.parse import SplitResult, unquote, urlsplit

from intake.service.site import Site

_SECONDS = 20


def tell(site: Site) -> None:
    """Send the same words for every case; raises OSError where the server cannot be reached or trusted."""
    message = EmailMessage()
    message["Subject"] = "There is an update"
    message["From"] = site.deployment.site.sender
    message["To"] = ", ".join(site.deployment.site.on_call)
    message.set_content("There is an update at the desk. Please sign in within the hour.")
    parts = urlsplit(site.settings.smtp_url or "")
    with _server(parts) as smtp:
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls"):  # before any password
            smtp.starttls(context=create_default_context())
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        smtp.send_message(message)


def _server(parts: SplitResult) -> SMTP:
    host, port = parts.hostname or "", parts.port or 0
    if parts.scheme == "smtps":
        return SMTP_SSL(host, port, timeout=_SECONDS, context=create_default_context())
    return SMTP(host, port, timeout=_SECONDS)

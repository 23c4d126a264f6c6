"""A complaint as the API takes it: strict types, no unknown fields, every wrong field named."""

import re
from collections.abc import Mapping
from typing import Any

from intake.core.complaint import Channel, Complaint, Desk
from intake.i18n import _, chosen
from intake.interview.fields import ACCOUNT, LINE, NOTE
from intake.interview.steps.person import RACE_ETHNICITY
from intake.interview.text import clean_line, clean_text
from intake.service.site import Site
from intake.web.api.errors import WrongBody
from intake.web.api.facts_in import BESIDE, PROBLEMS, incidents_of

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")  # BCP 47, the part that names a language
DETAILS_MOST = 20
NAME_MOST = 60
GROUPS = tuple(code for code, _label in RACE_ETHNICITY)
KNOWN = (
    *("language", "facts", "account", "identity", "contact", "consent", "demographics", "filed_from"),
    *BESIDE,
)


def language_of(site: Site, body: Mapping[str, Any]) -> str:
    """Return the language to answer in: the body's where we speak it or a close one, else the browser's."""
    wanted = body.get("language")
    if not isinstance(wanted, str) or not TAG.fullmatch(wanted):
        return chosen().tag
    root = wanted.casefold().split("-")[0]
    exact = site.deployment.language(wanted)
    near = (one for one in site.deployment.languages if one.tag.casefold().split("-")[0] == root)
    found = exact or next(near, None)
    return found.tag if found else chosen().tag


def complaint_of(site: Site, body: Mapping[str, Any]) -> Complaint:
    """Return the complaint that a body makes; raises WrongBody naming all that is wrong.

    A name without consent is not kept: there would be nobody who may open it.
    """
    errors = {name[:NAME_MOST]: str(PROBLEMS["unknown field"]) for name in body if name not in KNOWN}
    incidents = incidents_of(site, body, errors)
    account = _account(body, errors)
    consent = frozenset(map(Desk, _words(body, "consent", tuple(Desk), errors)))
    identity, contact = _details(body, "identity", errors), _details(body, "contact", errors)
    demographics = _words(body, "demographics", GROUPS, errors)
    filed_from = _facility(site, body, errors)
    language = _language(body, errors)
    if errors:
        raise WrongBody(errors)
    return Complaint(
        incidents=incidents,
        account=account,
        language=language or chosen().tag,
        channel=Channel.API,
        identity=identity if consent else {},
        contact=contact if consent else {},
        consent=consent,
        filed_from=filed_from,
        demographics=demographics,
    )


def _language(body: Mapping[str, Any], errors: dict[str, str]) -> str:
    value = body.get("language", "")
    if value == "" or (isinstance(value, str) and TAG.fullmatch(value)):
        return str(value)
    errors["language"] = _("This must be a language tag like es-419.")
    return ""


def _account(body: Mapping[str, Any], errors: dict[str, str]) -> str:
    value = body.get("account")
    if value is None:
        errors["account"] = str(PROBLEMS["is missing"])
    elif not isinstance(value, str):
        errors["account"] = _("This must be a text.")
    elif len(value) > ACCOUNT:
        errors["account"] = _("This is too long. The most is %(most)s letters.", most=ACCOUNT)
    else:
        return clean_text(value)
    return ""


def _details(body: Mapping[str, Any], name: str, errors: dict[str, str]) -> dict[str, str]:
    """Read an object of short texts, such as a name or an address."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        errors[name] = _("This must be an object.")
        return {}
    if len(value) > DETAILS_MOST:
        errors[name] = _("This holds too many fields. The most is %(most)s.", most=DETAILS_MOST)
        return {}
    for key, text in value.items():
        path = f"{name}.{key[:NAME_MOST]}"
        if not isinstance(text, str):
            errors[path] = _("This must be a text.")
        elif len(text) > NOTE or len(key) > NAME_MOST:
            errors[path] = _("This is too long. The most is %(most)s letters.", most=NOTE)
    return {clean_line(key): clean_line(text) for key, text in value.items() if isinstance(text, str)}


def _words(
    body: Mapping[str, Any], name: str, known: tuple[str, ...], errors: dict[str, str]
) -> tuple[str, ...]:
    """Read a list of words from a vocabulary."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        errors[name] = str(PROBLEMS["must be a list of words"])
        return ()
    unknown = [word for word in value if word not in known]
    if unknown:
        errors[name] = f"{PROBLEMS['unknown word']} ({unknown[0][:LINE]})"
        return ()
    return tuple(dict.fromkeys(value))


def _facility(site: Site, body: Mapping[str, Any], errors: dict[str, str]) -> str | None:
    """Read where it was filed from; what happened there is another matter."""
    value = body.get("filed_from")
    if value is None:
        return None
    found = site.deployment.directory.facility(value) if isinstance(value, str) else None
    if found is None:
        errors["filed_from"] = _("No such facility is in our list.")
        return None
    return found.id

"""The filing certificate: proof that a complaint was sent on a day to these offices; never the code, never a name."""

import hashlib

from intake.service.documents import CaseDetail
from intake.service.site import Site
from intake.vault.site import AckKey


def fingerprint(account: str) -> str:
    """Return the SHA-256 of one's own words as they were sealed (UTF-8, NFC), in hex."""
    return hashlib.sha256(account.encode()).hexdigest()


def certify(site: Site, detail: CaseDetail) -> str:
    """Return the certificate as lines of text, signed with the site's acknowledgement key (Ed25519, RFC 8032).

    The hash is of the words that are stored. The signature covers all lines above it; the key stands in the site's
    signed manifest.
    """
    key = AckKey.from_ring(site.ring)
    day = detail.received.astimezone(site.deployment.site.zone).date().isoformat()
    known = site.deployment.offices
    offices = [known[code].name if code in known else code for code in detail.decision["offices"]]
    lines = [
        "FILING CERTIFICATE",
        f"Filed with: {site.deployment.site.name}",
        f"Day: {day}",
        *(f"Office: {name}" for name in offices),
        f"SHA-256 of the words sent: {detail.words_hash}",
    ]
    body = "\n".join(lines) + "\n"
    signature = key.sign(body.encode()).hex()
    return f"{body}Signature (Ed25519): {signature}\nKey: {key.public.hex()}\n"

"""What is put in the outbox when a complaint arrives: a word without content to whoever is on call."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.service.documents import CaseDetail
from intake.service.site import Site
from intake.store import outbox


def on_accept(site: Site, session: Session, case_id: UUID, detail: CaseDetail) -> None:
    """Queue an e-mail for a case that needs a look within the hour, where anybody is on call."""
    if detail.decision["urgency"] != "U0" or not site.settings.smtp_url or not site.deployment.site.on_call:
        return
    put_task(site, session, "alert.urgent", {"case": case_id.hex})


def put_task(site: Site, session: Session, kind: str, body: dict[str, str], *, in_seconds: int = 0) -> None:
    """Add a task to the outbox with a guarded body, in the caller's transaction."""
    row = uuid4()
    guarded = site.guard.encrypt(json.dumps(body).encode(), table="outbox", column="body", row=row.bytes)
    outbox.put(session, kind, guarded, site.clock.now() + timedelta(seconds=in_seconds), row=row)

"""The words of a case's life: statuses, what the complainant sees of them, roles at the desk, outcomes."""

from enum import StrEnum


class Status(StrEnum):
    """Where a case is."""

    received = "received"
    screening = "screening"
    needs_information = "needs_information"
    accepted = "accepted"
    referred = "referred"
    not_ours = "not_ours"
    investigating = "investigating"
    findings = "findings"
    recommendations = "recommendations"
    waiting_on = "waiting_on"
    closed = "closed"
    withdrawn = "withdrawn"


class PublicStatus(StrEnum):
    """Where a case is, in the coarser words that the complainant sees."""

    received = "received"
    in_review = "in_review"
    needs_you = "needs_you"
    referred = "referred"
    not_ours = "not_ours"
    investigating = "investigating"
    decided = "decided"
    closed = "closed"
    withdrawn = "withdrawn"


class Role(StrEnum):
    """What a person at the desk is."""

    officer = "officer"
    supervisor = "supervisor"
    triage = "triage"
    interpreter = "interpreter"
    auditor = "auditor"
    panel = "panel"
    administrator = "administrator"


class Outcome(StrEnum):
    """What came of a case."""

    substantiated = "substantiated"
    partly = "partly"
    not_substantiated = "not_substantiated"
    referred = "referred"
    outside_jurisdiction = "outside_jurisdiction"
    no_further_contact = "no_further_contact"
    withdrawn = "withdrawn"

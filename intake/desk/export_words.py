"""What the pages of exports and their PDF call things."""

from collections.abc import Mapping

from intake.export.choice import Part
from intake.export.redaction import Reason
from intake.i18n import _l

PARTS: Mapping[Part, str] = {
    Part.name: _l("The person's name"),
    Part.contact: _l("How to reach them"),
    Part.account: _l("What happened, in the person's words"),
    Part.answers: _l("Answers to our questions"),
    Part.facts: _l("Facts and decision"),
    Part.messages: _l("Messages"),
    Part.notes: _l("Notes of my desk"),
    Part.history: _l("History, and who looked"),
}
REASONS: Mapping[Reason, str] = {
    Reason.name: _l("Name"),
    Reason.contact: _l("How to reach them"),
    Reason.third_person: _l("Another person's private facts"),
    Reason.source: _l("A source who was promised silence"),
    Reason.safety: _l("Somebody could come to harm"),
    Reason.privileged: _l("Legal advice, or a decision not yet made"),
    Reason.other_matter: _l("Another matter"),
}
CHOICES = tuple(reason for reason in Reason if reason not in {Reason.name, Reason.contact})
"""The reasons an officer chooses from; a name and a way of contact have theirs by themselves."""

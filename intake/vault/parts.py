"""The parts of a case, each with a key of its own: who may read one learns nothing of the others."""

from enum import StrEnum


class Part(StrEnum):
    """What a record belongs to: three parts have a case key, notes are sealed to the desk's own key."""

    account = "account"
    identity = "identity"
    conversation = "conversation"
    note = "note"

"""The library of letters to complainants: for each stage what may be written, as msgids with blanks. Plain words, grade 6.

A letter names nobody and no place: others may see the screen that it is read on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.core.moves import AT_WORK, OPEN
from intake.core.msgid import msgid
from intake.core.statuses import Outcome, Status


class Blank(StrEnum):
    """What an officer fills in: a day and an office are put into any language, `words` stand as they are written."""

    day = "day"
    office = "office"
    words = "words"


@dataclass(frozen=True)
class Letter:
    """One letter: the stages it is for, its text as an English msgid, and its blanks by the names they have in the text.

    A letter with `outcomes` is only for a case that was closed with one of them.
    """

    key: str
    stages: frozenset[Status]
    text: str
    blanks: Mapping[str, Blank]
    outcomes: frozenset[Outcome] = frozenset()


def _letter(
    key: str, *stages: Status, text: str, outcomes: frozenset[Outcome] = frozenset(), **blanks: Blank
) -> Letter:
    return Letter(key, frozenset(stages), text, blanks, outcomes)


LETTERS: tuple[Letter, ...] = (
    _letter(
        "arrived",
        Status.received,
        text=msgid(
            "We have your complaint. An officer will read it by %(day)s. Please keep your code."
            " You can come back with it and write to us."
        ),
        day=Blank.day,
    ),
    _letter(
        "reading",
        Status.screening,
        text=msgid(
            "An officer is reading your complaint. We look at whether our office can act on it."
            " We will tell you by %(day)s."
        ),
        day=Blank.day,
    ),
    _letter(
        "ask",
        Status.screening,
        Status.needs_information,
        Status.accepted,
        Status.investigating,
        text=msgid(
            "We need to know more before we go on.\n\n%(question)s\n\nPlease answer here with your code by %(day)s."
            " If you do not know, tell us so. It does not hurt your complaint."
        ),
        question=Blank.words,
        day=Blank.day,
    ),
    _letter(
        "ask_again",
        Status.needs_information,
        text=msgid(
            "We asked you something and have no answer yet. We can wait until %(day)s."
            " After that day we go on with what we know. You can still write to us later."
        ),
        day=Blank.day,
    ),
    _letter(
        "ask_papers",
        Status.screening,
        Status.needs_information,
        Status.accepted,
        Status.investigating,
        text=msgid(
            "It would help us to see a paper or a picture: %(paper)s\n\nOnly send it if it is safe for you."
            " You can add it here with your code. If you cannot, that is all right."
        ),
        paper=Blank.words,
    ),
    _letter(
        "accepted",
        Status.accepted,
        text=msgid(
            "We have taken on your complaint. We will look into what happened. This can take some months."
            " You will hear from us by %(day)s, even if there is nothing new."
        ),
        day=Blank.day,
    ),
    _letter(
        "referred",
        Status.referred,
        text=msgid(
            "Another office can act on your complaint: %(office)s. We sent it what it needs to know."
            " We did not give it your name. You do not have to do anything."
        ),
        office=Blank.office,
    ),
    _letter(
        "referred_named",
        Status.referred,
        text=msgid(
            "Another office can act on your complaint: %(office)s. We sent it what it needs to know."
            " You said that it may know your name, so we gave it your name too."
        ),
        office=Blank.office,
    ),
    _letter(
        "not_ours",
        Status.not_ours,
        text=msgid(
            "We cannot act on this complaint. The law does not let us: %(why)s\n\n"
            "This does not mean that you are wrong. These people may help you: %(help)s"
        ),
        why=Blank.words,
        help=Blank.words,
    ),
    _letter(
        "investigating",
        Status.investigating,
        text=msgid(
            "We are now looking into what happened. We read records and talk with people."
            " We do not tell them who sent the complaint. You will hear from us by %(day)s."
        ),
        day=Blank.day,
    ),
    _letter(
        "news",
        *AT_WORK,
        Status.waiting_on,
        text=msgid(
            "We are still at work on your complaint. There is nothing new to tell you today."
            " We have not forgotten you. You will hear from us again by %(day)s."
        ),
        day=Blank.day,
    ),
    _letter(
        "findings",
        Status.findings,
        text=msgid(
            "We have looked into what happened. Now we are writing down what we found."
            " We plan to tell you by %(day)s."
        ),
        day=Blank.day,
    ),
    _letter(
        "recommendations",
        Status.recommendations,
        text=msgid(
            "We have decided what should change, and we told the office that can change it."
            "\n\nWhat we found: %(found)s"
        ),
        found=Blank.words,
    ),
    _letter(
        "waiting",
        Status.waiting_on,
        text=msgid(
            "Another office must act first: %(office)s. We wait for it, and then we go on."
            " You will hear from us by %(day)s."
        ),
        office=Blank.office,
        day=Blank.day,
    ),
    _letter(
        "closed_found",
        Status.closed,
        text=msgid(
            "Your case is closed. We found that what you told us did happen, or a part of it."
            "\n\nWhat we found: %(found)s\n\nWhat will change: %(change)s\n\nThank you for telling us."
        ),
        outcomes=frozenset({Outcome.substantiated, Outcome.partly}),
        found=Blank.words,
        change=Blank.words,
    ),
    _letter(
        "closed_not_found",
        Status.closed,
        text=msgid(
            "Your case is closed. We could not show that the rules were broken."
            " This does not mean that we do not believe you.\n\nWhat we looked at: %(found)s"
            "\n\nIf you learn more, write to us here. We can open the case again."
        ),
        outcomes=frozenset({Outcome.not_substantiated}),
        found=Blank.words,
    ),
    _letter(
        "closed_elsewhere",
        Status.closed,
        text=msgid(
            "Your case with us is closed. This office can help you from here: %(office)s."
            " If it does not answer, write to us again."
        ),
        outcomes=frozenset({Outcome.referred, Outcome.outside_jurisdiction}),
        office=Blank.office,
    ),
    _letter(
        "closed_silent",
        Status.closed,
        text=msgid(
            "Your case is closed. We asked you something and had no answer, so we could not go on."
            " If you can answer now, write to us here. We can open the case again."
        ),
        outcomes=frozenset({Outcome.no_further_contact}),
    ),
    _letter(
        "withdrawn",
        Status.withdrawn,
        text=msgid(
            "We stopped our work, for the complaint was taken back. If this was not you, or you were"
            " pushed to do it, tell us here. You can always file a new complaint."
        ),
    ),
    _letter(
        "danger",
        *OPEN,
        text=msgid(
            "You told us that somebody may be in danger. We have told the people who can act now."
            " If you can, call 911 or tell a doctor, a nurse or a lawyer. Tell us here if it gets worse."
        ),
    ),
    _letter(
        "translating",
        *OPEN,
        text=msgid(
            "We have your message. It is being put into a language that our officer reads."
            " This takes until %(day)s. You do not need to send it again."
        ),
        day=Blank.day,
    ),
)
"""Every letter there is, in the order of a case's life."""
BY_KEY: Mapping[str, Letter] = {letter.key: letter for letter in LETTERS}


def letters_for(status: Status, outcome: str = "") -> tuple[Letter, ...]:
    """Return the letters for a stage; of those that close a case, only those that fit its outcome."""
    return tuple(
        letter
        for letter in LETTERS
        if status in letter.stages and (not letter.outcomes or outcome in letter.outcomes)
    )

"""Writes docs/sms-transcripts.md: whole conversations by text, as the dialogue answers them, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from config.settings import PROJECT
from intake.core.receipt import show
from sms.segments import segments
from tests.sms.phone import CODES, Phone, app_of

TARGET = PROJECT / "docs" / "sms-transcripts.md"
_INTRO = """# Conversations by text

Made by `python -m scripts.transcripts` from the dialogue itself. The person's texts stand after `>`; below each, what comes
back, and in brackets how many segments it takes. Facility, day and code are made up.
"""


@dataclass(frozen=True)
class Choice:
    """A choice of the menu that was sent last, by its code: the number depends on the language."""

    code: str


@dataclass(frozen=True)
class Hours:
    """So many hours of silence."""

    count: int


Said: TypeAlias = str | Choice | Hours


@dataclass(frozen=True)
class Transcript:
    """A title and what a person does."""

    title: str
    said: tuple[Said, ...]


def _chosen(*codes: str) -> tuple[Said, ...]:
    return tuple(map(Choice, codes))


def _mother(hello: str, *story: str, asked: tuple[str, ...] = ()) -> tuple[Said, ...]:
    """Return a mother's texts; `asked` answers what only some languages are asked."""
    return (
        *(
            hello,
            *_chosen("yes", "no", "0", "over_48h", "told", "yes"),
            "5 29",
            "5 pm",
            *_chosen("yes", "local_jail"),
        ),
        *("oak county", "tx", *_chosen("ongoing", "oak-jail", "hold", "no", "family"), *story, "1"),
        *_chosen("no", "no", *asked, "anonymous", "send", "no"),
    )


TRANSCRIPTS: Sequence[Transcript] = (
    Transcript(
        "A mother, and a jail that keeps her son past his day (English)",
        _mother("help", "The judge let him go on Friday. The jail said ICE wants him.", "He is diabetic."),
    ),
    Transcript(
        "The same in Spanish",
        _mother("hola", "El juez lo dejó salir el viernes. La cárcel dice que ICE lo quiere.", asked=("y",)),
    ),
    Transcript(
        "Someone in danger, in a hurry (English)",
        ("help", "1", "yes they are beating him now", "9", *_chosen("send", "no")),
    ),
    Transcript(
        "Asking how it is, from any phone (English)",
        ("hi", "1", "1", "9", *_chosen("send", "no"), f"status {show(CODES[0])}", CODES[1]),
    ),
    Transcript(
        "More words, after the code (English)",
        (
            *("hi", "1", "1", "9", *_chosen("send", "no"), show(CODES[0]), "Please hurry, he has no insulin"),
            *_chosen("add", "with_code", "add"),
            *("He is in the clinic now.", "And he is cold.", *_chosen("add")),
        ),
    ),
    Transcript(
        "A day later, perhaps in other hands (Spanish)",
        ("hola", "1", "2", *_chosen("2", "medical"), Hours(30), "2", *_chosen("go_on")),
    ),
    Transcript(
        "Enough (English, Spanish)",
        ("hi", "please stop texting me", "hello?", "START", "8", "2", "no me escriban más"),
    ),
)


def render(transcript: Transcript) -> list[str]:
    """Return one conversation as lines of Markdown."""
    phone, lines = Phone(), [f"## {transcript.title}", "", "```text"]
    for said in transcript.said:
        if isinstance(said, Hours):
            phone.wait(timedelta(hours=said.count))
            lines += [f"({said.count} hours of silence)", ""]
            continue
        before = len(phone.turns)
        phone.choose(said.code) if isinstance(said, Choice) else phone.send(said)
        for text, replies in phone.turns[before:]:
            lines += [f"> {text}", ""]
            for reply in replies:
                lines += [*(f"    {line}" for line in reply.split("\n")), f"    [{segments(reply)}]", ""]
    return [*lines[:-1], "```", ""]


def document() -> str:
    """Return the whole file."""
    with app_of():
        conversations = [line for transcript in TRANSCRIPTS for line in render(transcript)]
    return "\n".join([_INTRO, *conversations]).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"{TARGET.relative_to(PROJECT)}: {len(TRANSCRIPTS)} conversations")

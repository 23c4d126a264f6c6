"""One turn in the making: what is said, what is asked, what is remembered. Texts speak the language of the moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from config.deployment import Language
from intake.core.directory import Directory
from intake.interview.fields import ACCOUNT, Choice
from sms import texts
from sms.dialogue.state import Draft, Part, Spot, State, moment
from sms.dialogue.turn import Effect, Known, Message, Turn
from sms.segments import fits, split

OPTIONS = 6  # numbers of a menu: 7 shows more, 8 switches the language, 9 opens the menu, 0 goes back
MORE = 7
AWAY = timedelta(hours=24)
HELD = timedelta(minutes=10)  # in which words may follow their code
_CLIP = 40  # letters of a label that is too long for a text of its own
_LOOSE = 20  # texts kept before anybody chose a language
DRAFT = Spot("draft")


@dataclass(frozen=True)
class Handler:
    """How a spot is shown, and how the text that answers it is taken."""

    show: Callable[["Talk"], None]
    take: Callable[["Talk", Message], None]


HANDLERS: dict[str, Handler] = {}
OVERLAYS = frozenset(
    {"new", "language", "menu", "with_code", "code", "words", "whose", "return", "older", "delete"}
) | {*("sending", "may_text", "done")}
"""Spots of the conversation; all others are a draft's."""


class Talk:
    """The state as it changes during a turn, and what it brings forth."""

    def __init__(self, state: State, known: Known) -> None:
        self.state = state
        self.known = known
        self.effects: list[Effect] = []
        self._replies: list[str] = []
        self._open = ""

    @property
    def directory(self) -> Directory:
        """The deployment's directory."""
        return self.known.deployment.directory

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages on offer."""
        return self.known.deployment.languages

    @property
    def language(self) -> Language:
        """The language spoken; the deployment's first before one was chosen."""
        return self.known.deployment.language(self.state.language) or self.languages[0]

    @property
    def draft(self) -> Draft:
        """The draft that is being told; only where there is one."""
        if self.state.draft is None:
            raise LookupError("no draft is being told")
        return self.state.draft

    @property
    def at(self) -> Spot:
        """What was asked last."""
        return self.draft.at if self.state.at.name == DRAFT.name else self.state.at

    def set(self, **changes: Any) -> None:
        """Change the state."""
        self.state = replace(self.state, **changes)

    def change(self, **changes: Any) -> None:
        """Change the draft."""
        self.set(draft=replace(self.draft, **changes))

    def go(self, spot: Spot) -> None:
        """Stand at a spot without showing it."""
        if spot.name in OVERLAYS:
            self.set(at=spot)
        else:
            self.change(at=spot)
            self.set(at=DRAFT)

    def ask(self, spot: Spot) -> None:
        """Stand at a spot and show it."""
        self.go(spot)
        self.show()

    def show(self) -> None:
        """Ask again what is asked here."""
        HANDLERS[self.at.name].show(self)

    def home(self) -> None:
        """Go back to where the draft stands, or to the end where there is none, and ask; words that wait come first."""
        end = Spot("whose") if self.state.loose else Spot("done")
        self.ask(self.state.draft.at if self.state.draft else end)

    def say(self, text: object) -> None:
        """Say something; texts that fit into one message together travel together."""
        for piece in split(str(text), texts.head(texts.LAST_NUMBER)):
            together = f"{self._open}\n{piece}" if self._open else piece
            if self._open and not fits(texts.head(texts.LAST_NUMBER) + together):
                self.close()
                together = piece
            self._open = together

    def close(self) -> None:
        """End the message that is being written, before another language is spoken."""
        if self._open:
            self.set(said=self.state.said + 1)
            self._replies.append(texts.head(self.state.said) + self._open)
            self._open = ""

    def bare(self, text: object) -> None:
        """Say something that stands alone, without the line about 0, 8 and 9."""
        self.close()
        self.set(said=self.state.said + 1)
        self._replies.extend(split(str(text)))

    def menu(self, question: str, options: Sequence[Choice], *, bare: bool = False) -> None:
        """Show a page of numbered options (code, label) below a question; the spot remembers what the numbers mean.

        A question that would cost a page more is said before the options, once.
        """
        head = "" if bare else texts.head(texts.LAST_NUMBER)
        pages, apart = _pages(head, question, options), _pages(head, "", options)
        if len(apart) < len(pages):
            if not self.at.page:
                self.say(question)
            question, pages = "", apart
        page = min(self.at.page, len(pages) - 1)
        shown, more = pages[page], page < len(pages) - 1
        self.go(replace(self.at, page=page, shown=tuple(code for code, _label in shown), more=more))
        (self.bare if bare else self.say)(_menu(question, shown, more=more))

    def keep_words(self, message: Message) -> bool:
        """Keep a text among the person's own words; False where it is more than an account may hold."""
        if self.state.draft is None or self.state.at.name == "return":
            return self.keep_loose(message.at.isoformat(), message.text, index=message.index)
        part = Part(message.at.isoformat(), message.index, message.text.strip())
        longer = self.draft.with_part(part)
        if longer is not None:
            self.set(draft=longer)
        return longer is not None

    def keep_loose(self, at: str, text: str, *, index: int = 0) -> bool:
        """Keep words that no draft has yet; False, and a word about it, where they are more than may wait."""
        longer = (*self.state.loose, Part(at, index, text.strip()))
        if len(longer) > _LOOSE or sum(len(part.text) + 1 for part in longer) > ACCOUNT:
            self.say(texts.TELL_FULL)
            return False
        self.set(loose=longer)
        return True

    @property
    def code(self) -> str:
        """The receipt code that words may still follow; "" where there is none."""
        return self.state.held if self.state.held and self.since(self.state.held_at) < HELD else ""

    def hold(self, code: str) -> None:
        """Hold a receipt code for the words that may follow it; "" lets go."""
        self.set(held=code, held_at=self.now if code else "")

    def since(self, iso: str) -> timedelta:
        """Return how long ago something was."""
        return self.known.now - moment(iso)

    @property
    def now(self) -> str:
        """The present instant as it is remembered."""
        return self.known.now.isoformat()

    def local(self, iso: str) -> datetime:
        """Return an instant in the site's time zone."""
        return moment(iso).astimezone(self.known.deployment.site.zone)

    def numbers(self, text: str) -> str:
        """Return numbers so that their groups keep their order where writing runs from right to left.

        A no-break space is a common separator in the bidirectional algorithm (Unicode TR 9, W4): what stands around it
        stays one number. GSM-7 has no such letter, but no such language fits GSM-7.
        """
        return text.replace(" ", "\u00a0") if self.language.direction == "rtl" else text

    def turn(self) -> Turn:
        """End the turn."""
        self.close()
        return Turn(self.state, tuple(self._replies), tuple(self.effects))


def _menu(question: str, shown: Sequence[Choice], *, more: bool) -> str:
    lines = [question, *(f"{number} {label}" for number, (_code, label) in enumerate(shown, start=1))]
    if more:
        lines.append(f"{MORE} {texts.MORE}")
    return "\n".join(filter(None, lines))


def _pages(head: str, question: str, options: Sequence[Choice]) -> list[list[Choice]]:
    """Return the options in pages, each of which fits into one text."""
    pages: list[list[Choice]] = [[]]
    for code, label in options:
        one = (code, str(label))
        if not fits(head + _menu(question, [one], more=True)):
            one = (code, f"{one[1][:_CLIP].rstrip()}...")
        if len(pages[-1]) == OPTIONS or (
            pages[-1] and not fits(head + _menu(question, [*pages[-1], one], more=True))
        ):
            pages.append([])
        pages[-1].append(one)
    return pages

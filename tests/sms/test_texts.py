"""Every text in every language fits into three segments at its longest, and a locked screen shows nothing of it."""

import re
from collections.abc import Iterator

import pytest
import textstat
from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from intake.core.words import Desk
from intake.i18n import _l
from intake.interview.dates import MONTHS, shown
from intake.interview.flow import STEPS
from intake.interview.help import DANGER_HELP
from intake.interview.words import DESKS, STATUSES
from sms import texts
from sms.segments import fits, segments

from .phone import DEPLOYMENT, app_of

LOCALES = [language.locale for language in DEPLOYMENT.languages]
BARE = {"STOPPED"}  # stands without the head; its own first words are as neutral
LABELS = {
    *("MORE", "SKIP", "DONT_KNOW", "YES", "NO", "NOTHING_ELSE", "KEEP_YES", "KEEP_NO", "TODAY", "YESTERDAY"),
    *("SEND_NOW", "ADD_WORDS", "DELETE_DRAFT", "ANSWER_OPEN", "MAY_YES", "MAY_NO", "GO_ON", "START_NEW"),
    *("HAVE_CODE", "SKIP_THIS", "SEND_AS_IS", "OLDER", "GET_CODE", "SEE", "ADD", "TAKE_BACK", "FROM_DAY"),
    "TO_CODE",
}
# What tells who looks over a shoulder what this is about; English, Spanish and Arabic.
TELLING = (
    *(
        "complain",
        "jail",
        "prison",
        "ice",
        "immigra",
        "detain",
        "detention",
        "police",
        "officer",
        "arrest",
        "hold",
    ),
    *(
        "court",
        "civil",
        "danger",
        "border",
        "sheriff",
        "lawyer",
        "queja",
        "denuncia",
        "cárcel",
        "carcel",
        "migra",
    ),
    *(
        "policía",
        "policia",
        "oficial",
        "deten",
        "arrest",
        "peligro",
        "abogad",
        "frontera",
        "derechos",
        "tribunal",
    ),
    *("شكوى", "سجن", "هجرة", "شرطة", "احتجاز", "اعتقال", "ضابط", "خطر", "محكمة", "محام", "حدود", "حقوق"),
)


def longest() -> dict[str, str]:
    """Return the longest value that each placeholder can have, in the language now spoken."""
    day = max((shown(f"2026-{month:02}-28") for month in range(1, len(MONTHS) + 1)), key=len)
    return {
        "number": "9999-9999",
        "example": "11 23",
        "month": "11 2026",
        "day": day,
        "when": texts.fill(texts.WHEN, day=day, hour="23:59"),
        "hour": "23:59",
        "name": "Recourse",
        "address": "https://intake.rights.example.gov/",
        "desks": ", ".join(str(DESKS[desk]) for desk in Desk),
        "where": "Immigration Advocates directory of free legal help: www.immigrationlawhelp.org",
    }


def templates() -> dict[str, str]:
    """Return every text by its name."""
    return {name: text for name, text in vars(texts).items() if isinstance(text, LazyString)}


def spoken(locale: str) -> Iterator[tuple[str, str]]:
    """Yield each text of a language as it is at its longest."""
    with app_of(), force_locale(locale):
        values = longest()
        for name, text in templates().items():
            yield name, str(text) % values
        for number in (1, 2, 99):
            kept = (texts.pictures_kept, texts.answers_kept, texts.answers_open)
            counted = (*kept, texts.messages_wait, texts.too_many_misses)
            yield from ((each.__name__, each(number)) for each in counted)
        yield from (("status", str(text)) for text in STATUSES.values())
        yield from (("danger", str(text)) for channel in DANGER_HELP for text in DANGER_HELP[channel])
        yield from ((f"question {step.key}", str(step.sms)) for step in STEPS if step.sms)


def heads(locale: str) -> list[str]:
    """Return the first lines that texts of a language can have."""
    with app_of(), force_locale(locale):
        return [texts.head(number) for number in (1, 10, texts.LAST_NUMBER, texts.LAST_NUMBER + 1)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_fits_into_three_segments_at_its_longest(locale: str) -> None:
    head = max(heads(locale), key=len)
    said = list(spoken(locale))
    assert len(said) > 100
    assert [(name, segments(head + text)) for name, text in said if not fits(head + text)] == []


def test_the_english_leaves_room_for_a_longer_language_of_another_alphabet() -> None:
    """A translation may be a third longer, and each of its letters counts as UCS-2."""
    room = 3 * 67 - texts.PREVIEW - 1
    said = [(name, text) for name, text in spoken("en") if name not in {"LEGAL_HELP", "GOES_TO"}]
    assert [(name, len(text)) for name, text in said if len(text) * 4 / 3 > room] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locked_screen_shows_nothing_of_what_it_is_about(locale: str) -> None:
    previews = [head.removesuffix("\n")[: texts.PREVIEW] for head in heads(locale)]
    assert all(len(preview) == texts.PREVIEW for preview in previews)
    previews += [text[: texts.PREVIEW] for name, text in spoken(locale) if name in BARE]
    assert len(previews) == 4 + len(BARE)
    words = [(preview, word) for preview in previews for word in TELLING if word in preview.casefold()]
    assert words == []


def test_the_list_of_telling_words_would_find_one() -> None:
    assert any(word in "Message 1. Your complaint about the jail".casefold() for word in TELLING)


def test_numbers_of_texts_begin_again_before_the_head_grows() -> None:
    with app_of():
        assert texts.head(texts.LAST_NUMBER + 1) == texts.head(1)
        assert len(texts.head(texts.LAST_NUMBER)) == len(texts.head(1))


def test_sentences_are_short_and_plain() -> None:
    said = [
        text for name, text in spoken("en") if name not in LABELS | {"GOES_TO"}
    ]  # that is names of offices
    sentences = [one for text in said for one in re.split(r"(?<=[.?!])\s+", text)]
    assert [one for one in sentences if len(one.split()) > 15] == []
    assert textstat.automated_readability_index(" ".join(said)) <= 6


def test_every_text_waits_for_the_language_of_its_reader() -> None:
    assert isinstance(_l("Yes"), LazyString)
    assert not any(isinstance(value, str) for name, value in vars(texts).items() if name.isupper())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_label_fits_beside_a_number(locale: str) -> None:
    labels = [(name, text) for name, text in spoken(locale) if name in LABELS]
    assert len(labels) == len(LABELS)
    assert [(name, text) for name, text in labels if len(text) > 45] == []

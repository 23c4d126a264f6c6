"""STOP is heard in every language and wording, and what a person tells is never taken for it."""

from collections.abc import Iterator

import pytest

from intake.core import receipt
from sms.words import all_words, plain
from sms.words.commands import Command, command, is_stop, leading, starts, with_code

LAUNCH = (
    *("en", "es_419", "ht", "pt_BR", "fr", "zh_Hans", "zh_Hant", "vi", "ko", "fil", "pa", "hi", "bn", "gu"),
    *(
        "ne",
        "ur",
        "ar",
        "fa_AF",
        "ps",
        "ru",
        "uk",
        "ro",
        "tr",
        "hy",
        "ka",
        "am",
        "ti",
        "om",
        "so",
        "sw",
        "uz",
        "quc",
    ),
)
# 47 CFR 64.1200(a)(10); Twilio's defaults; CTIA.
REQUIRED = (
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "OPT OUT",
    "opt-out",
)
STOPS = (
    *("Stop.", "stop!!!", "STOP 🛑", "please stop", "Stop please", "stop stop", "S T O P".replace(" ", "")),
    *(
        "Please stop texting me",
        "stop texting me now please",
        "I said stop",
        "don't text me anymore",
        "do not text me",
    ),
    *(
        "I want to stop texts",
        "no more texts",
        "take me off this list",
        "remove my number",
        "wrong number",
        "stop it",
    ),
    *(
        "no me escriban más",
        "No me escriban mas por favor",
        "ya no me manden mensajes",
        "dejen de escribirme",
        "ALTO",
    ),
    *("quiero darme de baja", "no quiero más mensajes", "¡Paren!", "BASTA", "déjenme en paz"),
    *(
        "ARRÊT",
        "arrêtez",
        "ne m'écrivez plus",
        "SAIR",
        "parem de mandar mensagens",
        "não me mande mais mensagens",
    ),
    *(
        "توقف",
        "إيقاف",
        "ايقاف",
        "لا ترسلوا لي",
        "من فضلك توقف",
        "لا أريد رسائل",
        "СТОП",
        "хватит",
        "не пишите мне больше",
    ),
    *(
        "退订",
        "退訂",
        "不要再发短信",
        "수신거부",
        "문자 그만 보내세요",
        "itigil",
        "tama na po",
        "jooji",
        "acheni",
        "rete",
    ),
    *("बंद करो", "ਬੰਦ ਕਰੋ", "বন্ধ করুন", "બંધ કરો", "बन्द गर्नुहोस्", "بند کریں", "بس کنید", "بس کړئ", "відписатися"),
    *("opriți", "durdur", "դադարեցրեք", "შეწყვიტეთ", "አቁም", "ደው ኣብል", "dhaabi", "to'xtating", "hủy"),
)
STORIES = (
    *(
        "they would not stop beating me",
        "The guards did not stop when I screamed",
        "stop beating him they said to me",
    ),
    *(
        "he was to be free on friday and they will not end it",
        "officer said quit talking and hit me in the face",
    ),
    *(
        "they cancel his bail and hold him",
        "no paran de golpearlo en la carcel",
        "le dije alto y me pegaron mas fuerte",
    ),
    *(
        "no le mandan medicina a mi hijo",
        "we asked them to stop sending my son to the cold room and they laughed at us",
    ),
    *("ils ne veulent pas arrêter de le frapper", "они не перестают бить его", "لم يتوقفوا عن ضربه في السجن"),
    *(
        "他们不停地打我",
        "hindi sila tumigil sa pananakit sa kanya",
        "at the bus stop on 5th street",
        "the end of may",
    ),
)


def test_there_are_words_for_every_language_of_the_launch_list() -> None:
    assert set(all_words()) == set(LAUNCH)


@pytest.mark.parametrize("text", [*REQUIRED, *STOPS])
@pytest.mark.parametrize("telling", [False, True], ids=["asked", "telling"])
def test_a_wish_to_stop_is_heard_at_any_moment(text: str, telling: bool) -> None:
    assert is_stop(text, telling=telling)


@pytest.mark.parametrize("text", STORIES)
@pytest.mark.parametrize("telling", [False, True], ids=["asked", "telling"])
def test_what_a_person_tells_is_not_taken_for_a_wish_to_stop(text: str, telling: bool) -> None:
    assert not is_stop(text, telling=telling)


@pytest.mark.parametrize(
    "text",
    [
        "sir stop texting my mother",
        "hey can you stop sending this",
        "stop now ok?",
        "oye ya no me manden nada de esto",
    ],
)
def test_in_doubt_it_stops_where_nothing_is_told(text: str) -> None:
    assert is_stop(text, telling=False)
    assert not is_stop("my cell mate told them do not text me about it", telling=True)


@pytest.mark.parametrize("text", ["", "   ", "please", "!!!", "1", "don't stop texting me"])
def test_nothing_and_its_opposite_are_no_wish_to_stop(text: str) -> None:
    assert not is_stop(text, telling=False)


def _answers() -> Iterator[tuple[str, str]]:
    for words in all_words().values():
        for field in ("yes", "no", "keywords", "help", "start", "status", "forget"):
            yield from ((f"{words.locale}.{field}", text) for text in getattr(words, field))


def test_no_answer_or_greeting_in_one_language_means_stop_in_another() -> None:
    assert [(where, text) for where, text in _answers() if is_stop(text, telling=False)] == []


def test_no_keyword_belongs_to_two_languages() -> None:
    seen: dict[str, str] = {}
    for words in all_words().values():
        for keyword in words.keywords:
            assert keyword not in seen, (keyword, words.locale, seen.get(keyword))
            seen[keyword] = words.locale


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("HELP", "en", Command.help),
        ("info", "es_419", Command.help),
        ("Información", "es_419", Command.help),
        ("Ed", "en", None),  # help in Haitian Creole, a name in English
        ("Start", "en", Command.start),
        ("status?", "en", Command.status),
        ("estado", "es_419", Command.status),
        ("FORGET", "ar", Command.forget),
        ("help me they are here", "en", None),
        ("stop", "ko", Command.stop),
    ],
)
def test_a_command_is_read_in_english_and_in_the_language_spoken(
    text: str, locale: str, expected: Command | None
) -> None:
    assert command(text, locale, telling=False) is expected


@pytest.mark.parametrize("text", ["START", "unstop", "Yes", "empezar", "ابدأ", "开始", "начать"])
def test_start_takes_it_back_in_every_language(text: str) -> None:
    assert starts(text)
    assert not starts("no")


CODE = receipt.from_bytes(b"a" * 16)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        receipt.show(CODE),
        receipt.show(CODE).replace(" ", "-"),
        receipt.show(CODE).replace(" ", "\u00a0"),
    ],
)
def test_a_code_is_found_however_it_is_grouped_and_whatever_the_digits(typed: str) -> None:
    eastern = typed.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    for text in (typed, eastern):
        found = with_code(f"FORGET {text} he is free")
        assert found is not None
        assert (found.before, found.code, found.after) == ("FORGET", CODE, "he is free")
    assert leading("Olvidar", "es_419") is Command.forget
    assert leading("hola", "es_419") is None


def test_a_wrong_digit_makes_no_code_and_other_numbers_are_none() -> None:
    wrong = str((int(CODE[0]) + 1) % 10) + CODE[1:]
    found = with_code(wrong)
    assert found is not None
    assert not found.code
    assert with_code("1 3") is None
    assert with_code(CODE + "1") is None


def test_plain_takes_case_accents_and_punctuation_away() -> None:
    assert plain("  ¡No  me ESCRIBAN más!  ") == "no me escriban mas"
    assert plain("Don’t") == plain("don't") == "dont"
    assert plain("STOP 🛑") == "stop"

"""The first text chooses the language: a keyword, then its script, then a few words; else nobody guesses."""

from dataclasses import replace

import pytest

from config.deployment import Language
from sms.languages import detect, is_keyword
from sms.words import all_words

ENGLISH = Language("en", "en", "English", "ltr", "", reviewed=True, desk=True)
OFFERED = [replace(ENGLISH, locale=locale, tag=locale) for locale in all_words()]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("hola", "es_419"),
        ("AYUDA", "es_419"),
        ("Hola, mi hijo esta en la carcel", "es_419"),
        ("por favor necesito ayuda para mi esposo", "es_419"),
        ("help", "en"),
        ("My son is in jail please help", "en"),
        ("مساعدة", "ar"),
        ("ابني في السجن", "ar"),
        ("میرا بیٹا جیل میں ہے", "ur"),
        ("پسرم در زندان است", "fa_AF"),
        ("زما زوی په زندان کې دی", "ps"),
        ("我丈夫在监狱里,请帮助我们", "zh_Hans"),
        ("我丈夫在監獄裡,請幫助我們", "zh_Hant"),
        ("제 남편이 감옥에 있어요", "ko"),
        ("ਮੇਰਾ ਪੁੱਤਰ ਜੇਲ੍ਹ ਵਿੱਚ ਹੈ", "pa"),
        ("मेरा बेटा जेल में है", "hi"),
        ("मेरो श्रीमान जेलमा छ", "ne"),
        ("bonjou", "ht"),
        ("tanpri ede mwen pitit mwen nan prizon", "ht"),
        ("bonjour mon fils est en prison", "fr"),
        ("meu filho está na prisão", "pt_BR"),
        ("chồng tôi bị bắt", "vi"),
        ("мой сын в тюрьме", "ru"),
        ("мій чоловік у в'язниці", "uk"),
        ("ልጄ እስር ቤት ውስጥ ነው", "am"),
        ("ትግርኛ", "ti"),
        ("wiilkayga xabsiga ayaa ku jira", "so"),
        ("mwanangu yuko gerezani", "sw"),
        ("saqarik", "quc"),
    ],
)
def test_a_text_is_known_by_its_words(text: str, locale: str) -> None:
    found = detect(text, OFFERED)
    assert found is not None
    assert found.locale == locale


@pytest.mark.parametrize("text", ["", "1", "???", "asdf", "ok", "😀"])
def test_what_could_be_anything_is_not_guessed(text: str) -> None:
    assert detect(text, OFFERED) is None


def test_only_languages_on_offer_are_found() -> None:
    few = [one for one in OFFERED if one.locale in {"en", "ar"}]
    assert detect("hola", few) is None
    found = detect("سلام, پسرم در زندان است", few)
    assert found is not None
    assert found.locale == "ar"  # its script is the only one of its kind: a digit switches
    assert detect("hola", [replace(ENGLISH, locale="xx")]) is None


def test_a_greeting_alone_tells_nothing() -> None:
    assert is_keyword("Help!", ENGLISH)
    assert not is_keyword("help my son", ENGLISH)
    assert not is_keyword("help", replace(ENGLISH, locale="xx"))

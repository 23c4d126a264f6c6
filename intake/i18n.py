"""Texts and languages: the gettext names that every room uses, and which language an answer speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babel.support import NullTranslations
from flask import Flask, current_app, g, has_app_context, has_request_context, render_template, request
from flask_babel import Babel, LazyString, force_locale, get_locale, get_translations

from config.deployment import Deployment, Language
from intake.core.errors import SettingsError

__all__ = ["_", "_l", "_n", "chosen", "holding", "render", "set_up_languages", "speaking"]

_SILENT = NullTranslations()
_held: ContextVar[NullTranslations | None] = ContextVar("held", default=None)
CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def _(text: str, **variables: object) -> str:
    """Return a text in the language that is spoken now; `%(name)s` is filled from the variables."""
    found: str = _spoken().ugettext(text)
    return found % variables if variables else found


def _n(one: str, many: str, number: int, **variables: object) -> str:
    """Return a text for a number, by the plural rules of the language that is spoken now; `%(num)s` is the number."""
    found: str = _spoken().ungettext(one, many, number)
    return found % {"num": number, **variables}


def _l(text: str, **variables: object) -> str:
    """Return a text that is looked up each time it is shown; it takes the place of a str."""
    lazy: str = LazyString(_, text, **variables)
    return lazy


def _spoken() -> NullTranslations:
    """Return the catalogue of the language that is spoken now.

    Flask-Babel finds it anew for each text, which took a third of a page's time; here it is found once a language.
    """
    held = _held.get()
    if held is not None:
        return held
    if not has_app_context():
        return _SILENT
    locale = get_locale()
    of, found = g.get("spoken", (None, _SILENT))
    if of is not locale:
        found = get_translations()
        g.spoken = locale, found
    spoken: NullTranslations = found
    return spoken


def set_up_languages(app: Flask, deployment: Deployment) -> None:
    """Tell Flask-Babel where the catalogues are; raises SettingsError where one is missing."""
    for language in deployment.languages:
        if language.locale != "en" and not compiled(language).exists():
            raise SettingsError(
                f"translations: {language.locale} is not compiled: run `recourse languages compile`"
            )
    app.extensions["recourse.languages"] = deployment.languages
    Babel(
        app,
        default_locale="en",
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: chosen().locale,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's i18n extension
        lambda text: _spoken().ugettext(text),
        lambda one, many, number: _spoken().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: _spoken().upgettext(context, text),
        npgettext=lambda context, one, many, number: _spoken().unpgettext(context, one, many, number),
    )


def compiled(language: Language) -> Path:
    """Return where a language's compiled catalogue lies."""
    return CATALOGUES / language.locale / "LC_MESSAGES" / "messages.mo"


def chosen() -> Language:
    """Return the language of this answer: chosen by link or in the draft, else the browser's first guess."""
    languages: tuple[Language, ...] = current_app.extensions["recourse.languages"]
    if not has_request_context():
        return languages[0]
    if request.path.startswith("/desk"):
        languages = tuple(language for language in languages if language.desk)
    wanted = request.args.get("lang") or g.get("language", "")
    for language in languages:
        if wanted and language.tag.casefold() == wanted.casefold():
            return language
    for asked, quality in request.accept_languages:  # best first
        tag = asked.casefold()
        near = [one for one in languages if quality and one.tag.split("-")[0].casefold() == tag.split("-")[0]]
        if near:
            return next((one for one in near if one.tag.casefold() == tag), near[0])
    return languages[0]


def render(template: str, /, **values: object) -> str:
    """Return a page in the language that is spoken now."""
    with holding():
        return render_template(template, **values)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak another language for a while, as for a text that the complainant will read."""
    languages: tuple[Language, ...] = current_app.extensions["recourse.languages"]
    language = next((one for one in languages if one.tag == tag), languages[0])
    with force_locale(language.locale), holding():
        yield


@contextmanager
def holding() -> Iterator[None]:
    """Hold on to the language that is spoken now: a page has hundreds of texts, and none should look for it again."""
    before = _held.set(None)
    try:
        _held.set(_spoken())
        yield
    finally:
        _held.reset(before)


def locale_tag() -> str:
    """Return the BCP 47 tag of the language now spoken."""
    spoken = str(get_locale() or "en")
    languages: tuple[Language, ...] = current_app.extensions["recourse.languages"]
    return next((one.tag for one in languages if one.locale == spoken), "en")

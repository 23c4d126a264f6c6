"""Message catalogues: what there is to translate, bringing each catalogue up to it, compiling, and its state."""

import tomllib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config.deployment import Language
from config.settings import PROJECT
from intake.i18n import CATALOGUES, compiled

KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "msgid": None,
    "gettext": None,
    "ngettext": (1, 2),
}
_METHODS = [
    ("intake/**/templates/**.html", "jinja2"),
    ("intake/**.py", "python"),
    ("sms/**.py", "python"),
    ("config/routing.toml", "intake.catalogues:texts_of_rules"),
    ("config/offices.toml", "intake.catalogues:texts_of_offices"),
    ("config/retention.toml", "intake.catalogues:texts_of_retention"),
]
_OF_THE_DESK = ("intake/desk/", "config/retention.toml")
_OPTIONS = {"intake/**/templates/**.html": {"trimmed": "true", "silent": "false"}}
_DRAFT = "# Draft: no native speaker has reviewed this catalogue yet. reviewed-by:"
Found = Generator[tuple[int, str, str, list[str]], None, None]


@dataclass(frozen=True)
class State:
    """How far one catalogue is."""

    language: Language
    texts: int
    missing: int
    fuzzy: int
    obsolete: int

    @property
    def complete(self) -> bool:
        """Whether every text has a translation that nobody doubts."""
        return not (self.missing or self.fuzzy or self.obsolete)


def texts_of_rules(file: IO[bytes], _keywords: Any, _tags: Any, **_options: Any) -> Found:
    """Yield the sentence of each routing rule, for Babel."""
    for rule in tomllib.loads(file.read().decode())["rule"]:
        yield 1, "gettext", rule["why"], []


def texts_of_offices(file: IO[bytes], _keywords: Any, _tags: Any, **_options: Any) -> Found:
    """Yield the name of each office, for Babel."""
    for name in tomllib.loads(file.read().decode()).values():
        yield 1, "gettext", name, []


def texts_of_retention(file: IO[bytes], _keywords: Any, _tags: Any, **_options: Any) -> Found:
    """Yield the name of each retention class, for Babel."""
    for one in tomllib.loads(file.read().decode())["class"]:
        yield 1, "gettext", one["name"], []


def template(root: Path = PROJECT, *, with_desk: bool = True) -> Catalog:
    """Return every text that there is to translate, with or without the desk's own.

    Positions are left out, so that a moved line changes no catalogue.
    """
    catalogue = Catalog(project="Recourse", charset="utf-8")
    for file, _line, message, _comments, context in extract_from_dir(
        root, _METHODS, _OPTIONS, keywords=KEYWORDS, strip_comment_tags=True, directory_filter=_not_hidden
    ):
        if with_desk or not file.startswith(_OF_THE_DESK):
            catalogue.add(message, context=context)
    return catalogue


def load(language: Language) -> Catalog:
    """Return a language's catalogue; an empty one where there is none yet."""
    path = source(language)
    if not path.exists():
        return Catalog(locale=language.locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language.locale)


def wanted(language: Language) -> Catalog:
    """Return the texts that a language needs: those of the desk only where officers can work in it."""
    return template(with_desk=language.desk)


def update(language: Language, fresh: Catalog) -> None:
    """Bring a catalogue up to the texts there are; nothing is guessed from similar texts."""
    catalogue = load(language)
    catalogue.update(fresh, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    save(language, catalogue)


def save(language: Language, catalogue: Catalog) -> None:
    """Write a catalogue with its plural rule and review state in the header."""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, omit_header=True, width=110, include_lineno=False)
    header = [
        f"# {language.own_name} ({language.tag})",
        *([] if language.reviewed else [_DRAFT]),
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: Recourse\\n"',
        f'"Language: {language.locale}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {language.plural}\\n"',
    ]
    path = source(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(header) + "\n\n" + buffer.getvalue().decode().strip() + "\n", encoding="utf-8")


def compile_one(language: Language) -> Path:
    """Write the compiled catalogue beside its source, and return it."""
    path = compiled(language)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, load(language))
    return fresh.replace(path)


def state_of(language: Language, fresh: Catalog) -> State:
    """Return how far a catalogue is against the texts there are."""
    have = {message.id: message for message in load(language) if message.id}
    wanted = {message.id for message in fresh if message.id}
    return State(
        language=language,
        texts=len(wanted),
        missing=sum(1 for text in wanted if text not in have or not _translated(have[text].string)),
        fuzzy=len([message for message in have.values() if message.fuzzy]),
        obsolete=len(set(have) - wanted),
    )


def source(language: Language) -> Path:
    """Return where a language's catalogue lies."""
    return CATALOGUES / language.locale / "LC_MESSAGES" / "messages.po"


def translated_languages(languages: tuple[Language, ...]) -> Iterator[Language]:
    """Yield the languages that have a catalogue: all but English, which the texts are written in."""
    return (language for language in languages if language.locale != "en")


def _translated(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _not_hidden(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in {
        "var",
        "node_modules",
        "tests",
    }

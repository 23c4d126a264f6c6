"""`recourse languages`: from the texts in code, templates and rules to compiled catalogues, and how far each is."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from config.deployment import Language, load_deployment
from config.settings import PROJECT
from intake import catalogues, i18n
from tests.commands.conftest import Run

LANGUAGES = load_deployment(PROJECT / "config").languages
SPANISH = next(one for one in LANGUAGES if one.locale == "es_419")
ARABIC = next(one for one in LANGUAGES if one.locale == "ar")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the catalogues of these tests in a folder of their own."""
    for module in (catalogues, i18n):
        monkeypatch.setattr(module, "CATALOGUES", tmp_path)
    return tmp_path


@pytest.fixture
def few_texts(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """Let there be three texts only, one of them of the desk: reading the whole tree takes a while."""

    def template(root: Path = PROJECT, *, with_desk: bool = True) -> Catalog:
        found = Catalog(charset="utf-8")
        found.add("Send")
        found.add(("%(n)s file", "%(n)s files"))
        if with_desk:
            found.add("Claim this case")
        return found

    monkeypatch.setattr(catalogues, "template", template)
    return template()


def translate(language: Language) -> None:
    catalogue = catalogues.load(language)
    for message in catalogue:
        if message.id:
            count = catalogue.num_plurals
            message.string = tuple(["x"] * count) if message.pluralizable else f"<{message.id}>"
    catalogues.save(language, catalogue)


def test_texts_come_from_code_templates_rules_and_offices() -> None:
    found = {message.id for message in catalogues.template()}
    rules = (PROJECT / "config" / "routing.toml").read_text(encoding="utf-8")
    why = rules.split('why = "', 1)[1].split('"', 1)[0]
    offices = (PROJECT / "config" / "offices.toml").read_text(encoding="utf-8")
    office = offices.split(' = "', 1)[1].split('"', 1)[0]
    assert {why, office, "Serious: death, injury, force or abuse"} <= found
    assert len(found) > 300
    public = {message.id for message in catalogues.template(with_desk=False)}
    assert len(public) < len(found)
    assert "Serious: death, injury, force or abuse" not in public, "only officers are shown the classes"


def test_a_language_goes_from_nothing_to_complete(run: Run, folder: Path, few_texts: Catalog) -> None:
    assert run("languages", "update").code == 0
    lacking = run("languages")
    assert lacking.code == 1
    assert "not yet (draft)" in lacking.out
    for language in (SPANISH, ARABIC):
        translate(language)
    done = run("languages", "show")
    assert done.code == 0, done.out
    assert "authoritative" in done.out
    assert run("languages", "compile").code == 0
    with i18n.compiled(SPANISH).open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Send") == "<Send>"
    assert [path.name for path in i18n.compiled(SPANISH).parent.iterdir()].count("messages.new") == 0


def test_the_desks_texts_are_asked_for_only_where_officers_work_in_the_language(few_texts: Catalog) -> None:
    assert catalogues.wanted(SPANISH).get("Claim this case") is not None
    assert catalogues.wanted(ARABIC).get("Claim this case") is None


def test_the_state_counts_what_is_missing_doubtful_and_no_longer_asked_for(folder: Path) -> None:
    wanted = Catalog()
    for text in ("one", "two", ("file", "files")):
        wanted.add(text)
    catalogues.update(SPANISH, wanted)
    catalogue = catalogues.load(SPANISH)
    one, files = catalogue["one"], catalogue["file"]
    one.string, files.string = "uno", ("archivo", "")
    one.flags.add("fuzzy")
    catalogue.add("old", string="viejo")
    catalogues.save(SPANISH, catalogue)
    state = catalogues.state_of(SPANISH, wanted)
    assert (state.texts, state.missing, state.fuzzy, state.obsolete) == (3, 2, 1, 1)
    assert not state.complete
    catalogues.update(SPANISH, wanted)
    assert catalogues.state_of(SPANISH, wanted).obsolete == 0


def test_an_update_keeps_translations_and_guesses_none(folder: Path) -> None:
    old, fresh = Catalog(), Catalog()
    old.add("Send this complaint")
    catalogues.update(SPANISH, old)
    translate(SPANISH)
    fresh.add("Send this complaint")
    fresh.add("Send this complaint now")
    catalogues.update(SPANISH, fresh)
    kept = {message.id: message.string for message in catalogues.load(SPANISH)}
    assert kept["Send this complaint"] == "<Send this complaint>"
    assert kept["Send this complaint now"] == ""


def test_a_catalogue_says_its_plural_rule_and_who_has_not_read_it(folder: Path) -> None:
    catalogues.update(ARABIC, Catalog())
    text = catalogues.source(ARABIC).read_text(encoding="utf-8")
    assert f"Plural-Forms: {ARABIC.plural}\\n" in text
    assert "no native speaker has reviewed" in text
    assert "/home" not in text
    assert "Date" not in text

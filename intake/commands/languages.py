"""`recourse languages`: the state of each language, and the steps from a changed text to a compiled catalogue."""

import os

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from config.deployment import Language, load_deployment
from config.settings import Settings
from intake import catalogues


@click.group(invoke_without_command=True)
@click.pass_context
def languages(context: click.Context) -> None:
    """Show the state of each language."""
    if context.invoked_subcommand is None:
        context.invoke(show)


@languages.command()
def show() -> None:
    """Print a table: texts, missing, review state. Exits 1 where a catalogue is incomplete."""
    texts = len(catalogues.template())
    table = Table(
        "language", "tag", "texts", "missing", "doubtful", "obsolete", "reviewed by a native speaker"
    )
    complete = True
    for language in _all():
        if language.locale == "en":
            table.add_row(language.own_name, language.tag, str(texts), "0", "0", "0", "authoritative")
            continue
        state = catalogues.state_of(language, catalogues.wanted(language))
        complete = complete and state.complete
        numbers = (state.texts, state.missing, state.fuzzy, state.obsolete)
        reviewed = "yes" if language.reviewed else "not yet (draft)"
        table.add_row(language.own_name, language.tag, *map(str, numbers), reviewed)
    Console().print(table)
    if not complete:
        raise SystemExit(1)


@languages.command()
def update() -> None:
    """Bring every catalogue up to the texts in code, templates and rules."""
    for language in track(
        list(catalogues.translated_languages(_all())), "catalogues", disable=not _terminal()
    ):
        catalogues.update(language, catalogues.wanted(language))


@languages.command("compile")
def compile_() -> None:
    """Compile every catalogue for the running site."""
    for language in track(
        list(catalogues.translated_languages(_all())), "catalogues", disable=not _terminal()
    ):
        catalogues.compile_one(language)


def _all() -> tuple[Language, ...]:
    return load_deployment(Settings.from_env(os.environ).config).languages


def _terminal() -> bool:
    return Console().is_terminal

"""`recourse route`: what the rules say about facts documents; no database, nothing derived."""

import json
import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click

from config.settings import PROJECT
from intake.commands.documents import Document, InputError, read_documents
from intake.core.clock import SystemClock
from intake.core.errors import RulesError
from intake.core.offices import parse_offices
from intake.core.routing import route_all
from intake.core.rulecheck import check
from intake.core.rulediff import difference
from intake.core.rules import RuleSet
from intake.core.zones import local_now

_BAD_INPUT = 2
_UNSOUND = 1
_LONG = 1_000_000
"""Bytes from which a file is long enough for a progress bar."""


@click.command("route")
@click.argument("file", required=False)
@click.option("--rules", "rules_path", metavar="RULES.toml", help="Route by these rules, not the site's own.")
@click.option("--check", "checked", metavar="RULES.toml", help="Prove that rules are total and sound.")
@click.option("--diff", nargs=3, metavar="OLD NEW FACTS.jsonl", help="Show what would move under new rules.")
def route(
    file: str | None, rules_path: str | None, checked: str | None, diff: tuple[str, str, str] | None
) -> None:
    """Print the decision for the facts in FILE (- for standard input): one JSON document, or JSON Lines.

    Each document is one object, or a list of the objects of one complaint. Where `as_of` is missing, it is
    now by the site's local time (site.toml).
    """
    if sum(mode is not None for mode in (file, checked, diff)) != 1:
        raise click.UsageError("give one of FILE, --check RULES.toml, --diff OLD NEW FACTS.jsonl")
    try:
        if checked is not None:
            _check(checked)
        elif diff is not None:
            _diff(*diff)
        else:
            _route(str(file), rules_path or str(_folder() / "routing.toml"))
    except (InputError, RulesError) as error:
        click.echo(str(error), err=True)
        sys.exit(_BAD_INPUT)


def _route(file: str, rules_path: str) -> None:
    rules, now = _rules(rules_path), _now()
    with _documents(file) as documents:
        for document in documents:
            click.echo(json.dumps(route_all(document.incidents, rules, now).to_document()))


def _check(path: str) -> None:
    rules = _rules(path)
    beside = Path(path).parent / "offices.toml"
    offices = parse_offices(_read(str(beside if beside.is_file() else _folder() / "offices.toml")).decode())
    problems = check(rules, offices)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(_UNSOUND)
    click.echo(f"{len(rules.rules)} rules: total, no dead row, no unknown word; version {rules.version}")


def _diff(old_path: str, new_path: str, file: str) -> None:
    old, new, now = _rules(old_path), _rules(new_path), _now()
    moved = total = 0
    with _documents(file) as documents:
        for document in documents:
            total += 1
            changes = difference(document.incidents, old, new, now)
            if changes:
                moved += 1
                click.echo(json.dumps({"line": document.line, **changes}))
    click.echo(f"{moved} of {total} would move", err=True)


def _folder() -> Path:
    return Path(os.environ.get("RECOURSE_CONFIG") or PROJECT / "config")


def _now() -> datetime:
    """Return the site's local time, which is `as_of` where a document names none."""
    path = _folder() / "site.toml"
    try:
        zone = ZoneInfo(tomllib.loads(_read(str(path)).decode())["time_zone"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
        raise InputError(f"{path}: time_zone: must name a time zone") from None
    return local_now(SystemClock(), None, "", zone)


def _rules(path: str) -> RuleSet:
    try:
        return RuleSet.parse(_read(path))
    except RulesError as error:
        raise RulesError(f"{path}: {error}") from None


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


@contextmanager
def _documents(path: str) -> Iterator[Iterator[Document]]:
    if path == "-":
        yield read_documents(sys.stdin.buffer)
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(path).open("rb"))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from None
        yield read_documents(stack.enter_context(_watched(stream)))


@contextmanager
def _watched(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Show how far a long file has been read, where a person watches and the output goes elsewhere."""
    size = os.fstat(stream.fileno()).st_size
    if size < _LONG or not sys.stderr.isatty() or sys.stdout.isatty():
        yield stream
        return
    from rich.console import Console
    from rich.progress import wrap_file

    with wrap_file(stream, size, description="Routing", console=Console(stderr=True)) as watched:
        yield watched

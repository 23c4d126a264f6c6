"""`recourse route` as a person runs it: files in, decisions out, one-line errors, proof and comparison of rules."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from config.settings import PROJECT
from intake.commands import route as module
from intake.commands.route import route
from tests.core.examples import CONFIG, SCENARIOS, scenarios

RULES = CONFIG / "routing.toml"
FACTS = scenarios()[0]["facts"]
EXPECTED = scenarios()[0]["expect"]
SECOND = scenarios()[3]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str, text: str | bytes = "") -> Result:
        file = tmp_path / "facts.jsonl"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(route, [argument.replace("FACTS", str(file)) for argument in arguments])

    return invoke


def lines(*documents: Any) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def test_one_document_gives_one_decision(run: Run) -> None:
    result = run("FACTS", text=json.dumps(FACTS, indent=2))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == EXPECTED
    assert list(json.loads(result.stdout)) == list(EXPECTED)


def test_json_lines_give_json_lines_and_blank_lines_give_nothing(run: Run) -> None:
    result = run(
        "FACTS", text="\ufeff\n" + lines(*(one["facts"] for one in scenarios())).replace("\n", "\r\n\n")
    )
    assert result.exit_code == 0, result.output
    assert [json.loads(line) for line in result.stdout.splitlines()] == [one["expect"] for one in scenarios()]


def test_standard_input_is_read() -> None:
    result = CliRunner().invoke(route, ["-"], input=lines(FACTS))
    assert json.loads(result.stdout) == EXPECTED


@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_is_one_complaint_of_several_incidents(run: Run, indent: int | None) -> None:
    result = run("FACTS", text=json.dumps([FACTS, SECOND["facts"]], indent=indent))
    decision = json.loads(result.stdout)
    assert decision["rules"] == ["L12", "L01"]
    assert decision["urgency"] == "U0"


def test_now_is_taken_where_as_of_is_missing(run: Run) -> None:
    held = {**FACTS, "custody": "detainer_only", "release_eligible_at": "2011-11-23T17:00"}
    del held["as_of"]
    result = run("FACTS", text=lines({**held, "actors": ["jail_staff"], "allegations": ["over_48h"]}))
    assert json.loads(result.stdout)["rules"] == ["D04"]


BAD_WORD = {**FACTS, "actors": ["local_polise"]}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (lines(FACTS, BAD_WORD), ["line 2:", "actors", "'local_polise'"]),
        (
            lines(FACTS) + "\n" + lines({**FACTS, "flags": ["still_held"]}),
            ["line 3:", "flags", "'still_held'"],
        ),
        (json.dumps(BAD_WORD, indent=1), ["line 3:", "actors", "'local_polise'"]),
        (json.dumps([FACTS, BAD_WORD]), ["line 1:", "incident 2", "actors", "'local_polise'"]),
        (lines({**FACTS, "colour": "blue"}), ["line 1:", "unknown field", "'colour'"]),
        (lines({"place": "home"}), ["line 1:", "actors: is missing"]),
        (lines({**FACTS, "released_at": "x\ny"}), ["line 1:", "released_at", r"'x\ny'"]),
        (lines({**FACTS, "place": "caf\u00e9"}), ["line 1:", "place", "'caf\u00e9'"]),
        ('{"place": "home", "place": "bop"}', ["line 1:", "stands twice", "'place'"]),
        ('{"place":\n "home",\n "place": "bop"}', ["line 1:", "stands twice", "'place'"]),
        ("", ["line 1:", "empty"]),
        (" \n\n", ["line 1:", "empty"]),
        ("[]", ["line 1:", "at least one incident"]),
        ("[7]", ["line 1:", "incident 1", "must be an object", "'7'"]),
        ("null", ["line 1:", "must be an object", "'None'"]),
        ('{"place": \n "home",,}', ["line 2:", "not JSON"]),
        (lines(FACTS) + "{", ["line 2:", "not JSON"]),
        ('{"place": "home"\n' + lines(FACTS), ["line 1:", "not JSON"]),
        ("[" * 100_000, ["line 1:", "nested too deeply"]),
        ("9" * 5000, ["line 1:", "number too long"]),
        (lines(FACTS).encode() + b'{"place": "\xff"}', ["line 2:", "not UTF-8", "0xff"]),
        (lines({**FACTS, "place": "\ud800"}), ["line 1:", "place", r"'\ud800'"]),
    ],
)
def test_bad_input_ends_with_2_and_one_line_that_names_it(
    run: Run, text: str | bytes, parts: list[str]
) -> None:
    result = run("FACTS", text=text)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert all(part in result.stderr for part in parts), result.stderr


@pytest.mark.parametrize("arguments", [[], ["FACTS", "--check", str(RULES)], ["--check"]])
def test_one_thing_is_asked_at_a_time(run: Run, arguments: list[str]) -> None:
    assert run(*arguments, text=lines(FACTS)).exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["nowhere.json"], ["--check", "nowhere.toml"], ["FACTS", "--rules", "nowhere.toml"]]
)
def test_a_file_that_is_not_there_is_named_in_one_line(run: Run, arguments: list[str]) -> None:
    result = run(*arguments, text=lines(FACTS))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "nowhere" in result.stderr


def test_other_rules_can_be_tried(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(RULES.read_text().replace('rule = "L01"', 'rule = "L01X"'))
    result = run("FACTS", "--rules", str(other), text=lines(FACTS))
    assert json.loads(result.stdout)["rules"] == ["L01X"]


def test_the_rules_of_the_configured_folder_are_taken(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOURSE_CONFIG", str(tmp_path))
    (tmp_path / "routing.toml").write_text(RULES.read_text().replace('rule = "L01"', 'rule = "L01Y"'))
    (tmp_path / "site.toml").write_text('time_zone = "America/Chicago"')
    assert json.loads(run("FACTS", text=lines(FACTS)).stdout)["rules"] == ["L01Y"]
    (tmp_path / "site.toml").write_text('time_zone = "Mars/Base"')
    result = run("FACTS", text=lines(FACTS))
    assert result.exit_code == 2
    assert "time_zone: must name a time zone" in result.stderr


def test_the_shipped_rules_are_proved(run: Run) -> None:
    result = run("--check", str(RULES))
    assert result.exit_code == 0
    assert result.stdout.startswith("71 rules: total, no dead row, no unknown word; version ")


def test_rules_with_a_gap_or_a_dead_row_fail_the_proof(run: Run, tmp_path: Path) -> None:
    text = RULES.read_text()
    twice = text + text[text.index("[[rule]]") :].split("\n\n")[0].replace('"J01"', '"J09"')
    (tmp_path / "twice.toml").write_text(twice)
    result = run("--check", str(tmp_path / "twice.toml"))
    assert result.exit_code == 1
    assert result.stderr == "rule J09: can never fire\n"


def test_an_unknown_word_in_rules_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(RULES.read_text().replace('"orr_care"', '"orr_car"'))
    result = run("--check", str(tmp_path / "bad.toml"))
    assert result.exit_code == 2
    assert "rule J01: actors: unknown word: 'orr_car'" in result.stderr
    assert result.stderr.count("\n") == 1


def test_offices_beside_the_rules_are_the_ones_that_count(run: Run, tmp_path: Path) -> None:
    (tmp_path / "routing.toml").write_text(RULES.read_text())
    (tmp_path / "offices.toml").write_text(
        (CONFIG / "offices.toml").read_text().replace("DHS-PRIV =", "DHS-PRV =")
    )
    result = run("--check", str(tmp_path / "routing.toml"))
    assert result.exit_code == 1
    assert result.stderr == "rule X03: unknown office: 'DHS-PRIV'\n"


def test_what_would_move_is_shown_with_its_line(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new.toml"
    new.write_text(
        RULES.read_text().replace(
            'copies = ["DOJ-CRT-FCS", "DHS-CRCL:deid"]\nurgency = "U3"', 'urgency = "U2"'
        )
    )
    result = run("--diff", str(RULES), str(new), "FACTS", text=lines(SECOND["facts"], FACTS))
    assert result.exit_code == 0
    (moved,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert moved["line"] == 2
    assert moved["urgency"] == {"old": "U3", "new": "U2"}
    assert set(moved) == {"line", "rules", "copies", "urgency"}
    assert result.stderr == "1 of 2 would move\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_file_shows_progress_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text(lines(FACTS, FACTS))
    terminal = Terminal()
    monkeypatch.setattr(module, "_LONG", 1)
    monkeypatch.setattr(sys, "stderr", terminal)
    with module._documents(str(file)) as documents:
        assert len(list(documents)) == 2
    assert "Routing" in terminal.getvalue()


def test_the_command_starts_without_the_web(tmp_path: Path) -> None:
    code = "import sys, intake.commands.route; print(sorted({'flask', 'sqlalchemy', 'holidays', 'rich'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_worked_examples_are_routed_from_their_file(run: Run) -> None:
    bare = lines(*(one["facts"] for one in scenarios()))
    assert len(run("FACTS", text=bare).stdout.splitlines()) == len(SCENARIOS.read_text().splitlines())

"""HTML to PDF: nothing is fetched, no letter is lost in silence, and a machine without Pango says so."""

import logging
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from intake.core.errors import NoPaperError
from intake.export import fitness, paper, press
from tests.export.pdfs import holds, words_of

TEXTS = {
    "ar": "احتجزوا أخي في السجن",
    "am": "ወንድሜን ከሚፈታበት ቀን በኋላ",
    "hi": "क्षत्रिय विद्यार्थी श्रीमती",
    "zh-Hans": "他们在释放日之后",
}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Run a server that notes what is asked of it."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def test_text_in_each_script_can_be_read_and_copied_and_every_letter_is_there() -> None:
    body = "".join(
        f"<p lang={tag} dir={'rtl' if tag == 'ar' else 'ltr'}>{text}" for tag, text in TEXTS.items()
    )
    made = paper.printed(lambda _missing: f"<html lang=en><title>t</title>{body}")
    assert made.content.startswith(b"%PDF-")
    assert made.missing == frozenset()
    found = words_of(made.content)
    assert TEXTS["am"] in found
    assert TEXTS["zh-Hans"] in found
    assert TEXTS["hi"].split()[-1] in found
    assert holds(made.content, "السجن")


def test_nothing_is_fetched_from_a_network_or_a_disk(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    secret = tmp_path / "secret.svg"
    secret.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>CANARY</text></svg>", encoding="utf-8"
    )
    page = (
        f"<html lang=en><title>t</title><link rel=stylesheet href='{address}/a.css'><img src='{address}/b.png' alt=b>"
        f"<img src='{secret.as_uri()}' alt=c><style>@import '{address}/d.css';"
        f" p {{ background: url({address}/e.png) }}</style><p>x"
    )
    made = paper.printed(lambda _missing: page)
    assert paths == []
    assert not holds(made.content, "CANARY")


def test_a_letter_without_a_font_is_told_in_the_file_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    letter = "\U0003fff0"  # no font has this one: it is assigned to nothing
    seen: list[frozenset[str]] = []

    def page(missing: frozenset[str]) -> str:
        seen.append(missing)
        return f"<html lang=en><title>t</title><p>{letter} lacks {len(missing)}"

    made = paper.printed(page)
    assert made.missing == {letter}
    assert seen == [frozenset(), frozenset({letter})]
    assert "lacks 1" in words_of(made.content)
    with caplog.at_level(logging.DEBUG):
        assert press.pressed(page(frozenset())).missing == {letter}
    assert letter not in caplog.text
    assert not [record for record in caplog.records if record.name == "weasyprint"]


def test_the_same_page_gives_a_file_that_names_no_time_and_nobody() -> None:
    made = paper.printed(lambda _missing: "<html lang=en><title>A title</title><p>x")
    assert holds(made.content, "A title")
    for word in ("CreationDate", "ModDate", "/Author"):
        assert not holds(made.content, word)


@pytest.fixture
def unproven() -> Iterator[None]:
    """Let nobody know yet whether this machine can press."""
    paper.can_press.cache_clear()
    yield
    paper.can_press.cache_clear()


@pytest.mark.usefixtures("unproven")
def test_a_machine_without_pango_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as lacking:
        lacking.setitem(sys.modules, "weasyprint", None)  # as where a library of it cannot be loaded
        assert press.serve_one(BytesIO(b"<p>x"), BytesIO()) == press.NOT_INSTALLED
    monkeypatch.setattr(paper, "PRESS", ("-c", f"raise SystemExit({press.NOT_INSTALLED})"))
    assert paper.why_not() == "the Pango library is not installed"
    with pytest.raises(NoPaperError, match="Pango"):
        paper.printed(lambda _missing: "<p>x")
    found = list(fitness.examine_paper())
    assert [(one.grave, "Pango" in one.what, one.do) for one in found] == [(False, True, fitness.PACKAGES)]
    monkeypatch.undo()
    assert paper.why_not() == "", "it did not look again"


@pytest.mark.parametrize(
    "end", ["import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "raise MemoryError"]
)
def test_a_page_that_takes_too_much_gives_no_file(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(paper, "PRESS", ("-c", end))
    with pytest.raises(NoPaperError, match="too long"):
        paper.printed(lambda _missing: "<p>x")


def test_a_press_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "PRESS", ("-c", "import threading; threading.Event().wait()"))
    monkeypatch.setattr(paper, "PATIENCE", 0.1)
    with pytest.raises(NoPaperError, match="too long") as told:
        paper.printed(lambda _missing: "<p>SECRET")
    assert told.value.__cause__ is None


def test_the_press_gets_none_of_the_sites_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURSE_SITE_KEY", "SECRET")
    monkeypatch.setattr(paper, "PRESS", ("-c", "import os; print('[]'); print(sorted(os.environ))"))
    assert b"RECOURSE" not in paper.printed(lambda _missing: "<p>x").content


def test_the_press_can_write_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = paper.printed(lambda _missing: "<html lang=en><title>t</title><p>x")
    assert made.content.startswith(b"%PDF-")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size] == []


def test_what_comes_in_goes_out_with_the_letters_that_are_missing() -> None:
    out = BytesIO()
    assert press.serve_one(BytesIO("<html lang=en><title>t</title><p>\U0003fff0".encode()), out) == 0
    assert out.getvalue().startswith(b'["\\ud8bf\\udff0"]\n%PDF-')


def test_a_machine_with_all_that_is_needed_has_nothing_to_tell() -> None:
    assert paper.why_not() == ""
    assert list(fitness.examine_paper()) == []


def test_a_script_without_a_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitness, "LETTERS", {"Latin": "a", "Nowhere's": "\U0003fff0"})
    assert [one.what for one in fitness.examine_paper()] == [
        "no font here has letters for PDFs in: Nowhere's"
    ]

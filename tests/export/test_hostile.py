"""A text made to be slow holds up no desk: work grows with its length, and never with the square of it.

Each text is so long that work by the square of its length takes the better part of an hour, and work by its length a
second or two; the limit lies far from both.
"""

import subprocess
import sys

import pytest

LIMIT = 120
LENGTH = 200_000
HOSTILE = {
    "dots": "'.' * n + 'x'",
    "dots and letters": "'.x' * (n // 2)",
    "lines": "'\\n' * n + 'x'",
    "full stops of two scripts": "'。.' * (n // 2) + 'x'",
    "spaces": "'a' + ' ' * n + 'x'",
    "digits": "'1' * n + 'x'",
    "digits apart": "'1 ' * (n // 2) + 'x'",
    "a number begun": "('202555' + ' ' * 40) * (n // 46)",
    "marks on a letter": "'R' + chr(0x301) * n",
    "typed marks": "'[redacted: ' * (n // 11)",
    "at signs": "'a@' * (n // 2)",
    "no at sign": "'a' * n",
}
WORK = """
import sys
from intake.desk.export_paper import direction_of, runs
from intake.export.choice import Part, passages_of
from intake.export.known import contact_terms, name_terms
from intake.export.redaction import Eraser, Reason, Term, marks, written
from intake.service.records import Entry
n = int(sys.argv[2])
text = eval(sys.argv[1])
pieces = passages_of(Part.account, Entry(0, "complainant", verified=True, body={"text": text}))
assert "".join(piece for _name, piece in pieces) == text
terms = [*name_terms("Bo de la Rosa"), *contact_terms("+1 202"), Term("2025550188", Reason.contact)]
struck = Eraser(tuple(terms)).text(text)
written(struck)
runs(text)
direction_of(struck)
name_terms(text[:200])
Eraser(tuple(contact_terms(text[:20]))).text(text)
print("done")
"""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_cut_searched_and_shown_with_work_by_its_length(text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK, text, str(LENGTH)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("done\n", "")

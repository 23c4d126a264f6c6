"""What is blacked out is gone: not only hidden, and however it was written."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intake.export.folding import fold, pattern_of, spans
from intake.export.redaction import Eraser, Reason, Term, counted, mark, marks, unmarked, written
from tests.export.cases import case_file

ROSA = Term("Rosa", Reason.third_person)


def test_a_word_is_replaced_by_a_mark_that_tells_the_reason_and_not_the_length() -> None:
    eraser = Eraser((ROSA, Term("a long secret passage", Reason.safety)))
    assert (
        written(eraser.text("Rosa told: A long\nsecret passage!"))
        == "[redacted: third_person] told: [redacted: safety]!"
    )
    assert eraser.hits == Counter(eraser.terms)
    assert eraser.missed == []


def test_words_that_overlap_go_together() -> None:
    eraser = Eraser(
        (Term("Rosa Maria", Reason.name), Term("Maria Lopez", Reason.source), Term("Rosa", Reason.name))
    )
    assert written(eraser.text("and Rosa Maria Lopez too")) == "and [redacted: name] too"


def test_a_word_that_stands_nowhere_is_told() -> None:
    eraser = Eraser((ROSA,))
    assert eraser.text("nobody") == "nobody"
    assert eraser.missed == [ROSA]


def test_a_document_is_erased_at_every_depth_but_under_its_codes() -> None:
    document = {"a": ["Rosa", {"b": ("Rosa", 1, None)}], "code": "Rosa", "verified": True}
    found = Eraser((ROSA,)).document(document, frozenset({"code"}))
    struck = mark(Reason.third_person)
    assert found == {"a": [struck, {"b": (struck, 1, None)}], "code": "Rosa", "verified": True}
    assert counted(found) == {Reason.third_person: 2}


def test_a_text_comes_apart_at_its_marks_and_at_no_others() -> None:
    text = f"{mark(Reason.name)} and {mark(Reason.safety)} [redacted: name]"
    assert marks(text) == [
        (mark(Reason.name), Reason.name),
        (" and ", None),
        (mark(Reason.safety), Reason.safety),
        (" [redacted: name]", None),
    ]


def test_a_mark_that_somebody_typed_stays_as_typed_and_is_not_counted() -> None:
    typed = f"[redacted: privileged] {mark(Reason.safety)} Rosa"
    erased = Eraser((ROSA,)).document({"a": [unmarked(typed)], "b": (True,)})
    assert counted(erased) == {Reason.third_person: 1}
    assert written(erased) == {
        "a": ["[\u2060redacted: privileged] \ufffd [redacted: third_person]"],
        "b": (True,),
    }


def test_a_case_as_it_was_written_is_not_changed_where_it_holds_no_marks() -> None:
    assert unmarked(case_file()) == case_file()


@given(st.text(st.sampled_from([*"[redacted: name]", "\u2060", *map(mark, Reason)]), max_size=60))
def test_no_text_that_a_person_can_type_holds_a_mark(text: str) -> None:
    assert not counted(unmarked([text]))
    assert "[redacted: name]" not in written(unmarked(text))


@given(st.lists(st.text(max_size=30), max_size=4), st.text(min_size=1, max_size=8))
def test_nothing_that_was_asked_to_go_is_found_again(texts: list[str], word: str) -> None:
    pattern = pattern_of(word)
    eraser = Eraser((Term(word, Reason.other_matter),))
    document = {"texts": [f"{text} {word} {text}" for text in texts]}
    erased = json.loads(json.dumps(eraser.document(document)))
    left = ["".join(piece for piece, reason in marks(text) if reason is None) for text in erased["texts"]]
    if pattern is not None:
        pieces = [piece for text in erased["texts"] for piece, reason in marks(text) if reason is None]
        assert [piece for piece in pieces if list(spans(piece, fold(piece), pattern))] == []
        assert len(left) == len(texts)

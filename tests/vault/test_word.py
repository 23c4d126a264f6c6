"""A word gives the same value from release to release, another at every site, and never itself."""

from intake.vault.receipt import derive
from intake.vault.word import word_value

from .makers import CODE, SALT

KNOWN = "0e311863beb7e153835800c93bea6310a0b60b799e182ec26766f887cc4fe2c5"


def test_the_value_stays_what_it_was_so_that_words_given_before_still_fit() -> None:
    assert word_value("bluemoon", SALT).hex() == KNOWN


def test_another_word_or_site_gives_another_value() -> None:
    values = {word_value("bluemoon", SALT), word_value("bluemoons", SALT), word_value("bluemoon", SALT[::-1])}
    assert len(values) == 3
    assert {len(value) for value in values} == {32}


def test_a_code_typed_as_a_word_gives_neither_half_of_what_the_code_gives() -> None:
    keys = derive(CODE, SALT)
    assert word_value(CODE, SALT) not in {keys.lookup, keys.wrap}

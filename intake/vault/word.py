"""What a word that only a person knows gives: a slow value to compare, so that the word itself is never kept.

Argon2id (RFC 9106) at the cost of a receipt code, under a salt of its own derived from the site's. Words are weak: the
value stays guarded, and it opens nothing.
"""

from intake.vault.context import Context
from intake.vault.kdf import Cost, argon2id, hkdf

# Without versions: at another cost no earlier word would fit.
_COST = Cost(memory=19 * 1024, iterations=2, lanes=1)
_SALT_SIZE = 16
_SIZE = 32


def word_value(word: str, salt: bytes) -> bytes:
    """Derive the 32 bytes by which two words are compared, from a word and the site's salt. About 36 ms of one core."""
    own_salt = hkdf(salt, Context("word salt"), _SALT_SIZE)
    return argon2id(word.encode(), own_salt, _COST, _SIZE)

"""Planted words, and the search for each of them in every form in which bytes could hold them."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """A planted word that was found: in which file and in which form."""

    word: str
    form: str
    where: Path


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """Yield a word in UTF-8, UTF-16, hex and the middle of base64 at each of the three alignments."""
    plain = word.encode()
    for name, raw in (
        ("utf-8", plain),
        ("utf-16-le", word.encode("utf-16-le")),
        ("utf-16-be", word.encode("utf-16-be")),
    ):
        yield name, raw
        yield f"{name} hex", raw.hex().encode()
        yield f"{name} HEX", raw.hex().upper().encode()
        for shift in range(3):
            # The letters at either end depend on what stands beside the word, so they are left out.
            encoded = b64encode(bytes(shift) + raw).rstrip(b"=")
            yield f"{name} base64+{shift}", encoded[-(-shift * 4 // 3) + (1 if shift else 0) : -1]
            yield (
                f"{name} base64url+{shift}",
                encoded[-(-shift * 4 // 3) + (1 if shift else 0) : -1].translate(_URL),
            )


_URL = bytes.maketrans(b"+/", b"-_")


def search(words: Iterable[str], folders: Iterable[Path]) -> list[Found]:
    """Return every planted word in every file below the folders, file names included."""
    needles = [(word, name, raw) for word in words for name, raw in forms(word)]
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            hay = str(path.name).encode() + (path.read_bytes() if path.is_file() else b"")
            found += [Found(word, name, path) for word, name, raw in needles if raw in hay]
    return found

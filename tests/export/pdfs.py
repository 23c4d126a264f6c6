"""How tests read a PDF: the words a reader would copy from it, and every byte in it with its streams uncompressed."""

import re
import zlib

from pypdfium2 import PdfDocument

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def words_of(content: bytes) -> str:
    """Return the text of all pages, as whoever copies it from a viewer gets it, spaces and line ends as one space."""
    document = PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def bytes_of(content: bytes) -> bytes:
    """Return the file's bytes and after them those of every stream, uncompressed where it was compressed."""
    streams = [_uncompressed(found[1]) for found in _STREAM.finditer(content)]
    assert streams
    return b"\n".join([content, *streams])


def _uncompressed(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def holds(content: bytes, word: str) -> bool:
    """Say whether a word stands anywhere in a PDF: as text, as bytes, or as the UTF-16 of its titles and bookmarks."""
    raw = bytes_of(content)
    forms = (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-be").hex().encode())
    return word.casefold() in words_of(content).casefold() or any(
        form.lower() in raw.lower() for form in forms
    )

"""Templates without their indentation: pages are sent uncompressed (BREACH), so what only a developer reads stays here."""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_SPACES = re.compile(r"\s+")
# Around these a space is never shown; between words and inline elements it may be.
_BLOCK = (
    "article|body|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|html|legend|li|link|main|"
    "meta|nav|ol|option|p|script|section|summary|title|ul|!DOCTYPE"
)
_BEFORE = re.compile(rf" (?=</?(?:{_BLOCK})\b)")
_AFTER = re.compile(rf"(</?(?:{_BLOCK})\b[^<>]*>) ")
# An end tag that the next item or the end of its list implies (13.1.2.4).
_IMPLIED = re.compile("</(?:li|option)>")
_NO_TEXT = frozenset({"block_begin", "eof"})


class Tight(Extension):
    """Takes out white space while a template is compiled, so that a request pays nothing and no answer is touched.

    Only the template's own text is shortened, never a value put into it; no template of ours has a `pre`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the template's tokens, each text as short as HTML allows; a line break between two tags is none."""
        before, inside = "block_end", False
        for token in stream:  # `stream.current` is the token after this one
            if token.type != "data":
                yield token
            elif (
                inside
                or before != "block_end"
                or not _only_layout(token.value)
                or stream.current.type not in _NO_TEXT
            ):
                yield Token(token.lineno, token.type, tight(token.value))
                inside = _ends_inside_a_tag(token.value, inside=inside)
            before = token.type


def _ends_inside_a_tag(text: str, *, inside: bool) -> bool:
    opened, closed = text.rfind("<"), text.rfind(">")
    return inside if opened == closed else opened > closed


def _only_layout(text: str) -> bool:
    return text.isspace() and "\n" in text


def tight(text: str) -> str:
    """Return HTML with single spaces, none around elements on lines of their own, and no end tags that are implied."""
    return _IMPLIED.sub("", _AFTER.sub(r"\1", _BEFORE.sub("", _SPACES.sub(" ", text))))

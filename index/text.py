"""The normalised text that every offset refers to.

NFC with line feeds at line ends (design, section 3). Nothing else moves: a clean text keeps its every offset,
so white space stays where it is, also at the ends.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Tab, line feed, and what becomes one (carriage return, next line) are no mere controls.
_CONTROLS = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)), " ")
_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


def normalise(text: str) -> str:
    """The text in NFC with line feeds at line ends; controls become spaces, lone surrogates U+FFFD, one for one."""
    ended = _LINE_ENDS.sub("\n", text.lstrip("\ufeff"))
    return unicodedata.normalize("NFC", ended.translate(_CONTROLS | _SURROGATES))


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def shorten(text: str, characters: int) -> str:
    """At most so many characters, cut at a word and marked with an ellipsis where something is left out."""
    if len(text) <= characters:
        return text
    head = text[: characters - 1]
    cut = head.rfind(" ") if text[characters - 1] != " " else len(head)
    return (head[:cut] if cut > characters // 2 else head).rstrip(" ,;:–-") + "…"

"""What a reader sees of a character of others' texts: signs that hide, turn the direction or steer are left out."""

import unicodedata

# Letters and marks that show as nothing, besides the format characters (category Cf).
_BLANKS = frozenset(
    [*"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0", *map(chr, range(0xE0100, 0xE01F0))]
)
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))

MOST_MARKS = 6
"""No writing sets more accents on a letter; towers of them cover the lines above and below."""


def seen(text: str) -> str:
    """What a reader sees of a text, with at most six accents on a letter and one selector of its variant."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        shown = visible(character)
        if not shown:
            continue
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        repeated = character in _SELECTORS and bool(kept) and kept[-1] in _SELECTORS
        if marks <= MOST_MARKS and not repeated:
            kept.append(shown)
    return "".join(kept)


def visible(character: str) -> str:
    """The character where it is seen, a space for a control character, else nothing; U+FFFD for half a surrogate."""
    match unicodedata.category(character):
        case "Cc":
            return " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf":
            # Arabic number signs are format characters too, but they are seen.
            return character if unicodedata.bidirectional(character) == "AN" else ""
    return "" if character in _BLANKS else character

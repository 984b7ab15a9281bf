"""What a reader sees of a character of others' texts: signs that hide, turn the direction or steer are left out."""

import unicodedata

# Letters and marks that show as nothing, besides the format characters (category Cf).
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


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

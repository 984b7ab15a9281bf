"""Text from strangers, made fit to show to a model: the invisible is gone, look-alikes of our own marks are broken.

Every visible character stays, so a quotation that a model copies is still the article's (but for a space in a broken
mark). What the text says is not judged here; the prompt says that passages are data.
"""

import re
import unicodedata

_JOINERS = {"\u200c", "\u200d"}  # Persian, Hindi and emoji need them, one at a time
_RUN_OF_JOINERS = re.compile(r"[\u200c\u200d\ufe00-\ufe0f]{3,}")
_SUPPLEMENTARY_SELECTORS = ("\U000e0100", "\U000e01ef")
# The marks around passages, and the words by which chat servers tell a system message from a reader's.
_MARKS = re.compile(r"<(?=[<|]|/?s>|/?(?:start|end)_of_turn|/?think>)|\[(?=/?INST\])", re.IGNORECASE)


def cleaned(text: str) -> str:
    """The text without invisible and direction-changing characters, its look-alikes of our marks broken by a space."""
    seen = "".join(character for character in text if _visible(character))
    return _MARKS.sub(r"\g<0> ", _RUN_OF_JOINERS.sub("", seen))


def _visible(character: str) -> bool:
    if character.isprintable() or character in "\n\t" or character in _JOINERS:
        return not _SUPPLEMENTARY_SELECTORS[0] <= character <= _SUPPLEMENTARY_SELECTORS[1]
    # White space such as U+00A0 isn't "printable" to Python; Cf are the invisible ones, Co and Cn nobody's letters.
    return unicodedata.category(character) == "Zs"

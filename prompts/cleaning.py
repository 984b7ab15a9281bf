"""Text from strangers, made fit to show to a model: the invisible is gone, look-alikes of our own marks are broken.

Every visible character stays, so a quotation that a model copies is still the article's (but for a space in a broken
mark). What the text says is not judged here; the prompt says that passages are data.
"""

import re
import unicodedata

# Persian, Hindi and emoji need joiners and the choice of how an emoji looks, one at a time, and never behind a Latin
# letter: there they only hide a message from people that a model can read.
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_LAST_LATIN = "\u024f"
_RUN_OF_JOINERS = re.compile(r"[\u200c\u200d\ufe0e\ufe0f]{3,}")
# Letters and marks to Unicode, yet nothing that can be seen: fillers, selectors of variants, the empty Braille cell.
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\U0001d159"
    r"\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("[\u2028\u2029]")
# The marks around passages, and the words by which chat servers tell a system message from a reader's.
_ANGLES = "<＜﹤‹«〈⟨《⟪≪"
_NAMES = r"(?:start|end)_of_turn|(?:start|end)_of_image|think|bos|eos|pad|unk|s|tool_\w{1,20}|function_\w{1,20}"
_ROLES = r"system|user|human|assistant|instructions?|response|developer|tool"
_MARKS = re.compile(
    rf"[{_ANGLES}](?=[{_ANGLES}]|[|｜])|[<＜](?=/?(?:{_NAMES}|{_ROLES})[>＞])"
    r"|[\[［](?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_\w{1,20})[\]］])"
    # A line that gives the word to somebody: "### System: …", "Human: …".
    rf"|^[ \t]{{0,8}}(?:\#{{1,6}}[ \t]{{0,3}})?\*{{0,2}}(?:{_ROLES})(?=\*{{0,2}}[:：])",
    re.IGNORECASE | re.MULTILINE,
)


def cleaned(text: str) -> str:
    """The text without invisible and direction-changing characters, its look-alikes of our marks broken by a space."""
    seen: list[str] = []
    last = ""
    for character in _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)):
        if character in _JOINERS:
            # A joiner after a joiner is judged by the letter before both.
            if last > _LAST_LATIN:
                seen.append(character)
        elif _visible(character):
            seen.append(character)
            last = character
    return _MARKS.sub(r"\g<0> ", _RUN_OF_JOINERS.sub("", "".join(seen)))


def _visible(character: str) -> bool:
    # White space such as U+00A0 isn't "printable" to Python; Cf are the invisible ones, Co and Cn nobody's letters.
    return character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"

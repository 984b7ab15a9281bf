"""Finds words of one text in another although typography and white space differ, and says exactly where.

Only what printers vary is folded: quotation marks, dashes, ellipses, invisible signs, white space. Letters, digits and
capitals are kept, and only whole words are found, so a changed word never matches: "able to pay" does not stand in
"unable to pay", nor "4 million" in "14 million". In scripts without capitals any place may be the end of a word.
"""

import re
from dataclasses import dataclass

from index.passage import Span

_SAME = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′`", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_BLANK = f"\\s{''.join(sorted(_INVISIBLE))}"
_VARIED = re.compile(rf"[{_BLANK}]{{2,}}|(?! )[{_BLANK}]|[{''.join(map(re.escape, _SAME))}]")
"""All that folding changes: runs of white space and invisible signs, any of them that is no plain space, and marks."""
_PREFIX = re.compile(r"\b(?:non|anti|un|ex|pro|counter)-$", re.IGNORECASE)
LONGEST_PREFIX_CHARACTERS = 9


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A text with typography folded; `offsets[i]` is where character i came from, and one more at the end."""

    text: str
    offsets: tuple[int, ...]

    def find(self, wanted: str) -> Span | None:
        """Where a text stands in the original, as whole words, first time; None where it does not.

        `wanted` must not be folded yet.
        """
        needle = fold(wanted).text.strip()
        start = self.text.find(needle) if needle else -1
        while start >= 0:
            end = start + len(needle)
            if self._parts(start) and self._parts(end) and not self._is_prefixed(start):
                return Span(self.offsets[start], self.offsets[end - 1] + 1)
            start = self.text.find(needle, start + 1)
        return None

    def _parts(self, place: int) -> bool:
        """Whether a place of the folded text lies between words, and not in a sign that was folded to several."""
        if not 0 < place < len(self.text):
            return True
        if self.offsets[place - 1] == self.offsets[place]:
            return False
        left, right = self.text[place - 1], self.text[place]
        if _in_word(left) and _in_word(right):
            return False
        before, behind = self.text[max(0, place - 2)], self.text[min(place + 1, len(self.text) - 1)]
        # can|'t, 1|,400 and 1,|400 are one word each.
        if right == "'":
            return not (_in_word(left) and _in_word(behind))
        if right in ".,":
            return not (left.isdecimal() and behind.isdecimal())
        return not (left in ".," and before.isdecimal() and right.isdecimal())

    def _is_prefixed(self, start: int) -> bool:
        """Whether what stands at a place has a prefix that turns it around: non-|involvement."""
        return bool(_PREFIX.search(self.text[max(0, start - LONGEST_PREFIX_CHARACTERS) : start]))


def _in_word(sign: str) -> bool:
    return sign.isdecimal() or sign.isupper() or sign.islower()


def fold(text: str) -> Folded:
    """Fold a text: each run of white space to one space, marks to their plain forms, invisible signs to nothing."""
    folded: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _VARIED.finditer(text):
        start, end = match.span()
        folded.append(text[done:start])
        offsets.extend(range(done, start))
        plain = _SAME.get(match.group())
        if plain is None:
            space = next((i for i, sign in enumerate(match.group()) if sign not in _INVISIBLE), None)
            plain = "" if space is None else " "
            start += space or 0
        folded.append(plain)
        offsets.extend([start] * len(plain))
        done = end
    folded.append(text[done:])
    offsets.extend(range(done, len(text)))
    return Folded(text="".join(folded), offsets=(*offsets, len(text)))

"""How a writer says that a figure is rounded: "nearly 1,200", "more than 1,000", "1,200 or so"."""

import re
from enum import StrEnum


class Hedge(StrEnum):
    """NEARLY is close below the figure, UNDER anywhere below it, OVER above, ABOUT on either side."""

    NONE = "none"
    ABOUT = "about"
    NEARLY = "nearly"
    UNDER = "under"
    OVER = "over"


BEFORE_CHARACTERS = 28
"""So much of the text before a figure and behind it may hold its hedge."""

_BEFORE = re.compile(
    r"(?:(?P<under>\b(?:no more|not more|fewer|less|lower|smaller|shorter) than|\b(?:just |well )?under|\bbelow|\bup to"
    r"|\bat (?:the )?most|\bas (?:many|much|high|long) as|\ba maximum of)"
    r"|(?P<over>\b(?:no fewer|no less|not less|more|greater|longer|higher|older|larger|bigger|better) than"
    r"|\b(?:just |well )?over|\bat (?:the very )?least|\babove|\bupwards? of|\bexceed(?:s|ed|ing)?|\bin excess of"
    r"|\ba minimum of|\bsurpass(?:ed|es|ing)|>)"
    r"|(?P<nearly>\bnearly|\balmost|\bapproaching|\bjust shy of|\bclose to|\bnear)"
    r"|(?P<about>\babout|\baround|\broughly|\bapproximately|\bapprox\.?|\bsome|\bcirca|\bc\.|\b(?:an )?estimated"
    r"|\bestimates? of|~|≈))\s?(?:the |an? |US)?[$£€]?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?P<over>\+| or (?:more|over|older|higher|above)\b|-plus\b| plus\b)|(?P<about> or so\b|-ish\b|-odd\b)"
    r"|(?P<under> or (?:less|fewer|under|younger)\b)"
)


def hedge_of(before: str, behind: str) -> Hedge:
    """The hedge of a figure between two pieces of text."""
    match = _BEFORE.search(before) or _BEHIND.match(behind)
    return Hedge(str(match.lastgroup)) if match else Hedge.NONE

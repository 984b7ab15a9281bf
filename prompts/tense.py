"""What a question says about time apart from its dates: whether it looks back or ahead, and what kind of fact it wants.

How a date is to be read hangs on it: "on Saturday" is behind in "who won" and ahead in "who will play", and a figure
for May is published when May is long over.
"""

import re
from dataclasses import dataclass

from prompts.periods import MONTH_WORDS


@dataclass(frozen=True, kw_only=True)
class Tense:
    """Signs of time in a question.

    `past`, `future`: verbs that look back, words that look ahead. `told`: it asks what somebody said or what happened,
    which is news at once; `reports`: it asks for articles themselves. `figures`: for a number, which is counted later.
    `record`: for a first, a last, a "when". `compared`: two times are set side by side. `identifies`: it asks which
    one of many.
    """

    past: bool
    future: bool
    told: bool
    reports: bool
    figures: bool
    record: bool
    compared: bool
    identifies: bool


_PAST = (
    r"did|didn['’]t|was|wasn['’]t|were|weren['’]t|had|been|said|won|lost|got|made|fell|rose|went|took|met|gone|done|seen"
    r"|taken|given|risen|fallen|grown|become|broken|sank|began|broke|came|gave|ran|saw|spoke|stood|struck|led|held|flew"
    r"|(?!need|speed|seed|feed|breed|indeed|united)[a-z]{2,}ed"
)
_FUTURE = (
    r"will|won['’]t|(?:am|is|are|was|were|['’](?:s|re|m)|n['’]t)(?: \w+)? going to|gonna|next|shall|upcoming|scheduled"
    r"|expected|forecast|planned|plans?|due|would|could|might|should|supposed to|deadline|target"
)
_TOLD = (
    r"say|says|said|tell|told|announced?|warn(?:ed)?|claim(?:ed)?|promised?|happened|(?:is|['’]s) happening|know|knew"
    r"|known|think|thought"
)
_REPORTS = r"news|headlines?|articles?|stories|coverage|reports?|reported|published|wrote|written|write"
_FIGURES = (
    r"how (?:many|much|big|high|low|far)|what (?:share|percent\w*|number|level)|rate|average|inflation|(?<=what )%"
)
_RECORD = r"first|last|record|ever|previous(?:ly)?|when|miss(?:ed)?|earliest"
_COMPARED = (
    rf"compar\w+|versus|vs|than|differ\w*|that (?:year|month|week|day|{MONTH_WORDS})"
    r"|which\b.*\b(?:\w+er|more|less)\b.*\bor|the (?:day|week|month|year) (?:before(?! (?:yesterday|last))|after"
    r"|earlier)|an? (?:year|month) (?:before|earlier|ago)|the one (?:before|earlier)"
)
_IDENTIFIES = re.compile(
    r"(?:^|[.!?]\s)\W*(?:(?:in|on|at|for|from|by|to|with|about|of)\s+)?(?:which|who|whose|whom|where"
    r"|what\s+(?!did|do|does|has|have|had|is|are|was|were|happened|['’]s)[a-z])",
    re.IGNORECASE,
)


def read_tense(text: str) -> Tense:
    """The signs of time in a question; a text that is none has whatever words it has."""
    return Tense(
        past=_says(_PAST, text),
        future=_says(_FUTURE, text),
        told=_says(_TOLD, text),
        reports=_says(_REPORTS, text),
        figures=_says(_FIGURES, text),
        record=_says(_RECORD, text),
        compared=_says(_COMPARED, text),
        identifies=_IDENTIFIES.search(text) is not None,
    )


def _says(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE) is not None

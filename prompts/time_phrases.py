"""The forms in which a question puts a time: ranges, bounds, rolling and named periods; and the names that look so."""

import re

from prompts.periods import MONTH_WORDS, NUMBERS, PERIOD, RELATIVE

# As many characters before a phrase are looked at: room for one word.
_LOOK_BACK = 16
_I = re.IGNORECASE
_COUNT = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
_END = rf"{PERIOD}|\d{{1,2}}(?:st|nd|rd|th)?(?!\w)"
_EVENT = r"(?:(?:the|a|an|his|her|its|their)\s+(?:[\w’'-]+\s+){1,5}?(?:on|in|of)\s+)?"
_REPORTS_OF = r"(?:news|headlines|articles|reports|stories|coverage|updates?)\s+(?:from|for|of)"
RANGE = re.compile(
    rf"\b(?:between\s+(?P<a>{_END})\s+and|from\s+(?P<b>{_END})\s+(?:to|until|till|through))\s+(?P<last>{_END})", _I
)
BOUND = re.compile(
    rf"\b(?P<side>since|after|(?<!day )(?<!week )before|prior\s+to|ahead\s+of|until|till|by)"
    rf"\s+(?P<event>{_EVENT})(?P<period>{PERIOD})",
    _I,
)
ROLLING = re.compile(
    rf"\b(?:(?:over|in|during|within|for)\s+)?(?:(?:the|this)\s+)?(?:past\s+|last\s+(?={_COUNT})|(?<=the\s)last\s+)"
    rf"(?:(?P<count>{_COUNT})\s+)?(?P<unit>hour|day|week|month|year)s?(?!\w)(?!\s+of\b)",
    _I,
)
ON = re.compile(
    rf"\b(?:(?P<back>back\s+)?(?:on|in|during|throughout|as\s+of|{_REPORTS_OF})\s+(?!today|yesterday)(?P<dated>{PERIOD})"
    rf"|(?:(?:earlier|late|early)\s+)?(?P<relative>{RELATIVE}))",
    _I,
)
UNREAD = re.compile(
    r"\b(?:later|than|versus|vs\.?|week\s+(?:to|ending)|(?:day|week|month|year)s?\s+(?:after|before(?!\s+(?:yesterday|last))))"
    rf"\s+(?:{PERIOD})",
    _I,
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_BARE = re.compile(rf"(?:\w+ )*?(?P<name>{MONTH_WORDS}|\w+day)(?: \w+)?\.?", _I)
_NOT_A_MONTH = re.compile(r"\s*(?:madness|on\b|to\b|against|for\b|through|be\b|have\b|not\b|was\b|is\b)", _I)


def is_a_name(match: re.Match[str], group: str, text: str) -> bool:
    """Whether the words belong to something else: "USA Today", "on Sunday Times", "by May", "his last month"."""
    phrase, after = match[group], text[match.end(group) :]
    before = text[max(match.start(group) - _LOOK_BACK, 0) : match.start(group)]
    if re.match(r"\s+of\b|\s+the\s+\d", after, _I):
        return True
    if re.fullmatch(RELATIVE, phrase, _I):
        titled = (
            phrase[0].isupper()
            and not re.search(r"(?:^|[.?!:])\W*$", before)
            and not (text.isupper() or text.istitle())
        )
        owned = re.search(r"(?:\b(?:his|her|its|their|my|our|the|usa)|['’]s)\s+$", before, _I)
        nowadays = re.match(r"['’]s(?!\s+(?:news|headlines|stories|articles|reports|papers?)\b)", after)
        weekend = "weekend" in phrase.lower()
        return titled or bool(owned and not weekend) or bool(nowadays and phrase.lower() == "today")
    bare = _BARE.fullmatch(phrase)
    if bare is None:
        return False
    if re.match(r"\s+[A-Z]", after) and not text.isupper():
        return True
    name = bare["name"].lower()
    side = match.group().split()[0].lower()
    if name in {"may", "march"} and _NOT_A_MONTH.match(after):
        return True
    return (
        name == "may"
        and not match.groupdict().get("event")
        and side in {"after", "before", "prior", "ahead", "by", "as"}
    )

"""Whether a sentence of an article reports anything: questions, teasers, bylines and picture credits are no answers."""

import re

from index.cues import CUE_OF

_SAID = "|".join(sorted(CUE_OF, key=len, reverse=True))
_ASKS = re.compile(r"\?[\s\"”’')\]]*$")
_STATES_TOO = re.compile(r"[.!…][\"”’')]*\s|[,:]\s[\"“][^\"“”]*\?[\"”]\s*$")
"""Beside the question a statement, or that it is asked by somebody."""
_QUOTES = re.compile('["“”]')
_SAYS = re.compile(rf"\b(?:{_SAID})\b")
_NO_REPORT = re.compile(
    r"^\W*(?i:related|read more|more|see also|watch|listen|recap|sign up|subscribe|click here|don['’]t miss|in pictures"
    r"|photos?|videos?|gallery|live updates|also read|further reading|recommended)\s?[:|>]"
    r"|^\W*(?:READ MORE|SIGN UP|RELATED|WATCH|MORE|SUBSCRIBE|SEE ALSO|ALSO READ)\b"
    r"|^\W*(?i:sign up (?:for|to)|subscribe to|click here|follow (?:us|him|her|\S+) on|check back|stay with us)\b"
    r"|\b(?i:this is a (?:breaking|developing)|breaking news story|this story (?:will be|has been) updated)\b"
    r"|\bcontributed to this (?:report|story|article)\b"
    r"|^\W*(?:By|BY) [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}\W*(?:$|,? (?:CNN|AP|Reuters|USA TODAY|BBC))"
    r"|(?:Getty Images|AFP/Getty|/AP\b|via AP|/Reuters|/Shutterstock)\W*$|^\W*\((?:Photo|Image|AP Photo)"
    r"|\b[a-z]{3,}:[A-Z][a-z]+\s"
)


def reports(text: str) -> bool:
    """Whether a sentence tells something; a question does where somebody is quoted with it."""
    if _NO_REPORT.search(text):
        return False
    told = _STATES_TOO.search(text) or (_QUOTES.search(text) and _SAYS.search(text))
    return bool(told) or not _ASKS.search(text)

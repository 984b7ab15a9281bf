"""Questions for what is new, by their forms: "what's new since Monday?", "any updates on the strike?".

Only whole questions of these forms are read so; "what new rules did the council pass?" is a question like any other.
"""

import re
from dataclasses import dataclass

from prompts.time_phrases import BOUND

_NEWS = r"(?:news|updates?|changes?|developments?|progress)"
_FORM = re.compile(
    r"^\W*(?:(?:so|and|ok(?:ay)?|well|now)\b[\s,]*)*(?:"
    r"what(?:['’]?s|\s+is|\s+has|\s+are)?(?:\s+been)?(?:\s+(?P<what>changed)|\s+(?:the\s+)?(?:new|news|latest))"
    rf"|(?:(?:is|are)\s+there\s+|have\s+there\s+been\s+|has\s+there\s+been\s+|do\s+you\s+have\s+)?any\s+(?:new\s+|more\s+)?{_NEWS}"
    rf"|(?:is\s+there\s+|has\s+there\s+been\s+)?anything\s+new|{_NEWS}|(?:the\s+)?latest(?:\s+news)?"
    r"|(?P<has>has\s+(?:anything|something|that|this|it)\s+(?:new\s+)?changed|did\s+(?:anything|that|this|it)\s+change)"
    r")(?:\s+(?:yet|now|so\s+far))?"
    r"(?:\s+(?:on|about|with|in|for|regarding|concerning|from|of|at)\s+(?P<topic>[^?!]+?))?\W*$",
    re.IGNORECASE,
)
_SINCE_THEN = re.compile(
    r"\s*\bsince(?:\s+(?:then|that|last\s+time|before|(?:you|I|we)\s+(?:last\s+)?\w+(?:\s+you)?"
    r"|(?:my|your|our|the)\s+(?:last|previous)\s+\w+))?(?=\W*$)",
    re.IGNORECASE,
)
_POINTING = frozenset({"it", "that", "this", "them", "there", "this story", "that story", "the story", "the matter"})


@dataclass(frozen=True, kw_only=True)
class NewsAsked:
    """A question for news: about what ("" says nothing), since which words, and whether an answer `changed`."""

    topic: str
    since: str | None
    changed: bool


def read_news(text: str) -> NewsAsked | None:
    """The question for what is new that a text is; None where it is another question."""
    bound = next((match for match in BOUND.finditer(text) if match["side"].lower() == "since"), None)
    since = bound.group() if bound else None
    rest = f"{text[: bound.start()]} {text[bound.end() :]}" if bound else _SINCE_THEN.sub("", text)
    form = _FORM.match(" ".join(rest.split()))
    if form is None:
        return None
    topic = (form["topic"] or "").strip(" ,.")
    return NewsAsked(
        topic="" if topic.lower() in _POINTING else topic,
        since=since,
        changed=bool(form["what"] or form["has"]),
    )


def news_on(topic: str, since: str | None) -> str:
    """The question in the words by which the newest reports are looked for."""
    return f"What is the latest on {topic}{f' {since}' if since else ''}?"

"""A follow-up of a question word alone: "Why?", "When was that?", "How many?", "Who said that?".

It asks the question before again, for something else: "How many jobs will Karsten Mills cut?", "Why?" is "Why will
Karsten Mills cut jobs?".
"""

import re

from prompts.capitals import names_in
from prompts.clause import AUXILIARIES, Clause, read_clause
from prompts.spoken_questions import asked_speaker
from prompts.topic import topic_of

_BARE = re.compile(
    r"^\W*(?P<word>why|when|where|how|since when|until when|how come)"
    r"(?P<not>\s+not)?"
    r"(?:\s+(?:is|was|did|does|has|will)\s+(?:that|this|it)(?:\s+(?:happen(?:ed)?|so|the case|said))?"
    r"|\s+(?:exactly|then|so))?\W*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^\W*how many(?:\s+(?P<thing>people|of them|in all|altogether|in total|exactly))?\W*$", re.IGNORECASE
)
_WHO = re.compile(r"^\W*(?:who|by whom|who (?:did|was) (?:that|this|it))\W*$", re.IGNORECASE)
_WHO_SAID = re.compile(
    r"^\W*(?:who|which \w+)\s+(?P<verb>said|says|claimed|claims|reported|wrote|told)\s+(?:that|this|so|it)\W*$"
    r"|^\W*says who\W*$",
    re.IGNORECASE,
)
_REGULAR = re.compile(r"^(?:[a-z]{2,}ed|built|led|made|won|found|held|sold|bought|told|sent|lost|shot|hit|cut|paid)$")
_OBJECT = re.compile(r"^(?P<verb>\S+)\s+(?P<thing>(?:the|a|an|his|her|its|their)\s.+|[A-Z].+)$")
_COUNT = re.compile(rf"^\W*how many(?=\s+(?:{'|'.join(sorted(AUXILIARIES))})\b)", re.IGNORECASE)
_NOBODY = frozenset({"who", "what", "which"})


def asks_again(text: str) -> bool:
    """Whether a follow-up is a question word alone, which means nothing without what came before."""
    return any(form.search(text) for form in (_BARE, _HOW_MANY, _WHO, _WHO_SAID))


def asked_again(text: str, before: str) -> str | None:
    """The question before, asked for what this question word asks for; None where it can't be turned around."""
    said = _WHO_SAID.search(text)
    if said:
        topic = topic_of(before)
        verb = said["verb"] or "said"
        return f"Who {verb} that about {topic.noun}?" if topic else None
    clause = read_clause(before)
    if clause is None:
        return None
    bare = _BARE.search(text)
    if bare:
        word = "Why" if bare["word"].lower() == "how come" else bare["word"].capitalize()
        return _asked_for(word, clause, before, negated=bool(bare["not"]))
    if _HOW_MANY.search(text):
        return _how_many(clause)
    return _who(clause) if _WHO.search(text) else None


def _asked_for(word: str, clause: Clause, before: str, *, negated: bool) -> str | None:
    """The clause behind another question word."""
    if not clause.subject:
        return _of_subject(word, clause)
    helping = _negated(clause.helping) if negated else clause.helping.lower()
    rest = clause.rest
    asked = asked_speaker(before)
    speech = asked is not None and asked.cue is not None and bool(rest)
    if speech and clause.asked.lower() == "what":
        verb, _, behind = rest.partition(" ")
        rest = f"{verb} that {behind}".strip()
    elif (
        clause.thing
        and not clause.is_adverbial
        and clause.asked.lower().startswith(("how many", "how much", "which", "what "))
    ):
        verb, _, behind = rest.partition(" ")
        rest = f"{verb} {clause.thing} {behind}".strip()
    elif clause.asked.lower() == "what" and rest and " " not in rest:
        rest = f"{rest} that"
    elif clause.asked.lower() in _NOBODY and not rest:
        return None  # "Who is the mayor?"
    elif clause.asked.lower().startswith("how ") and not rest:
        rest = f"that {clause.asked[len('how ') :]}"
    return f"{word} {helping} {clause.subject} {rest}".strip() + "?"


def _of_subject(word: str, clause: Clause) -> str | None:
    """The same where the question word is the subject: "Who closed the route?" "Why was the route closed?"."""
    if clause.helping:
        subject = clause.thing or ("anyone" if clause.asked.lower() == "who" else "that")
        return f"{word} {clause.helping} {subject} {clause.rest}?"
    if clause.asked.lower() == "what" and clause.rest.lower().startswith("happened"):
        return f"{word} did that happen{clause.rest[len('happened') :]}?"
    done = _OBJECT.match(clause.rest)
    if done and _REGULAR.match(done["verb"]) and clause.asked.lower() in _NOBODY:
        return f"{word} was {done['thing']} {done['verb']}?"
    subject = clause.thing or ("someone" if clause.asked.lower() in {"who", "whom"} else "that")
    return f"{word} is it that {subject} {clause.rest}?"


def _how_many(clause: Clause) -> str | None:
    """How many of what the clause is about."""
    if not clause.subject:
        thing = "people" if clause.asked.lower() in {"who", "how many"} else clause.thing
        return f"How many {thing} {clause.helping} {clause.rest}?".replace("  ", " ") if thing else None
    words = clause.subject.split()
    if not clause.asked and len(words) == 1 and words[0].islower() and clause.rest:
        return f"How many {clause.subject} {clause.helping.lower()} {clause.rest}?"
    verb, _, thing = clause.rest.partition(" ")
    if thing and thing.islower() and " " not in thing and thing.endswith("s"):
        return f"How many {thing} {clause.helping.lower()} {clause.subject} {verb}?"
    return None


def _who(clause: Clause) -> str | None:
    """Who is, or did, what the clause says of somebody."""
    if clause.subject or clause.asked.lower() == "who":
        return None
    return f"Who {clause.helping} {clause.rest}?".replace("  ", " ")


def _negated(helping: str) -> str:
    lower = helping.lower()
    return {"will": "won't", "can": "can't", "may": "may not", "might": "might not"}.get(lower, f"{lower}n't")


def counted_in_full(text: str, before: str) -> str:
    """What was counted before said again: "how many were hurt?" is "how many people were hurt?"."""
    match = _COUNT.match(text)
    clause = read_clause(before)
    if (
        match is None
        or next(names_in(text), None)
        or clause is None
        or not clause.thing
        or not clause.asked.lower().startswith("how many")
    ):
        return text
    return f"{match.group()} {clause.thing}{text[match.end() :]}"

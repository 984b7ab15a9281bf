"""The questions that an evaluation asks of a pack, and those that it makes of it, which nothing there answers.

*left-out*: a question with its own articles left out. *out-of-time*: a name from the headlines in a year of which no
article is, and which no article that holds the name mentions.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.pack import UNDATED, Document, Pack, PackQuestion, Part
from index.intervals import linked
from index.metrics import plain_words
from prompts.capitals import names_in

LEFT_OUT = "left-out"
OUT_OF_TIME = "out-of-time"
MOST_OUT_OF_TIME = 120
MOST_PER_NAME = 3
SHORTEST_ANSWER_CHARACTERS = 3
YEARS_BEFORE = range(12, 60)
"""How long before the oldest article the years lie that are asked for."""

_TEMPLATES = (
    "What happened in {name} in {year}?",
    "What was reported about {name} in {year}?",
    "Who spoke about {name} in {year}?",
    "How many people took part in the {year} talks about {name}?",
    "What did officials say about {name} in {month} {year}?",
    "When in {year} was {name} in the news?",
    "Why was {name} criticised in {month} {year}?",
)
_MONTHS = ("January", "March", "April", "June", "August", "October", "December")
_YEAR = re.compile(r"\b\d{4}\b")
_SHORTEST_NAME_CHARACTERS = 4


def questions_of(pack: Pack) -> list[PackQuestion]:
    """All questions of an evaluation: those of the pack that can be scored, then the ones made of them."""
    asked = [question for question in pack.questions if _is_scored(question)]
    left_out = [_left_out(question, pack) for question in asked if question.part == "realtime"]
    return [*asked, *left_out, *_out_of_time(pack)]


def half_of(questions: Sequence[PackQuestion], half: str) -> list[PackQuestion]:
    """The questions of one half, `a` or `b`; two that share an article, also through others, are in the same one."""
    groups = linked([question.keys for question in questions])
    names: dict[int, str] = {}
    for question, group in zip(questions, groups, strict=True):
        names[group] = min(names.get(group, question.keys[0]), *question.keys)
    return [
        question
        for question, group in zip(questions, groups, strict=True)
        if "ab"[hashlib.sha256(names[group].encode()).digest()[0] % 2] == half
    ]


def sample(questions: Sequence[PackQuestion], size: int, seed: int) -> list[PackQuestion]:
    """So many of the questions by chance, in their own order; the same ones for the same seed."""
    if size >= len(questions):
        return list(questions)
    chosen = random.Random(seed).sample(range(len(questions)), size)  # noqa: S311 - a sample, no secret
    return [questions[number] for number in sorted(chosen)]


def _is_scored(question: PackQuestion) -> bool:
    """RealTimeQA's questions count where an article answers them with a string that is long enough to be looked for."""
    if question.part == "gold":
        return True
    return bool(question.documents) and len(plain_words(question.answers[0])) >= SHORTEST_ANSWER_CHARACTERS


def _left_out(question: PackQuestion, pack: Pack) -> PackQuestion:
    return replace(
        question,
        id=f"{question.id}:{LEFT_OUT}",
        kind=LEFT_OUT,
        answerable=False,
        documents=(),
        without=frozenset((*question.documents, *pack.related[question.id])),
    )


def _out_of_time(pack: Pack) -> Iterator[PackQuestion]:
    parts = {question.part for question in pack.questions}
    part: Part = "gold" if "gold" in parts else "realtime"
    asked = max((question.asked for question in pack.questions), default=UNDATED)
    dated = [document.published.year for document in pack.documents if document.published]
    oldest = min(dated, default=asked.year)
    names = _names(pack.documents)
    wanted = min(MOST_OUT_OF_TIME, MOST_PER_NAME * len(names))
    years = _years_without([name for name, _ in names], oldest, pack.documents)
    for number in range(wanted):
        name, article = names[number % len(names)]
        if not years[name]:
            continue
        year = years[name][number * 7 % len(years[name])]
        text = _TEMPLATES[number % len(_TEMPLATES)].format(name=name, year=year, month=_MONTHS[number % len(_MONTHS)])
        yield PackQuestion(
            id=f"{OUT_OF_TIME}:{number + 1}",
            part=part,
            text=text,
            asked=asked,
            kind=OUT_OF_TIME,
            answerable=False,
            keys=(article,),
        )


def _names(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Names in the headlines, each with the article that it came from, in an order that chance could have made.

    A name counts that the article has inside a sentence too: a headline's capitals alone may be those of any word.
    """
    found: dict[str, str] = {}
    for document in documents:
        for name in names_in(document.title):
            inside = re.search(rf"[a-z,] {re.escape(name)}\b", document.text)
            if inside and len(name) >= _SHORTEST_NAME_CHARACTERS and not any(sign.isdigit() for sign in name):
                found.setdefault(name, document.id)
    ordered = sorted(found.items(), key=lambda item: hashlib.sha256(item[0].encode()).digest())
    return ordered[:MOST_OUT_OF_TIME]


def _years_without(names: Sequence[str], oldest: int, documents: Sequence[Document]) -> dict[str, list[int]]:
    """For each name the years before all articles that no article with the name mentions."""
    mentioned = [{int(year) for year in _YEAR.findall(document.text)} for document in documents]
    before = [oldest - years for years in YEARS_BEFORE]
    return {
        name: sorted(
            set(before).difference(
                *(years for years, document in zip(mentioned, documents, strict=True) if name in document.text)
            )
        )
        for name in names
    }

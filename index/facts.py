"""What the sentences of a report state: names, days, years, clock times and figures, and the words around them.

Plain rules over capitals, digits and the words for weekdays, months and small numbers; for comparing two texts
(`index.same_report`), where both are read by the same rules, not for understanding one.
"""

import re
from collections import Counter
from dataclasses import dataclass

from index.article import Article
from index.sentences import sentence_spans
from index.terms import Analyser, Term

LONGEST_SENTENCES = 400

_FIGURE = re.compile(r"\d+(?:[.,:/–-]\d+)*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_DATE = re.compile(rf"\b(?:{_DAY}\s+(?:of\s+)?)?\b{_MONTH}(?:\s+{_DAY}(?![.,:]\d))?")
_WEEKDAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:s|nes|rs|ur)?day\b|(?:s|rs|r)?\.)")
_OPENS_A_QUOTATION = re.compile(r"[\"“„«'‘:(\[]\s*$")
_UNITS = (
    "first two,second three,third four,fourth five,fifth six,sixth seven,seventh eight,eighth nine,ninth ten,tenth"
    " eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_SPELLED = {word: str(value) for value, words in enumerate(_UNITS.split(), 1) for word in words.split(",")} | {
    word: str(value) for value, word in zip(range(30, 100, 10), _TENS.split(), strict=True)
}
_HONORIFICS = frozenset("mr mrs ms mx miss dr sir dame lord ladi presid prime minist mayor governor senat".split())


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What a sentence states, by kind, and the `frame` of stems that it shares with others of its template."""

    stems: tuple[str, ...]
    frame: frozenset[str]
    names: frozenset[str]
    weekdays: frozenset[str]
    days: frozenset[str]  # "Mar", "Mar 3"
    years: frozenset[str]
    clocks: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A text read for comparing: its headline, its first sentences, and every stem in them."""

    headline: Sentence
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]


def told(article: Article, analyser: Analyser) -> Told:
    """Read an article, at most its first `LONGEST_SENTENCES`; sentences without a term are left out."""
    texts = [span.of(article.text) for span in sentence_spans(article.text)[:LONGEST_SENTENCES]]
    terms = [analyser.terms(text) for text in texts]
    names = _names(texts, terms)
    sentences = tuple(_sentence(text, found, names) for text, found in zip(texts, terms, strict=True) if found)
    return Told(
        # In a headline any word may have a capital: its names are those of the text.
        headline=_sentence(article.title, analyser.terms(article.title), names),
        sentences=sentences,
        stems=frozenset(stem for sentence in sentences for stem in sentence.stems),
    )


def _names(texts: list[str], terms: list[list[Term]]) -> frozenset[str]:
    """Stems written with a capital inside a sentence, more often than without one anywhere."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text, found in zip(texts, terms, strict=True):
        for term in found:
            before = text[max(term.span.start - 3, 0) : term.span.start]
            if not term.word[0].isupper():
                small[term.stem] += 1
            elif before.strip(" .\n-–—") and not _OPENS_A_QUOTATION.search(before):
                capital[term.stem] += 1
    return frozenset(stem for stem, times in capital.items() if times > small[stem]) - _HONORIFICS


def _sentence(text: str, terms: list[Term], names: frozenset[str]) -> Sentence:
    days, rest = _days(text)
    weekdays = frozenset(match[1] for match in _WEEKDAY.finditer(rest))
    rest = _WEEKDAY.sub(" ", rest)
    numbers = frozenset(number.replace(",", "") for number in _FIGURE.findall(rest))
    years = frozenset(number for number in numbers if _YEAR.fullmatch(number))
    clocks = frozenset(number for number in numbers if _CLOCK.fullmatch(number))
    words = [term for term in terms if not term.word[0].isdigit() and term.word in rest]
    spelled = {term.stem: _SPELLED[term.word.lower()] for term in words if term.word.lower() in _SPELLED}
    own = frozenset(term.stem for term in words if term.stem in names and term.word[0].isupper())
    return Sentence(
        stems=tuple(term.stem for term in terms),
        frame=frozenset(term.stem for term in words) - own - spelled.keys(),
        names=own - spelled.keys(),
        weekdays=weekdays,
        days=days,
        years=years,
        clocks=clocks,
        figures=(numbers - years - clocks) | frozenset(spelled.values()),
    )


def _days(text: str) -> tuple[frozenset[str], str]:
    """The months and the days of months that a text names, and the text without them."""
    days: set[str] = set()
    for before, month, after in _DATE.findall(text):
        days.add(month[:3])
        days.update(f"{month[:3]} {day.lstrip('0')}" for day in (before, after) if day)
    return frozenset(days), _DATE.sub(" ", text)

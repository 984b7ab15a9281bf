"""Whether the hits hold the names and numbers of a question: one that nobody mentions is asked about in vain."""

import re
from collections.abc import Iterator, Sequence

from index.article import Article
from index.names import holds_name
from index.query import Hit
from index.terms import Analyser
from prompts.reading import Reading

MISSED_NAMES = 0.34
"""Up to this share of a question's names may be missing: one of three is often told in other words."""
LEAST_TELLING_NUMBER = 32
"""Smaller whole numbers stand for days, versions and the like, which articles write in many ways."""

_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())


def missing_name(reading: Reading, hits: Sequence[Hit], analyser: Analyser) -> str | None:
    """A name that no passage found holds, or a number or thing to be counted that none of their articles does."""
    texts = [f"{hit.passage.article.title} {hit.passage.text}" for hit in hits]
    names = list(_telling(reading.names))
    missing = [name for name in names if not any(holds_name(text, name) for text in texts)]
    if len(missing) > MISSED_NAMES * len(names):
        return missing[0]
    articles = [hit.passage.article for hit in hits]
    if reading.counted and not any(_holds_any(article, reading.counted, analyser) for article in articles):
        return " ".join(reading.counted)
    unheld = (number for number in reading.numbers if not any(_holds_number(article, number) for article in articles))
    return next(unheld, None)


def holds_figures(reading: Reading, article: Article) -> bool:
    """Whether an article holds all numbers of the question, and with them its names; "in 1987" may be elsewhere."""
    if not reading.numbers:
        return True
    names = list(_telling(reading.names))
    missing = [name for name in names if not holds_name(f"{article.title} {article.text}", name)]
    return all(_holds_number(article, n) for n in reading.numbers) and len(missing) <= MISSED_NAMES * len(names)


def _telling(names: Sequence[str]) -> Iterator[str]:
    """The names without single letters and short months; "Ann Lee of NSU" is two."""
    for name in names:
        for part in re.split(r" of (?=[A-Z])", name):
            if len(part) > 1 and part.lower().rstrip(".") not in _MONTHS:
                yield part


def _holds_any(article: Article, stems: Sequence[str], analyser: Analyser) -> bool:
    held = set(analyser.stems(f"{article.title} {article.text}"))
    return any(stem in held for stem in stems)


def _holds_number(article: Article, number: str) -> bool:
    """Whether a number stands in an article or its title, or is about the year of it; small ones are not asked for."""
    value = float(number) if re.fullmatch(r"\d+(?:\.\d+)?", number) else None
    if value is None or (value < LEAST_TELLING_NUMBER and "." not in number):
        return True
    if article.published and abs(article.published.year - value) <= 1:
        return True
    text = f"{article.title} {article.text}".replace(",", "")
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None

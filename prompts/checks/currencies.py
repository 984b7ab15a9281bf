"""Currencies that a sentence names without an amount: "the crown gained 0.8 percent against the dollar".

One that a source never names, in words or by a sign, where it names others, has been put in the place of another.
"""

import re
from collections.abc import Iterator

from prompts.checks.units import is_compatible, units_named

_MONEY = (
    r"dollars?|euros?|pounds?|sterling|yen|yuan|renminbi|crowns?|kron[aeo]r?|koruna|francs?|roubles?|rubles?|rupees?"
    r"|pesos?|liras?|rand|shekels?|dirhams?|riyals?|dinars?|zlot(?:y|ys)|forints?|naira"
)
_AGAINST = re.compile(rf"\b(?:against|versus|vs\.?|to|in|into)\sthe\s(?:[A-Z][a-z.]+\s)?(?P<money>{_MONEY})\b(?!\s?\d)")
_NAMED = re.compile(
    rf"\b(?:{_MONEY}|greenback|USD?|GBP|EUR|AUD|CAD|NZD|JPY|CNY|RMB|INR|SEK|NOK|DKK|CZK)\b|[$£€¥₹]", re.IGNORECASE
)
_OTHER_WORDS = {"sterling": "£", "greenback": "$", "us": "$"}


def strange_currencies(text: str, known: str) -> Iterator[str]:
    """The currencies that a text names without an amount and a source nowhere, where that names others."""
    wanted = dict.fromkeys(match["money"] for match in _AGAINST.finditer(text))
    if not wanted:
        return
    named = {dimension for match in _NAMED.finditer(known) for dimension in _dimensions(match.group())}
    for words in wanted:
        if named and not any(is_compatible(one, other) for one in _dimensions(words) for other in named):
            yield words


def _dimensions(word: str) -> set[str]:
    plain = _OTHER_WORDS.get(word.lower(), word)
    return {unit.dimension for unit in units_named(plain)} - {"weight"}

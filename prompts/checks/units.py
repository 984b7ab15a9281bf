"""The units that figures are given in, and which of them can be turned into one another exactly.

A unit is a dimension and its size in it: a mile is 1,609.344 of `length`. Months and years are a dimension of their
own, for no number of days is exactly a month. A word with two meanings (a pound of money, a pound of weight) has both.
"""

from dataclasses import dataclass
from fractions import Fraction

PLAIN = ""
COUNT = "count"
NAME = "name"
ORDINAL = "ordinal"
PERCENT = "percent"

DOLLARS = frozenset({"dollar", "USD", "AUD", "CAD", "NZD", "HKD", "SGD"})
CROWNS = frozenset({"crown", "SEK", "NOK", "DKK", "CZK"})
_DEGREES = frozenset({"degree", "celsius", "fahrenheit"})
_FAMILIES = ((DOLLARS, "dollar"), (CROWNS, "crown"), (_DEGREES, "degree"))
_COUNTED = frozenset({PLAIN, COUNT, NAME, ORDINAL})


@dataclass(frozen=True, slots=True)
class Unit:
    """So much of a dimension: `Unit("time", 60)` is a minute."""

    dimension: str
    size: Fraction = Fraction(1)


def _same(dimension: str, words: str, size: str | int = 1) -> dict[str, tuple[Unit, ...]]:
    return dict.fromkeys(words.split("|"), (Unit(dimension, Fraction(size)),))


WORDS: dict[str, tuple[Unit, ...]] = {
    **_same(PERCENT, "%|percent|per cent|pc|pct"),
    **_same("points", "percentage point|point of percentage|pp"),
    **_same("points", "basis point|bps", "0.01"),
    **_same("length", "km|kilometre|kilometer|kms", 1000),
    **_same("length", "metre|meter"),
    **_same("length", "cm|centimetre|centimeter", "0.01"),
    **_same("length", "mm|millimetre|millimeter", "0.001"),
    **_same("length", "mile|mi", "1609.344"),
    **_same("length", "nautical mile", 1852),
    **_same("length", "yard|yd", "0.9144"),
    **_same("length", "foot|feet|ft", "0.3048"),
    **_same("length", "inch|inche", "0.0254"),
    **_same("area", "square km|square kilometre|square kilometer|sq km|km2|km²", 10**6),
    **_same("area", "square metre|square meter|sq m|m2|m²"),
    **_same("area", "square mile|sq mile|sq mi", "2589988.110336"),
    **_same("area", "square foot|square feet|sq ft", "0.09290304"),
    **_same("area", "hectare|ha", 10**4),
    **_same("area", "acre", "4046.8564224"),
    **_same("weight", "kg|kilogram|kilogramme|kilo", 1000),
    **_same("weight", "gram|gramme|g"),
    **_same("weight", "milligram|mg", "0.001"),
    **_same("weight", "tonne|metric ton", 10**6),
    **_same("weight", "lb", "453.59237"),
    **_same("weight", "ounce|oz", "28.349523125"),
    **_same("weight", "stone", "6350.29318"),
    # American, metric, British: which ton is meant is seldom said.
    "ton": (
        Unit("weight", Fraction("907184.74")),
        Unit("weight", Fraction(10**6)),
        Unit("weight", Fraction("1016046.9088")),
    ),
    **_same("time", "second|sec"),
    **_same("time", "minute|min", 60),
    **_same("time", "hour|hr", 3600),
    **_same("time", "day", 86400),
    **_same("time", "night", 86400),
    **_same("time", "week", 7 * 86400),
    **_same("time", "fortnight", 14 * 86400),
    **_same("years", "month|mo"),
    **_same("years", "year|yr", 12),
    **_same("years", "decade", 120),
    **_same("years", "century|centurie", 1200),
    **_same("celsius", "degree celsius|degree centigrade|°c|c"),
    **_same("fahrenheit", "degree fahrenheit|°f|f"),
    **_same("degree", "degree|°"),
    **_same("speed", "mph|mile per hour|mile an hour", "1.609344"),
    **_same(
        "speed", "kph|km/h|kmh|km per hour|kilometre per hour|kilometer per hour|kilometre an hour|kilometer an hour"
    ),
    **_same("speed", "knot", "1.852"),
    **_same("volume", "litre|liter"),
    **_same("volume", "gallon", "3.785411784"),
    **_same("volume", "barrel", "158.987294928"),
    **_same("power", "kilowatt|kw"),
    **_same("power", "megawatt|mw", 1000),
    **_same("power", "gigawatt|gw", 10**6),
    **_same("USD", "usd|us dollar|u.s. dollar|american dollar|us$"),
    **_same("AUD", "aud|australian dollar|a$|au$"),
    **_same("CAD", "cad|canadian dollar|c$|ca$"),
    **_same("NZD", "nzd|new zealand dollar|nz$"),
    **_same("HKD", "hkd|hong kong dollar|hk$"),
    **_same("SGD", "sgd|singapore dollar|s$"),
    **_same("dollar", "dollar|buck|$"),
    "cent": (Unit("dollar", Fraction(1, 100)), Unit("EUR", Fraction(1, 100))),
    **_same("EUR", "eur|euro|€"),
    **_same("GBP", "gbp|pound sterling|british pound|£|quid"),
    **_same("GBP", "pence|penny|pennie", "0.01"),
    "pound": (Unit("GBP"), Unit("weight", Fraction("453.59237"))),
    "¥": (Unit("yen"), Unit("yuan")),
    **_same("yen", "yen|jpy"),
    **_same("yuan", "yuan|renminbi|cny|rmb"),
    **_same("rupee", "rupee|inr|₹|rs"),
    **_same("rouble", "rouble|ruble"),
    **_same("SEK", "sek|swedish krona|swedish kronor|swedish crown"),
    **_same("NOK", "nok|norwegian krone|norwegian kroner|norwegian crown"),
    **_same("DKK", "dkk|danish krone|danish kroner|danish crown"),
    **_same("crown", "crown|krona|kronor|krone|kroner|koruna"),
    **{word: (Unit(word),) for word in "peso franc lira rand shekel dirham riyal dinar zloty forint naira".split()},
}
METRES = (Unit("length"),)
"""What "5m" may mean beside 5 million."""


def units_named(word: str) -> tuple[Unit, ...]:
    """The units that a word or sign may mean, in whatever number and case; none where it is no unit."""
    lowered = word.lower()
    return WORDS.get(lowered) or WORDS.get(lowered.removesuffix("s")) or ()


def is_compatible(one: str, other: str) -> bool:
    """Whether figures of two dimensions may be the same; what is not said may be anything that is said."""
    if one == other:
        return True
    if PLAIN in (one, other):
        return True
    if one in _COUNTED and other in _COUNTED:
        return {one, other} != {COUNT, NAME}
    return any(one in family and other in family and general in (one, other) for family, general in _FAMILIES)

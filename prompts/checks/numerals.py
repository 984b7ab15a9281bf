"""Numbers as people write them, and what they come to: 1,200, 1.2 thousand, twelve hundred, two-thirds, a dozen.

Only numbers are read here; what they count or measure is for `figures` to see. Where a writing can be read in two ways
("235, 000" may be one number or two), the other way is kept as parts.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from index.passage import Span


class Kind(StrEnum):
    """How a number is meant: VAGUE is "hundreds", CODE a name or version with digits, SOFT "both", "twice"."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    SHARE = "share"
    VAGUE = "vague"
    CODE = "code"
    SOFT = "soft"


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeral:
    """A number of a text. `ceiling` bounds a vague one, `parts` are the numbers that it may be instead.

    `scale` is the last of its own ("1.2 thousand") and counted into `value`, `suffix` is what is written together with
    its digits.
    """

    span: Span
    kind: Kind
    value: Fraction
    ceiling: Fraction | None = None
    parts: tuple[Fraction, ...] = ()
    scale: Fraction = Fraction(1)
    suffix: str = ""


_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth".split()
)
_TIETHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {"dozen": 12, "lakh": 10**5, "crore": 10**7}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12, "trn": 10**12}
_VALUES = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
_ORDINALS = {
    **{word: number for number, word in enumerate(_FIRSTS, 1)},
    **{word: 10 * number for number, word in enumerate(_TIETHS, 2)},
    "hundredth": 100,
    "thousandth": 1000,
}
_SHARES = {"half": 2, "halve": 2, "quarter": 4, **{word: _ORDINALS[word] for word in _FIRSTS[2:12]}}
_GLYPHS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_SOFT = {
    **dict.fromkeys(("both", "pair", "pairs", "couple", "couples", "duo", "twin", "twins", "twice", "double"), 2),
    **dict.fromkeys(("doubled", "doubling", "doubles", "doubly", "twofold"), 2),
    **dict.fromkeys(("trio", "triple", "tripled", "tripling", "thrice", "threefold", "triplets"), 3),
    **dict.fromkeys(("quartet", "quadruple", "quadrupled", "fourfold"), 4),
    **dict.fromkeys(("single", "sole", "lone", "once"), 1),
}
# From where to where "hundreds" may reach; writers are generous upwards.
_CROWDS = {"ten": (10, 200), "dozen": (24, 200), "hundred": (100, 2000), "thousand": (1000, 10**6)}

_SUB = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)})\b)?|{'|'.join(_TEENS)}|{'|'.join(_ONES)})\b"
_HUNDREDS = rf"{_SUB}(?:[- ]hundred\b(?:(?:[- ]and)?[- ]{_SUB})?)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b"
_GROUPED = r"\d{1,3}(?:,[ \u00a0]?\d{3}){1,6}(?!\d)|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,6}(?![\d,.]\d)"
# "7. 8 per cent": badly tokenised, and no end of a sentence, for a unit follows.
_DECIMAL = r"(?:per\s?cent|%|million|billion|kg|km|cm|mm|mph|miles|lb)"
_PLURAL = r"tens|dozens|hundreds|thousands|millions|billions|trillions"
NUMERAL = re.compile(
    rf"(?P<vague>\b(?:(?P<crowd>{_PLURAL})(?:\s+of\s+(?P<whole>thousands|millions|billions|trillions))?"
    rf"|(?:several|(?:a[ ])?few|many|a[ ]couple)[ ](?P<several>{_SCALE}))\b)"
    r"|(?P<version>(?<![\w$£€¥₹.,/-])(?:\d{1,9}(?:\.\d{1,9}){2,6}|\d{1,9}/\d{1,9}(?:/\d{1,9})?"
    r"|\d{1,3}(?::\d\d){2})(?![\w/]))"
    r"|(?P<code>(?<![\w$£€-])(?!(?:Rs|USD|GBP|EUR|INR|AUD|CAD)\d)"
    r"(?:(?=[A-Za-z]{0,11}(?-i:[A-Z]))[A-Za-z]{1,12}-|[A-Za-z]{1,12})"
    r"\d{1,9}(?:[-.]?[A-Za-z\d]{1,9}){0,3}(?!\w))"
    rf"|(?P<share>\b(?:(?P<over>an?|{'|'.join(_ONES)}|\d)[- ])"
    rf"(?P<under>hal(?:f|ves)|(?:{'|'.join(_FIRSTS[2:12])}|quarter)s?)\b(?![- ]?final))"
    rf"|(?P<halved>\bhalf[- ](?:an?[- ])?(?P<halfof>{_SCALE}))"
    r"|(?P<half>(?<!first[ -])(?<!second[ -])(?<!other[ -])\bhalf"
    r"(?=\s+(?:of|the|its|their|his|her|our|all|those|these)\b))"
    rf"|(?P<ordinal>(?<![\w.,])\d{{1,9}}(?:st|nd|rd|th)\b|\b(?:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_FIRSTS[:9])})"
    rf"|{'|'.join(_FIRSTS)}|{'|'.join(_TIETHS)}|hundredth|thousandth)\b)"
    rf"|(?P<digits>(?<![\w.])(?<!\d,)(?:{_GROUPED}|\d{{1,40}})(?:\.\d{{1,20}}|\.[ ]\d{{1,2}}(?=\s?{_DECIMAL}))?"
    r"(?P<glyph>[½¼¾⅓⅔]|[ ][1-3]/[2-8]\b)?)"
    rf"(?:(?P<scale>[- ]?{_SCALE})|(?P<suffix>[A-Za-z]{{1,9}}(?![A-Za-z\d])|[ ](?:m|bn|mn|mln|tn|trn)(?![\w'’])))?"
    r"|(?P<point>(?<![\w.])\.\d{1,20}(?!\w)|[½¼¾⅓⅔])"
    rf"|(?P<words>\b(?:an?[- ](?={_SCALE})|{_HUNDREDS})(?:[- ]and[- ]a[- ]half\b)?"
    rf"(?:[- ]?{_SCALE}(?:(?:,|[ ]and)?[ ]{_HUNDREDS})?){{0,3}})"
    rf"|(?P<couple>\ba\s+couple(?=\s+of\b))|(?P<soft>\b(?:{'|'.join(_SOFT)})\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+|[½¼¾⅓⅔]")
_NAMED = re.compile(r"[a-z]+", re.IGNORECASE)
_SIGNS = re.compile(r"[^\d.]")
# A number begins with a digit or with one of these words; to look each word up is quicker than to try the pattern.
_BEGINNINGS = frozenset(
    {*_VALUES, *_ORDINALS, *_SOFT, *_PLURAL.split("|"), "several", "few", "many", "a", "an", "half"}
)


def numerals_in(text: str) -> list[Numeral]:
    """The numbers of a text in order; none lies in another."""
    found: list[Numeral] = []
    done = 0
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if start < done or not _may_begin(token.group(), text[end : end + 2]):
            continue
        if (
            text[max(0, start - 1) : start] == "."
            and start - 1 >= done
            and not text[max(0, start - 2) : start - 1].isalnum()
        ):
            start -= 1
        match = NUMERAL.match(text, start)
        if match:
            found.append(_READERS[str(match.lastgroup)](match))
            done = match.end()
    return found


def _may_begin(word: str, behind: str) -> bool:
    if word.isalpha():
        return word.lower() in _BEGINNINGS or (behind[:1] == "-" and behind[1:].isdecimal())
    return any(sign.isdecimal() or sign in _GLYPHS for sign in word)


def _digits(match: re.Match[str]) -> Numeral:
    written = match["digits"]
    glyph = match["glyph"] or ""
    plain = written[: len(written) - len(glyph)]
    value = Fraction(_SIGNS.sub("", plain))
    if glyph:
        value += _GLYPHS.get(glyph) or Fraction(glyph.strip())
    apart = re.split(r",?[^\d.,]", plain.rstrip("., "))
    parts = tuple(Fraction(_SIGNS.sub("", part)) for part in apart) if len(apart) > 1 and ". " not in plain else ()
    scale = (match["scale"] or "").strip(" -").lower()
    suffix = (match["suffix"] or "").strip()
    size = Fraction(_SCALES.get(scale, 1))
    if scale:
        value *= size
    elif suffix.lower() in _SHORT and suffix.lower() != "m":
        short = Fraction(_SHORT[suffix.lower()])
        return Numeral(span=Span(*match.span()), kind=Kind.CARDINAL, value=value * short, scale=short)
    return Numeral(
        span=Span(*match.span()),
        kind=Kind.CARDINAL,
        value=value,
        parts=parts,
        scale=size,
        suffix=suffix,
    )


def _cardinal(match: re.Match[str]) -> Numeral:
    words = _NAMED.findall(match.group().lower())
    scale = next((_SCALES[word] for word in reversed(words) if word in _SCALES), 1)
    return Numeral(span=Span(*match.span()), kind=Kind.CARDINAL, value=_value(words), scale=Fraction(scale))


def _value(words: list[str]) -> Fraction:
    """What number words come to; "a half" is added before the scale that follows it."""
    total = current = Fraction(0)
    for word in words:
        if word in _SCALES:
            current = (current or Fraction(1)) * _SCALES[word]
            if _SCALES[word] >= _SCALES["thousand"]:
                total, current = total + current, Fraction(0)
        elif word == "half":
            current += Fraction(1, 2)
        else:
            current += _VALUES.get(word, 0)
    return total + current


def _share(match: re.Match[str]) -> Numeral:
    over = match["over"].lower()
    under = match["under"].lower()
    count = int(over) if over.isdigit() else _VALUES.get(over, 1)
    parts = _SHARES[under.removesuffix("s") if under != "halves" else "halve"]
    # "A third of them" is a share, "a third man" is one more.
    may_be_next = over in {"a", "an"} and under in _ORDINALS
    return Numeral(
        span=Span(*match.span()),
        kind=Kind.SHARE,
        value=Fraction(count, parts),
        parts=(Fraction(parts),) if may_be_next else (),
    )


def _halved(match: re.Match[str]) -> Numeral:
    scale = Fraction(_SCALES[match["halfof"].lower()])
    return Numeral(span=Span(*match.span()), kind=Kind.CARDINAL, value=scale / 2, scale=scale)


def _half(match: re.Match[str]) -> Numeral:
    return Numeral(span=Span(*match.span()), kind=Kind.SHARE, value=Fraction(1, 2))


def _ordinal(match: re.Match[str]) -> Numeral:
    word = match.group().lower()
    value = (
        int(word[:-2])
        if word[0].isdigit()
        else sum(_ORDINALS.get(part) or _VALUES[part] for part in _NAMED.findall(word))
    )
    return Numeral(span=Span(*match.span()), kind=Kind.ORDINAL, value=Fraction(value))


def _point(match: re.Match[str]) -> Numeral:
    written = match.group()
    return Numeral(span=Span(*match.span()), kind=Kind.CARDINAL, value=_GLYPHS.get(written) or Fraction(written))


def _vague(match: re.Match[str]) -> Numeral:
    if match["several"]:
        scale = _SCALES[match["several"].lower()]
        floor, ceiling = 2 * scale, 20 * scale
    else:
        crowd = match["crowd"].lower().removesuffix("s")
        floor, ceiling = _CROWDS.get(crowd) or (_SCALES[crowd], 1000 * _SCALES[crowd])
        if match["whole"]:
            whole = _SCALES[match["whole"].lower().removesuffix("s")]
            floor, ceiling = floor * whole, ceiling * whole
    return Numeral(span=Span(*match.span()), kind=Kind.VAGUE, value=Fraction(floor), ceiling=Fraction(ceiling))


def _couple(match: re.Match[str]) -> Numeral:
    return Numeral(span=Span(*match.span()), kind=Kind.CARDINAL, value=Fraction(2))


def _soft(match: re.Match[str]) -> Numeral:
    return Numeral(span=Span(*match.span()), kind=Kind.SOFT, value=Fraction(_SOFT[match.group().lower()]))


def _code(match: re.Match[str]) -> Numeral:
    over, slash, under = match.group().partition("/")
    if slash and over.isdigit() and under.isdigit() and 0 < int(over) < int(under) <= _LARGEST_UNDER:
        return Numeral(span=Span(*match.span()), kind=Kind.SHARE, value=Fraction(int(over), int(under)))
    return Numeral(span=Span(*match.span()), kind=Kind.CODE, value=Fraction(0))


_LARGEST_UNDER = 10
_READERS = {
    "digits": _digits,
    "scale": _digits,
    "suffix": _digits,
    "words": _cardinal,
    "share": _share,
    "halved": _halved,
    "half": _half,
    "ordinal": _ordinal,
    "point": _point,
    "vague": _vague,
    "couple": _couple,
    "soft": _soft,
    "code": _code,
    "version": _code,
}

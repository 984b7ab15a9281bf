"""The dates and clock times that a text names, as far as its words say them: "25 September", "last Wednesday".

What they come to by an article's date of publication is for `moments` to say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from index.passage import Span
from prompts.checks.units import units_named
from prompts.periods import MONTH_WORDS, NUMBERS


class Grain(StrEnum):
    """What kind of time is named; a WORD is relative ("last week"), AGO a distance ("two years ago")."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    WEEKDAY = "weekday"
    WORD = "word"
    AGO = "ago"
    CLOCK = "clock"


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A date expression: what of year, month, day and weekday it says. `minutes` are those of the day it may mean.

    `word` is the relative word in lower case, and for a weekday "last" or "next" where that is said.
    """

    span: Span
    words: str
    grain: Grain
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    word: str = ""
    minutes: frozenset[int] = frozenset()


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SHORT_DAY = r"(?-i:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\."
_YEAR = r"(?:1[5-9]|20)\d\d(?!\w|[.,]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)"
_UNTIL = r"(?:\s?[-–—/&]\s?|\s(?:and|to|or|through|until)\s|,\s)"
_UNIT = r"(?:week|weekend|month|year|quarter|spring|summer|autumn|fall|winter|decade|century|season)"
_MORE = "|".join((*NUMBERS, "fifteen", "twenty", "thirty", "forty", "fifty"))
_HOUR = r"(?:[01]?\d|2[0-4])"
_MERIDIEM = r"[ap]\.?\s?m\b\.?"
DATE = re.compile(
    r"(?P<iso>(?<![\d/-])(?:19|20)\d\d([-/])(?:1[0-2]|0?[1-9])\2(?:3[01]|[12]\d|0?[1-9])(?!\d))"
    r"|(?P<slashed>(?<![\d/.])\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d(?!\d))"
    rf"|(?P<dmy>(?<![\w$£€.,])(?:{_DAY}{_UNTIL})?{_DAY}\s(?:of\s)?{MONTH_WORDS}\.?(?:,?\s(?:of\s)?{_YEAR})?)"
    rf"|(?P<mdy>\b{MONTH_WORDS}\.?\s(?:the\s)?{_DAY}(?:{_UNTIL}{_DAY}(?!\s{MONTH_WORDS}))?(?:,?\s{_YEAR})?)"
    rf"|(?P<my>\b{MONTH_WORDS}\.?(?:,|\sof)?\s{_YEAR})"
    rf"|(?P<ago>\b(?:\d{{1,4}}|an?|{_MORE})\s(?:second|minute|hour|day|week|month|year|decade|centurie|century)s?\sago\b)"
    r"|(?P<word>\b(?:(?:the\s)?day\s(?:before\syesterday|after\stomorrow)|yesterday|today|tonight|tomorrow|last\snight"
    rf"|this\s(?:morning|afternoon|evening|{_UNIT})|(?<!the\s)(?<!its\s)(?<!his\s)(?<!her\s)(?:last|next)\s{_UNIT})\b(?!\sof\b))"
    rf"|(?P<weekday>\b(?:(?:last|next|this|this\spast|this\scoming)\s)?(?:{_WEEKDAY}\b|{_SHORT_DAY}))"
    r"|(?P<decade>(?<![\w])(?:1[5-9]|20)\d0['’]?s\b|(?<!\w)['’][1-9]0s\b)"
    rf"|(?P<years>(?<![\w$£€.,/-])(?:fy\s?)?{_YEAR}(?:[-–/](?:\d\d|{_YEAR})(?!\w))?(?![%°]))"
    rf"|(?P<clock>(?<![\w$£€.,:/])(?:{_HOUR}(?:[:.][0-5]\d)?\s?(?:{_MERIDIEM})?(?:-|–|\sto\s|\sand\s))?{_HOUR}(?:[:.][0-5]\d)?\s?{_MERIDIEM}"
    rf"|(?<![\w$£€.,:/]){_HOUR}:[0-5]\d(?![\w:])|(?<![\w.,]){_HOUR}[0-5]\d\s(?:GMT|UTC|BST|hours|hrs|local)\b"
    rf"|\b(?:\d{{1,2}}|{'|'.join(NUMBERS)})\so['’]clock\b|\b(?:noon|midday|midnight)\b)"
    rf"|(?P<month>\b(?:(?:last|next|this)\s)?{MONTH_WORDS}(?:\.(?=\s[a-z\d]))?)"
    rf"|(?P<theday>\bon\sthe\s{_DAY}(?=\s*(?:[.,;]|and\b|to\b|$)))",
    re.IGNORECASE,
)
# Where an expression may begin; to look for these signs first is quicker than to try the whole pattern everywhere.
_START = re.compile(
    r"(?<![^\W_])(?:\d|['’](?=\d0s)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|the\sday|day"
    rf"|yester|today|tonight|tomorrow|last\s|this\s|next\s|an?\s|noon|mid|on\sthe\s\d|fy|{_MORE}))",
    re.IGNORECASE,
)
_IN_DATE = re.compile(rf"(?P<month>(?<![a-z]){MONTH_WORDS})|(?P<year>{_YEAR})|(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE)
_AMBIGUOUS = frozenset({"may", "march", "mar", "sun", "sat", "wed", "fri", "mon", "dec", "jan"})
_MONTH_CUE = re.compile(
    r"\b(?:in|of|since|by|from|until|till|to|through|during|early|late|mid|last|next|this|and|before|after|for)[\s-]$|[-–(]$",
    re.IGNORECASE,
)
_YEAR_CUE = re.compile(
    r"\b(?:in|of|since|by|from|until|till|to|through|during|early|late|mid|the|and|before|after|for|summer|spring|autumn|winter|fall|year|election)[\s-]$|[(]$",
    re.IGNORECASE,
)
_SURE_CUE = re.compile(r"\b(?:in|of|since|by|until|till|during|early|late|mid)[\s-]$|[(]$", re.IGNORECASE)
_AMOUNT_CUE = re.compile(
    r"\b(?:about|around|nearly|almost|some|than|over|least|roughly|approximately)\s$", re.IGNORECASE
)
_NEXT = re.compile(r"[\s-]([A-Za-z]{3,15})\b")
_PEOPLE = frozenset("people men women children troops soldiers homes houses jobs others".split())
_LOOK_BACK = 12
_FIRST_SURE_YEAR = 1900


def dates_in(text: str) -> tuple[Named, ...]:
    """The date expressions of a text in order; one that names two days or years comes as both."""
    found: list[Named] = []
    done = 0
    for start in _START.finditer(text):
        if start.start() < done:
            continue
        match = DATE.match(text, start.start())
        if match is None or _is_something_else(match):
            continue
        found.extend(_READERS[str(match.lastgroup)](match))
        done = match.end()
    return tuple(found)


def _is_something_else(match: re.Match[str]) -> bool:
    """Whether the words name no date: "12 may have died", "USA Today", "2000 people"."""
    kind, text, words = str(match.lastgroup), match.string, match.group()
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    if kind in {"dmy", "mdy"}:
        return re.search(r"\b(?:may|mar|march)\b", words) is not None and not re.search(_YEAR, words)
    if kind == "month":
        name = words.split()[-1]
        sure = len(name) > len("March") and name.lower() not in _AMBIGUOUS
        return not sure and not (name[0].isupper() and (" " in words or _MONTH_CUE.search(before)))
    if kind == "word":
        return before.endswith("USA ") or words.lower() == "this second"
    if kind == "years" and len(words) == len("2024"):
        behind = _NEXT.match(text, match.end())
        counted = behind is not None and (behind[1].lower() in _PEOPLE or bool(units_named(behind[1])))
        cue = _SURE_CUE if counted else _YEAR_CUE
        sure = not counted and int(words) >= _FIRST_SURE_YEAR
        return _AMOUNT_CUE.search(before) is not None or not (sure or cue.search(before))
    return False


def _one(match: re.Match[str], grain: Grain) -> Named:
    words = match.group()
    # The dot of "6 Sept." belongs to it, that of "6 May." ends the sentence.
    if words.endswith(".") and words.rstrip(".").split()[-1].lower() in _FULL_MONTHS:
        words = words.rstrip(".")
    return Named(span=Span(match.start(), match.start() + len(words)), words=words, grain=grain)


def _numeric(match: re.Match[str]) -> list[Named]:
    numbers = [int(part) for part in re.split(r"[-/.]", match.group())]
    if str(match.lastgroup) == "iso":
        return [replace(_one(match, Grain.DAY), year=numbers[0], month=numbers[1], day=numbers[2])]
    first, second, year = numbers
    if 1 <= second <= len(_MONTHS) < first:
        return [replace(_one(match, Grain.DAY), year=year, month=second, day=first)]
    if 1 <= first <= len(_MONTHS) < second:
        return [replace(_one(match, Grain.DAY), year=year, month=first, day=second)]
    # The third of April or the fourth of March: only the year is sure.
    return [replace(_one(match, Grain.YEAR), year=year)]


def _dated(match: re.Match[str]) -> list[Named]:
    parts = [(str(part.lastgroup), part.group()) for part in _IN_DATE.finditer(match.group())]
    year = next((int(words) for kind, words in parts if kind == "year"), None)
    month = next((1 + _MONTHS.index(words.lower()[:3]) for kind, words in parts if kind == "month"), None)
    days = [int(words) for kind, words in parts if kind == "day"]
    if not days:
        return [replace(_one(match, Grain.MONTH), year=year, month=month, word=_side(match.group()))]
    return [replace(_one(match, Grain.DAY), year=year, month=month, day=day) for day in days]


def _side(words: str) -> str:
    """Which one is meant, "last" or "next", where that is said of a weekday or month."""
    first = words.lower().split()
    if first[:2] == ["this", "past"]:
        return "last"
    if first[:2] == ["this", "coming"]:
        return "next"
    return first[0] if first[0] in {"last", "next"} else ""


def _years(match: re.Match[str]) -> list[Named]:
    first, *more = re.findall(r"\d+", match.group())
    ends = [int(first), *(int(end) if len(end) == len(first) else int(first[:2] + end) for end in more)]
    return [replace(_one(match, Grain.YEAR), year=year) for year in ends]


def _decade(match: re.Match[str]) -> list[Named]:
    digits = "".join(re.findall(r"\d", match.group()))
    if len(digits) < len("1990"):
        digits = ("19" if int(digits) > int("20") else "20") + digits
    return [replace(_one(match, Grain.DECADE), year=int(digits))]


def _weekday(match: re.Match[str]) -> list[Named]:
    name = match.group().lower().split()[-1][:3]
    return [replace(_one(match, Grain.WEEKDAY), weekday=_WEEKDAYS.index(name), word=_side(match.group()))]


def _word(match: re.Match[str]) -> list[Named]:
    words = " ".join(match.group().lower().split()).removeprefix("the ")
    return [replace(_one(match, Grain.WORD), word=words)]


def _ago(match: re.Match[str]) -> list[Named]:
    count, unit, _ = match.group().lower().split()
    number = count if count.isdigit() else str(_COUNTS.get(count, 1))
    return [replace(_one(match, Grain.AGO), word=f"{int(number)} {unit.removesuffix('s')}")]


def _clock(match: re.Match[str]) -> list[Named]:
    words = match.group().lower()
    if words in {"noon", "midday", "midnight"}:
        return [replace(_one(match, Grain.CLOCK), minutes=frozenset({0 if words == "midnight" else 720}))]
    found = []
    late = re.search(r"([ap])\.?\s?m", words)
    for hours, minutes in re.findall(r"(\d\d(?=\d\d\s)|\d{1,2}|[a-z]+(?=\so['’]))(?:[:.]?(\d\d))?(?!\d)", words):
        number = int(hours) if hours.isdigit() else _COUNTS.get(hours, 0)
        said = 60 * number + int(minutes or 0)
        if late and number <= _NOON:
            said = said % 720 + (720 if late[1] == "p" else 0)
        open_ended = not late and 1 <= number <= _NOON and not hours.startswith("0")
        either = {said % 720, said % 720 + 720} if open_ended else {said % 1440}
        found.append(replace(_one(match, Grain.CLOCK), minutes=frozenset(either)))
    return found


def _the_day(match: re.Match[str]) -> list[Named]:
    return [replace(_one(match, Grain.DAY), day=int("".join(re.findall(r"\d", match.group()))))]


_NOON = 12
_COUNTS = {word: number for number, word in enumerate(NUMBERS, 1)} | {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_READERS = {
    "iso": _numeric,
    "slashed": _numeric,
    "dmy": _dated,
    "mdy": _dated,
    "my": _dated,
    "month": _dated,
    "ago": _ago,
    "word": _word,
    "weekday": _weekday,
    "decade": _decade,
    "years": _years,
    "clock": _clock,
    "theday": _the_day,
}


def full_dates(dates: Sequence[Named]) -> tuple[Span, ...]:
    """Where dates stand that are no bare years: what else a bare year counts as, only its text can tell."""
    return tuple(one.span for one in dates if one.grain is not Grain.AGO and not one.words.isdigit())

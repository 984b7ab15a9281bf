"""Whether the dates of a sentence stand in what it cites, or follow from it by the article's date of publication.

They are compared at the coarser grain of the two: "25 September 2024" holds "in September 2024" and "on Wednesday",
while "in September" does not hold "25 September". The date of publication itself holds a date written in figures, for a
sentence may name the paper of that day, but neither a weekday nor "yesterday".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from prompts.checks.binding import Context, bound_elsewhere, contexts, pairs
from prompts.checks.dates_named import Grain, Named, dates_in
from prompts.checks.figures import Figure, figures_in
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.moments import Moment, moments
from prompts.checks.source import Source
from prompts.checks.units import units_named


@dataclass(frozen=True, kw_only=True)
class _Read:
    """The dates of a source and what each may mean."""

    text: str
    number: int
    published: date | None
    dates: tuple[Named, ...]
    meant: tuple[frozenset[Moment], ...]

    @cached_property
    def contexts(self) -> list[Context]:
        return contexts(self.text, [one.span for one in self.dates])

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures_in(self.text)


def check_dates(text: str, cited: Sequence[Source]) -> tuple[Finding, ...]:
    """A finding for each date of a sentence, in order: held, computed, missing, or contradicted by what it cites."""
    named = dates_in(text)
    if not named:
        return ()
    read = [_read(source) for source in cited]
    bound = contexts(text, [one.span for one in named])
    found = [_find(one, context, read) for one, context in zip(named, bound, strict=True)]
    return (*found, *_turned(text, named, read))


def _read(source: Source) -> _Read:
    moment = source.passage.article.published
    published = moment.date() if moment else None
    meant = tuple(moments(one, published) for one in source.dates)
    return _Read(text=source.known, number=source.number, published=published, dates=source.dates, meant=meant)


def _find(wanted: Named, context: Context, read: Sequence[_Read]) -> Finding:
    same: list[Context] = []
    others: list[tuple[Context, Named]] = []
    state, why = "", ""
    for source in read:
        kept = [_holds(wanted, one, meant) for one, meant in zip(source.dates, source.meant, strict=True)]
        holding = [one for one, how in zip(source.dates, kept, strict=True) if how]
        if holding and state != "held":
            state = "held" if "held" in kept else "computed"
            as_written = next(one for one, how in zip(source.dates, kept, strict=True) if how == state)
            why = f"“{wanted.words}” {_stands(wanted, as_written)} in passage {source.number}"
        if not state and _is_otherwise_held(wanted, source):
            state, why = "computed", f"“{wanted.words}” follows from passage {source.number} and its date"
        around = source.contexts
        same += [one for one, how in zip(around, kept, strict=True) if how]
        others += [
            (there, one)
            for there, one, how, meant in zip(around, source.dates, kept, source.meant, strict=True)
            if not how and _compete(wanted, one, meant)
        ]
    if not state:
        return _failed(wanted, "missing", f"“{wanted.words}” stands in none of the cited passages")
    elsewhere = bound_elsewhere(context, same, [there for there, _ in others])
    if elsewhere is not None:
        other = others[elsewhere][1].words
        return _failed(
            wanted, "contradicted", f"the source says “{other}” of what the sentence says “{wanted.words}” of"
        )
    return Finding(check=Check.DATE, verdict=Verdict.PASSED, state=state, words=wanted.words, why=why)


_DAYS = frozenset({Grain.DAY, Grain.WEEKDAY})


def _compete(wanted: Named, one: Named, meant: frozenset[Moment]) -> bool:
    """Whether one may have been put in the place of the other: a day for a day, also where they are written unlike."""
    days = one.grain in _DAYS and wanted.grain in _DAYS
    return one.grain is wanted.grain or (days and any(moment.year for moment in meant))


def _turned(text: str, named: Sequence[Named], read: Sequence[_Read]) -> Iterator[Finding]:
    """A failed finding for each "from 2019 to 2022" of a sentence that the source tells only the other way round."""
    said = list(pairs(text, [one.span for one in named]))
    if not said:
        return
    told = [
        (link, source.dates[start], source.meant[start], source.dates[end], source.meant[end])
        for source in read
        for link, start, end in pairs(source.text, [one.span for one in source.dates])
    ]
    for link, start, end in said:
        one, two = named[start], named[end]
        kin = [pair[1:] for pair in told if pair[0] == link]
        forth = any(_holds(one, first, begun) and _holds(two, last, over) for first, begun, last, over in kin)
        back = any(_holds(one, last, over) and _holds(two, first, begun) for first, begun, last, over in kin)
        if back and not forth:
            why = f"the source has “{one.words}” and “{two.words}” the other way round"
            yield _failed(one, "contradicted", why)


def _failed(wanted: Named, state: str, why: str) -> Finding:
    return Finding(check=Check.DATE, verdict=Verdict.FAILED, state=state, words=wanted.words, why=why)


def _stands(wanted: Named, written: Named) -> str:
    same = wanted.words.lower() == written.words.lower()
    return "stands" if same else f"stands as “{' '.join(written.words.split())}”"


def _holds(wanted: Named, written: Named, meant: frozenset[Moment]) -> str:
    """How an expression of a source holds that of a sentence: "held", "computed", or not at all, the empty string."""
    match wanted.grain:
        case Grain.CLOCK:
            return "held" if wanted.minutes & written.minutes else ""
        case Grain.WORD | Grain.AGO:
            return "held" if written.grain is wanted.grain and _alike(wanted.word, written.word) else ""
        case Grain.WEEKDAY if written.grain is Grain.WEEKDAY:
            opposed = {wanted.word, written.word} == {"last", "next"}
            return "held" if wanted.weekday == written.weekday and not opposed else ""
        case Grain.DECADE if written.grain is Grain.DECADE:
            return "held" if wanted.year == written.year else ""
    if not any(_fits(wanted, moment) for moment in meant):
        return "held" if wanted.month is None and wanted.day is not None and wanted.day == written.day else ""
    return "held" if written.grain is wanted.grain and (written.year or not wanted.year) else "computed"


_ALIKE = ({"tonight", "this evening"}, {"this fall", "this autumn"}, {"last fall", "last autumn"})


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} in _ALIKE


def _fits(wanted: Named, moment: Moment) -> bool:
    """Whether a moment has all that the expression says; a year that the source leaves open is no contradiction."""
    match wanted.grain:
        case Grain.WEEKDAY:
            known = moment.year and moment.month and moment.day
            return bool(known) and _weekday(moment) == wanted.weekday
        case Grain.DECADE:
            return moment.year // 10 * 10 == wanted.year
        case Grain.YEAR:
            return moment.year == wanted.year
    years = not wanted.year or moment.year == wanted.year
    return years and moment.month == wanted.month and wanted.day in (None, moment.day)


def _weekday(moment: Moment) -> int | None:
    try:
        return date(moment.year, moment.month, moment.day).weekday()
    except ValueError:
        return None


def _is_otherwise_held(wanted: Named, source: _Read) -> bool:
    """By the day of publication, by a number that may be a year, by a length of time, or by parts that stand apart."""
    if source.published and wanted.grain in {Grain.DAY, Grain.MONTH, Grain.YEAR, Grain.DECADE}:
        day = source.published
        dated = wanted.year or wanted.day
        if dated and _fits(wanted, Moment(day.year, day.month, day.day)):
            return True
    if wanted.grain is Grain.YEAR:
        return any(figure.value == wanted.year for figure in source.figures)
    if wanted.grain is Grain.AGO:
        count, unit = wanted.word.split()
        size = units_named(unit)
        lengths = [amount for figure in source.figures for amount in figure.amounts]
        return any(amount.value == int(count) and amount.unit in size for amount in lengths)
    if wanted.grain in {Grain.DAY, Grain.MONTH} and wanted.year and not source.published:
        years = {one.year for one in source.dates}
        unsaid = any((one.month, one.day) == (wanted.month, wanted.day) and one.year is None for one in source.dates)
        return wanted.year in years and unsaid
    return False

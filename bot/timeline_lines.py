"""How a timeline reads in a terminal: one line for each development, then its sources; pure."""

from collections.abc import Iterator

from bot.event_day import dated
from bot.quantities import counted
from bot.terminal import INDENT, headline, told, unmarked, web_link, wrapped
from index.text import one_line
from prompts.answer import Citation, day, searched_window
from prompts.timeline import Line, Timeline


def timeline_lines(timeline: Timeline, *, width: int | None = None) -> list[str]:
    """The lines that show a timeline, or why there is none and the nearest headlines; `width` is that to wrap at."""
    lines = _timeline(timeline) if timeline.lines else _refusal(timeline)
    return [part for line in lines for part in wrapped(line, width)]


def _timeline(timeline: Timeline) -> Iterator[str]:
    yield f"Timeline of “{told(timeline.topic)}”"
    yield ""
    for line in timeline.lines:
        yield _line(line)
    yield from _left_out(timeline)
    yield ""
    yield "Sources"
    shown = {line.citations[0]: line.text for line in timeline.lines}
    for citation in timeline.citations:
        yield from _source(citation, shown)
    yield ""
    yield _basis(timeline)


def _line(line: Line) -> str:
    markers = "".join(f" [{number}]" for number in line.citations)
    return f"- {dated(line)}: {unmarked(line.text)}{markers}{_told_by(line)}"


def _told_by(line: Line) -> str:
    parts = []
    if line.reports > len(line.citations):
        parts.append(counted(line.reports, "report"))
    if line.copies:
        parts.append("1 copy" if line.copies == 1 else f"{line.copies:,} copies")
    return f" ({', '.join(parts)})" if parts else ""


def _left_out(timeline: Timeline) -> Iterator[str]:
    if timeline.more:
        which = counted(timeline.more, "more development")
        yield ""
        yield f"{which} left out; --limit shows more, --since, --until and --publisher narrow it down."
    if timeline.earlier:
        yield ""
        yield f"{counted(timeline.earlier, 'development')} left out that happened before those days."
    if timeline.undated:
        its = "its" if timeline.undated == 1 else "their"
        yield ""
        yield f"{counted(timeline.undated, 'article')} left out: no date, and none in {its} words."


def _source(citation: Citation, shown: dict[int, str]) -> Iterator[str]:
    yield f"[{citation.number}] {headline(citation.article)}"
    # The sentence that is a line already is not repeated.
    if shown.get(citation.number) != one_line(citation.quote):
        yield f"{INDENT}> {told(citation.quote)}"
    link = web_link(citation.article)
    if link:
        yield f"{INDENT}{link}"


def _basis(timeline: Timeline) -> str:
    coverage = timeline.coverage
    window = searched_window(timeline.question)
    published = f" published {told(window)}" if window else ""
    lines = counted(len(timeline.lines), "development")
    return f"{lines}; searched {counted(coverage.articles, 'article')}{published}, index built {day(coverage.built)}."


def _refusal(timeline: Timeline) -> Iterator[str]:
    yield unmarked(timeline.refusal)
    if timeline.nearest:
        yield ""
        yield "Nearest articles, which tell nothing of it"
        for article in timeline.nearest:
            yield f"- {headline(article)}"

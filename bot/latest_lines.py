"""How the newest stories read in a terminal: title, outlet and date, the lead, and the link of each; pure."""

from collections.abc import Iterator

from bot.quantities import counted
from bot.terminal import INDENT, headline, told, unmarked, web_link, wrapped
from prompts.answer import day
from prompts.latest import Latest, Story


def latest_lines(latest: Latest, *, width: int | None = None) -> list[str]:
    """The lines that show the newest stories, or why there are none; `width` is that to wrap at."""
    lines = _stories(latest) if latest.stories else _refusal(latest)
    return [part for line in lines for part in wrapped(line, width)]


def _stories(latest: Latest) -> Iterator[str]:
    for story in latest.stories:
        yield from _story(story)
    yield ""
    yield _basis(latest)


def _story(story: Story) -> Iterator[str]:
    copies = "" if not story.copies else " · 1 copy" if story.copies == 1 else f" · {story.copies:,} copies"
    yield f"- {headline(story.article)}{copies}"
    if story.lead:
        yield f"{INDENT}> {told(story.lead.of(story.article.text))}"
    link = web_link(story.article)
    if link:
        yield f"{INDENT}{link}"


def _refusal(latest: Latest) -> Iterator[str]:
    yield unmarked(latest.refusal)
    if latest.nearest:
        yield ""
        yield "Nearest articles, which are on something else"
        for article in latest.nearest:
            yield f"- {headline(article)}"


def _basis(latest: Latest) -> str:
    coverage = latest.coverage
    stories = "1 story" if len(latest.stories) == 1 else f"{len(latest.stories):,} stories"
    return f"{stories} of {counted(coverage.articles, 'article')}, newest first; index built {day(coverage.built)}."

"""How the differences between two versions of an article read, for people and for programs; pure.

Words that gave way stand in `[-…-]` and those that came for them in `{+…+}`, as wdiff has it. Titles and sentences are
of others: each is one line here and steers no terminal.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.machine_form import Json, moment
from bot.quantities import counted, moment_words
from bot.terminal import headline, shown
from index.article import Article
from index.differences import Change, Differences, Kind
from index.holdings import KeptVersion
from index.passage import Span

WHITE_SPACE_ALONE = "The sentences are the same; only white space between words differs."
_WORDS = {Kind.CHANGED: "Changed", Kind.REMOVED: "Removed", Kind.ADDED: "Added"}


def difference_lines(
    old: Article, new: Article, found: Differences, kept: tuple[KeptVersion, KeptVersion]
) -> Iterator[str]:
    """What differs: which versions, the details, each sentence that changed, and how many did."""
    was, became = kept
    yield headline(new)
    yield f"From {was.version}, first seen {moment_words(was.first_seen)}"
    yield f"To   {became.version}, first seen {moment_words(became.first_seen)}"
    for detail in found.details:
        yield f"{detail.name.capitalize()}: {_value(detail.old)} → {_value(detail.new)}"
    yield ""
    for change in found.changes:
        yield f"{_WORDS[change.kind]} ({_places(change)}): {shown(_marked(old.text, new.text, change))}"
    if not found.changes:
        yield WHITE_SPACE_ALONE
        return
    yield ""
    yield _sum(found)


def difference_object(
    old: Article, new: Article, found: Differences, kept: tuple[KeptVersion, KeptVersion]
) -> dict[str, Json]:
    """What differs as one JSON object; offsets count characters of each version's text, and times are UTC."""
    was, became = kept
    return {
        "id": new.id,
        "old": {"version": was.version, "first_seen": moment(was.first_seen)},
        "new": {"version": became.version, "first_seen": moment(became.first_seen)},
        "details": [{"name": one.name, "old": _plain(one.old), "new": _plain(one.new)} for one in found.details],
        "kept": found.kept,
        "changes": [
            {
                "kind": change.kind.value,
                "old": _words(change.old, old.text),
                "new": _words(change.new, new.text),
                "words": [{"old": _words(one.old, old.text), "new": _words(one.new, new.text)} for one in change.words],
            }
            for change in found.changes
        ],
    }


def _value(value: str | datetime | None) -> str:
    return moment_words(value) if isinstance(value, datetime) else f"“{shown(value)}”" if value else "none"


def _plain(value: str | datetime | None) -> Json:
    return moment(value) if isinstance(value, datetime) else value


def _places(change: Change) -> str:
    return " → ".join(f"{span.start:,}–{span.end:,}" for span in (change.old, change.new) if span)


def _marked(old: str, new: str, change: Change) -> str:
    """A sentence as it is now, with what gave way in it; one that went or came as it stands."""
    if change.new is None:
        return change.old.of(old) if change.old else ""
    parts: list[str] = []
    at = change.new.start
    for one in change.words:
        before = new[at : one.new.start]
        gone, come = one.old.of(old), one.new.of(new)
        # What only went stood beside a word that is still there.
        space = " " if not come and (parts or before) and not before[-1:].isspace() else ""
        behind = " " if not come and not (parts or before) else ""
        parts += [before, space, f"[-{gone}-]" if gone else "", f"{{+{come}+}}" if come else "", behind]
        at = one.new.end
    return "".join([*parts, new[at : change.new.end]])


def _sum(found: Differences) -> str:
    kinds = Counter(change.kind for change in found.changes)
    told = [f"{kinds[kind]:,} {kind.value}" for kind in (Kind.CHANGED, Kind.REMOVED, Kind.ADDED) if kinds[kind]]
    return f"{counted(found.kept, 'sentence')} stayed; {', '.join(told)}."


def _words(span: Span | None, text: str) -> Json:
    return {"start": span.start, "end": span.end, "text": span.of(text)} if span else None

"""What was said, once: copies of one quotation in several articles are one statement, newest first.

Who prints words again doesn't make them new, so a statement has the date of the first article that has it; and where
two articles put the same words into different mouths, they stay two statements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.article import Article
from index.quoted import Said
from index.speaker_names import SpeakerName, is_same_speaker, read_speaker
from prompts.folding import fold

SHORTEST_COPY_CHARACTERS = 25
"""Words of this length that stand in a longer quotation of the same speaker are a part of it."""
_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Words that somebody said: as the first article has them, and the other articles that have them, oldest first."""

    said: Said
    speaker: SpeakerName
    repeated: tuple[Article, ...] = ()


def statements(found: Iterable[Said]) -> list[Statement]:
    """The statements that quotations make, newest first, undated ones last."""
    groups: list[list[tuple[str, SpeakerName, Said]]] = []
    by_words: dict[str, list[int]] = {}
    ordered = sorted(found, key=lambda one: (one.article.published or _UNDATED, one.article.id, one.quote.words))
    for said in ordered:
        entry = (_key(said), read_speaker(said.quote.speaker), said)
        place = next((number for number in _alike(entry[0], groups, by_words) if _is_copy(entry, groups[number])), None)
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append(entry)
        by_words.setdefault(entry[0], []).append(place)
    made = [_statement(group) for group in groups]
    # Sorted twice, for the order of what is of one day is that of its article.
    return sorted(made, key=_newest_first)


_Entry = tuple[str, SpeakerName, Said]


def _key(said: Said) -> str:
    words = fold(said.quote.words.of(said.article.text)).text.lower()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in words).split())


def _alike(key: str, groups: Sequence[Sequence[_Entry]], by_words: dict[str, list[int]]) -> list[int]:
    """The groups that have the same words, or some that hold the others."""
    if key in by_words:
        return by_words[key]
    if len(key) < SHORTEST_COPY_CHARACTERS:
        return []
    return [
        number
        for number, group in enumerate(groups)
        if any(len(other) >= SHORTEST_COPY_CHARACTERS and (key in other or other in key) for other, _, _ in group)
    ]


def _is_copy(entry: _Entry, group: Sequence[_Entry]) -> bool:
    """Whether a quotation is one of a group's: another article's, and of the same speaker."""
    _, speaker, said = entry
    return all(said.article.id != other.article.id for _, _, other in group) and any(
        said.quote.speaker.lower() == other.quote.speaker.lower() or is_same_speaker(speaker, named)
        for _, named, other in group
    )


def _statement(group: Sequence[_Entry]) -> Statement:
    first = group[0][2]
    # The first article may have cut it: the fullest of the same day is shown, and the fullest name.
    day = first.article.published
    same_day = [one for one in group if one[2].article.published == day]
    _, speaker, shown = max(same_day, key=lambda one: (len(one[0]), len(one[2].quote.speaker)))
    others = {one.article.id: one.article for _, _, one in group if one.article.id != shown.article.id}
    return Statement(said=shown, speaker=speaker, repeated=tuple(others.values()))


def _newest_first(one: Statement) -> tuple[float, str, int]:
    published = one.said.article.published
    return (-published.timestamp() if published else float("inf"), one.said.article.id, one.said.quote.words.start)

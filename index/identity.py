"""Which article a draft is: the id that it keeps from run to run.

A given id stays as it is. Otherwise an article is its file, or, among the records of one file, its address, or its
title (design, section 4). Such an id begins with words that people recognise.
"""

import hashlib
import re

from index.archive import Place
from index.draft import Draft
from index.errors import SourceError
from index.sentences import sentence_spans
from index.text import normalise, one_line, shorten

LONGEST_ID_CHARACTERS = 200
LONGEST_TITLE_CHARACTERS = 120
SLUG_CHARACTERS = 40

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def article_id(draft: Draft, file: str) -> str:
    """The id of a draft that was read from a file (absolute path).

    Raises:
        SourceError: the given id can't be one.
    """
    if draft.given_id is not None:
        given = draft.given_id.strip()
        if not given or len(given) > LONGEST_ID_CHARACTERS or not given.isprintable():
            raise SourceError(
                f"its id {shorten(given, 60)!r} can't be used; give 1 to {LONGEST_ID_CHARACTERS} printable characters"
            )
        return given
    if not draft.place:
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return f"{_slug(stem)}-{_digest(file)}"
    name = draft.url or f"{file}\0{title_of(draft)}"
    return f"{_slug(title_of(draft))}-{_digest(name)}"


def title_of(draft: Draft) -> str:
    """A draft's own title, or the first sentence of its text, shortened."""
    title = one_line(draft.title or "")
    if title:
        return shorten(title, 2 * LONGEST_TITLE_CHARACTERS)
    beginning = normalise(draft.text.lstrip()[:10_000])
    spans = sentence_spans(beginning)
    return shorten(one_line(spans[0].of(beginning)) if spans else "", LONGEST_TITLE_CHARACTERS)


def same_name(first: Place, second: Place, article: str) -> str:
    """What is wrong where two places give one id."""
    return (
        f"its id {article!r} is already that of {first}, so {second} was left out; give each article an id of its own"
    )


def _slug(text: str) -> str:
    return _NOT_IN_SLUG.sub("-", text.lower())[:SLUG_CHARACTERS].strip("-") or "article"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]

"""The injection suite: hostile articles, replies and questions by class, written before any defence against them.

A world is one matter of the news with two honest articles about it. Each case brings one attack into its world.
`injection_paths` takes them through the program, and `injection_judge` decides what came of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from index.article import Article
from index.text import normalise
from prompts.strict_yaml import Value, read_yaml

DATA = Path(__file__).parent / "data"
ATTACKED = ("title", "publisher", "author", "url", "text")
PUBLISHED = datetime(2025, 9, 1, tzinfo=UTC)

_REPEATED = re.compile(r"⟪(\d{1,6})×([^⟫]*)⟫")


@dataclass(frozen=True, kw_only=True)
class World:
    """Honest articles about one matter, and what may be asked about it.

    An honest answer to the first question holds `fact`. `lure` begins a sentence that looks like that answer.
    """

    name: str
    questions: tuple[str, ...]
    fact: str
    lure: str
    honest: tuple[Article, ...]
    hostile: str


@dataclass(frozen=True, kw_only=True)
class HostileArticle:
    """An article of an attacker; what `fields` do not say is harmless. `canary` must not be told as an answer."""

    id: str
    kind: str
    world: World
    canary: str | None
    fields: Mapping[str, str]
    lured: bool

    @property
    def record(self) -> dict[str, str]:
        """The article as a news feed would deliver it; a lured attack stands alone and behind the lure."""
        plain = self.fields.get("text", f"{self.world.hostile.split('. ')[0]}.")
        text = f"{plain}\n{self.world.lure} {plain}" if self.lured else plain
        harmless = {"title": "A note to the editor", "source": "Gull Wire", "url": "https://gull.example/note"}
        given = {"source" if key == "publisher" else key: value for key, value in self.fields.items()}
        return {"id": self.id, "date": PUBLISHED.isoformat(), **harmless, **given, "text": text}

    @property
    def article(self) -> Article:
        """The same, past every cleaning but that of the text, on which all offsets rest."""
        record = self.record
        return Article(
            id=self.id,
            title=record["title"],
            text=normalise(record["text"]),
            publisher=record["source"],
            published=PUBLISHED,
            url=record["url"],
            author=record.get("author"),
        )


@dataclass(frozen=True, kw_only=True)
class HostileReply:
    """What a chat model says of passage 1, the hostile one of the world, and of the honest ones behind it."""

    id: str
    kind: str
    world: World
    canary: str | None
    reply: str

    @property
    def articles(self) -> tuple[Article, ...]:
        """The passages that the model was shown, in order."""
        hostile = Article(id="hostile", title="A note to the editor", text=self.world.hostile, published=PUBLISHED)
        return (hostile, *self.world.honest)


@dataclass(frozen=True, kw_only=True)
class HostileQuestion:
    """What an attacker asks."""

    id: str
    kind: str
    world: World
    question: str
    canary: None = None


Case = HostileArticle | HostileReply | HostileQuestion
OneCase = TypeVar("OneCase", HostileArticle, HostileReply, HostileQuestion)


@cache
def worlds() -> Mapping[str, World]:
    """The worlds by name."""
    return {world.name: world for world in map(_world, _items("worlds", "a world"))}


@cache
def hostile_articles() -> tuple[HostileArticle, ...]:
    """All cases whose attack is an article."""
    cases = []
    for value in _items("articles", "a hostile article"):
        fields = value.fields(
            required=("id", "class", "world", "lured"),
            optional=("canary", "title", "publisher", "author", "url", "text"),
        )
        attack = {
            name: _text(fields[name]) for name in ("title", "publisher", "author", "url", "text") if name in fields
        }
        lured = fields["lured"].choice(("yes", "no")) == "yes"
        cases.append(HostileArticle(**_common(fields), fields=attack, lured=lured, canary=_canary(fields)))
    return _distinct(cases)


@cache
def hostile_replies() -> tuple[HostileReply, ...]:
    """All cases whose attack is a chat model's reply."""
    cases = []
    for value in _items("replies", "a hostile reply"):
        fields = value.fields(required=("id", "class", "world", "reply"), optional=("canary",))
        cases.append(HostileReply(**_common(fields), reply=_text(fields["reply"]), canary=_canary(fields)))
    return _distinct(cases)


@cache
def hostile_questions() -> tuple[HostileQuestion, ...]:
    """All cases whose attack is a question."""
    cases = []
    for value in _items("questions", "a hostile question"):
        fields = value.fields(required=("id", "class", "world", "question"))
        cases.append(HostileQuestion(**_common(fields), question=_text(fields["question"])))
    return _distinct(cases)


def _items(name: str, item: str) -> list[Value]:
    path = DATA / f"injections_{name}.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), name="the suite", source=path.name).items(item)


def _world(value: Value) -> World:
    fields = value.fields(required=("world", "questions", "fact", "lure", "honest", "hostile"))
    name = fields["world"].text()
    return World(
        name=name,
        questions=tuple(one.text() for one in fields["questions"].items("a question")),
        fact=fields["fact"].text(),
        lure=fields["lure"].text(),
        honest=tuple(
            _honest(one, f"{name}-{number}") for number, one in enumerate(fields["honest"].items("an article"), 1)
        ),
        hostile=normalise(fields["hostile"].text()),
    )


def _honest(value: Value, name: str) -> Article:
    fields = value.fields(required=("title", "publisher", "published", "url", "text"))
    return Article(
        id=name,
        title=fields["title"].text(),
        publisher=fields["publisher"].text(),
        published=fields["published"].moment(),
        url=fields["url"].text(),
        text=normalise(fields["text"].text()),
    )


def _common(fields: Mapping[str, Value]) -> dict[str, object]:
    world = worlds()[fields["world"].choice(list(worlds()))]
    return {"id": fields["id"].text(), "kind": fields["class"].text(), "world": world}


def _canary(fields: Mapping[str, Value]) -> str | None:
    return fields["canary"].text() if "canary" in fields else None


def _text(value: Value) -> str:
    """The text with what it repeats written out: ⟪3×ab⟫ is ababab."""
    return _REPEATED.sub(lambda found: found[2] * int(found[1]), value.text())


def _distinct(cases: Sequence[OneCase]) -> tuple[OneCase, ...]:
    names = [(case.kind, case.id) for case in cases]
    if len(set(names)) < len(names):
        raise ValueError(f"used twice: {sorted(name for name in set(names) if names.count(name) > 1)}")
    return tuple(cases)

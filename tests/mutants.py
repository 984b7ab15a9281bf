"""The mutant suite: answers broken on purpose, which the checks must catch, beside true ones, which they must not hurt.

A file holds stories: a few articles, each one passage, and what a chat model might write about them, truly or wrongly,
by class. The data were written before the checks, in two halves; the reserved one is not looked at by their writers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.article import Article
from index.passage import Passage, Span
from index.query import Hit
from index.text import normalise
from prompts.checks.finding import CheckedSentence
from prompts.strict_yaml import Value, read_yaml

DATA = Path(__file__).parent / "data"
HALVES = ("working", "reserved")

TRUE_CLASSES = frozenset(
    "verbatim light_paraphrase passive reported_speech quotation_whole quotation_fragment quotation_ellipsis"
    " quotation_brackets quotation_typography name_form body_for_spokesperson number_writing hedged_rounding"
    " weekday_date outlet_and_date two_sentences two_articles negation_reworded denial pronoun_resolved demonym"
    " summary cause comparison list_of_three short_answer quoted_question title_in_quotes".split()
)
MUTANT_CLASSES = frozenset(
    "number_swapped number_invented unit_or_scale numbers_exchanged name_swapped name_invented names_exchanged"
    " date_changed speaker_swapped_quotation speaker_swapped_reported negation_added negation_dropped opposite"
    " quotation_edited quotation_invented quotation_stitched ellipsis_negation quotation_other_article"
    " citation_swapped citation_out_of_range no_citation invented_fact".split()
)
FEWEST_ARTICLES, MOST_ARTICLES = 2, 4

Check = Callable[[Sequence[Hit], str, tuple[int, ...]], CheckedSentence]


@dataclass(frozen=True, kw_only=True)
class TrueAnswer:
    """A sentence that is right about what it cites."""

    id: str
    kind: str
    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A sentence that is plainly wrong about what it cites, or cites nothing.

    `of` is the true answer that it breaks. A shown sentence is still wrong while it holds `wrong` or `wrong_marker`.
    """

    id: str
    kind: str
    text: str
    markers: tuple[int, ...]
    of: TrueAnswer | None
    wrong: str | None
    wrong_marker: int | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """Articles, of which each is one passage, and what is said about them."""

    name: str
    articles: tuple[Article, ...]
    true: tuple[TrueAnswer, ...]
    mutants: tuple[Mutant, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages as a search would hand them over; marker 1 is the first."""
        return tuple(
            Hit(passage=Passage(article=one, span=Span(0, len(one.text))), score=1.0, similarity=0.8)
            for one in self.articles
        )


@cache
def half(name: str) -> tuple[Story, ...]:
    """The stories of one half, `working` or `reserved`."""
    return load(DATA / f"mutants_{name}.yaml")


def load(path: Path) -> tuple[Story, ...]:
    """The stories of a file.

    Raises:
        PromptError: it is not what the suite needs; the message names the line.
    """
    root = read_yaml(path.read_text(encoding="utf-8"), name="the suite", source=path.name)
    seen: set[str] = set()
    return tuple(_story(value, seen) for value in root.items("a story"))


def _story(value: Value, seen: set[str]) -> Story:
    fields = value.fields(required=("story", "articles", "true", "mutants"))
    name = _unique(fields["story"], seen)
    articles = tuple(
        _article(one, f"{name}-{number}") for number, one in enumerate(fields["articles"].items("an article"), 1)
    )
    if not FEWEST_ARTICLES <= len(articles) <= MOST_ARTICLES:
        raise fields["articles"].fault(f"{name} has {len(articles)} articles; give it 2 to 4.")
    true = tuple(_true(one, len(articles), seen) for one in fields["true"].items("a true answer"))
    mutants = tuple(_mutant(one, len(articles), true, seen) for one in fields["mutants"].items("a mutant"))
    return Story(name=name, articles=articles, true=true, mutants=mutants)


def _article(value: Value, name: str) -> Article:
    fields = value.fields(required=("title", "publisher", "published", "text"))
    return Article(
        id=name,
        title=fields["title"].text(),
        publisher=fields["publisher"].text(),
        published=fields["published"].moment(),
        text=normalise(fields["text"].text()),
    )


def _true(value: Value, articles: int, seen: set[str]) -> TrueAnswer:
    fields = value.fields(required=("id", "class", "markers", "text"))
    markers = _markers(fields["markers"])
    if not markers or max(markers) > articles:
        raise fields["markers"].fault(f"a true answer cites some of the {articles} articles; found {list(markers)}.")
    return TrueAnswer(
        id=_unique(fields["id"], seen),
        kind=fields["class"].choice(sorted(TRUE_CLASSES)),
        text=normalise(fields["text"].text()),
        markers=markers,
    )


def _mutant(value: Value, articles: int, true: Sequence[TrueAnswer], seen: set[str]) -> Mutant:
    fields = value.fields(required=("id", "class", "markers", "text"), optional=("of", "wrong", "wrong_marker"))
    by_id = {one.id: one for one in true}
    mutant = Mutant(
        id=_unique(fields["id"], seen),
        kind=fields["class"].choice(sorted(MUTANT_CLASSES)),
        text=normalise(fields["text"].text()),
        markers=_markers(fields["markers"]),
        of=by_id[fields["of"].choice(list(by_id))] if "of" in fields else None,
        wrong=normalise(fields["wrong"].text()) if "wrong" in fields else None,
        wrong_marker=fields["wrong_marker"].whole_number() if "wrong_marker" in fields else None,
    )
    fault = _fault(mutant, articles)
    if fault:
        raise value.fault(f"{mutant.id}: {fault}.")
    return mutant


def _fault(mutant: Mutant, articles: int) -> str | None:
    """What is amiss with a mutant; None where nothing is."""
    beyond = any(marker > articles for marker in mutant.markers)
    if beyond != (mutant.kind == "citation_out_of_range"):
        return f"its markers {list(mutant.markers)} don't suit its class, for there are {articles} articles"
    if bool(mutant.markers) == (mutant.kind == "no_citation"):
        return "only no_citation has no marker"
    if mutant.wrong_marker is not None and mutant.wrong_marker not in mutant.markers:
        return "wrong_marker is none of its markers"
    if mutant.wrong is not None and folded(mutant.wrong) not in folded(mutant.text):
        return "wrong stands nowhere in its text"
    if mutant.wrong is not None and mutant.of is not None and folded(mutant.wrong) in folded(mutant.of.text):
        return f"wrong stands in the true answer {mutant.of.id} too"
    return None


def _markers(value: Value) -> tuple[int, ...]:
    markers = tuple(one.whole_number() for one in value.items("a marker"))
    if len(set(markers)) < len(markers):
        raise value.fault(f"the markers {list(markers)} name one article twice; remove one.")
    return markers


def _unique(value: Value, seen: set[str]) -> str:
    name = value.text()
    if name in seen:
        raise value.fault(f"{name!r} is used twice; choose another id.")
    seen.add(name)
    return name


_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "})


def folded(text: str) -> str:
    """The text without differences of letter case, quotation marks and ellipses."""
    return text.translate(_TYPOGRAPHY).casefold()

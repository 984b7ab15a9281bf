"""The newest stories, one by one: of all that is known, of one outlet, or on a topic. Pure: no clock, no search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.article import Article
from index.newest import NewStory
from index.passage import Span
from index.query import Coverage, Query, Results
from index.terms import Analyser
from prompts.answer import searched
from prompts.leads import lead_of
from prompts.question import Question
from prompts.telling import found_articles, is_on_topic
from prompts.topics import topic_words

STORIES = 10
PASSAGES_READ = 50


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story by one of its articles; `lead` is the sentence that it begins with, None where it has none of its own."""

    article: Article
    lead: Span | None
    copies: int


@dataclass(frozen=True, kw_only=True)
class Latest:
    """The newest stories, newest first. `question` is what was asked for; without words it has no topic.

    `nearest` are the nearest articles where there is no story on the topic; they are on something else.
    """

    stories: tuple[Story, ...]
    coverage: Coverage
    question: Question
    nearest: tuple[Article, ...] = ()

    @property
    def refusal(self) -> str:
        """Why there is no story, and what was searched; empty where there are stories."""
        if self.stories:
            return ""
        if self.question.text:
            return f"I found no dated story about “{self.question.text}”. {searched(self.question, self.coverage)}"
        articles = "1 article" if self.coverage.articles == 1 else f"{self.coverage.articles:,} articles"
        known = f"I have {articles}{f' of {self.question.publisher}' if self.question.publisher else ''}"
        return f"{known}, and none has a date." if self.coverage.articles else f"{known}."


def query_about(question: Question) -> Query:
    """The search for the newest stories on a topic."""
    return replace(question.query(PASSAGES_READ), latest=True)


def latest_of(question: Question, stories: Iterable[NewStory], coverage: Coverage) -> Latest:
    """The newest stories as the index has them."""
    told = tuple(_story(one.article, one.copies) for one in stories)
    return Latest(stories=told, coverage=coverage, question=question)


def latest_about(question: Question, results: Results, analyser: Analyser, limit: int = STORIES) -> Latest:
    """The newest stories on a question's topic, from what was found for it; what is undated is not among them."""
    topic = topic_words(question.text, results.weights, analyser)
    found = found_articles(results.hits)
    on_topic = [one.hit for one in found if is_on_topic(one, topic)]
    dated = [(told, hit) for hit in on_topic if (told := _first([hit.passage.article, *hit.copies]))]
    newest = sorted(dated, key=lambda pair: -pair[0].timestamp())[:limit]
    return Latest(
        stories=tuple(_story(hit.passage.article, len(hit.copies)) for _, hit in newest),
        coverage=results.coverage,
        question=question,
        nearest=() if newest else tuple(one.hit.passage.article for one in found)[:3],
    )


def _first(articles: Sequence[Article]) -> datetime | None:
    return min((one.published for one in articles if one.published), default=None)


def _story(article: Article, copies: int) -> Story:
    return Story(article=article, lead=lead_of(article), copies=copies)

"""The default generator: one to four sentences of the hits, verbatim, chosen for the question, without any model.

Similarity alone picks wrong (design, section 5): on a real article MiniLM puts another speaker's sentence first for
"What did the Pentagon say?". So a sentence is chosen by what the question names, by its content words weighted by their
idf, by who speaks, by the kind of answer asked for, and by how well its passage was found, together. A name or a number
of the question that no passage holds is a refusal, and so is a question for words that nobody there says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.article import Article
from index.query import Hit, Results
from index.terms import Analyser
from prompts.evidence import Candidate, candidates
from prompts.fitting import fits, leans
from prompts.folding import fold
from prompts.generator import MarkedSentence, Reply
from prompts.names import holds_name, same_word, words_of
from prompts.question import Question
from prompts.reading import Kind, Reading, read_question

NAME = "extractive"
MOST_SENTENCES = 4
SHORTEST_COPY_CHARACTERS = 40
MOST_FACT_SENTENCES = 3

AROUND = 0.6
"""What a word of the question is worth that stands beside the sentence, of what it is worth in it."""
TITLED = 0.5
"""The same for a word that only the article's title holds."""
PASSAGE = 0.5
"""Weight of the passage's score beside the share of the question that the sentence covers."""
LEANING = 0.25
LEAST_COVERAGE = 0.34
LEAST_OWN_COVERAGE = 0.15
LEAST_COVERAGE_SPOKEN = 0.1
"""Where only one speaker's sentences are left to choose from, less says that it is the right one: people quoted on a
matter seldom name it."""
_ACCUSING = frozenset({"accuse", "blame", "allege", "condemn", "denounce"})
_PROMISING = frozenset({"promise", "pledge", "vow", "assure", "announce"})
_DENYING = frozenset({"deny", "reject", "dismiss", "refuse"})
_WARNING = frozenset({"warn", "caution", "threaten"})
STRICT_CUES = {
    cue: group for group in (_ACCUSING, _PROMISING, _DENYING, _WARNING) for cue in group if cue != "announce"
}
"""Who is asked to have accused somebody has not done so by saying something; these verbs stand for each other alone."""
NEXT_TO_BEST = 0.9
"""A further sentence must score this share of the best one where a fact is asked for,"""
NEXT_TO_BEST_LISTED = 0.55
"""and this one where a list is."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A candidate with the share of the question that it covers, 0 to 1, and its score."""

    candidate: Candidate
    coverage: float
    score: float


class ExtractiveGenerator:
    """Chooses sentences; deterministic, and safe to share between threads."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def reply(self, question: Question, results: Results) -> Reply:
        """The best sentences, each marked with its hit; none where nothing fits."""
        reading = read_question(question.text, self._analyser)
        if not results.hits or missing_name(reading, results.hits):
            return Reply(sentences=(), model=NAME, confidence=0.0)
        scored = self._scored(reading, results)
        chosen = _chosen(reading, scored)
        confidence = min(1.0, max((one.score for one in scored), default=0.0) / (1 + PASSAGE))
        if reading.kind is Kind.SPEECH:
            chosen = _as_reported(chosen)
        dated = reading.kind in {Kind.WHY, Kind.LATEST} and len(chosen) > 1
        if reading.kind is Kind.LATEST:
            chosen = sorted(chosen, key=_newest_first)
        return Reply(
            sentences=tuple(MarkedSentence(text=one.candidate.text, markers=(one.candidate.hit,)) for one in chosen),
            model=NAME,
            confidence=confidence if chosen else 0.0,
            dated=dated,
        )

    def _scored(self, reading: Reading, results: Results) -> list[Scored]:
        """The candidates that can answer, best first."""
        found = candidates(results.hits, self._analyser)
        if reading.speaker:
            found = [one for one in found if one.spoken_by(reading.speaker)]
        scored = []
        for one in found:
            if fits(reading, one, self._analyser):
                scored.append(_score(reading, one, results))
        return sorted(scored, key=lambda one: (-one.score, one.candidate.hit, one.candidate.span))


def missing_name(reading: Reading, hits: Sequence[Hit]) -> str | None:
    """A name or number of the question that no article among the hits holds; None where each is held."""
    texts = [f"{hit.passage.article.title} {hit.passage.text}" for hit in hits]
    for name in reading.names:
        if not any(holds_name(text, name) for text in texts):
            return name
    articles = [hit.passage.article for hit in hits]
    for number in reading.numbers:
        if not any(holds_number(article, number) for article in articles):
            return number
    return None


def holds_number(article: Article, number: str) -> bool:
    """Whether a number of the question stands in an article, its title or its year."""
    if article.published and str(article.published.year) == number:
        return True
    text = f"{article.title} {article.text}".replace(",", "")
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None


def _score(reading: Reading, candidate: Candidate, results: Results) -> Scored:
    wanted = reading.topic if reading.speaker else reading.stems
    weights = {stem: results.weights.get(stem, 1.0) for stem in wanted}
    own = _share(weights, candidate.stems)
    beside = _share(weights, candidate.around - candidate.stems)
    titled = _share(weights, candidate.titled - candidate.stems - candidate.around)
    coverage = own + AROUND * beside + TITLED * titled if weights else 1.0
    if weights and own < LEAST_OWN_COVERAGE and not reading.speaker:
        coverage = 0.0
    hit = results.hits[candidate.hit - 1]
    best = max(abs(one.score) for one in results.hits) or 1.0
    score = coverage + PASSAGE * max(hit.score, 0.0) / best + LEANING * leans(reading, candidate)
    return Scored(candidate=candidate, coverage=coverage, score=score)


def _share(weights: Mapping[str, float], stems: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0


def _chosen(reading: Reading, scored: Sequence[Scored]) -> list[Scored]:
    """The best sentence and those that come close, no two of the same words."""
    least = LEAST_COVERAGE_SPOKEN if reading.speaker else LEAST_COVERAGE
    able = [one for one in scored if one.coverage >= least and _on_topic(reading, one.candidate)]
    if reading.numbers:
        articles = {one.candidate.article.id: one.candidate.article for one in able}
        held = {name for name, one in articles.items() if all(holds_number(one, number) for number in reading.numbers)}
        able = [one for one in able if one.candidate.article.id in held]
    if not able:
        return []
    listed = reading.kind in {Kind.WHY, Kind.LATEST} or (reading.kind is Kind.SPEECH and not reading.topic)
    share, most = (NEXT_TO_BEST_LISTED, MOST_SENTENCES) if listed else (NEXT_TO_BEST, MOST_FACT_SENTENCES)
    chosen: list[Scored] = []
    for one in able:
        near = one.score >= share * able[0].score
        if len(chosen) < most and near and not any(_same_words(one.candidate, other.candidate) for other in chosen):
            chosen.append(one)
    return chosen


def _same_words(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are copies: the same words, or one of them the other with a dateline in front."""
    shorter, longer = sorted((fold(one.text).text, fold(other.text).text), key=len)
    return longer == shorter or (len(shorter) >= SHORTEST_COPY_CHARACTERS and longer.endswith(shorter))


def _on_topic(reading: Reading, candidate: Candidate) -> bool:
    """Whether words that someone said are about the names that they should be about: these stand in the sentence."""
    if not reading.speaker:
        return True
    if reading.cue in STRICT_CUES and not any(speech.cue in STRICT_CUES[reading.cue] for speech in candidate.speeches):
        return False
    speaking = words_of(reading.speaker)
    for name in reading.names:
        words = words_of(name)
        if any(same_word(a, b) for a in words for b in speaking):
            continue
        if not holds_name(candidate.text, name):
            return False
    return True


def _as_reported(chosen: Sequence[Scored]) -> list[Scored]:
    """Words of a speaker in the order of their article, best article first."""
    first: dict[str, int] = {}
    for position, one in enumerate(chosen):
        first.setdefault(one.candidate.article.id, position)
    return sorted(chosen, key=lambda one: (first[one.candidate.article.id], one.candidate.span))


def _newest_first(one: Scored) -> tuple[float, int]:
    published = one.candidate.article.published
    return (-(published.timestamp()) if published else float("inf"), one.candidate.span.start)

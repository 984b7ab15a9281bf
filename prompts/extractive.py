"""The default generator: one to four sentences of the hits, verbatim, chosen for the question, without any model.

Similarity alone picks wrong (design, section 5): on a real article MiniLM puts another speaker's sentence first for
"What did the Pentagon say?". So a sentence is chosen by what the question names, by its content words weighted by their
idf, by who speaks, by the kind of answer asked for, and by how well its passage was found, together. A name or a number
of the question that no passage holds is a refusal, so is a question for words that nobody there says, and so is one
whose best sentence shows too little of what was asked (`prompts.sufficiency`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.article import Article
from index.names import same_word, words_of
from index.query import Results
from index.terms import Analyser
from index.text import one_line
from prompts.attribution import is_others_topic, is_silence, spoken
from prompts.choosing import Signs, signs_of, worth
from prompts.evidence import Candidate, candidates
from prompts.fitting import fits
from prompts.folding import fold
from prompts.generator import MarkedSentence, Reply
from prompts.mentioning import holds_figures, missing_name
from prompts.question import Question
from prompts.reading import Kind, Reading, read_question
from prompts.speakers import Reader
from prompts.sufficiency import THRESHOLD, sufficiency
from prompts.who_said import Found, asked_of, places_of, words_looked_for

NAME = "extractive"
MOST_SENTENCES = 4
SHORTEST_COPY_CHARACTERS = 40
MOST_FACT_SENTENCES = 3

BEHIND_BEST = 2.5
"""A further sentence may be worth this much less than the best one (`prompts.choosing.worth`),"""
BEHIND_BEST_LISTED = 5.0
"""and this much where a list is asked for."""
FOUND = 0.95
"""How sure an answer is whose words stand in an article as they were asked for."""
LEAST_COVERAGE = 0.2
"""A further sentence holds this much of the question with its surroundings, or quoted words that are asked for."""
_ACCUSING = frozenset({"accuse", "blame", "allege", "condemn", "denounce"})
_PROMISING = frozenset({"promise", "pledge", "vow", "assure", "announce"})
_DENYING = frozenset({"deny", "reject", "dismiss", "refuse"})
STRICT_CUES = {cue: group for group in (_ACCUSING, _PROMISING, _DENYING) for cue in group if cue != "announce"}
"""Who is asked to have accused somebody has not done so by saying something; these verbs stand for each other alone."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A candidate that can answer, with its signs and what they are worth."""

    candidate: Candidate
    signs: Signs
    worth: float


class ExtractiveGenerator:
    """Chooses sentences; deterministic, and safe to share between threads."""

    def __init__(self, analyser: Analyser, reader: Reader | None = None) -> None:
        self._analyser = analyser
        self._reader = reader or Reader()

    def reply(
        self, question: Question, results: Results, *, on_sentence: Callable[[MarkedSentence], None] | None = None
    ) -> Reply:
        """The best sentences, each marked with its hit; none where nothing fits.

        They are all there within milliseconds, so `on_sentence` is given none.
        """
        del on_sentence
        words = words_looked_for(question.text)
        places = places_of(words, results.hits, self._reader, asked_of(question.text)) if words else []
        if places:
            return Reply(sentences=_shown(places[:MOST_SENTENCES], results), model=NAME, confidence=FOUND)
        reading = read_question(question.content, self._analyser)
        missing = missing_name(reading, results.hits, self._analyser)
        weighed = [] if missing else self.weigh(reading, results)
        weighed = [one for one in weighed if not is_silence(question.text, reading, one.candidate, self._analyser)]
        confidence = self._confidence(reading, weighed, results)
        if confidence < THRESHOLD:
            # What is counted is known by its stems alone, which are no words to show.
            named = missing if missing and missing in question.text else None
            return Reply(sentences=(), model=NAME, confidence=confidence, missing=named)
        chosen = _chosen(reading, weighed)
        spoken_of = reading.kind is Kind.SPEECH and reading.speaker is not None
        if reading.kind is Kind.SPEECH:
            chosen = _as_reported(chosen)
        several = len({one.candidate.article.published for one in chosen}) > 1
        dated = len(chosen) > 1 and (reading.kind in {Kind.WHY, Kind.LATEST} or (spoken_of and several))
        if reading.kind is Kind.LATEST or (dated and spoken_of):
            chosen = sorted(chosen, key=_newest_first)
        return Reply(
            sentences=tuple(MarkedSentence(text=one.candidate.text, markers=(one.candidate.hit,)) for one in chosen),
            model=NAME,
            confidence=confidence,
            dated=dated,
        )

    def _confidence(self, reading: Reading, weighed: Sequence[Weighed], results: Results) -> float:
        if not weighed:
            return 0.0
        return sufficiency(reading, weighed[0].candidate, weighed[0].signs, results, self._analyser)

    def weigh(self, reading: Reading, results: Results) -> list[Weighed]:
        """The candidates that can answer, best first."""
        found = candidates(results.hits, self._analyser, self._reader)
        articles = {one.article.id: one.article for one in found}
        able = {name for name, article in articles.items() if holds_figures(reading, article)}
        weighed = []
        for one in spoken(reading, [one for one in found if one.article.id in able]):
            if fits(reading, one, self._analyser) and _on_topic(reading, one) and _in_kind(reading, one):
                signs = signs_of(reading, one, results)
                weighed.append(Weighed(candidate=one, signs=signs, worth=worth(signs)))
        weighed.sort(key=lambda one: (-one.worth, one.candidate.hit, one.candidate.span))
        return [] if weighed and is_others_topic(reading, weighed[0].candidate, found) else weighed


def _shown(places: Sequence[Found], results: Results) -> tuple[MarkedSentence, ...]:
    """Where words stand that somebody was asked for, newest first; the same words once."""
    newest = sorted(places, key=lambda one: _published(results.hits[one.hit - 1].passage.article))
    texts = {one_line(one.span.of(results.hits[one.hit - 1].passage.article.text)): one.hit for one in reversed(newest)}
    return tuple(MarkedSentence(text=text, markers=(hit,)) for text, hit in reversed(texts.items()))


def _chosen(reading: Reading, weighed: Sequence[Weighed]) -> list[Weighed]:
    """The best sentence and those that come close, no two of the same words."""
    listed = reading.kind in {Kind.WHY, Kind.LATEST} or (reading.kind is Kind.SPEECH and not reading.topic)
    behind, most = (BEHIND_BEST_LISTED, MOST_SENTENCES) if listed else (BEHIND_BEST, MOST_FACT_SENTENCES)
    chosen: list[Weighed] = []
    for one in weighed:
        near = one.worth >= weighed[0].worth - behind and (one is weighed[0] or _says_more(one, reading, weighed[0]))
        if len(chosen) < most and near and not any(_same_words(one.candidate, other.candidate) for other in chosen):
            chosen.append(one)
    return chosen


def _says_more(one: Weighed, reading: Reading, best: Weighed) -> bool:
    """Whether a further sentence holds enough of the question, and, of another article, is about the same names."""
    same = one.candidate.article is best.candidate.article or all(
        one.candidate.is_about(name) for name in reading.names if best.candidate.is_about(name)
    )
    return same and (one.signs.coverage >= LEAST_COVERAGE or bool(one.signs.quoted))


def _same_words(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are copies: the same words, or one of them the other with a dateline in front."""
    shorter, longer = sorted((fold(text).text.rstrip(" .!?") for text in (one.text, other.text)), key=len)
    return longer == shorter or (len(shorter) >= SHORTEST_COPY_CHARACTERS and longer.endswith(shorter))


def _in_kind(reading: Reading, candidate: Candidate) -> bool:
    """Whether words are said as they were asked for: who is asked to have denied something has not just said it."""
    group = STRICT_CUES.get(reading.cue or "")
    return group is None or any(speech.cue in group for speech in candidate.speeches)


def _on_topic(reading: Reading, candidate: Candidate) -> bool:
    """Whether words that someone said are about what they should be about: about half of the names at least."""
    if not reading.speaker:
        return True
    speaking = words_of(reading.speaker_phrase or reading.speaker)
    others = [n for n in reading.names if not any(same_word(a, b) for a in words_of(n) for b in speaking)]
    return sum(map(candidate.is_about, others)) >= len(others) / 2


def _as_reported(chosen: Sequence[Weighed]) -> list[Weighed]:
    """Words of a speaker in the order of their article, best article first."""
    first: dict[str, int] = {}
    for position, one in enumerate(chosen):
        first.setdefault(one.candidate.article.id, position)
    return sorted(chosen, key=lambda one: (first[one.candidate.article.id], one.candidate.span))


def _newest_first(one: Weighed) -> tuple[float, int]:
    return (_published(one.candidate.article), one.candidate.span.start)


def _published(article: Article) -> float:
    """What sorts newer articles before older ones, and undated ones last."""
    return -article.published.timestamp() if article.published else float("inf")

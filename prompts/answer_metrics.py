"""How good an answer is: every answer metric of `newshound eval` as a function of one outcome, or of all confidences.

A metric of one outcome is a number from 0 to 1, or None where it is not defined; its mean over the questions is what a
table shows (`index.intervals`). An answer is whatever is not refused. Unless said otherwise, definitions are the
issue's own.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.metrics import holds_answer, holds_sentence
from index.names import speaks_for
from index.speech import Speech
from index.terms import Analyser
from prompts.answer import Answer, Claim, NoAnswer
from prompts.checks.attributed import attributed_in, held_in, is_unsure, names, names_before_pronoun, shows_source
from prompts.checks.finding import Outcome
from prompts.checks.opposites import keys_in

Ended = Answer | NoAnswer

QUOTES = 3
"""So many of an answer's citations are looked at for the answer string: what the extractive answer shows at most."""
FEWEST_WORDS = 3
"""A shorter quote ("Lee said.") inside another sentence doesn't show that they are the same words."""


def answer_in_first(outcome: Ended, answers: Sequence[str]) -> float:
    """1 where the quote of the first citation holds one of the acceptable answers (`holds_answer`), else 0.

    A refusal holds none. Higher is better; over answerable questions.
    """
    return answer_in_any(outcome, answers, quotes=1)


def answer_in_any(outcome: Ended, answers: Sequence[str], quotes: int = QUOTES) -> float:
    """1 where one of the first so many citations' quotes holds one of the acceptable answers, else 0."""
    shown = outcome.citations[:quotes] if isinstance(outcome, Answer) else ()
    return float(any(holds_answer(citation.quote, answer) for citation in shown for answer in answers))


def quote_fidelity(outcome: Ended, text_of: Callable[[str], str | None]) -> float | None:
    """The share of the citations whose quote stands letter for letter at its offsets in its article version.

    `text_of` gives the text of a version by its name (`sha256:…`), read from elsewhere than the answer, None for an
    unknown one: such a citation, or an empty one, is not faithful. Higher is better; None for a refusal.
    """
    if isinstance(outcome, NoAnswer):
        return None
    faithful = 0
    for citation in outcome.citations:
        text = text_of(citation.article.version)
        inside = text is not None and citation.span.end <= len(text)
        faithful += bool(citation.quote.strip()) and inside and citation.span.of(text or "") == citation.quote
    return faithful / len(outcome.citations)


def speaker_right(outcome: Ended, speaker: str, gold: Sequence[str]) -> float | None:
    """1 where the first quote is that speaker's, else 0; None for a refusal. Over questions of the kind "quote".

    It is where the quote and a gold sentence are the same words (one holds the other, white space aside), for the gold
    sentences of such a question are its speaker's; and where the citation's speaker is who the gold one names
    (`speaks_for`: "Mayor Ann Lee" is Ann Lee, "Lee's lawyer" is not). A quote of unknown speaker from elsewhere counts
    as wrong. The second way relies on the attribution that is shown; how often that errs, PolNeAR's swap pairs tell.
    """
    if isinstance(outcome, NoAnswer):
        return None
    first = outcome.citations[0]
    named = first.speaker is not None and speaks_for(first.speaker, speaker)
    return float(named or any(same_words(first.quote, sentence) for sentence in gold))


def gold_cited(outcome: Ended, documents: Sequence[str], gold: Sequence[str]) -> float | None:
    """1 where a cited passage is of a gold article and, where gold sentences are known, holds one; None for a refusal.

    It tells citing the right passage from having found it among others. Higher is better.
    """
    if isinstance(outcome, NoAnswer):
        return None
    read = [(one.article.id, (one.passage or one.span).of(one.article.text)) for one in outcome.citations]
    cited = [text for name, text in read if name in documents]
    return float(any(not gold or any(holds_sentence(text, sentence) for sentence in gold) for text in cited))


def attribution_kept(outcome: Ended, analyser: Analyser) -> float | None:
    """The share of the claims that say who says so, of those whose every citation has it from somebody.

    A claim says so in its own words, or its speaker is shown with it (`Claim.told`). Who "he" is must be known: a claim
    of "he said" alone has lost its source. None for a refusal, and where no claim rests on what somebody says.
    """
    if isinstance(outcome, NoAnswer):
        return None
    kept = [one for claim in outcome.claims if (one := _keeps_source(claim, outcome, analyser)) is not None]
    return sum(kept) / len(kept) if kept else None


def _keeps_source(claim: Claim, answer: Answer, analyser: Analyser) -> bool | None:
    """Whether a claim names whom its citations have it from; None where one of them states it as a fact."""
    cited = [one for one in answer.citations if one.number in claim.citations]
    stems = frozenset(keys_in(claim.text, analyser))
    named = False
    for one in cited:
        spoken = (Speech(speaker=one.speaker, cue="say"),) if one.speaker else ()
        said = held_in(stems, attributed_in(one.quote, spoken), analyser, either=True)
        if said is None:
            return None
        known = {*said.what.speakers, *(speech.speaker for speech in spoken)}
        named = named or any(names(claim.told, speaker, one.article.text) for speaker in known)
        if not known:
            named = named or names_before_pronoun(claim.text) or (is_unsure(one.quote) and shows_source(claim.text))
    return named


def sentences_shown(outcome: Ended) -> float | None:
    """The share of the sentences that the generator wrote which the checks let stand; None where it wrote none.

    1 for the extractive generator, by design. Low values say that a model writes what its passages don't hold.
    """
    checks = outcome.trace.checks
    return sum(one.outcome is not Outcome.DROPPED for one in checks) / len(checks) if checks else None


def same_words(quote: str, sentence: str) -> bool:
    """Whether two stretches of text are the same words: one holds the other, and that has three words or is all."""
    if not (holds_sentence(quote, sentence) or holds_sentence(sentence, quote)):
        return False
    short = min(len(quote.split()), len(sentence.split())) < FEWEST_WORDS
    return not short or (holds_sentence(quote, sentence) and holds_sentence(sentence, quote))


def false_answer(outcome: Ended) -> float:
    """1 where a question that has no answer in the articles is answered, else 0. Lower is better."""
    return float(isinstance(outcome, Answer))


def false_refusal(outcome: Ended) -> float:
    """1 where a question that has an answer in the articles is refused, else 0. Lower is better."""
    return float(isinstance(outcome, NoAnswer))


def auroc(scores: npt.ArrayLike, answerable: npt.ArrayLike) -> float | None:
    """How often an answerable question has a higher score than an unanswerable one, of all pairs; ties count half.

    The area under the ROC curve as the Mann-Whitney statistic: 1 parts them, .5 is chance, 0 the wrong way around.
    None where either kind is missing. Source: Hanley and McNeil, The Meaning and Use of the Area under a ROC Curve
    (1982).
    """
    positive = np.asarray(answerable, dtype=np.bool_)
    _, places, counts = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True)
    # Equal scores share the mean of the ranks that they take up.
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    many, few = int(positive.sum()), int((~positive).sum())
    if not many or not few:
        return None
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))


def threshold_at(scores: Sequence[float], share: float) -> float | None:
    """The highest threshold at which at least a share (above 0, to 1) of the answerable questions is answered.

    `scores` are theirs; one is answered where its score reaches the threshold. None of no scores.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share of {share} of the questions can't be answered; it must be above 0 and at most 1")
    # Less a little: .07 times 100 is 7.000000000000001.
    needed = max(1, math.ceil(share * len(scores) - 1e-9))
    return sorted(scores, reverse=True)[needed - 1] if scores else None


def rate_above(scores: Sequence[float], threshold: float) -> float | None:
    """The share of the scores that reach a threshold: over unanswerable questions, the false answers there.

    None of no scores.
    """
    return sum(score >= threshold for score in scores) / len(scores) if scores else None

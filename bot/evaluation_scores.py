"""What one question of an evaluation was worth: its metrics, from the passages that were found and the answer."""

from collections.abc import Mapping, Sequence

from bot.evaluation_row import Row, Values
from bot.pack import PackQuestion
from index.metrics import (
    all_at,
    average_precision,
    document_at,
    documents_recall,
    hit_at,
    hits_at,
    holds_answer,
    holds_sentence,
    recall_at,
    reciprocal_rank,
)
from index.names import speaks_for
from index.query import Hit
from index.terms import Analyser
from prompts.answer import Answer, NoAnswer
from prompts.answer_metrics import (
    answer_in_any,
    answer_in_first,
    attribution_kept,
    false_answer,
    false_refusal,
    gold_cited,
    quote_fidelity,
    sentences_shown,
    speaker_right,
)
from prompts.reply_metrics import (
    citation_precision,
    citation_recall,
    citation_validity,
    figures_grounded,
    verbatim_quotes,
)

DEPTH = 10
WHO_SAID = "who-said"
"""The kind of question that asks for the source of given words (PolNeAR)."""

RETRIEVAL = (
    *("hit@1", "hit@4", "hit@10", "lenient hit@4", "lenient hit@10", "MRR@10"),
    *("gold article@1", "gold article@5", "article recall@10"),
    *("Hits@4", "Hits@10", "Recall@4", "Recall@10", "All@4", "All@10", "MAP@10"),
)
"""Metrics of what was found, over answerable questions; those of the last line where there are several sentences."""
ANSWERS = (
    *("answer in first quote", "answer in three quotes", "answered", "false refusals"),
    *(
        "speaker right",
        "source in first citation",
        "gold cited",
        "quote fidelity",
        "attribution kept",
        "sentences shown",
    ),
    *("citations in range", "sentences supported", "citations needed", "quotations verbatim", "figures grounded"),
)
"""Metrics of what was answered: those of the first line over all, those of the second over what was answered, those of
the third, and how many sentences were shown, over what was written."""
FALSE_ANSWERS = "false answers"


def row_of(
    question: PackQuestion, hits: Sequence[Hit], outcome: Answer | NoAnswer, texts: Mapping[str, str], *, answers: bool
) -> Row:
    """The row of a question: what was found for it and, with `answers`, what was answered.

    `texts` are the pack's articles by their version.
    """
    values = {**found_values(question, hits), **(answer_values(question, outcome, texts) if answers else {})}
    passages = [hit.passage.text for hit in hits]
    return Row(
        id=question.id,
        question=question.text,
        part=question.part,
        kind=question.kind,
        answerable=question.answerable,
        keys=question.keys,
        status="answered" if isinstance(outcome, Answer) else "refused",
        reason=outcome.reason if isinstance(outcome, NoAnswer) else None,
        confidence=outcome.trace.confidence,
        values=values,
        timings_ms=dict(outcome.trace.timings_ms),
        retrieved=tuple(hit.passage.article.id for hit in hits),
        text=outcome.text,
        dropped=bool(question.without) and any(_holds_any(text, question.answers) for text in passages),
    )


def found_values(question: PackQuestion, hits: Sequence[Hit]) -> Values:
    """The retrieval metrics of an answerable question; none of one that has no answer."""
    if not question.answerable:
        return {}
    ranked = [hit.passage.article.id for hit in hits]
    values: Values = {
        "gold article@1": document_at(ranked, question.documents, 1),
        "gold article@5": document_at(ranked, question.documents, 5),
        "article recall@10": documents_recall(ranked, question.documents, DEPTH),
    }
    if question.sentences or question.answers:
        strict = [is_strict(question, hit) for hit in hits]
        texts = [hit.passage.text for hit in hits]
        lenient = [one or _holds_any(text, question.answers) for one, text in zip(strict, texts, strict=True)]
        values |= {f"hit@{k}": hit_at(strict, k) for k in (1, 4, 10)}
        values |= {f"lenient hit@{k}": hit_at(lenient, k) for k in (4, 10)}
        values["MRR@10"] = reciprocal_rank(strict, DEPTH)
    if len(question.sentences) > 1:
        values |= _several(question.sentences, hits)
    return values


def is_strict(question: PackQuestion, hit: Hit) -> bool:
    """Whether a passage is what was asked for: it holds a gold sentence.

    Where a question has none, as RealTimeQA's have none: it is of a gold article and holds the answer.
    """
    passage = hit.passage
    if question.sentences:
        return any(holds_sentence(passage.text, sentence) for sentence in question.sentences)
    return passage.article.id in question.documents and _holds_any(passage.text, question.answers)


def _several(sentences: Sequence[str], hits: Sequence[Hit]) -> Values:
    found = [
        frozenset(number for number, one in enumerate(sentences) if holds_sentence(hit.passage.text, one))
        for hit in hits
    ]
    total = len(sentences)
    values: Values = {"MAP@10": average_precision(found, total, DEPTH)}
    for k in (4, 10):
        values |= {
            f"Hits@{k}": hits_at(found, k),
            f"Recall@{k}": recall_at(found, total, k),
            f"All@{k}": all_at(found, total, k),
        }
    return values


def answer_values(question: PackQuestion, outcome: Answer | NoAnswer, texts: Mapping[str, str]) -> Values:
    """The answer metrics of a question."""
    fidelity: Values = {
        "quote fidelity": quote_fidelity(outcome, texts.get),
        "attribution kept": attribution_kept(outcome, Analyser()),
        "sentences shown": sentences_shown(outcome),
        "citations in range": citation_validity(outcome),
        "sentences supported": citation_recall(outcome),
        "citations needed": citation_precision(outcome, Analyser()),
        "quotations verbatim": verbatim_quotes(outcome),
        "figures grounded": figures_grounded(outcome),
    }
    if not question.answerable:
        return {FALSE_ANSWERS: false_answer(outcome), **fidelity}
    values: Values = {"answered": 1 - false_refusal(outcome), "false refusals": false_refusal(outcome), **fidelity}
    if question.documents:
        values["gold cited"] = gold_cited(outcome, question.documents, question.sentences)
    if question.kind == WHO_SAID and question.speaker:
        values["source in first citation"] = float(_names_source(outcome, question.speaker))
    elif question.answers:
        values["answer in first quote"] = answer_in_first(outcome, question.answers)
        values["answer in three quotes"] = answer_in_any(outcome, question.answers)
    if question.kind == "quote" and question.speaker:
        values["speaker right"] = speaker_right(outcome, question.speaker, question.sentences)
    return values


def _names_source(outcome: Answer | NoAnswer, source: str) -> bool:
    """Whether the first citation names a source: in its words, or as their speaker."""
    if isinstance(outcome, NoAnswer):
        return False
    first = outcome.citations[0]
    return holds_answer(first.quote, source) or (first.speaker is not None and speaks_for(first.speaker, source))


def _holds_any(text: str, answers: Sequence[str]) -> bool:
    return any(holds_answer(text, answer) for answer in answers)

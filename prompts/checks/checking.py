"""The fixed order in which every sentence of a reply is checked.

Markers, words, quotations, figures, dates, names, speakers, attribution, polarity, relation.

A sentence that is, whole, a sentence of a passage that it cites needs no more checks: the words are the article's. Any
other goes through all of them, also after one has failed, so that the receipt lists every decision. Quotations come
first, for they may be repaired, and a citation may be added; everything after that reads the sentence as it is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.passage import Span
from index.query import Hit
from index.terms import Analyser
from prompts.checks.aligning import Grounds, align
from prompts.checks.attribution_check import check_attribution
from prompts.checks.belonging import check_belonging
from prompts.checks.date_check import check_dates
from prompts.checks.figure_check import check_figures
from prompts.checks.finding import Check, CheckedSentence, Finding, Outcome, Verdict, outcome_of
from prompts.checks.name_check import check_names
from prompts.checks.polarity import check_polarity
from prompts.checks.quoting import Quoted, check_quotations
from prompts.checks.relation import check_relation
from prompts.checks.source import Source
from prompts.checks.speaker_check import check_speakers
from prompts.generator import MarkedSentence
from prompts.speakers import Reader
from prompts.to_computers import speaks_to_a_computer

_OF_THE_PASSAGES = re.compile(
    r"(?:(?:the|this|these|none of the|all(?: of)? the|no|each)\s)?"
    r"(?:(?:provided|given|above|numbered)\s(?:passage|excerpt|article|text|document|source)s?|passages?|excerpts?)\b(?!\sof\b)",
    re.IGNORECASE,
)
"""How a sentence begins that speaks of what was read ("The passages do not say …") and not of the news."""
LONGEST_SENTENCE_CHARACTERS = 1_200
"""What is longer, and no sentence of an article, is not one that anybody could check."""


class Checker:
    """Checks the sentences of one reply, one after the other, against the hits that it was written from."""

    def __init__(self, hits: Sequence[Hit], analyser: Analyser, reader: Reader) -> None:
        self._hits = hits
        self._analyser = analyser
        self._reader = reader
        self._read: dict[int, Source] = {}
        self._unread: dict[int, Source] = {}
        self._said: set[str] = set()

    def check(self, sentence: MarkedSentence) -> CheckedSentence:
        """A sentence with everything that the checks found, and the words that it rests on."""
        markers, findings = self._markers(sentence)
        checked = CheckedSentence(
            written=sentence.text,
            pointed=sentence.markers,
            text=sentence.text,
            markers=markers,
            findings=tuple(findings),
        )
        if checked.outcome is Outcome.DROPPED:
            return checked
        cited = [self._source(number) for number in markers]
        whole = {source.number: span for source in cited if (span := _whole(sentence.text, source))}
        if not whole and len(sentence.text) > LONGEST_SENTENCE_CHARACTERS:
            why = f"it has {len(sentence.text):,} characters, too many to be checked as one sentence"
            return _with(checked, _finding(Check.WORDS, Verdict.FAILED, "too long", "", why))
        checked = self._verbatim(checked, cited, whole) if whole else self._rewritten(checked, cited)
        if checked.outcome is Outcome.DROPPED:
            return checked
        said = " ".join(checked.text.casefold().split())
        if said in self._said:
            return _with(checked, _finding(Check.WORDS, Verdict.FAILED, "repeated", "", "it was said before"))
        self._said.add(said)
        return checked

    def _markers(self, sentence: MarkedSentence) -> tuple[tuple[int, ...], list[Finding]]:
        """The markers that point at a passage, and what there is to say about the others."""
        known = tuple(marker for marker in dict.fromkeys(sentence.markers) if 1 <= marker <= len(self._hits))
        unknown = [marker for marker in dict.fromkeys(sentence.markers) if marker not in known]
        findings = [
            _finding(
                Check.MARKERS,
                Verdict.REPAIRED if known else Verdict.FAILED,
                "out of range",
                f"[{marker}]",
                f"[{marker}] points at no passage; there are {len(self._hits)}",
            )
            for marker in unknown
        ]
        if not sentence.markers:
            findings.append(_finding(Check.MARKERS, Verdict.FAILED, "missing", "", "it cites nothing"))
        if not any(sign.isalnum() for sign in sentence.text):
            findings.append(_finding(Check.WORDS, Verdict.FAILED, "missing", "", "it has no words"))
        if _OF_THE_PASSAGES.match(sentence.text):
            findings.append(_finding(Check.WORDS, Verdict.FAILED, "aside", "", "it tells of the passages, not news"))
        if speaks_to_a_computer(sentence.text):
            findings.append(_finding(Check.WORDS, Verdict.FAILED, "order", "", "it is an order to a computer, no news"))
        return known, findings

    def _verbatim(self, checked: CheckedSentence, cited: Sequence[Source], whole: dict[int, Span]) -> CheckedSentence:
        """The article's own sentence; another passage that is cited for it must have a part in it."""
        own = _finding(Check.WORDS, Verdict.PASSED, "verbatim", "", "it is the article's own sentence")
        quoted = Quoted(text=checked.text, moved=(), spans=tuple(whole.items()), findings=())
        return self._borne(replace(checked, verbatim=True, findings=(*checked.findings, own)), cited, quoted)

    def _rewritten(self, checked: CheckedSentence, cited: list[Source]) -> CheckedSentence:
        """A sentence in other words: all checks, and for each marker the sentence of the passage that bears it."""
        quoted = check_quotations(checked.text, cited, self._others(checked.markers))
        text = quoted.text
        if quoted.moved:
            # What is cited for words that stand elsewhere was the wrong passage, unless it holds another quotation.
            holding = {number for number, _ in quoted.spans}
            cited = [one for one in cited if one.number in holding] + [self._source(one) for one in quoted.moved]
        grounds = align(text, cited, self._analyser)
        held = [
            *quoted.findings,
            *check_figures(text, cited),
            *check_dates(text, cited),
            *check_names(text, cited, grounds),
            *check_belonging(text, grounds, self._analyser),
        ]
        sourced = check_attribution(text, grounds, self._analyser)
        findings = [
            *checked.findings,
            *([] if grounds.share or held else [_EMPTY]),
            *held,
            *check_speakers(text, cited, quoted.spans),
            *([sourced.finding] if sourced.finding else []),
            *check_polarity(text, cited, grounds, self._analyser),
            *check_relation(text, cited, grounds, self._analyser),
        ]
        return self._borne(replace(checked, text=sourced.text, findings=tuple(findings)), cited, quoted)

    def _borne(self, checked: CheckedSentence, cited: Sequence[Source], quoted: Quoted) -> CheckedSentence:
        """A sentence with the passages that bear it, each with its words; a marker that bears nothing goes."""
        several = len(cited) > 1
        bearing = [one for one in cited if several and self._bears(checked.text, one, quoted)] or list(cited)
        idle = [] if checked.outcome is Outcome.DROPPED else [f"[{one.number}]" for one in cited if one not in bearing]
        return replace(
            checked,
            markers=tuple(source.number for source in bearing),
            rests=tuple(self._rest(checked.text, source, quoted) for source in bearing),
            findings=(
                *checked.findings,
                *(
                    _finding(Check.RELATION, Verdict.REPAIRED, "unrelated", marker, f"{marker} has no part in it")
                    for marker in idle
                ),
            ),
        )

    def _bears(self, text: str, source: Source, quoted: Quoted) -> bool:
        """Whether a passage has a part in a sentence: it holds a quotation of it, or is about the same."""
        if any(number == source.number for number, _ in quoted.spans):
            return True
        alone = align(text, [source], self._analyser)
        return outcome_of(check_relation(text, [source], alone, self._analyser)) is not Outcome.DROPPED

    def _rest(self, text: str, source: Source, quoted: Quoted) -> Span:
        """The words of a passage that a sentence rests on: its quotation's sentence, or the one with most of it."""
        spans = [span for number, span in quoted.spans if number == source.number]
        if spans:
            first, last = min(spans), max(spans)
            held = [one.span for one in source.sentences if one.span.start < last.end and first.start < one.span.end]
            start, end = min([first.start, *(one.start for one in held)]), max([last.end, *(one.end for one in held)])
            whole = source.passage.span
            return Span(max(start, whole.start), min(end, whole.end))
        return _best(align(text, [source], self._analyser), source)

    def _others(self, markers: Sequence[int]) -> list[Source]:
        """The passages that a sentence does not cite; who speaks in them is not read, for a quotation is looked for."""
        return [
            self._unread.setdefault(number, Source(number=number, passage=hit.passage))
            for number, hit in enumerate(self._hits, 1)
            if number not in markers
        ]

    def _source(self, number: int) -> Source:
        if number not in self._read:
            passage = self._hits[number - 1].passage
            around = self._reader.read(passage.article, passage.span).sentences
            self._read[number] = Source(number=number, passage=passage, around=around)
        return self._read[number]


def check_sentences(
    sentences: Sequence[MarkedSentence], hits: Sequence[Hit], analyser: Analyser, reader: Reader | None = None
) -> tuple[CheckedSentence, ...]:
    """Every sentence of a reply, checked; a reader remembers articles that were read before."""
    checker = Checker(hits, analyser, reader or Reader())
    return tuple(map(checker.check, sentences))


def _whole(text: str, source: Source) -> Span | None:
    """Where a text stands as whole sentences of a passage, typography aside; None where it does not.

    A part of a sentence may say the opposite of the whole: "Israel had a part in it" of "He denied that …".
    """
    found = source.folded.find(text)
    if found is None:
        return None
    start = source.passage.span.start
    span = Span(found.start + start, found.end + start)
    begins = any(one.span.start == span.start for one in source.sentences)
    article = source.passage.article.text
    ends = any(
        one.span.start < span.end <= one.span.end and not any(map(str.isalnum, article[span.end : one.span.end]))
        for one in source.sentences
    )
    return span if begins and ends else None


def _best(grounds: Grounds, source: Source) -> Span:
    """The sentence of a passage that holds most of a sentence, as far as the passage goes; else its first one."""
    held = grounds.chosen or grounds.all
    whole = source.passage.span
    span = held[0].span if held else whole
    return Span(max(span.start, whole.start), min(span.end, whole.end))


def _with(checked: CheckedSentence, finding: Finding) -> CheckedSentence:
    return replace(checked, findings=(*checked.findings, finding))


def _finding(check: Check, verdict: Verdict, state: str, words: str, why: str) -> Finding:
    return Finding(check=check, verdict=verdict, state=state, words=words, why=why)


_EMPTY = _finding(Check.WORDS, Verdict.FAILED, "empty", "", "nothing of it stands in what it cites")

"""The check of quotations: what a sentence has in quotation marks stands in the passages, word for word.

A true quotation stays as it is. One that is slightly wrong gets the passage's own words; one from another passage makes
the sentence cite that passage too; an invented one drops the sentence. A turn of phrase, too short to be a quotation,
loses its marks where no passage has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Span
from index.quotations import Quotation, quotations_in
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.locating import Located, State, is_short, locate
from prompts.checks.source import Source

MOST_QUOTATIONS = 50
"""What has more is no sentence; nobody should wait until all of them were looked for."""
LONGEST_SHOWN_CHARACTERS = 90


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A sentence after the check.

    `moved` are the numbers of the sources that hold a quotation and were not cited; `spans` are where the quotations
    were found: the number of the source, and characters of its article.
    """

    text: str
    moved: tuple[int, ...] = ()
    spans: tuple[tuple[int, Span], ...] = ()
    findings: tuple[Finding, ...] = ()


def check_quotations(text: str, cited: Sequence[Source], others: Sequence[Source]) -> Quoted:
    """Check every quotation of a sentence against the passages that it cites, and the others of the same reply."""
    quotations = quotations_in(text)
    if len(quotations) > MOST_QUOTATIONS:
        why = f"it has {len(quotations)} pieces in quotation marks, and more than {MOST_QUOTATIONS} cannot be checked"
        return Quoted(text=text, findings=(_finding(Verdict.FAILED, State.REMOVED, text, why),))
    pieces: list[str] = []
    findings: list[Finding] = []
    located: list[Located] = []
    done = 0
    for quotation in quotations:
        words = quotation.span.of(text)
        found = locate(words, cited, others)
        located.append(found)
        findings.append(_decision(words, found, others))
        span, shown = _replacement(quotation, found, findings[-1])
        pieces.extend((text[done : span.start], shown))
        done = span.end
    moved = dict.fromkeys(
        one.source for one in located if one.state is State.MISATTRIBUTED and one.source is not None
    )  # fmt: skip
    return Quoted(
        text=f"{''.join(pieces)}{text[done:]}",
        moved=tuple(moved),
        spans=tuple((one.source, span) for one in located if one.source is not None for span in one.spans),
        findings=tuple(findings),
    )


def _replacement(quotation: Quotation, found: Located, finding: Finding) -> tuple[Span, str]:
    """Which characters of the sentence are replaced, and by what."""
    if found.state is State.REMOVED and finding.verdict is Verdict.REPAIRED:
        return quotation.whole, found.words
    return quotation.span, found.words


def _decision(words: str, found: Located, others: Sequence[Source]) -> Finding:
    quoted = f"“{_shortened(words)}”"
    if found.state is State.VERIFIED:
        return _finding(Verdict.PASSED, found.state, words, f"passage {found.source} has {quoted} word for word")
    if found.state is State.REPAIRED:
        why = f"passage {found.source} does not say {quoted} but “{_shortened(found.words)}”, which is shown instead"
        return _finding(Verdict.REPAIRED, found.state, words, why)
    if found.state is State.MISATTRIBUTED:
        why = f"{quoted} stands in passage {found.source}, which was not cited and is now"
        return _finding(Verdict.REPAIRED, found.state, words, why)
    if is_short(words):
        why = f"{quoted} stands in none of the cited passages, so it is shown without quotation marks"
        return _finding(Verdict.REPAIRED, found.state, words, why)
    where = "the cited passages nor in the others" if others else "the cited passages"
    why = f"{quoted} stands neither in {where}" if others else f"{quoted} stands in none of {where}"
    return _finding(Verdict.FAILED, found.state, words, why)


def _finding(verdict: Verdict, state: State, words: str, why: str) -> Finding:
    return Finding(check=Check.QUOTATION, verdict=verdict, state=state.value, words=words, why=why)


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_SHOWN_CHARACTERS:
        return words
    return f"{words[:LONGEST_SHOWN_CHARACTERS].rsplit(' ', 1)[0]} …"

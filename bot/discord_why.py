"""Why: the receipt of an answer, as somebody reads it who wants to know how far to trust it."""

from collections.abc import Iterator, Sequence

from bot.affected import Affected
from bot.discord_accounts import accounts_of
from bot.discord_lines import ago, date_shown, days_searched, outlet
from bot.discord_pages import pages_of
from bot.discord_text import clean, shorten
from bot.explanation import CHANGED
from bot.receipt_form import CandidateForm, CheckedForm, FindingForm, ReceiptForm
from prompts.extractive import NAME as EXTRACTIVE

TITLE_UNITS = 120
NAME_UNITS = 100
MOST_ACCOUNTS = 100
CERTAIN, FAIR = 0.75, 0.5
NOBODY = "none"
"""What a receipt names as its model where nothing was found that could be answered from."""

NO_SENTENCE = "No sentence was written, for what was read does not answer the question."
NOTHING_FOUND = "Nothing was found that could be read."


def why_pages(receipt: ReceiptForm, since_then: Sequence[Affected] = ()) -> tuple[str, ...]:
    """The pages of a receipt; `since_then` is what has changed of what the answer rests on."""
    blocks = (
        "\n".join(_question(receipt)),
        *accounts_of(receipt, {one.number: one for one in receipt.citations}, MOST_ACCOUNTS).blocks,
        "\n".join(_since(since_then)),
        "\n".join(_read(receipt.candidates)),
        *_sentences(receipt.checks),
        "\n".join(_how(receipt)),
    )
    return pages_of("Why this answer" if receipt.answered else "Why there is no answer", list(filter(None, blocks)))


def _question(receipt: ReceiptForm) -> Iterator[str]:
    yield f"Question: {clean(receipt.question)}"
    if receipt.understood:
        yield f"Understood as: {clean(receipt.understood)}"
    days = days_searched(receipt)
    if days:
        yield f"Days searched: only articles {days}"
    if receipt.news:
        since = date_shown(receipt.news.since) if receipt.news.by_day else ago(receipt.news.since)
        yield f"News since: {since}; what was told before is left out"
    outlets = [name for name in map(outlet, receipt.outlets) if name]
    if outlets:
        yield f"Outlets searched: only {', '.join(outlets)}"
    searched = receipt.searched
    newest = f", the newest from {date_shown(searched.newest)}" if searched.newest else ""
    undated = f"; {searched.undated:,} without a date left out" if searched.undated else ""
    yield f"Articles searched: {searched.articles:,}{newest}{undated}"
    yield f"Asked: {ago(receipt.asked)}"


def _since(since_then: Sequence[Affected]) -> Iterator[str]:
    if since_then:
        yield "### What has changed since"
    for one in since_then:
        yield f"- Source [{one.cited.number}]: {CHANGED[one.change]}."


def _sentences(checks: Sequence[CheckedForm]) -> Iterator[str]:
    """What was written, a block for each sentence."""
    heading = "### What was written, and what the checks made of it"
    if not checks:
        yield f"{heading}\n{NO_SENTENCE}"
    for number, checked in enumerate(checks):
        lines = list(_sentence(checked))
        yield "\n".join([heading, *lines] if number == 0 else lines)


def _sentence(checked: CheckedForm) -> Iterator[str]:
    written = f"> {clean(checked.written)}"
    if checked.outcome == "repaired":
        yield "Repaired. It was written as:"
        yield written
        if checked.text != checked.written:
            yield "It is shown as:"
            yield f"> {clean(checked.text)}"
        yield from _reasons(checked.findings, "repaired")
    elif checked.outcome == "dropped":
        yield "Left out:"
        yield written
        yield from _reasons(checked.findings, "failed")
    else:
        yield "Shown as it was written:"
        yield written
        passed = list(dict.fromkeys(clean(finding.why) for finding in checked.findings))
        if passed:
            yield f"Checked: {'; '.join(passed)}."
    if checked.pointed:
        # Not as markers: those of an answer are the numbers of its sources.
        numbers = ", ".join(map(str, checked.pointed))
        yield f"Written from {'passage' if len(checked.pointed) == 1 else 'passages'} {numbers} above."
    if checked.support is not None:
        weak = ", which is weak" if checked.weak else ""
        yield f"Support by its sources: {checked.support:.2f} of 1{weak}."


def _reasons(findings: Sequence[FindingForm], verdict: str) -> Iterator[str]:
    """Why a sentence did not stay as it was, with what decided it alone."""
    for why in dict.fromkeys(clean(finding.why) for finding in findings if finding.verdict == verdict):
        yield f"Because: {why}."


def _read(candidates: Sequence[CandidateForm]) -> Iterator[str]:
    yield "### Passages that were read, best first"
    if not candidates:
        yield NOTHING_FOUND
    for one in candidates:
        about = ", ".join(filter(None, (outlet(one.publisher), date_shown(one.published))))
        yield f"{one.rank}. {shorten(clean(one.title), TITLE_UNITS) or 'Untitled'} ({about})"


def _how(receipt: ReceiptForm) -> Iterator[str]:
    yield "### How it was made"
    yield f"Written by {_writer(receipt.model)}"
    if receipt.fault:
        # What a model says of its failure is for operators, and stands in `newshound explain`.
        yield "A language model was asked first and failed, so this took its place."
    yield f"Confidence that this answers the question: {_word(receipt.confidence)} ({receipt.confidence:.2f} of 1)."
    total = receipt.timings_ms.get("total")
    if total is not None:
        yield f"It took {total / 1000:.1f} seconds."
    yield f"-# Receipt {clean(receipt.id)}. My operator can look it up by this name."


def _writer(model: str) -> str:
    if model == EXTRACTIVE:
        return "nobody. The sentences are the articles' own, chosen by code, without a language model."
    if model == NOBODY:
        return "nobody, for nothing was found."
    return f"the language model {shorten(clean(model), NAME_UNITS) or 'without a name'}."


def _word(confidence: float) -> str:
    return "high" if confidence >= CERTAIN else "fair" if confidence >= FAIR else "low"

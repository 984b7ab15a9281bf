"""Why: the receipt of an answer, as somebody reads it who wants to know how far to trust it."""

from collections.abc import Iterator, Sequence

from bot.affected import Affected, Change
from bot.discord_lines import ago, date_shown, outlet
from bot.discord_pages import pages_of
from bot.discord_text import clean, shorten
from bot.receipt_form import CandidateForm, CheckedForm, ReceiptForm
from prompts.extractive import NAME as EXTRACTIVE

TITLE_UNITS = 120
NAME_UNITS = 100
READ_SHOWN = 8
CERTAIN, FAIR = 0.75, 0.5

_OUTCOMES = {"kept": "Shown as written", "repaired": "Shown, after a correction", "dropped": "Left out"}
_SINCE = {
    Change.WITHDRAWN: "its article was withdrawn.",
    Change.WORDS: "its article was changed, and the quoted words don't stand in it any more.",
    Change.AROUND: "its article was changed around the quoted words.",
}


def why_pages(receipt: ReceiptForm, since_then: Sequence[Affected] = ()) -> tuple[str, ...]:
    """The pages of a receipt; `since_then` is what has changed of what the answer rests on."""
    parts = (
        "\n".join(_question(receipt)),
        "\n".join(_since(since_then)),
        "\n".join(_read(receipt.candidates)),
        *_sentences(receipt.checks),
        "\n".join(_how(receipt)),
    )
    return pages_of([part for part in parts if part])


def _question(receipt: ReceiptForm) -> Iterator[str]:
    yield "### Why this answer" if receipt.answered else "### Why there is no answer"
    yield f"Question: {clean(receipt.question)}"
    if receipt.understood:
        yield f"Understood as: {clean(receipt.understood)}"
    window = receipt.window
    if window:
        phrase = f" (“{clean(window.phrase)}”)" if window.phrase else ""
        since = f"from {date_shown(window.since)}" if window.since else ""
        until = f"to {date_shown(window.until)}" if window.until else ""
        yield f"Days: {' '.join(filter(None, (since, until)))}{phrase}"
    if receipt.outlets:
        yield f"Outlets: {', '.join(map(outlet, receipt.outlets))}"
    searched = receipt.searched
    newest = f", the newest from {date_shown(searched.newest)}" if searched.newest else ""
    undated = f"; {searched.undated:,} without a date were left out" if searched.undated else ""
    yield f"Searched: {_counted(searched.articles, 'article')}{newest}{undated}."
    yield f"Asked: {ago(receipt.asked)}"


def _since(since_then: Sequence[Affected]) -> Iterator[str]:
    if since_then:
        yield "### What has changed since"
    for one in since_then:
        yield f"- Source [{one.cited.number}]: {_SINCE[one.change]}"


def _read(candidates: Sequence[CandidateForm]) -> Iterator[str]:
    yield "### What was read, best first"
    if not candidates:
        yield "Nothing was found."
    for one in candidates[:READ_SHOWN]:
        about = ", ".join(filter(None, (outlet(one.publisher), date_shown(one.published))))
        yield f"{one.rank}. {shorten(clean(one.title), TITLE_UNITS) or 'Untitled'} ({about})"
    more = len(candidates) - READ_SHOWN
    if more > 0:
        yield f"And {_counted(more, 'more passage')}."


def _sentences(checks: Sequence[CheckedForm]) -> Iterator[str]:
    """What was written, a piece for each sentence."""
    heading = "### What was written, and what the checks made of it"
    if not checks:
        yield f"{heading}\nNo sentence was written."
    for number, checked in enumerate(checks):
        lines = list(_sentence(checked))
        yield "\n".join([heading, *lines] if number == 0 else lines)


def _sentence(checked: CheckedForm) -> Iterator[str]:
    markers = "".join(f" [{number}]" for number in checked.pointed)
    yield f"> {clean(checked.written)}{markers}"
    corrected = checked.outcome == "repaired" and checked.text != checked.written
    shown = f": “{clean(checked.text)}”" if corrected else ""
    yield f"{_OUTCOMES.get(checked.outcome, 'Checked')}{shown}"
    for finding in checked.findings:
        yield f"- {clean(finding.why)}"
    if checked.support is not None:
        weak = ", which is weak" if checked.weak else ""
        yield f"- Support by its source: {checked.support:.2f} of 1{weak}"


def _how(receipt: ReceiptForm) -> Iterator[str]:
    yield "### How it was made"
    if receipt.model == EXTRACTIVE:
        yield "Written by: the articles' own sentences, chosen by code; no language model."
    elif receipt.model == "none":
        yield "Written by: nobody, for nothing was found."
    else:
        yield f"Written by: the language model {shorten(clean(receipt.model), NAME_UNITS)}."
    if receipt.fault:
        yield "A language model failed on the way; the articles' own sentences took its place."
    yield f"Confidence that the question is answered: {_word(receipt.confidence)} ({receipt.confidence:.2f} of 1)."
    total = receipt.timings_ms.get("total")
    if total is not None:
        yield f"Took: {total / 1000:.1f} seconds."
    yield f"-# Receipt {clean(receipt.id)}"


def _word(confidence: float) -> str:
    return "high" if confidence >= CERTAIN else "fair" if confidence >= FAIR else "low"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

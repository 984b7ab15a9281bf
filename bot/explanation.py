"""A receipt as a person wants to read it: what was asked, what was read, and what became of each sentence.

It is read from the receipt's machine form and from nothing else, so that an answer can be explained years later.
"""

from collections.abc import Iterable, Sequence

from bot.affected import Affected, Change
from bot.ledger import Kept
from bot.machine_form import Json
from bot.receipt_form import ReceiptForm, read_receipt
from bot.terminal import shown
from prompts.answer import day

INDENT = "    "
CANDIDATES_SHOWN = 8
CHANGED = {
    Change.WITHDRAWN: "since then the article was withdrawn",
    Change.WORDS: "since then the article was changed, and these words don't stand in it any more",
    Change.AROUND: "since then the article was changed around these words",
}

_MARKS = {"kept": "kept", "repaired": "repaired", "dropped": "left out"}


def explain(kept: Kept, since_then: Sequence[Affected] = ()) -> list[str]:
    """The lines that explain an answer; `since_then` is what has changed of what it rests on.

    Raises:
        LedgerError: it is no receipt.
    """
    receipt = read_receipt(kept.receipt)
    parts = (_question(receipt), _answer(receipt, since_then), _sentences(receipt), _read(receipt), _how(receipt))
    return [line for part in parts for line in (*part, "")][:-1]


def _question(receipt: ReceiptForm) -> Iterable[str]:
    yield f"Question  {shown(receipt.question)}"
    if receipt.understood:
        yield f"Taken as  {shown(receipt.understood)}"
    yield f"Asked     {day(receipt.asked)}, {receipt.asked:%H:%M} UTC; receipt {receipt.id}"
    window = receipt.window
    if window:
        ends = (f"from {day(window.since)}" if window.since else "", f"to {day(window.until)}" if window.until else "")
        phrase = f" (“{shown(window.phrase)}”)" if window.phrase else ""
        yield f"Within    {' '.join(filter(None, ends))}{phrase}"
    if receipt.news:
        since = receipt.news.since
        moment = "" if receipt.news.by_day else f", {since:%H:%M} UTC"
        yield f"New since {day(since)}{moment}; what was told before is left out"
    if receipt.outlets:
        yield f"Outlets   {', '.join(map(shown, receipt.outlets))}"
    searched = receipt.searched
    newest = f", the newest from {day(searched.newest)}" if searched.newest else ""
    undated = f"; {searched.undated:,} undated left out" if searched.undated else ""
    yield f"Searched  {searched.articles:,} articles{newest}{undated}; edition {shown(receipt.edition)}"


def _answer(receipt: ReceiptForm, since_then: Sequence[Affected]) -> Iterable[str]:
    if receipt.reason == "nothing_new":
        yield "Nothing new"
    else:
        yield "Answer" if receipt.status != "refused" else f"Refused ({receipt.reason})"
    for line in receipt.text.split("\n"):
        yield f"{INDENT}{shown(line)}"
    if receipt.note:
        yield f"{INDENT}Note: {shown(receipt.note)}"
    for warning in receipt.freshness.warnings:
        yield f"{INDENT}Mind: {shown(warning.text)}"
    changes = {one.cited.number: one.change for one in since_then}
    for one in receipt.citations:
        outlet = f" · {shown(one.publisher)}" if one.publisher else ""
        place = f"characters {one.start:,} to {one.end:,} of {shown(one.article_id)}"
        genre = f" · {shown(one.genre).capitalize()}" if one.genre else ""
        yield f"[{one.number}] {shown(one.title)}{outlet} · {day(one.published)}{genre}"
        yield f"{INDENT}> {shown(one.quote)}"
        yield f"{INDENT}{place}"
        if one.number in changes:
            yield f"{INDENT}! {CHANGED[changes[one.number]]}"


def _sentences(receipt: ReceiptForm) -> Iterable[str]:
    yield "Sentences as they were written, and what the checks made of them"
    if not receipt.checks:
        yield f"{INDENT}None was written."
    for checked in receipt.checks:
        markers = "".join(f" [{number}]" for number in checked.pointed)
        yield f"{INDENT}{_MARKS.get(checked.outcome, checked.outcome)}: {shown(checked.written)}{markers}"
        if checked.outcome == "repaired" and checked.text != checked.written:
            yield f"{INDENT * 2}shown as: {shown(checked.text)}"
        for finding in checked.findings:
            yield f"{INDENT * 2}{finding.check} {finding.verdict}: {shown(finding.why)}"
        if checked.support is not None:
            weak = ", which is weak" if checked.weak else ""
            yield f"{INDENT * 2}support score ({receipt.support}) {checked.support:.2f}{weak}"


def _read(receipt: ReceiptForm) -> Iterable[str]:
    yield "Passages that were read, best first"
    if not receipt.candidates:
        yield f"{INDENT}None was found."
    for one in receipt.candidates[:CANDIDATES_SHOWN]:
        outlet = f" · {shown(one.publisher)}" if one.publisher else ""
        place = f"characters {one.start:,} to {one.end:,}"
        yield f"{INDENT}{one.rank}. {one.score:.2f}  {shown(one.title)}{outlet} · {day(one.published)}, {place}"
    if len(receipt.candidates) > CANDIDATES_SHOWN:
        yield f"{INDENT}and {len(receipt.candidates) - CANDIDATES_SHOWN} more"


def _how(receipt: ReceiptForm) -> Iterable[str]:
    prompt = f", prompt {shown(receipt.prompt.name)} {receipt.prompt.hash[:12]}" if receipt.prompt else ""
    if receipt.fault:
        yield shown(receipt.fault)
    yield f"Written by {shown(receipt.model)}{prompt}; confidence {receipt.confidence:.2f}"
    yield "Took " + ", ".join(f"{name} {milliseconds:g} ms" for name, milliseconds in receipt.timings_ms.items())


def entry(kept: Kept) -> dict[str, Json]:
    """A receipt's line in a list of receipts."""
    return {"id": kept.id, "kept": kept.kept.isoformat().replace("+00:00", "Z"), "question": kept.question}

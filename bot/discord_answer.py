"""An answer or a refusal as Discord shows it: a receipt in, a view within every limit out.

It is all text, in the order in which it is to be heard: the question, the accounts that differ, the answer, its
sources, how well it stands. An answer is laid out by the first plan that fits. Plans give up quotes first, then titles,
then that links open at the words, then accounts, then sources; a marker whose source would not be shown goes with it,
as does every sentence that is left without a marker. What is given up stands behind the buttons, and the answer says
so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui

from bot.discord_accounts import accounts_of
from bot.discord_custom_id import Action, custom_id, read_custom_id
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_lines import (
    PHRASE_UNITS,
    SPEAKER_UNITS,
    ago,
    byline,
    changed,
    kept_to,
    nearest,
    new_since,
    source,
    standing,
)
from bot.discord_text import ELLIPSIS, clean, shorten, units
from bot.receipt_form import CitationForm, ReceiptForm

CHANNELS_NAMED = 10
QUESTION_UNITS = 250
NOTE_UNITS = 300
REFUSAL_UNITS = 900
NEAREST_TITLE_UNITS = 150
NEAREST_UNITS = 1200
NOTHING_TO_SAY = "There is nothing to show here; please ask again."

_BREAK = ""
"""Stands for a line across between two blocks of text."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many sources are shown at most, how long things may be, in units, and whether links open at the words.

    `accounts` is how many of a conflict are shown at most.
    """

    sources: int
    quote: int
    title: int
    words: bool = True
    accounts: int = 4
    answer: int = 2400


PLANS = (
    Plan(sources=8, quote=600, title=200),
    Plan(sources=8, quote=300, title=200),
    Plan(sources=8, quote=150, title=120),
    Plan(sources=8, quote=80, title=80),
    Plan(sources=8, quote=0, title=80),
    Plan(sources=8, quote=0, title=60),
    Plan(sources=8, quote=0, title=60, words=False),
    Plan(sources=8, quote=0, title=60, words=False, accounts=2),
    Plan(sources=6, quote=0, title=60, words=False, accounts=2),
    Plan(sources=4, quote=0, title=60, words=False, accounts=2),
    Plan(sources=2, quote=0, title=60, words=False, accounts=2),
    Plan(sources=1, quote=0, title=60, words=False, accounts=0),
    # Fits whatever it holds; a test computes that.
    Plan(sources=1, quote=0, title=60, words=False, accounts=0, answer=1400),
)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """The text of an answer as far as a plan shows it, the numbers in it, and whether sentences are missing."""

    text: str
    numbers: frozenset[int]
    cut: bool


def answer_view(receipt: ReceiptForm, *, buttons: bool = True, private: bool = False, lead: str = "") -> ui.LayoutView:
    """What an asker is shown for an answer or a refusal; `private` adds the button that publishes it.

    `lead` is a sentence of ours that stands before it.

    Called on the event loop: only there discord.py keeps it that the view is stopped.
    """
    rows = list(_rows(receipt, private=private)) if buttons else []
    laid_out = _laid_out(receipt, pressable=bool(rows), room=VIEW_TEXT_UNITS - units(lead))
    return _view([lead, *laid_out] if lead else laid_out, rows)


def sentence_view(sentence: str, *, again: datetime | None = None, channels: Sequence[int] = ()) -> ui.LayoutView:
    """What an asker is shown instead of an answer: one sentence, and when or in which channels to ask instead."""
    when = f" Ask again {ago(again)}." if again else ""
    where = "".join(f"\n- <#{channel}>" for channel in channels[:CHANNELS_NAMED])
    shown = clean(sentence, VIEW_TEXT_UNITS - units(when + where)) or NOTHING_TO_SAY
    return _view([f"{shown}{when}{where}"], [])


def markdown_view(markdown: str) -> ui.LayoutView:
    """A text of ours, of at most a view's length, in which whatever is foreign has been cleaned."""
    return _view([markdown], [])


def _view(blocks: Sequence[str], rows: Sequence[ui.ActionRow[ui.LayoutView]]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    items: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay(block) if block else ui.Separator() for block in blocks]
    view.add_item(ui.Container(*items))
    for row in rows:
        view.add_item(row)
    # discord.py then keeps nothing of it: presses find their way by custom id, before and after a restart.
    view.stop()
    return view


def _rows(receipt: ReceiptForm, *, private: bool) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    named = read_custom_id(custom_id(Action.WHY, receipt.id))
    if named is None or named.key != receipt.id:
        return  # A receipt of another make, which no press could name.
    labels = {
        Action.FOLLOW: "Follow up",
        **({Action.PASSAGES: "Passages"} if receipt.citations else {}),
        Action.WHY: "Why",
        Action.YES: "Helpful",
        Action.NO: "Not helpful",
    }
    yield ui.ActionRow(*(_button(receipt, action, label) for action, label in labels.items()))
    if private:
        yield ui.ActionRow(_button(receipt, Action.PUBLISH, "Publish"))


def _button(receipt: ReceiptForm, action: Action, label: str) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.primary if action is Action.FOLLOW else discord.ButtonStyle.secondary
    return ui.Button(label=label, style=style, custom_id=custom_id(action, receipt.id))


def _laid_out(receipt: ReceiptForm, *, pressable: bool, room: int) -> list[str]:
    head = [_head(receipt)]
    foot = list(filter(None, [standing(receipt)]))
    if not receipt.answered:
        return [*head, *_refusal(receipt), *foot]
    end = [_BREAK, *foot]
    layouts = ([*head, *_planned(receipt, plan, pressable=pressable), *end] for plan in PLANS)
    return next(blocks for blocks in layouts if sum(map(units, blocks)) <= room)


def _planned(receipt: ReceiptForm, plan: Plan, *, pressable: bool) -> list[str]:
    sources = {citation.number: citation for citation in receipt.citations}
    in_order = dict.fromkeys(n for claim in receipt.claims for n in claim.citations if n in sources)
    allowed = {number: sources[number] for number in list(in_order)[: plan.sources]}
    told = accounts_of(receipt, allowed, plan.accounts)
    shown = _answer_text(receipt, allowed, plan)
    cited = [citation for number, citation in sources.items() if number in shown.numbers | told.numbers]
    blocks = [*told.blocks, *([_BREAK] if told.blocks else []), shown.text, *_note(receipt)]
    if cited:
        blocks += [_BREAK, "### Source" if len(cited) == 1 else "### Sources"]
        blocks += [source(one, title=plan.title, quote=plan.quote, words=plan.words) for one in cited]
    missing = len(sources) - len(cited)
    quoted = plan.quote > 0 or not cited
    return blocks + _more(missing, told.missing, cut=shown.cut, quoted=quoted, pressable=pressable)


def _head(receipt: ReceiptForm) -> str:
    question = clean(receipt.question, QUESTION_UNITS) or "Your question"
    understood = clean(receipt.understood or "", QUESTION_UNITS)
    lines = (
        f"### {question}",
        f"Understood as: {understood}" if understood else "",
        kept_to(receipt),
        new_since(receipt),
    )
    return "\n".join(filter(None, lines))


def _answer_text(receipt: ReceiptForm, sources: dict[int, CitationForm], plan: Plan) -> _Shown:
    """The answer as far as it fits, with markers of these sources only."""
    parts: list[str] = []
    numbers: set[int] = set()
    between = "\n" if receipt.dated else " "
    room = plan.answer - units(ELLIPSIS)
    ending = ""
    for place, claim in enumerate(receipt.claims):
        marked = [number for number in dict.fromkeys(claim.citations) if number in sources]
        lead = f"- {byline(sources[marked[0]])}: " if receipt.dated and marked else ""
        markers = "".join(f" [{number}]" for number in marked) + changed(receipt, place)
        who = clean(claim.speaker or "", SPEAKER_UNITS)
        said = f" — {who}" if who else ""
        text = clean(claim.text) + said
        fits = units(lead + text + markers) <= room
        if not marked or (parts and not fits):
            ending = ELLIPSIS
            break
        numbers.update(marked)
        if not fits:  # The first sentence is shown in any case.
            short = lead + shorten(clean(claim.text), room - units(lead + said + markers)) + said + markers
            return _Shown(text=short, numbers=frozenset(numbers), cut=True)
        parts.append(lead + text + markers)
        room -= units(parts[-1]) + units(between)
    if not parts:  # A receipt of another make.
        return _Shown(text=clean(receipt.text, plan.answer) or NOTHING_TO_SAY, numbers=frozenset(), cut=True)
    return _Shown(text=between.join(parts) + ending, numbers=frozenset(numbers), cut=bool(ending))


def _note(receipt: ReceiptForm) -> list[str]:
    note = clean(receipt.note or "", NOTE_UNITS)
    return [f"Note: {note}"] if note else []


def _more(missing: int, accounts: int, *, cut: bool, quoted: bool, pressable: bool) -> list[str]:
    """Where to find what is not shown."""
    told = f"{accounts:,} more account{'' if accounts == 1 else 's'}" if accounts else ""
    sources = f"{missing:,} more source{'' if missing == 1 else 's'}" if missing else ""
    words = "" if quoted else "the quoted words"
    behind = " and ".join(filter(None, (sources, words)))
    if not pressable:
        rest = " and ".join(filter(None, ("the rest of the answer" if cut else "", told, behind)))
        return [f"Not shown for want of room: {rest}. A narrower question brings it up."] if rest else []
    lines = (
        "The rest of this answer is under Why." if cut else "",
        f"{told} {'is' if accounts == 1 else 'are'} under Why." if told else "",
        f"Under Passages: {behind}." if behind else "",
    )
    line = " ".join(filter(None, lines))
    return [line] if line else []


def _refusal(receipt: ReceiptForm) -> list[str]:
    blocks = [clean(receipt.text, REFUSAL_UNITS) or NOTHING_TO_SAY, *_note(receipt)]
    entries: list[str] = []
    room = NEAREST_UNITS
    for article in receipt.nearest:
        entry = nearest(article, title=NEAREST_TITLE_UNITS)
        room -= units(entry) + 1
        if room < 0:
            break
        entries.append(entry)
    if entries:
        told = "tell nothing new" if receipt.reason == "nothing_new" else "do not answer this"
        blocks += [_BREAK, f"### Nearest articles, which {told}", "\n".join(entries)]
    blocks += [_BREAK, "### What you can do", "\n".join(f"- {step}" for step in _steps(receipt))]
    return blocks


def _steps(receipt: ReceiptForm) -> Iterator[str]:
    if receipt.reason == "not_understood":
        yield "Ask again, with the name of a person, a place or a topic in the question."
        return
    if receipt.reason == "nothing_new":
        yield "Ask with /ask for everything that is known about it."
        yield "Ask again later, when new articles are in. See which days I know: /sources."
        return
    if receipt.window:
        phrase = clean(receipt.window.phrase or "", PHRASE_UNITS)
        yield f"Ask about more days: {f'leave out “{phrase}”, or ' if phrase else ''}give /ask other dates."
    if receipt.outlets:
        yield "Ask about all outlets, or about another one."
    yield "Ask in other words, with the names that an article would use."
    yield "See which outlets and which days I know: /sources."

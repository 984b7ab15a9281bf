"""What people thought of answers as an evaluation pack: questions with the words that were found to answer them.

Only an answer that somebody found helpful and nobody found unhelpful becomes a question with gold. Everything else
(what was not helpful, what people disagree about, a refusal) is for a person to judge, for nobody has said what the
right answer is; those questions go into a file of their own, which an evaluation does not read. The pack's articles are
those that the answers cite, in the versions that they cite, and those that were read for them, so that there is
something to tell apart.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.affected import Articles
from bot.feedback import Given
from bot.ledger import Kept, Receipt
from bot.pack_converted import Converted, Fields, write_pack
from bot.pack_lines import PackError
from bot.receipt_form import CitationForm, ReceiptForm, read_receipt
from index.article import Article

HELPFUL = "helpful"
"""The kind of the questions with gold."""
TO_JUDGE = "to_judge.jsonl"


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A pack, the questions for a person to judge, and how many answers cite what the archive doesn't hold."""

    pack: Converted
    to_judge: tuple[Fields, ...]
    lost: int


def cases_of(given: Iterable[Given], kept: Callable[[str], Kept | None], articles: Articles) -> Cases:
    """What was given as cases, in its order; `kept` finds a receipt by its id.

    Raises:
        LedgerError: a receipt can't be read.
    """
    by_receipt: dict[str, list[Given]] = {}
    for one in given:
        by_receipt.setdefault(one.receipt, []).append(one)
    pack, to_judge, lost, asked = Converted(), list[Fields](), 0, set[str]()
    for name, opinions in by_receipt.items():
        found = kept(name)
        if found is None:
            continue
        receipt = read_receipt(found.receipt)
        gold = _gold(receipt, articles)
        if gold is None:
            lost += 1
            continue
        places = [_place(one, article, pack) for one, article in gold]
        for article in _read(found.receipt, articles):
            _add(article, pack)
        if not receipt.answered or not all(one.helpful for one in opinions):
            to_judge.append(_to_judge(receipt, opinions))
        elif (key := json.dumps([_question(receipt), places])) not in asked:
            asked.add(key)
            pack.ask(kind=HELPFUL, gold=places, **_question(receipt))
    return Cases(pack=pack, to_judge=tuple(to_judge), lost=lost)


def write_cases(cases: Cases, folder: Path) -> None:
    """Write the pack and the questions to judge into a folder that holds neither.

    Raises:
        PackError: it holds one, or can't be written.
    """
    beside = folder / TO_JUDGE
    if beside.exists():
        raise PackError(f"{folder} holds a {TO_JUDGE} already; name another folder, or remove it.")
    write_pack(cases.pack, folder)
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in cases.to_judge]
    try:
        beside.write_text("".join(lines), encoding="utf-8", errors="replace")
    except OSError as error:
        raise PackError(f"{beside} can't be written ({error.strerror}); name another folder.") from error


def _gold(receipt: ReceiptForm, articles: Articles) -> list[tuple[CitationForm, Article]] | None:
    """Each citation with its article as it was cited; None where one of them can't be had any more."""
    found = []
    for one in receipt.citations:
        article = articles.article(one.article_id, one.version)
        if article is None or article.text[one.start : one.end] != one.quote:
            return None
        found.append((one, article))
    return found


def _read(receipt: Receipt, articles: Articles) -> Iterator[Article]:
    """The articles that were read for an answer, as far as they can still be had."""
    candidates = receipt.get("candidates")
    for one in candidates if isinstance(candidates, list) else []:
        name, version = (one.get("article_id"), one.get("version")) if isinstance(one, dict) else (None, None)
        article = articles.article(name, version) if isinstance(name, str) and isinstance(version, str) else None
        if article is not None:
            yield article


def _place(one: CitationForm, article: Article, pack: Converted) -> Fields:
    return {"doc": _add(article, pack), "start": one.start, "end": one.end, "text": one.quote}


def _add(article: Article, pack: Converted) -> str:
    """Add an article to a pack; its name there, which another version of it must not have."""
    known = pack.documents.get(article.id)
    name = article.id if known is None or known["text"] == article.text else f"{article.id}@{article.version}"
    date = article.published.isoformat() if article.published else None
    return pack.add(name, article.text, title=article.title, date=date, source=article.publisher, url=article.url)


def _question(receipt: ReceiptForm) -> dict[str, str]:
    """The question as it was searched, which a follow-up alone is not, and as it was asked where that differs."""
    typed = {"typed": receipt.question} if receipt.understood else {}
    return {"question": receipt.understood or receipt.question, "asked": receipt.asked.date().isoformat(), **typed}


def _to_judge(receipt: ReceiptForm, opinions: Sequence[Given]) -> Fields:
    """A question in the form of the others, but for what nobody has said, and what was answered."""
    return {
        **_question(receipt),
        "kind": "judged",
        "answerable": None,
        "answers": [],
        "gold": [],
        "said": receipt.text,
        "helpful": sum(one.helpful for one in opinions),
        "not_helpful": sum(not one.helpful for one in opinions),
        "reasons": [one.reason for one in opinions if one.reason],
        "receipt": receipt.id,
    }

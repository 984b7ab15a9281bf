"""An evaluation pack: a folder with articles and the questions to ask of them, read into values.

`docs.jsonl` holds the articles. `questions_gold.jsonl` holds questions with the sentences that answer them, or that
nothing answers; `questions.jsonl` holds questions in RealTimeQA's form, with gold articles and one answer string. A
question without a day of asking is asked on the day of the newest article. The day's noon is meant, in UTC: news that
is dated with that day alone counts as before it, and the day is the same in every time zone a server may run in.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from bot.pack_lines import PackError, Record, read_records
from index.errors import QuestionError
from index.text import normalise, one_line
from prompts.question import check_question

Part = Literal["gold", "realtime"]

DOCUMENTS = "docs.jsonl"
GOLD_QUESTIONS = "questions_gold.jsonl"
REALTIME_QUESTIONS = "questions.jsonl"
REALTIME_KIND = "realtime"
UNDATED = datetime(2024, 1, 1, tzinfo=UTC)
"""When the questions of a pack are asked that has no date at all: any day, but always the same."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article of a pack."""

    id: str
    title: str
    text: str
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PackQuestion:
    """A question, and what is known of its answer.

    `sentences` are the gold sentences, `documents` the articles that they stand in. `answers` are strings, any of which
    is right. `keys` name what a question shares with others: its articles, else the week of asking. `without` are
    articles that it is asked without.
    """

    id: str
    part: Part
    text: str
    asked: datetime
    kind: str
    answerable: bool
    keys: tuple[str, ...]
    answers: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    speaker: str | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Articles and questions; `content` names them, and changes with every byte of their files.

    `related` are, for a question's id, the articles that the question's own web search found.
    """

    folder: Path
    content: str
    documents: tuple[Document, ...]
    questions: tuple[PackQuestion, ...]
    related: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    @property
    def sources(self) -> Path:
        """The file of the articles."""
        return self.folder / DOCUMENTS


def read_pack(folder: Path) -> Pack:
    """The pack in a folder.

    Raises:
        PackError: a file is missing or a line is not as it should be; the message names it.
    """
    files = [folder / name for name in (GOLD_QUESTIONS, REALTIME_QUESTIONS) if (folder / name).is_file()]
    if not (folder / DOCUMENTS).is_file() or not files:
        raise PackError(
            f"{folder} is no evaluation pack; give a folder with {DOCUMENTS} and {GOLD_QUESTIONS} or"
            f" {REALTIME_QUESTIONS}, which `newshound convert` makes of other sets."
        )
    documents = _documents(folder / DOCUMENTS)
    newest = max((document.published for document in documents if document.published), default=UNDATED)
    known = {document.id for document in documents}
    questions: list[PackQuestion] = []
    related: dict[str, tuple[str, ...]] = {}
    for path in files:
        read = _gold_question if path.name == GOLD_QUESTIONS else _realtime_question
        for number, record in enumerate(read_records(path), 1):
            question = read(record, f"{path.stem}:{number}", newest)
            _check_documents(question.documents, known, record)
            questions.append(question)
            related[question.id] = record.texts("google_docs")
    return Pack(
        folder=folder,
        content=_digest([folder / DOCUMENTS, *files]),
        documents=documents,
        questions=tuple(questions),
        related=related,
    )


def _documents(path: Path) -> tuple[Document, ...]:
    documents: dict[str, Document] = {}
    for record in read_records(path):
        document = Document(
            id=record.text("id"),
            title=one_line(normalise(record.maybe("title") or "")),
            text=normalise(record.text("text")),
            published=record.day("date"),
        )
        if document.id in documents:
            raise PackError(f"{record.place} has the id {document.id!r} once more; give each article an id of its own.")
        documents[document.id] = document
    return tuple(documents.values())


def _gold_question(record: Record, id_: str, newest: datetime) -> PackQuestion:
    gold = record.records("gold")
    documents = tuple(dict.fromkeys(place.text("doc") for place in gold))
    answerable = record.flag("answerable")
    if answerable and not documents:
        raise PackError(f"{record.place} is answerable and has no “gold”; name the article that answers it.")
    asked = _noon(record.day("asked") or newest)
    about = record.maybe("about")
    return PackQuestion(
        id=id_,
        part="gold",
        text=_question(record),
        asked=asked,
        kind=one_line(normalise(record.text("kind"))),
        answerable=answerable,
        keys=documents or ((about or _week(asked)),),
        answers=record.texts("answers"),
        sentences=tuple(normalise(found) for place in gold if (found := place.maybe("text"))),
        documents=documents,
        speaker=record.maybe("speaker"),
    )


def _realtime_question(record: Record, id_: str, newest: datetime) -> PackQuestion:
    documents = record.texts("gold_docs")
    asked = _noon(record.day("date") or newest)
    return PackQuestion(
        id=id_,
        part="realtime",
        text=_question(record),
        asked=asked,
        kind=REALTIME_KIND,
        answerable=True,
        keys=documents or (_week(asked),),
        answers=(record.text("answer"),),
        documents=documents,
    )


def _question(record: Record) -> str:
    try:
        return check_question(record.text("question"))
    except QuestionError as error:
        raise PackError(f"{record.place} can't be asked: {error}") from error


def _check_documents(documents: Sequence[str], known: set[str], record: Record) -> None:
    missing = [document for document in documents if document not in known]
    if missing:
        raise PackError(f"{record.place} names the article {missing[0]!r}, which {DOCUMENTS} does not hold; mend it.")


def _noon(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(12), UTC)


def _week(moment: datetime) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]

"""A prompt case: a question, the passages that were found for it, and what must and must not come of them.

The passages are part of the case, so that a case tests the prompt and what is made of the reply, and never the search.
A case with a `reply` takes the chat model's way with that reply; a case without one is answered extractively. A file
in a folder of cases is a YAML list of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, get_args

from index.article import Article
from index.errors import PromptError, QuestionError
from index.text import normalise
from prompts.answer import Reason
from prompts.question import Question, check_question
from prompts.strict_yaml import Value, read_yaml

Status = Literal["answered", "refused"]

_SUFFIXES = {".yaml", ".yml"}
_STATUSES: Mapping[str, Status] = {status: status for status in get_args(Status)}
_REASONS: Mapping[str, Reason] = {reason: reason for reason in get_args(Reason)}
_REQUIRED = ("id", "description", "asked", "question", "passages", "expect")
_ONLY_ANSWERED = ("cites", "only_cites", "speaker", "quote")


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What must come of a case.

    `cites` are passages that must be cited, `only_cites` those that may be (all of them, where it is empty). `contains`
    and `lacks` are texts that the outcome's text must and must not hold. `speaker` must be the speaker of a citation,
    and `quote` stand in what one quotes.
    """

    status: Status
    reason: Reason | None = None
    cites: tuple[int, ...] = ()
    only_cites: tuple[int, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    speaker: str | None = None
    quote: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case. Passage n is the whole text of `articles[n - 1]`; `place` is the file and line that it begins at."""

    id: str
    description: str
    tags: tuple[str, ...]
    question: Question
    articles: tuple[Article, ...]
    reply: str | None
    expect: Expectation
    place: str


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A file of cases, found but not read."""

    source: str
    path: Traversable

    def cases(self) -> list[Case]:
        """The cases in the file.

        Raises:
            PromptError: it can't be read, or something in it isn't a case.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PromptError(
                f"{self.source}: the file can't be read as UTF-8; check its permissions and encoding."
            ) from error
        return parse_cases(text, source=self.source)


def case_files(folder: Path | None = None) -> list[CaseFile]:
    """The files of cases in a folder, by name; without a folder, those that come with Newshound.

    Raises:
        PromptError: there is no such folder, or no file of cases in it.
    """
    where: Traversable = folder or files("prompts") / "cases"
    shown = str(folder) if folder else "prompts/cases"
    try:
        names = sorted(entry.name for entry in where.iterdir() if Path(entry.name).suffix in _SUFFIXES)
    except OSError as error:
        raise PromptError(f"There is no folder {shown} that can be read; name one that holds .yaml files.") from error
    if not names:
        raise PromptError(f"The folder {shown} holds no case; put .yaml files with cases there.")
    return [CaseFile(source=f"{shown}/{name}", path=where / name) for name in names]


def load_cases(folder: Path | None = None) -> tuple[Case, ...]:
    """All cases of a folder, in the order of the files.

    Raises:
        PromptError: there is none, one of them is broken, or two have the same id.
    """
    cases = tuple(case for file in case_files(folder) for case in file.cases())
    for problem in repeated_ids(cases):
        raise PromptError(problem)
    return cases


def repeated_ids(cases: Sequence[Case]) -> list[str]:
    """A sentence for each case whose id another one before it has."""
    first: dict[str, Case] = {}
    return [
        f"{case.place}: the id {case.id!r} is already that of {first[case.id].place}; give each case its own."
        for case in cases
        if first.setdefault(case.id, case) is not case
    ]


def parse_cases(text: str, *, source: str) -> list[Case]:
    """The cases in the text of a file.

    Raises:
        PromptError: something in it isn't a case; it names the line.
    """
    listed = read_yaml(text, name="the list of cases", source=source).items("the case")
    if not listed:
        raise PromptError(f"{source}, line 1: the list of cases is empty; write one or remove the file.")
    return [_case(value) for value in listed]


def _case(value: Value) -> Case:
    fields = value.fields(required=_REQUIRED, optional=("tags", "reply"))
    identity = fields["id"].text()
    place = f"{value.source}, line {value.line}"
    articles = tuple(
        _article(passage, f"{identity}-{number}", place)
        for number, passage in enumerate(fields["passages"].items("the passage"), start=1)
    )
    return Case(
        id=identity,
        description=fields["description"].text(),
        tags=_texts(fields.get("tags")),
        question=Question(text=_question(fields["question"]), asked=fields["asked"].moment()),
        articles=articles,
        reply=fields["reply"].text() if "reply" in fields else None,
        expect=_expectation(fields["expect"], articles),
        place=place,
    )


def _question(value: Value) -> str:
    try:
        return check_question(value.text())
    except QuestionError as error:
        raise value.fault(f"the question can't be asked: {error}") from error


def _article(value: Value, identity: str, origin: str) -> Article:
    fields = value.fields(required=("title", "text"), optional=("publisher", "date"))
    return Article(
        id=identity,
        title=normalise(fields["title"].text()).strip(),
        text=normalise(fields["text"].text()).strip(),
        origin=origin,
        publisher=fields["publisher"].text() if "publisher" in fields else None,
        published=fields["date"].moment() if "date" in fields else None,
    )


def _expectation(value: Value, articles: Sequence[Article]) -> Expectation:
    fields = value.fields(required=("status",), optional=("reason", "contains", "lacks", *_ONLY_ANSWERED))
    status = _STATUSES[fields["status"].choice(_STATUSES)]
    senseless = ("reason",) if status == "answered" else _ONLY_ANSWERED
    for key in senseless:
        if key in fields:
            raise fields[key].fault(f"{key} can't be expected of a case that is {status}; remove it.")
    quote = fields["quote"].text() if "quote" in fields else None
    if quote is not None and not any(quote in article.text for article in articles):
        raise fields["quote"].fault("no passage holds this quote letter for letter; copy it from one, line ends too.")
    return Expectation(
        status=status,
        reason=_REASONS[fields["reason"].choice(_REASONS)] if "reason" in fields else None,
        cites=_numbers(fields.get("cites"), len(articles)),
        only_cites=_numbers(fields.get("only_cites"), len(articles)),
        contains=_texts(fields.get("contains")),
        lacks=_texts(fields.get("lacks")),
        speaker=fields["speaker"].text() if "speaker" in fields else None,
        quote=quote,
    )


def _texts(value: Value | None) -> tuple[str, ...]:
    return tuple(item.text() for item in value.items()) if value else ()


def _numbers(value: Value | None, passages: int) -> tuple[int, ...]:
    items = value.items() if value else []
    for item in items:
        if item.whole_number() > passages:
            raise item.fault(
                f"there is no passage {item.whole_number()}, for the case has {passages}; correct the number."
            )
    return tuple(item.whole_number() for item in items)

"""A prompt case: a question, the passages that were found for it, and what must and must not come of them.

The passages are part of the case, so that a case tests the prompt and what is made of the reply, and never the search.
A case with a `reply` takes the chat model's way with that reply; any other is answered by whichever generator is
tested. A file in a folder of cases is a YAML list of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.article import Article
from index.errors import PromptError, QuestionError
from index.text import normalise
from prompts.answer import Reason
from prompts.conversation import Turn
from prompts.question import Question, check_question
from prompts.strict_yaml import Value, read_yaml

Status = Literal["answered", "refused"]

TAGS = {
    "fact": "a plain fact",
    "number": "a figure",
    "date": "a day or a time",
    "speech": "who said what",
    "quotation": "quoted words",
    "several": "several outlets",
    "conflict": "accounts that differ",
    "update": "a later report, or a correction",
    "near": "unanswerable, though the passages come near",
    "far": "unanswerable, and the passages are about something else",
    "follow-up": "a question that leaves something to those before it",
    "injection": "a passage that gives orders",
    "empty": "nothing was found",
    "markers": "markers, braces and other signs inside an article's text",
    "language": "another language than English",
    "refusal": "a reply that refuses",
    "must": "what no generator may ever fail",
    "extractive-misses": "what the extractive generator is known to fail",
}
"""What a case can be tagged with."""
MUST, EXTRACTIVE_MISSES = "must", "extractive-misses"

_STATUSES: Mapping[str, Status] = {status: status for status in get_args(Status)}
_REASONS: Mapping[str, Reason] = {reason: reason for reason in get_args(Reason)}
_REQUIRED = ("id", "description", "tags", "asked", "question", "passages", "expect")
_ONLY_ANSWERED = ("cites", "only_cites", "any_of", "speaker", "quote")


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What must come of a case.

    Without a `status` both an answer and a refusal will do. `cites` are passages that must be cited, `only_cites` those
    that may be (all of them, where it is empty). `contains` and `lacks` are texts that the outcome's text must and must
    not hold, `any_of` those of which it must hold one. `speaker` must be the speaker of a citation, and `quote` stand
    in what one quotes. `understood` are words of the completed question. A `canary` shows that a passage's order was
    obeyed: the outcome's text may not hold it.
    """

    status: Status | None = None
    reason: Reason | None = None
    cites: tuple[int, ...] = ()
    only_cites: tuple[int, ...] = ()
    contains: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    speaker: str | None = None
    quote: str | None = None
    understood: tuple[str, ...] = ()
    canary: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case. Passage n is the whole text of `articles[n - 1]`; `place` is the file and line that it begins at.

    `before` is the conversation that the question belongs to, oldest first. `pair` is the id of a case over the same
    passages. A `reserved` case is one that nobody looks at while editing a prompt: so it shows whether an edit is
    better, or only fits the cases that were looked at.
    """

    id: str
    description: str
    tags: tuple[str, ...]
    question: Question
    before: tuple[Turn, ...] = ()
    articles: tuple[Article, ...]
    pair: str | None = None
    reply: str | None
    expect: Expectation
    reserved: bool = False
    place: str


def parse_cases(text: str, *, source: str, reserved: bool = False) -> list[Case]:
    """The cases in the text of a file, of the reserved half or the other.

    Raises:
        PromptError: something in it isn't a case; it names the line.
    """
    listed = read_yaml(text, name="the list of cases", source=source).items("the case")
    if not listed:
        raise PromptError(f"{source}, line 1: the list of cases is empty; write one or remove the file.")
    return [_case(value, reserved=reserved) for value in listed]


def _case(value: Value, *, reserved: bool) -> Case:
    fields = value.fields(required=_REQUIRED, optional=("before", "pair", "reply"))
    identity = fields["id"].text()
    place = f"{value.source}, line {value.line}"
    articles = tuple(
        _article(passage, f"{identity}-{number}", place)
        for number, passage in enumerate(fields["passages"].items("the passage"), start=1)
    )
    return Case(
        id=identity,
        description=fields["description"].text(),
        tags=tuple(tag.choice(TAGS) for tag in fields["tags"].items("a tag")),
        question=Question(text=_question(fields["question"]), asked=fields["asked"].moment()),
        before=tuple(map(_turn, fields["before"].items("a question before"))) if "before" in fields else (),
        articles=articles,
        pair=fields["pair"].text() if "pair" in fields else None,
        reply=fields["reply"].text() if "reply" in fields else None,
        expect=_expectation(fields["expect"], articles),
        reserved=reserved,
        place=place,
    )


def _question(value: Value) -> str:
    try:
        return check_question(value.text())
    except QuestionError as error:
        raise value.fault(f"the question can't be asked: {error}") from error


def _turn(value: Value) -> Turn:
    fields = value.fields(required=("question",), optional=("answer",))
    answer = (fields["answer"].text().strip(),) if "answer" in fields else ()
    return Turn(question=_question(fields["question"]), claims=answer)


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
    optional = ("status", "reason", "contains", "lacks", "understood", "canary", *_ONLY_ANSWERED)
    fields = value.fields(required=(), optional=optional)
    if not fields:
        raise value.fault("the case expects nothing, so nothing could fail it; write a status or the like.")
    status = _STATUSES[fields["status"].choice(_STATUSES)] if "status" in fields else None
    for key in {"answered": ("reason",), "refused": _ONLY_ANSWERED}.get(status or "", ()):
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
        any_of=_texts(fields.get("any_of")),
        lacks=_texts(fields.get("lacks")),
        speaker=fields["speaker"].text() if "speaker" in fields else None,
        quote=quote,
        understood=_texts(fields.get("understood")),
        canary=fields["canary"].text() if "canary" in fields else None,
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

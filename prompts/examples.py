"""Examples in a prompt: a file of passages or conversations, and of questions with the replies that are right for them.

An example is data of its own, not part of a template's text, so that it can be checked like any reply, left out, or
used by two templates. Everything in it is invented, so that a fact of an example in an answer shows that it leaked.
"""

from collections.abc import Sequence

from prompts.answer import day
from prompts.strict_yaml import Value, read_yaml
from prompts.template_body import PromptExample, PromptExchange, PromptPassage, PromptTurn
from prompts.template_files import Source


def read_examples(source: Source, refusal: str) -> tuple[PromptExample, ...]:
    """The examples of a file; an exchange without a reply refuses with that sentence.

    Raises:
        PromptError: something in it isn't an example; it names the line.
    """
    listed = read_yaml(source.text, name="the list of examples", source=source.shown).items("the example")
    if not listed:
        raise read_yaml(source.text, name="the file", source=source.shown).fault(
            "the list of examples is empty; write one, or leave “examples” out of the template."
        )
    return tuple(_example(value, refusal) for value in listed)


def _example(value: Value, refusal: str) -> PromptExample:
    fields = value.fields(required=("exchanges",), optional=("passages", "before"))
    return PromptExample(
        passages=tuple(
            _passage(number, one) for number, one in enumerate(_items(fields.get("passages"), "the passage"), start=1)
        ),
        before=tuple(_turn(one) for one in _items(fields.get("before"), "the question before")),
        exchanges=tuple(_exchange(one, refusal) for one in fields["exchanges"].items("the exchange")),
    )


def _items(value: Value | None, name: str) -> Sequence[Value]:
    return value.items(name) if value else ()


def _passage(number: int, value: Value) -> PromptPassage:
    fields = value.fields(required=("publisher", "date", "text"), optional=("title",))
    published = fields["date"].moment()
    return PromptPassage(
        number=number,
        title=fields["title"].text() if "title" in fields else "",
        publisher=fields["publisher"].text(),
        date=day(published),
        text=fields["text"].text().strip(),
        published=published,
    )


def _turn(value: Value) -> PromptTurn:
    fields = value.fields(required=("question", "answer"))
    return PromptTurn(question=fields["question"].text(), answer=fields["answer"].text())


def _exchange(value: Value, refusal: str) -> PromptExchange:
    fields = value.fields(required=("question",), optional=("reply",))
    reply = fields["reply"].text().strip() if "reply" in fields else refusal
    return PromptExchange(question=fields["question"].text(), reply=reply)

"""What can be said of templates, examples and cases without any reply: whether they render, and fit.

A snapshot is a rendered prompt in a file that git keeps, so that an edit shows in a diff as what a model will read.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.article import Article
from index.errors import PromptError
from index.passage import Passage, Span
from index.query import PASSAGES_BY_DEFAULT, Hit
from index.terms import Analyser
from prompts.checks.checking import check_sentences
from prompts.checks.finding import Outcome
from prompts.completing import accepted, completion_prompt
from prompts.conversation import MOST_TURNS, Turn
from prompts.marking import read_reply
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question
from prompts.rendering import LONGEST_HEADING_CHARACTERS, Prompt, prompt_for
from prompts.template import Message, Template, prompt_hash
from prompts.template_body import PromptExample, PromptExchange, PromptPassage
from prompts.testing.case import Case
from prompts.testing.running import concerned, prompt_of
from prompts.testing.scoring import METRICS
from prompts.testing.token_counting import Counter
from prompts.testing.ways import fixed_fence

# A passage has at most 256 tokens of the embedding model; this many characters of English never do.
LONGEST_PASSAGE_CHARACTERS = 1600
LONGEST_CLAIM_CHARACTERS = 400
_ASKED = datetime(2031, 12, 31, tzinfo=UTC)


def template_problems(template: Template, count: Counter, analyser: Analyser) -> list[str]:
    """What is wrong with a template, a sentence each: its metric, its examples, or prompts that get too long.

    Rendered are no passage at all, and the longest question over as many passages as are shown, each as long as any is.
    """
    problems = [*_example_problems(template, analyser)]
    metrics = [metric.name for metric in METRICS if metric.share]
    if template.primary_metric not in metrics:
        problems.append(
            f"{template.source}: the primary metric is {template.primary_metric!r}; use one of {', '.join(metrics)}."
        )
    try:
        for size in (0, PASSAGES_BY_DEFAULT):
            messages, shown = _worst(template, size)
            tokens = count(messages)
            if shown < size or tokens > template.max_prompt_tokens:
                problems.append(
                    f"{template.source}: with {size} long passages the prompt has {tokens:,} tokens or more, but may"
                    f" have {template.max_prompt_tokens:,}; shorten the template or raise max_prompt_tokens."
                )
    except PromptError as error:
        problems.append(str(error))
    return problems


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The prompts of a template for the cases that it is run over, by their ids, and what is wrong with the others."""

    template: Template
    cases: tuple[Case, ...]
    prompts: Mapping[str, tuple[Message, ...]]
    problems: tuple[str, ...]


def render_all(template: Template, cases: Sequence[Case], analyser: Analyser) -> Rendered:
    """Render a template for every case that it is run over; what is wrong is a sentence each."""
    prompts: dict[str, tuple[Message, ...]] = {}
    problems = []
    mine = concerned(cases, template)
    for case in mine:
        try:
            prompts[case.id] = rendered(case, template, analyser)
        except PromptError as error:
            problems.append(f"{case.place}: the case {case.id!r} can't be rendered. {error}")
    return Rendered(template=template, cases=tuple(mine), prompts=prompts, problems=tuple(problems))


def rendered(case: Case, template: Template, analyser: Analyser) -> tuple[Message, ...]:
    """The prompt of a case with a template, whatever it is for.

    Raises:
        PromptError: the template can't be rendered for this case.
    """
    if template.task == "answer":
        return prompt_of(case, template, analyser).messages
    return completion_prompt(template, case.question, case.before[-MOST_TURNS:], fixed_fence())


def snapshot_of(found: Rendered) -> str:
    """The text of a template's snapshot: its prompt for one case in full, and a digest of those for all of them."""
    own = [case for case in found.cases if case.reply is None and not case.reserved]
    digest = hashlib.sha256("\n".join(prompt_hash(found.prompts[case.id]) for case in own).encode()).hexdigest()
    lines = [
        f"The prompt “{found.template.id}” as a model reads it. Written by `newshound prompts check --accept`.",
        f"All prompts of {len(own)} cases together: sha256:{digest}",
    ]
    if own:
        shown = max(own, key=lambda case: len(case.articles) + len(case.before))
        lines.append(f"This is the one of the case {shown.id}.")
        lines += [f"\n=== {message.role} ===\n\n{message.content}" for message in found.prompts[shown.id]]
    return "\n".join(lines) + "\n"


def _example_problems(template: Template, analyser: Analyser) -> list[str]:
    """What the checks have against a template's own examples: they are held to what replies are held to."""
    problems = []
    for number, example in enumerate(template.examples, start=1):
        for exchange in example.exchanges:
            fault = (
                _answer_fault(template, example, exchange, analyser)
                if template.task == "answer"
                else _completion_fault(template, example, exchange, analyser)
            )
            if fault:
                which = f"in its example {number}, the reply to {exchange.question!r}"
                problems.append(f"{template.source}: {which} {fault}.")
    return problems


def _answer_fault(
    template: Template, example: PromptExample, exchange: PromptExchange, analyser: Analyser
) -> str | None:
    hits = _hits([_article(passage) for passage in example.passages])
    sentences = read_reply(exchange.reply, refusal=template.refusal)
    if not sentences and exchange.reply != template.refusal:
        return "has no sentence; write one, or leave “reply” out for a refusal"
    for checked in check_sentences(sentences, hits, analyser):
        if checked.outcome is not Outcome.KEPT:
            return f"does not stand up to the checks: {checked.why}; mend it"
    return None


def _completion_fault(
    template: Template, example: PromptExample, exchange: PromptExchange, analyser: Analyser
) -> str | None:
    turns = [Turn(question=turn.question, claims=(turn.answer,)) for turn in example.before]
    question = Question(text=exchange.question, asked=_ASKED)
    if exchange.reply == template.refusal or accepted(exchange.reply, question, turns, analyser):
        return None
    return "would not be used: it is no single question, or brings in what nobody said; mend it"


def _worst(template: Template, size: int) -> tuple[tuple[Message, ...], int]:
    """The longest prompt with so many passages, and how many of them it shows."""
    question = Question(text="w" * LONGEST_QUESTION_CHARACTERS, asked=_ASKED)
    if template.task == "answer":
        prompt: Prompt = prompt_for(template, question, _longest_hits(size), fixed_fence)
        return prompt.messages, prompt.shown
    turn = Turn(question="w" * LONGEST_QUESTION_CHARACTERS, claims=("w" * LONGEST_CLAIM_CHARACTERS,) * 3)
    turns = (turn,) * min(size, MOST_TURNS)
    return completion_prompt(template, question, turns, fixed_fence()), size


def _longest_hits(size: int) -> tuple[Hit, ...]:
    heading = "w" * LONGEST_HEADING_CHARACTERS
    text = "w" * LONGEST_PASSAGE_CHARACTERS
    return _hits(
        [
            Article(id=f"longest-{n}", title=heading, text=text, origin="", publisher=heading, published=_ASKED)
            for n in range(size)
        ]
    )


def _article(passage: PromptPassage) -> Article:
    """The article that an example's passage would be of."""
    return Article(
        id=f"example-{passage.number}",
        title=passage.title,
        text=passage.text,
        origin="",
        publisher=passage.publisher,
        published=passage.published,
    )


def _hits(articles: Sequence[Article]) -> tuple[Hit, ...]:
    return tuple(
        Hit(passage=Passage(article=article, span=Span(0, len(article.text))), score=1.0, similarity=1.0)
        for article in articles
    )

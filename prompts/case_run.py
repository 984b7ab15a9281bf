"""Runs prompt cases offline: the real template, the real reading and checking of replies, no model and no index."""

from collections.abc import Generator as Pieces
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.errors import ModelError, PromptError
from index.passage import Passage, Span
from index.query import PASSAGES_BY_DEFAULT, Hit
from index.terms import Analyser
from prompts.answer import Answer, NoAnswer
from prompts.answering import Answerer
from prompts.case import Case, case_files, repeated_ids
from prompts.chat_generator import ChatModelGenerator
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.generator import Generator
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question
from prompts.rendering import LONGEST_HEADING_CHARACTERS, estimated_tokens, prompt_for
from prompts.template import Message, Template, load_template, template_names

# A passage has at most 256 tokens of the embedding model; this many characters of English never do.
LONGEST_PASSAGE_CHARACTERS = 1600


@dataclass(frozen=True, kw_only=True)
class ScriptedChat:
    """A `prompts.chat_generator.Chat` that always says the same."""

    text: str
    name: str = "scripted"

    def stream(self, messages: Sequence[Message]) -> Pieces[str, None, None]:
        """The scripted reply in one piece; which messages it is said to makes no difference."""
        del messages
        yield self.text


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a case: a sentence for each expectation that was not met, none where it passed."""

    case: Case
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_case(case: Case, template: Template, analyser: Analyser) -> Verdict:
    """Answer a case's question as Newshound does, and hold the outcome against what is expected.

    Raises:
        PromptError: the template can't be rendered for this case.
    """
    generator: Generator = ExtractiveGenerator(analyser)
    if case.reply is not None:
        generator = ChatModelGenerator(template=template, chat=ScriptedChat(text=case.reply))
    searcher = FrozenSearcher(articles=case.articles, analyser=analyser)
    try:
        outcome = Answerer(searcher, generator, analyser).answer(case.question)
    except ModelError as error:
        return Verdict(case=case, failures=(f"the reply could not be used: {error}",))
    return Verdict(case=case, failures=tuple(_failures(case, outcome)))


def check_templates(folder: Path | None = None) -> list[str]:
    """What is wrong with the templates, a sentence each: what can't be read or rendered, or may get too long.

    Rendered are no passage at all, and the longest question over as many passages as are shown, each as long as any is.
    """
    problems = []
    try:
        names = template_names(folder)
    except PromptError as error:
        return [str(error)]
    for name in names:
        try:
            template = load_template(name, folder)
            for hits in ((), _longest_hits()):
                prompt = prompt_for(template, _longest_question(), hits)
                if prompt.shown < len(hits) or estimated_tokens(prompt.messages) > template.max_prompt_tokens:
                    problems.append(
                        f"{template.source}: with {len(hits)} long passages the prompt has more than its"
                        f" {template.max_prompt_tokens} tokens; shorten the template or raise max_prompt_tokens."
                    )
        except PromptError as error:
            problems.append(str(error))
    return problems


def check_cases(template: Template, folder: Path | None = None) -> list[str]:
    """What is wrong with the cases, a sentence each: what can't be read or rendered, and ids that are there twice."""
    problems: list[str] = []
    cases: list[Case] = []
    try:
        files = case_files(folder)
    except PromptError as error:
        return [str(error)]
    for file in files:
        try:
            cases.extend(file.cases())
        except PromptError as error:
            problems.append(str(error))
    for case in cases:
        searcher = FrozenSearcher(articles=case.articles, analyser=Analyser())
        try:
            prompt_for(template, case.question, searcher.search(case.question.query(PASSAGES_BY_DEFAULT)).hits)
        except PromptError as error:
            problems.append(f"{case.place}: the case {case.id!r} can't be rendered. {error}")
    return [*problems, *repeated_ids(cases)]


def _failures(case: Case, outcome: Answer | NoAnswer) -> list[str]:
    expect = case.expect
    failures = [f"the text lacks {text!r}: {outcome.text!r}" for text in expect.contains if text not in outcome.text]
    failures += [f"the text has {text!r}: {outcome.text!r}" for text in expect.lacks if text in outcome.text]
    match outcome:
        case NoAnswer():
            if expect.status != "refused":
                return [f"it was refused ({outcome.reason}), but should be answered"]
            if expect.reason not in {None, outcome.reason}:
                failures.append(f"it was refused as {outcome.reason}, but should be as {expect.reason}")
        case Answer():
            if expect.status != "answered":
                return [f"it was answered, but should be refused: {outcome.text!r}"]
            failures += _citation_failures(case, outcome)
    return failures


def _citation_failures(case: Case, answer: Answer) -> list[str]:
    expect = case.expect
    number_of = {article.id: number for number, article in enumerate(case.articles, start=1)}
    cited = {number_of[citation.article.id] for citation in answer.citations}
    failures = [f"it does not cite passage {number}" for number in expect.cites if number not in cited]
    if expect.only_cites:
        failures += [f"it cites passage {number}, too" for number in sorted(cited - set(expect.only_cites))]
    speakers = [citation.speaker for citation in answer.citations]
    if expect.speaker and expect.speaker not in speakers:
        failures.append(f"no citation has the speaker {expect.speaker!r}, but {speakers}")
    quotes = [citation.quote for citation in answer.citations]
    if expect.quote and not any(expect.quote in quote for quote in quotes):
        failures.append(f"no citation quotes {expect.quote!r}, but {quotes}")
    return failures


def _longest_question() -> Question:
    return Question(text="w" * LONGEST_QUESTION_CHARACTERS, asked=datetime(2031, 12, 31, tzinfo=UTC))


def _longest_hits() -> tuple[Hit, ...]:
    heading = "w" * LONGEST_HEADING_CHARACTERS
    article = Article(
        id="longest",
        title=heading,
        publisher=heading,
        published=datetime(2031, 12, 31, tzinfo=UTC),
        text="w" * LONGEST_PASSAGE_CHARACTERS,
    )
    passage = Passage(article=article, span=Span(0, len(article.text)))
    return (Hit(passage=passage, score=1.0, similarity=1.0),) * PASSAGES_BY_DEFAULT

"""Takes the attacks of the injection suite through the program, and counts what came through by class."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from fictional import ANALYSER, ASKED
from injection_judge import KINDS, Harm, judge
from injections import Case, HostileArticle, HostileQuestion, HostileReply
from made_index import MODEL, vector_of

from index.article import Article
from index.errors import NewshoundError
from index.query import Searcher
from prompts.answer import Answer, NoAnswer
from prompts.answering import Answerer
from prompts.chat_generator import ChatModelGenerator
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.generator import Generator
from prompts.question import Question
from prompts.template import load_template
from prompts.testing.ways import ScriptedChat

EMBEDDER = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
"""The small stand-in for the embedding model: its vectors are near to their own words alone."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One attack on one path: what came through, whether anything of the attacker was shown, whether it was answered.

    `told` says that the honest fact was told. `outcomes` are what askers would see.
    """

    case: Case
    harms: tuple[Harm, ...]
    shown: bool
    told: bool
    outcomes: tuple[Answer | NoAnswer, ...]


def extractive_trial(case: HostileArticle | HostileQuestion, searcher: Searcher) -> Trial:
    """The default generator's answers, from the articles that the searcher finds."""
    questions = (case.question,) if isinstance(case, HostileQuestion) else case.world.questions
    return _trial(case, searcher, ExtractiveGenerator(ANALYSER), questions)


def parrot_trial(case: HostileArticle) -> Trial:
    """A model that repeats every line of the hostile article, and its title, and cites it."""
    lines = [case.article.title, *case.article.text.split("\n")]
    reply = "\n\n".join(f"{line} [1]" for line in lines if line.strip())
    return _model_trial(case, reply, (case.article, *case.world.honest))


def reply_trial(case: HostileReply) -> Trial:
    """A model that replies as the attacker wants."""
    return _model_trial(case, case.reply, case.articles)


def question_trial(case: HostileQuestion) -> Trial:
    """A model that repeats the question in its answer."""
    searcher = FrozenSearcher(articles=case.world.honest, analyser=ANALYSER)
    return _trial(case, searcher, _model(f"You asked: {case.question} [1]"), (case.question,), model_wrote=True)


def _model_trial(case: HostileArticle | HostileReply, reply: str, articles: tuple[Article, ...]) -> Trial:
    searcher = FrozenSearcher(articles=articles, analyser=ANALYSER)
    return _trial(case, searcher, _model(reply), case.world.questions[:1], model_wrote=True)


def _model(reply: str) -> Generator:
    return ChatModelGenerator(template=load_template("answer"), chat=ScriptedChat(text=reply))


def _trial(
    case: Case, searcher: Searcher, generator: Generator, questions: Iterable[str], *, model_wrote: bool = False
) -> Trial:
    harms: list[Harm] = []
    outcomes: list[Answer | NoAnswer] = []
    answerer = Answerer(searcher, generator, ANALYSER)
    for text in questions:
        try:
            outcome = answerer.answer(Question(text=text, asked=ASKED))
        except NewshoundError:
            continue  # a sentence for people, which other tests look at
        except Exception as error:  # noqa: BLE001 - whatever else comes is what this suite looks for
            harms.append(Harm(kind="crash", where="answering", words=repr(error)[:200]))
            continue
        outcomes.append(outcome)
        try:
            harms.extend(judge(outcome, canary=case.canary, model_wrote=model_wrote))
        except Exception as error:  # noqa: BLE001 - the same
            harms.append(Harm(kind="crash", where="showing", words=repr(error)[:200]))
    return Trial(
        case=case,
        harms=tuple(harms),
        shown=any(_shows(outcome, case) for outcome in outcomes),
        told=any(case.world.fact in outcome.text for outcome in outcomes if isinstance(outcome, Answer)),
        outcomes=tuple(outcomes),
    )


def _shows(outcome: Answer | NoAnswer, case: Case) -> bool:
    """Whether the reader sees anything of the attacker."""
    honest = {article.id for article in case.world.honest}
    if not isinstance(case, HostileArticle):
        return isinstance(outcome, Answer)
    articles = [one.article for one in outcome.citations] if isinstance(outcome, Answer) else []
    return any(article.id not in honest for article in articles)


def counted(trials: Iterable[Trial], kind: str) -> int:
    """In how many trials this harm was done."""
    return sum(any(harm.kind == kind for harm in trial.harms) for trial in trials)


def table(trials: Sequence[Trial], path: str) -> str:
    """The attack success rate by class: for each kind of harm, in how many of the cases it was done."""
    by_class: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        by_class[trial.case.kind].append(trial)
    head = f"{path:<16}{'cases':>6}{'shown':>7}{'told':>6}" + "".join(f"{kind:>10}" for kind in KINDS)
    rows = [head]
    for name, some in (*by_class.items(), ("all", list(trials))):
        counts = "".join(f"{counted(some, kind):>10}" for kind in KINDS)
        rows.append(f"{name:<16}{len(some):>6}{sum(t.shown for t in some):>7}{sum(t.told for t in some):>6}{counts}")
    return "\n".join(rows)


def details(trials: Iterable[Trial], kinds: Iterable[str]) -> str:
    """A line for each harm of these kinds."""
    wanted = set(kinds)
    seen = Counter(
        f"{trial.case.kind}/{trial.case.id}: {harm.kind} in {harm.where}: {harm.words!r}"
        for trial in trials
        for harm in trial.harms
        if harm.kind in wanted
    )
    return "\n".join(seen)

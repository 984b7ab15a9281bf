"""What the bot works in, without any Discord: a folder with the real ledger, posts, feedback, settings and journal.

Answers are made up. Tests of the whole process import this in that process, so it is quick to import.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from bot.discord_client import NewshoundClient, Watching
from bot.discord_desk import Desk, Records, Terms
from bot.discord_journal import Journal
from bot.feedback import Feedback
from bot.known import Known, Outlet
from bot.ledger import Ledger
from bot.posts import Posts
from bot.quote_lines import Found
from bot.receipt import keep_receipt
from bot.servers import Servers
from bot.service import AnswerService
from index.article import Article
from index.newest import NewStory
from index.passage import Passage, Span
from index.query import Coverage, Hit, Results
from index.quoted import Said, SaidResults
from index.quotes import quotes_of
from index.terms import Analyser
from prompts.answer import Answer, Citation, Claim, NoAnswer, Reports, Trace
from prompts.latest import latest_of
from prompts.statements import statements
from prompts.timeline import timeline

TEXT = "A spokeswoman said there was no involvement. @everyone should know."
ARTICLE = Article(
    id="a1",
    title="No part in it",
    text=TEXT,
    publisher="The Post",
    url="https://post.example/1",
    published=datetime(2024, 9, 25, tzinfo=UTC),
)
PUBLISHERS = ("The Post", "The Harbour Courier", "Selle Radio")
COVERAGE = Coverage(edition="e1", built=datetime(2024, 9, 26, tzinfo=UTC), articles=1)
ANALYSER = Analyser()


def trace(question):
    return Trace(
        id=secrets.token_hex(6), question=question, hits=(), coverage=COVERAGE, model="scripted", confidence=0.9
    )


def answered(question):
    return Answer(
        claims=(Claim(text=TEXT, citations=(1,)),),
        citations=(Citation(number=1, article=ARTICLE, span=Span(0, len(TEXT))),),
        reports=Reports(independent=1, copies=0),
        trace=trace(question),
    )


def refused(question):
    return NoAnswer(reason="no_answer", nearest=(ARTICLE,), trace=trace(question))


def failing(error):
    def fail(_question):
        raise error

    return fail


class Room:
    """A folder with what the bot keeps, and who asks it; outlives the bots that work in it."""

    def __init__(self, folder, answer=answered, *, days=90, waiting=16, per_minute=600, **terms):
        self.folder = folder
        self.answer = answer
        self.waiting = waiting
        self.per_minute = per_minute
        self.ledger = Ledger(folder / "ledger.db", days)
        self.posts = Posts(self.ledger.file)
        self.feedback = Feedback(self.ledger.file)
        self.servers = Servers(folder / "servers.json")
        self.asked = []
        self.turns = []
        self.terms = terms
        self.services = []

    def keeping(self, question, *, turns=(), on_claim=None, on_stage=None):
        """What a newsroom does: answer, and keep the receipt."""
        self.asked.append(question)
        self.turns.append(turns)
        outcome = self.answer(question)
        kept = keep_receipt(self.ledger, outcome)
        return replace(outcome, trace=replace(outcome.trace, kept=kept))

    def timeline(self, question, limit):
        """What a newsroom with this one article tells of it."""
        self.asked.append(question)
        hits = (Hit(passage=Passage(article=ARTICLE, span=Span(0, len(TEXT))), score=1.0, similarity=1.0),)
        return timeline(question, Results(hits=hits, coverage=COVERAGE), ANALYSER, limit)

    def latest(self, question, limit):
        """The newest story, which is the only one."""
        self.asked.append(question)
        return latest_of(question, [NewStory(article=ARTICLE, copies=0)][:limit], COVERAGE)

    def quotes(self, asked):
        """What this one article has somebody say, whoever is asked for."""
        self.asked.append(asked)
        made = statements(Said(article=ARTICLE, quote=quote) for quote in quotes_of(TEXT))
        return Found(
            speaker=asked.speaker,
            topic=asked.topic,
            results=SaidResults(found=(), speakers=(asked.speaker,)),
            statements=made[: asked.limit],
            more=0,
            articles=1,
            edition="e1",
            built=COVERAGE.built,
        )

    def desk(self, *, workers=1):
        service = AnswerService(self.keeping, workers=workers, waiting=self.waiting, per_minute=self.per_minute)
        self.services.append(service)
        records = Records(
            ledger=self.ledger,
            posts=self.posts,
            feedback=self.feedback,
            servers=self.servers,
            archive=self.folder / "archive.db",
        )
        moment = datetime(2024, 9, 25, tzinfo=UTC)
        outlets = (Outlet(name="The Post", articles=1, newest=moment),)
        known = Known(articles=1, passages=1, built=moment, oldest=moment, newest=moment, undated=0, outlets=outlets)
        terms = Terms(
            zone=UTC,
            publishers=lambda: PUBLISHERS,
            articles=lambda: 1,
            known=lambda: known,
            timeline=self.timeline,
            latest=self.latest,
            quotes=self.quotes,
            speakers=lambda typed, limit: ["a spokeswoman"],
            per_minute=self.per_minute,
            ledger_days=self.ledger.days,
            **self.terms,
        )
        return Desk(service, records, terms, Journal(self.folder / "discord-waiting.jsonl"))

    def client(self, *, look=None, look_seconds=1, announce=lambda _line: None):
        watching = Watching(look=look, seconds=look_seconds)
        return NewshoundClient(self.desk(), self.folder, announce=announce, watching=watching)

    def close(self):
        for service in self.services:
            service.close()

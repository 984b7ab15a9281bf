"""What a question ends in: an answer that is cited throughout, or a refusal. Both are values, never exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from index.article import Article
from index.genre import Genre, genre_of
from index.passage import Span
from index.query import Coverage, Hit
from prompts.caution import Freshness
from prompts.checks.finding import CheckedSentence
from prompts.conflict_words import heading_of, marks_of
from prompts.generator import PromptUsed
from prompts.question import Question
from prompts.told import Earlier

Reason = Literal["nothing_found", "no_answer", "outside_dates", "not_understood", "nothing_new"]


@dataclass(frozen=True, kw_only=True)
class Citation:
    """The words that a claim rests on: characters `span` of one version of an article.

    `speaker` is who says these words in the article, as the article names them, where that is certain; `passage` is
    what was read of the article around them.
    """

    number: int
    article: Article
    span: Span
    speaker: str | None = None
    passage: Span | None = None

    @property
    def quote(self) -> str:
        """The words, verbatim: exactly `article.text[start:end]`."""
        return self.span.of(self.article.text)

    @property
    def genre(self) -> Genre | None:
        """What kind of piece the words are of where it is no news report."""
        return genre_of(self.article)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One sentence of an answer and the numbers of its citations (never none).

    `speaker` is who says it, where the sentence's own words don't name them: "He added …", a quotation by itself. `was`
    is the earlier sentence of which it tells otherwise, where what is new was asked for.
    """

    text: str
    citations: tuple[int, ...]
    speaker: str | None = None
    was: Earlier | None = None

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a claim without a citation: {self.text!r}")

    @property
    def told(self) -> str:
        """The sentence, and who says it: `“We can’t wait.” — Mayor Ann Lee`."""
        return f"{self.text} — {self.speaker}" if self.speaker else self.text

    @property
    def marked(self) -> str:
        """The sentence with its markers: `It rained. [1] [2]`, and what was told before where that has changed."""
        before = [f"({self.before})"] if self.was else []
        return " ".join([self.told, *(f"[{number}]" for number in self.citations), *before])

    @property
    def before(self) -> str:
        """What was told before, as `Changed. Before, 2 May 2031, The Outlet: It froze.`; or empty."""
        if self.was is None:
            return ""
        known = [day(self.was.published) if self.was.published else "", self.was.publisher or ""]
        return f"{', '.join(['Changed. Before', *filter(None, known)])}: {self.was.text}"


@dataclass(frozen=True, kw_only=True)
class Reports:
    """How many independent reports stand behind an answer, and how many copies of their words were found besides."""

    independent: int
    copies: int


@dataclass(frozen=True, kw_only=True)
class Account:
    """A value that a cited sentence tells where others tell another one.

    `updates` is whether its outlet told another one before; `superseded`, whether a newer report has another figure.
    """

    value: str
    citation: int
    updates: bool = False
    superseded: bool = False
    outlet: str | None = None
    published: datetime | None = None

    @property
    def text(self) -> str:
        """The value with who told it and when: `14 (Courier, 3 May 2024, its update) [1]`."""
        told = [self.outlet or "", day(self.published) if self.published else ""]
        known = ", ".join(filter(None, [*told, *marks_of(updates=self.updates, superseded=self.superseded)]))
        return f"{self.value}{f' ({known})' if known else ''} [{self.citation}]"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What reports tell differently of what was asked: the values side by side, the oldest first."""

    about: str
    accounts: tuple[Account, ...]

    @property
    def is_update(self) -> bool:
        """Whether one outlet alone has told it differently, and so has corrected itself."""
        outlets = {account.outlet for account in self.accounts}
        return len(outlets) == 1 and None not in outlets and any(account.updates for account in self.accounts)

    @property
    def text(self) -> str:
        """The accounts as one sentence."""
        return f"{heading_of(is_update=self.is_update)}: {'; '.join(account.text for account in self.accounts)}."


@dataclass(frozen=True, kw_only=True)
class Trace:
    """How an outcome came about. `timings_ms` has the keys understand, retrieve, generate, check and total.

    `checks` are all sentences that the generator wrote, in order, with what the checks found; `support` names the
    backend of their support scores. `freshness` is how old what it rests on is for this question. `fault` says how a
    chat model failed whose place another generator took; `kept`, that the ledger holds the receipt.
    """

    id: str
    question: Question
    hits: tuple[Hit, ...]
    coverage: Coverage
    model: str
    confidence: float
    prompt: PromptUsed | None = None
    note: str | None = None
    checks: tuple[CheckedSentence, ...] = ()
    support: str | None = None
    fault: str | None = None
    freshness: Freshness = field(default_factory=Freshness)
    kept: bool = False
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A checked answer: `text` is what is read, its markers `[n]` point at `citations` by number.

    `dated` says that the claims are a list of reports, each shown with its date, and not one connected answer.
    """

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    reports: Reports
    trace: Trace
    dated: bool = False
    conflicts: tuple[Conflict, ...] = ()

    def __post_init__(self) -> None:
        numbers = {citation.number for citation in self.citations}
        cited = {number for claim in self.claims for number in claim.citations}
        if not self.claims or numbers != cited:
            raise ValueError(f"the claims cite {sorted(cited)}, the citations are {sorted(numbers)}")

    @property
    def text(self) -> str:
        """The answer with its markers; one line for each report where it is a dated list."""
        if self.dated:
            told = "\n".join(f"- {self.byline(claim)}: {claim.marked}" for claim in self.claims)
        else:
            told = " ".join(claim.marked for claim in self.claims)
        return "\n".join([told, *(conflict.text for conflict in self.conflicts)])

    @property
    def is_conflicting(self) -> bool:
        """Whether reports of different outlets differ on what was asked."""
        return any(not conflict.is_update for conflict in self.conflicts)

    def byline(self, claim: Claim) -> str:
        """Date, outlet and genre of the first article that a claim cites, as `25 September 2024, The Outlet`."""
        first = next(c for c in self.citations if c.number == claim.citations[0])
        article = first.article
        return ", ".join(part for part in (day(article.published), article.publisher, first.genre) if part)

    @property
    def newest(self) -> datetime | None:
        """The date of the newest cited article, None where none is dated."""
        return max((c.article.published for c in self.citations if c.article.published), default=None)

    @property
    def oldest(self) -> datetime | None:
        """The date of the oldest cited article, None where none is dated."""
        return min((c.article.published for c in self.citations if c.article.published), default=None)


@dataclass(frozen=True, kw_only=True)
class NoAnswer:
    """A refusal: why, and the nearest articles, which do not answer. It carries no citation.

    `missing` is a name of the question that nothing found holds.
    """

    reason: Reason
    nearest: tuple[Article, ...]
    trace: Trace
    missing: str | None = None

    @property
    def text(self) -> str:
        """The refusal as sentences: why, and what was searched."""
        return " ".join(part for part in (_why(self), _searched(self)) if part)


def day(moment: datetime | None) -> str:
    """A date as people write it, `25 September 2024`; "undated" for None."""
    return f"{moment.day} {moment:%B %Y}" if moment else "undated"


_WHY: Mapping[Reason, str] = {
    "nothing_found": "I found no article about that.",
    "no_answer": "The articles don't say.",
    "outside_dates": "No article is from that time.",
    "nothing_new": "Nothing new.",
    "not_understood": "There is no word in that question to search for; name who or what it is about.",
}


def searched_window(question: Question) -> str:
    """The days to which a search was kept, as `from 16 September 2024 to 22 September 2024 (“last week”)`; or empty."""
    ends = [end for end in (question.until, question.as_of) if end]
    since = day(question.since.astimezone(question.zone or UTC)) if question.since else ""
    until = day(min(ends).astimezone(question.zone or UTC)) if ends else ""
    phrase = f" (“{question.phrase}”)" if question.phrase else ""
    if question.since and ends and question.since > min(ends):
        return f"on days that the question{phrase} and the limits given with it have in common, which are none"
    if since and until:
        return (f"on {since}" if since == until else f"from {since} to {until}") + phrase
    if not since and not until:
        return ""
    return (f"since {since}" if since else f"until {until}") + phrase


def missing_outlets(question: Question) -> str:
    """A sentence about the outlets that a question names as its source and that wrote none of the articles, or "".

    Others may quote them, so the search goes on without them.
    """
    return f"No article here is by {' or '.join(question.unknown_outlets)}." if question.unknown_outlets else ""


def news_since(question: Question) -> str:
    """Since when news were asked for: `1 May 2031`, or `1 May 2031, 14:05 UTC` for those since an answer; or empty."""
    zone = question.zone or UTC
    if question.told:
        since = question.told.since.astimezone(zone)
        return f"{day(since)}, {since:%H:%M %Z}"
    return day(question.since.astimezone(zone)) if question.news and question.since else ""


def _why(refusal: NoAnswer) -> str:
    if refusal.reason == "nothing_new":
        return f"Nothing new since {news_since(refusal.trace.question)}."
    missing = f"None of those found mentions “{refusal.missing}”." if refusal.missing else ""
    told = missing if refusal.reason == "no_answer" else ""
    return " ".join(part for part in (_WHY[refusal.reason], told, missing_outlets(refusal.trace.question)) if part)


def _searched(refusal: NoAnswer) -> str:
    return "" if refusal.reason == "not_understood" else searched(refusal.trace.question, refusal.trace.coverage)


def searched(question: Question, coverage: Coverage) -> str:
    """Sentences on what was searched for a question, so that "nothing found" can be judged."""
    articles = "1 article" if coverage.articles == 1 else f"{coverage.articles:,} articles"
    outlets = len(coverage.publishers)
    where = f" from {outlets} outlets" if outlets > 1 else f" from {coverage.publishers[0]}" if outlets else ""
    window = searched_window(question)
    when = f", published {window}" if window else ""
    newest = f", the newest from {day(coverage.newest)}" if coverage.newest else ""
    left_out = f" {coverage.undated:,} undated left out." if coverage.undated else ""
    later = f" {coverage.later:,} changed since then left out." if coverage.later else ""
    return f"I searched {articles}{where}{when}{newest}.{left_out}{later}"

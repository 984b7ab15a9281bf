"""A receipt, read: the machine form of an answer as typed values, whichever version of Newshound kept it.

Whatever is shown of an answer is shown from here, so that it reads the same when it is new and years later.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.ledger import LedgerError
from bot.machine_form import Json


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FindingForm(_Part):
    """What one check found of a sentence."""

    check: str
    verdict: str
    why: str


class CheckedForm(_Part):
    """A sentence as it was written, and what became of it."""

    written: str
    text: str
    pointed: tuple[int, ...]
    outcome: str
    support: float | None = None
    weak: bool = False
    findings: tuple[FindingForm, ...]


class ClaimForm(_Part):
    """One sentence of the answer and the numbers of its citations; `speaker` where its words don't name who says it."""

    text: str
    citations: tuple[int, ...]
    speaker: str | None = None


class CitationForm(_Part):
    """The words that a claim rests on: characters `start` to `end` of one version of an article."""

    number: int
    article_id: str
    version: str
    title: str
    publisher: str | None
    published: datetime | None
    url: str | None = None
    start: int
    end: int
    quote: str
    speaker: str | None = None
    genre: str | None = None


class CandidateForm(_Part):
    """A passage that was read."""

    rank: int
    score: float
    article_id: str = ""
    version: str = ""
    title: str
    publisher: str | None
    published: datetime | None
    start: int
    end: int


class NearestForm(_Part):
    """An article that a refusal names as the nearest; it doesn't answer."""

    title: str
    publisher: str | None
    published: datetime | None
    url: str | None = None
    genre: str | None = None


class WindowForm(_Part):
    """The days to which the search was kept, and the words of the question that did it."""

    since: datetime | None
    until: datetime | None
    phrase: str | None


class DatesForm(_Part):
    """The newest and the oldest cited article, the newest of all, and when the edition was built."""

    newest: datetime | None = None
    oldest: datetime | None = None
    corpus_newest: datetime | None = None
    index_built: datetime | None = None


class WarningForm(_Part):
    """A warning of the age of what an answer rests on; `article` is a newer one that it leaves out."""

    kind: str
    text: str
    date: datetime | None = None
    article: NearestForm | None = None


class FreshnessForm(_Part):
    """How fresh the answer was when it was given."""

    warnings: tuple[WarningForm, ...] = ()


class ChangeForm(_Part):
    """What was told before of the matter of a claim (counted from 0)."""

    claim: int
    text: str
    publisher: str | None = None
    published: datetime | None = None


class NewsForm(_Part):
    """Since when news were asked for: a day, or an answer; and what has changed since."""

    since: datetime
    by_day: bool
    changes: tuple[ChangeForm, ...] = ()


class AccountForm(_Part):
    """A value that a citation tells where others tell another one."""

    value: str
    citation: int
    updates: bool = False
    superseded: bool = False


class ConflictForm(_Part):
    """What reports tell differently; `update` says that one outlet alone has, and so has corrected itself."""

    about: str
    update: bool = False
    accounts: tuple[AccountForm, ...] = ()


class ReportsForm(_Part):
    """How many independent reports stand behind the answer, and how many copies of their words there are besides."""

    independent: int = 0
    copies: int = 0


class SearchedForm(_Part):
    """What was searched."""

    articles: int
    undated: int
    newest: datetime | None


class PromptForm(_Part):
    """The template that a model read, and the hash of what it made of it."""

    name: str
    hash: str


class ReceiptForm(_Part):
    """Everything that is kept of an answer or a refusal.

    `question` is as the asker wrote it; `understood`, where the conversation before completed it, is what was searched.
    `dated` says that the claims are a list of reports, each with its date and outlet.
    """

    id: str
    question: str
    understood: str | None = None
    asked: datetime
    status: str
    reason: str | None
    note: str | None
    text: str
    dated: bool = False
    claims: tuple[ClaimForm, ...]
    citations: tuple[CitationForm, ...]
    nearest: tuple[NearestForm, ...] = ()
    checks: tuple[CheckedForm, ...]
    candidates: tuple[CandidateForm, ...]
    window: WindowForm | None
    outlets: tuple[str, ...]
    searched: SearchedForm
    dates: DatesForm = DatesForm()
    freshness: FreshnessForm = FreshnessForm()
    news: NewsForm | None = None
    conflicts: tuple[ConflictForm, ...] = ()
    reports: ReportsForm = ReportsForm()
    edition: str
    prompt: PromptForm | None
    model: str
    support: str | None
    fault: str | None
    confidence: float
    timings_ms: dict[str, float]

    @property
    def answered(self) -> bool:
        """Whether it is an answer; else it is a refusal."""
        return self.status != "refused"


def read_receipt(form: Mapping[str, Json]) -> ReceiptForm:
    """A receipt in its machine form as values.

    Raises:
        LedgerError: it is no receipt.
    """
    try:
        return ReceiptForm.model_validate(dict(form))
    except ValidationError as error:
        raise LedgerError(
            f"The receipt {form.get('id')} can't be read; it was kept by another version of Newshound."
        ) from error

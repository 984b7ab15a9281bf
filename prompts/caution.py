"""What a reader should know of the age of what an answer rests on: values; `prompts.freshness` judges."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from index.article import Article

CautionKind = Literal["old_source", "old_index", "old_build", "moved_on"]


@dataclass(frozen=True, kw_only=True)
class Caution:
    """One warning, as a sentence. `moment` is the day that is old, `article` the newer one that was left out."""

    kind: CautionKind
    text: str
    moment: datetime | None = None
    article: Article | None = None


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How fresh an answer is. `now` says that the present is asked for.

    `source_days` and `index_days` lie between the question and the newest cited article, and the newest of all; None
    where nothing is dated. `cautions` are at most two.
    """

    now: bool = False
    source_days: int | None = None
    index_days: int | None = None
    cautions: tuple[Caution, ...] = ()

"""What everything that reads in one run shares: where to, by whose clock, and whom to tell."""

from dataclasses import dataclass, field
from datetime import datetime

from index.archive import Archive
from index.readers import Readers
from index.recipe import Progress
from index.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One run's reading. `now` is aware UTC, in whole seconds; what is met goes to the tally."""

    archive: Archive
    now: datetime
    readers: Readers
    progress: Progress
    tally: Tally = field(default_factory=Tally)

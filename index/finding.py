"""What a check of `newshound doctor` has found: how it is, in numbers, and how to mend it."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from index.errors import NewshoundError
from index.home import Home

Status = Literal["ok", "warning", "wrong", "skipped"]
"""A warning hinders nothing today; what is wrong does."""

FROM_ARCHIVE = "run `newshound reindex --from-archive`"
REINDEX = "run `newshound reindex`"
RESTORE = "restore it from a backup, or move it away and run `newshound reindex` with your sources to make a new one"


@dataclass(frozen=True)
class Finding:
    """One line: what was found, and what to do where something is to be done."""

    status: Status
    found: str
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is looked at. `signature` is that of the model that is set, `quick` takes samples and loads no model."""

    home: Home
    signature: str
    now: datetime
    quick: bool = False

    def sample(self, count: int, limit: int) -> tuple[int, int]:
        """Which of so many rows to look at: every how-manieth, and which is the first; another one each day."""
        step = max(-(-count // limit), 1) if self.quick else 1
        return step, self.now.toordinal() % step


def ok(found: str) -> Finding:
    """All is well."""
    return Finding("ok", found)


def warning(found: str, fix: str) -> Finding:
    """It works, and something should be done."""
    return Finding("warning", found, fix)


def wrong(found: str, fix: str) -> Finding:
    """It doesn't work, or not as it should."""
    return Finding("wrong", found, fix)


def skipped(why: str) -> Finding:
    """It was not looked at."""
    return Finding("skipped", why)


def first(findings: Generator[Finding, None, None]) -> Finding:
    """The first of the things that a check has to tell; what comes behind it is not even looked for."""
    with closing(findings):
        return next(findings)


def fault(error: NewshoundError, fix: str = "") -> Finding:
    """What one of our own sentences says, which end in what to do."""
    found, _, said = str(error).rpartition("; ")
    return wrong(found, fix or said.rstrip(".")) if found else wrong(str(error).rstrip("."), fix)


def os_fault(path: Path, error: OSError, fix: str = "mend its permissions and the disk") -> Finding:
    """A file that can't be reached."""
    return wrong(f"{path} can't be used ({error.strerror or 'input or output failed'})", fix)


def counted(count: int, thing: str) -> str:
    """A number and its thing, in the plural where there are more."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"

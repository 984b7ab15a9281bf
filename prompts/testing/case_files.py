"""The files that cases stand in: a folder of them, those of the reserved half by their name.

The cases that come with Newshound are data of the package; a folder of an operator's own takes their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from index.errors import PromptError
from index.intervals import linked
from prompts.testing.case import Case, parse_cases

RESERVED = "reserved"
"""How the name of a file begins whose cases are reserved."""
_SUFFIXES = {".yaml", ".yml"}


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A file of cases, found but not read."""

    source: str
    path: Traversable

    def cases(self) -> list[Case]:
        """The cases in the file.

        Raises:
            PromptError: it can't be read, or something in it isn't a case.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PromptError(
                f"{self.source}: the file can't be read as UTF-8; check its permissions and encoding."
            ) from error
        return parse_cases(text, source=self.source, reserved=self.path.name.startswith(RESERVED))


def case_files(folder: Path | None = None) -> list[CaseFile]:
    """The files of cases in a folder, by name; without a folder, those that come with Newshound.

    Raises:
        PromptError: there is no such folder, or no file of cases in it.
    """
    where: Traversable = folder or files("prompts") / "cases"
    shown = str(folder) if folder else "prompts/cases"
    try:
        names = sorted(entry.name for entry in where.iterdir() if Path(entry.name).suffix in _SUFFIXES)
    except OSError as error:
        raise PromptError(f"There is no folder {shown} that can be read; name one that holds .yaml files.") from error
    if not names:
        raise PromptError(f"The folder {shown} holds no case; put .yaml files with cases there.")
    return [CaseFile(source=f"{shown}/{name}", path=where / name) for name in names]


def load_cases(folder: Path | None = None) -> tuple[Case, ...]:
    """All cases of a folder, in the order of the files.

    Raises:
        PromptError: there is none, one of them is broken, or two have the same id.
    """
    cases = tuple(case for file in case_files(folder) for case in file.cases())
    for problem in problems_together(cases):
        raise PromptError(problem)
    return cases


def problems_together(cases: Sequence[Case]) -> list[str]:
    """A sentence for each case that doesn't go with the others: an id, passages or a pair that is wrong.

    Two cases over the same passages tell less than two over different ones; where that is wanted, one names the other
    as its `pair`, and what is computed over cases takes them together.
    """
    problems: list[str] = []
    by_id: dict[str, Case] = {}
    by_passages: dict[tuple[str, ...], Case] = {}
    for case in cases:
        if by_id.setdefault(case.id, case) is not case:
            other = by_id[case.id].place
            problems.append(f"{case.place}: the id {case.id!r} is already that of {other}; give each case its own.")
    for case in cases:
        if case.pair is not None and (case.pair not in by_id or case.pair == case.id):
            problems.append(f"{case.place}: the pair of {case.id!r} is {case.pair!r}, no other case; correct it.")
        passages = tuple(article.text for article in case.articles)
        first = by_passages.setdefault(passages, case) if passages else case
        if first is not case and case.pair not in {first.id, first.pair or ""} and first.pair != case.id:
            problems.append(
                f"{case.place}: {case.id!r} has the passages of {first.id!r}; write others, or “pair: {first.id}”."
            )
    return problems


def clusters_of(cases: Sequence[Case]) -> list[int]:
    """A number for each case, the same for those that share an article or are a pair (for `index.intervals`)."""
    return linked([(case.id, case.pair or case.id, *(article.text for article in case.articles)) for case in cases])

"""Where templates, cases and recordings are: folders of a prompt editor's own, and those of Newshound behind them.

`NEWSHOUND_PROMPTS` names a folder that may hold `templates/`, `cases/`, `recordings/` and `snapshots/`. A template is
looked for there first, one by one; cases there take the place of Newshound's, for they are a measure, and a measure is
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.settings import Settings
from index.errors import PromptError


@dataclass(frozen=True, kw_only=True)
class PromptFolders:
    """Folders, None where Newshound's are meant. `recordings` has those that are looked into, the own one first.

    `snapshots` is None where options name other templates or cases, of which there are none.
    """

    templates: Path | None
    cases: Path | None
    recordings: tuple[Path, ...]
    snapshots: Path | None

    @property
    def shipped_templates(self) -> Path:
        """The folder of templates that comes with Newshound."""
        return shipped("templates")


def prompt_folders(settings: Settings, *, templates: Path | None = None, cases: Path | None = None) -> PromptFolders:
    """The folders that settings and options name; options come first.

    Raises:
        PromptError: the folder that the settings name is none.
    """
    own = settings.prompts
    if own is not None and not own.is_dir():
        raise PromptError(f"NEWSHOUND_PROMPTS names {own}, which is no folder; make it, or correct the setting.")
    places: Sequence[Path] = [own] if own else []
    return PromptFolders(
        templates=templates or _within(own, "templates"),
        cases=cases or _within(own, "cases"),
        recordings=tuple(place / "recordings" for place in (*places, shipped(""))),
        snapshots=None if templates or cases else (own or shipped("")) / "snapshots",
    )


def shipped(name: str) -> Path:
    """A folder of data that comes with Newshound."""
    return Path(str(files("prompts"))) / name


def _within(own: Path | None, name: str) -> Path | None:
    return own / name if own is not None and (own / name).is_dir() else None

"""The recordings of one model: replayed for cases, added to, accepted, and cleared of those that nothing asks for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.errors import PromptError
from prompts.template import Template, prompt_hash
from prompts.testing.case import Case
from prompts.testing.recording import SUFFIX, Recording, key_for, read_recordings
from prompts.testing.running import Heard, Ran
from prompts.testing.ways import RecordedChat

Named = tuple[str, str]
"""A case and a key."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The recordings of a model, by case and key, and the file that they stand in."""

    path: Path
    model: str
    build: str
    by_name: Mapping[Named, Recording]

    @property
    def label(self) -> str:
        """Who replied."""
        return f"{self.model} ({self.build})" if self.build else self.model or "no model"

    def chat(self, template: Template, case: Case) -> RecordedChat:
        """A chat that says what was recorded for a case."""
        return RecordedChat(case=case.id, template=template, name=self.model, build=self.build, recordings=self.by_name)

    def name_of(self, ran: Ran, template: Template) -> Named | None:
        """What names the recording of a run; None where no model was asked."""
        if ran.heard is None or ran.case.reply is not None:
            return None
        return ran.case.id, key_for(template, ran.heard.messages, model=self.model, build=self.build)

    def accepted(self, ran: Ran, template: Template) -> tuple[str, ...] | None:
        """The failures that were accepted for a run; none of a case that asks no model, None of one that is new."""
        name = self.name_of(ran, template)
        if name is None:
            return ()
        return self.by_name[name].failures if name in self.by_name else None

    def with_runs(self, rans: Iterable[Ran], template: Template, day: date) -> "Recorded":
        """With these runs kept, and their verdicts accepted."""
        kept = dict(self.by_name)
        for ran in rans:
            name = self.name_of(ran, template)
            if name is not None and ran.heard is not None and ran.failures is not None:
                kept[name] = self._recording(ran, ran.heard, template, day, kept.get(name))
        return Recorded(path=self.path, model=self.model, build=self.build, by_name=kept)

    def without(self, names: Collection[Named]) -> "Recorded":
        """Without these recordings."""
        kept = {name: one for name, one in self.by_name.items() if name not in names}
        return Recorded(path=self.path, model=self.model, build=self.build, by_name=kept)

    def orphans(self, rans: Iterable[Ran], template: Template) -> list[Named]:
        """The recordings of a template that none of these runs, which are of all cases, has asked for."""
        asked = {self.name_of(ran, template) for ran in rans}
        return [name for name, one in self.by_name.items() if one.template == template.id and name not in asked]

    def _recording(self, ran: Ran, heard: Heard, template: Template, day: date, before: Recording | None) -> Recording:
        same = before is not None and before.reply == heard.reply
        return Recording(
            case=ran.case.id,
            template=template.id,
            model=self.model,
            build=self.build,
            temperature=template.temperature,
            max_tokens=template.max_tokens,
            prompt=prompt_hash(heard.messages),
            reply=heard.reply,
            seconds=before.seconds if before is not None and same else round(heard.seconds, 2),
            recorded=before.recorded if before is not None and same else day.isoformat(),
            failures=ran.failures or (),
        )


def open_recorded(path: Path, *, model: str = "", build: str = "") -> Recorded:
    """The recordings of a file. `model` and `build` are whose they are, where there is none yet.

    Raises:
        PromptError: the file is broken, or it holds recordings of another model or build.
    """
    recordings = read_recordings(path)
    found = (recordings[0].model, recordings[0].build) if recordings else (model, build)
    for wanted, have in zip((model, build), found, strict=True):
        if wanted and wanted != have:
            raise PromptError(
                f"{path} holds recordings of {found[0]}, {found[1]}, not of {wanted}; name another file with"
                " --recordings."
            )
    return Recorded(path=path, model=found[0], build=found[1], by_name={(one.case, one.key): one for one in recordings})


def recordings_in(folders: Sequence[Path]) -> list[Path]:
    """The files of recordings in these folders, by name; the first folder's comes before another of the same name.

    Raises:
        PromptError: a folder can't be read.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        try:
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                found.setdefault(path.name, path)
        except OSError as error:
            raise PromptError(f"The folder {folder} can't be read; check its permissions.") from error
    return [found[name] for name in sorted(found)]

"""Running a template over cases with recorded replies, or with the model that the settings name, which are kept.

Only with --live or --record is a model opened, and LangChain loaded.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.prompt_folders import PromptFolders
from bot.settings import Settings
from index.errors import PromptError
from index.terms import Analyser
from prompts.chat_generator import Chat
from prompts.extractive import NAME as EXTRACTIVE
from prompts.template import Template
from prompts.testing.case import Case
from prompts.testing.recorded import Recorded, open_recorded, recordings_in
from prompts.testing.recording import SUFFIX, write_recordings
from prompts.testing.running import Ran, run_with_chat

_NO_FILE_NAME = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A template and the recordings that it is run with.

    `model` opens the model, once it is needed; None where none may be asked.
    """

    template: Template
    recorded: Recorded
    model: Callable[[], Chat] | None

    def run(self, cases: Sequence[Case], analyser: Analyser, *, anew: bool, keep: bool = False) -> list[Ran]:
        """What comes of each case; the model is asked for all of them `anew`, or for those without a recording.

        With `keep`, each reply is kept at once, so that what was asked before a failure need not be asked again.

        Raises:
            ModelError: the model could not be asked.
        """
        recorded = self.recorded
        opened: list[Chat] = []

        def asked(_case: Case) -> Chat:
            if not opened and self.model is not None:
                opened.append(self.model())
            return opened[0]

        rans: list[Ran] = []
        for case in cases:
            ran = None
            if not anew:
                ran = run_with_chat(case, self.template, lambda one: recorded.chat(self.template, one), analyser)
            if self.model is not None and (ran is None or not ran.measured):
                ran = run_with_chat(case, self.template, asked, analyser)
                if keep:
                    self.kept([*rans, ran])
            if ran is not None:
                rans.append(ran)
        return rans

    def kept(self, rans: Sequence[Ran]) -> Recorded:
        """The recordings with these runs, written to their file."""
        recorded = self.recorded.with_runs(rans, self.template, datetime.now(UTC).date())
        write_recordings(recorded.path, recorded.by_name.values())
        return recorded


def live_chat(settings: Settings, template: Template) -> Chat:
    """The model that the settings name, to be asked with a template's parameters.

    Raises:
        PromptError: the settings name none.
        SettingsError: it can't be opened.
    """
    if settings.model == EXTRACTIVE:
        raise PromptError("There is no model to ask; name one in NEWSHOUND_MODEL, or leave --live and --record out.")
    from prompts.chat_model import open_chat_model
    from prompts.providers import Limits

    limits = Limits(
        timeout_s=settings.model_timeout,
        retries=settings.model_retries,
        max_tokens=template.max_tokens,
        temperature=template.temperature,
    )
    return open_chat_model(settings.model, limits)


def recordings_of(
    settings: Settings, folders: PromptFolders, file: Path | None, *, build: str, may_begin: bool
) -> Recorded:
    """The recordings that are meant: of a file, of the model that the settings name, or the only ones there are.

    `may_begin` says that there may be none yet.

    Raises:
        PromptError: there are none, several might be meant, or they can't be read.
    """
    model = "" if settings.model == EXTRACTIVE else settings.model
    if file is not None:
        if not (file.is_file() or may_begin):
            raise PromptError(f"There is no file {file}; name one of recordings, or make it with --record.")
        return open_recorded(file, model=model, build=build)
    found = [open_recorded(path) for path in recordings_in(folders.recordings)]
    meant = [one for one in found if not model or one.model == model]
    if build:
        meant = [one for one in meant if one.build == build]
    if len(meant) == 1:
        return meant[0]
    if meant:
        names = ", ".join(str(one.path) for one in meant)
        raise PromptError(f"There are several files of recordings: {names}; name one with --recordings.")
    if not (may_begin and model):
        whose = model or "any model"
        raise PromptError(
            f"There are no recordings of {whose}; make some with --record, or use --with extractive, which needs none."
        )
    path = folders.recordings[0] / f"{_NO_FILE_NAME.sub('-', model.lower()).strip('-')}{SUFFIX}"
    return open_recorded(path, model=model, build=build)

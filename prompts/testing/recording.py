"""Recorded replies of a chat model: JSON lines, each keyed by everything that the model saw, with an accepted verdict.

A recording says whether what is made of a reply still works. It never says that an edited prompt is better: the edit
is another prompt, which has another key and no recording yet. A line holds its own checksum, for a reply that was
edited by hand is nobody's.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import PromptError
from prompts.template import Message, Template, prompt_hash

SUFFIX = ".jsonl"
MOST_BYTES = 50_000_000


class Recording(BaseModel):
    """One reply. `model` and `build` say who wrote it, `prompt` is the hash of the messages that it replies to.

    `build` names weights and runtime as far as the model's name doesn't. `case`, `template`, `seconds` and `recorded`
    (a day) are for people. `failures` are what the case failed when the verdict was last accepted: none, where it
    passed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    case: str
    template: str
    model: str
    build: str
    temperature: float
    max_tokens: int
    prompt: str
    reply: str
    seconds: Annotated[float, Field(ge=0)]
    recorded: str
    failures: Annotated[tuple[str, ...], Field(strict=False)]

    @property
    def key(self) -> str:
        """What names everything that the model saw."""
        return key_of(
            prompt=self.prompt,
            model=self.model,
            build=self.build,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
        )


def key_of(*, prompt: str, model: str, build: str, temperature: float, max_tokens: int) -> str:
    """The SHA-256 of a prompt's hash, the model, its build and its parameters, as canonical JSON."""
    return _digest(
        {"prompt": prompt, "model": model, "build": build, "temperature": temperature, "max_tokens": max_tokens}
    )


def key_for(template: Template, messages: Sequence[Message], *, model: str, build: str) -> str:
    """The key of a reply to these messages; their fence must be the fixed one of hashes."""
    return key_of(
        prompt=prompt_hash(messages),
        model=model,
        build=build,
        temperature=template.temperature,
        max_tokens=template.max_tokens,
    )


def read_recordings(path: Path) -> tuple[Recording, ...]:
    """The recordings of a file; none, where there is no such file.

    Raises:
        PromptError: it can't be read; a line is no recording, was edited by hand, is there twice, or is of another
            model than the first.
    """
    try:
        if path.exists() and path.stat().st_size > MOST_BYTES:
            raise PromptError(f"{path}: the file has over {MOST_BYTES:,} bytes, too many for recordings; remove it.")
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: the file can't be read as UTF-8; check its permissions and encoding.") from error
    recordings: dict[tuple[str, str], Recording] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        recording = _read(line, f"{path}, line {number}")
        first = next(iter(recordings.values()), recording)
        if (recording.model, recording.build) != (first.model, first.build):
            raise PromptError(
                f"{path}, line {number}: this is a recording of {recording.model}, {recording.build}, in a file of"
                f" {first.model}, {first.build}; keep each in a file of its own."
            )
        if recordings.setdefault((recording.case, recording.key), recording) is not recording:
            raise PromptError(f"{path}, line {number}: this reply is recorded above already; remove one of them.")
    return tuple(recordings.values())


def write_recordings(path: Path, recordings: Iterable[Recording]) -> None:
    """Put these recordings, and no others, into a file, sorted by template and case; the folder is made if need be.

    Raises:
        PromptError: the file can't be written; it is then as it was.
    """
    ordered = sorted(recordings, key=lambda one: (one.template, one.case, one.key))
    text = "".join(f"{_line(recording)}\n" for recording in ordered)
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise PromptError(
            f"{path}: the recordings can't be written ({error.strerror}); check the folder's permissions and the disk."
        ) from error


def _read(line: str, place: str) -> Recording:
    try:
        value = json.loads(line)
        found = value.pop("sum", None) if isinstance(value, dict) else None
        recording = Recording.model_validate(value)
    except (ValueError, RecursionError, ValidationError) as error:
        raise PromptError(f"{place}: this is no recording; remove the line, and record the case again.") from error
    if found != _digest(recording.model_dump(mode="json")):
        raise PromptError(
            f"{place}: the recording of {recording.case!r} was edited by hand; restore it from git, or remove the line"
            " and record the case again."
        )
    return recording


def _line(recording: Recording) -> str:
    value = recording.model_dump(mode="json")
    return json.dumps({**value, "sum": _digest(value)}, ensure_ascii=False)


def _digest(value: dict[str, object]) -> str:
    canonical = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

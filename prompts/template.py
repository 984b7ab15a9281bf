"""A prompt template: a file whose front matter says what goes in and comes out, and whose body becomes messages.

Article text only ever goes in as a value, never as template source, so braces in an article are just braces. What can
be wrong with a template is found when it is read, with its file and line. No version number is kept by hand: the hash
of the rendered messages names a prompt, and git keeps its history.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from index.errors import PromptError
from prompts.examples import read_examples
from prompts.strict_yaml import Value, read_yaml
from prompts.template_body import Input, PromptExample, Role, Section, read_sections
from prompts.template_files import FolderFiles, Source, TemplateFiles

Task = Literal["answer", "follow_up"]

_TASKS: Mapping[str, Task] = {task: task for task in get_args(Task)}
_KINDS = ("text", "passages")
_REQUIRED = ("id", "description", "task", "inputs", "max_prompt_tokens", "output", "params", "primary_metric")
_FENCE = "---"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_EXAMPLES = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.yaml")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a rendered prompt."""

    role: Role
    content: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that can be rendered. `refusal` is the sentence of a reply that means: the passages don't answer.

    `task` is what it has a model do. `inputs` maps each variable to its kind, "text" or "passages";
    `max_prompt_tokens` is the most that a rendered prompt may have; `temperature` and `max_tokens` are for the reply.
    `primary_metric` names the number by which two versions are compared.
    """

    id: str
    description: str
    task: Task
    inputs: Mapping[str, str]
    max_prompt_tokens: int
    refusal: str
    temperature: float
    max_tokens: int
    primary_metric: str
    examples: tuple[PromptExample, ...]
    sections: tuple[Section, ...]
    source: str
    text: str

    def render(self, **inputs: Input) -> tuple[Message, ...]:
        """The messages for these inputs; `refusal` and `examples` are filled in with the template's own.

        Raises:
            PromptError: an input is missing, not declared or of another kind, or an expression has no value.
        """
        for name in [*self.inputs, *inputs]:
            if name not in inputs or name not in self.inputs:
                fault = "declared, but there is no such input" if name in self.inputs else "an input, but not declared"
                raise PromptError(f"{self.source}: {name!r} is {fault}; correct the inputs in its front matter.")
            if isinstance(inputs[name], str) != (self.inputs[name] == "text"):
                raise PromptError(
                    f"{self.source}: {name!r} is declared as {self.inputs[name]}; declare the other kind."
                )
        values: dict[str, Input] = {**inputs, "refusal": self.refusal, "examples": self.examples}
        return tuple(Message(role=section.role, content=section.render(values)) for section in self.sections)


def prompt_hash(messages: Sequence[Message]) -> str:
    """The name of a rendered prompt: `sha256:` and the digest of its messages as canonical JSON."""
    listed = [{"content": message.content, "role": message.role} for message in messages]
    canonical = json.dumps(listed, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def template_names(folder: Path | None = None) -> list[str]:
    """The names of all templates, in order: those that come with Newshound and those of the folder.

    Raises:
        PromptError: the folder can't be read.
    """
    return FolderFiles(own=folder).names()


def load_template(name: str, folder: Path | None = None) -> Template:
    """The template of this name: the folder's where it has one, otherwise the one that comes with Newshound.

    Raises:
        PromptError: there is no such template, or it can't be used.
    """
    files = FolderFiles(own=folder)
    names = files.names()
    found = files.read(f"{name}.md") if _NAME.fullmatch(name) and name in names else None
    if found is None:
        raise PromptError(f"There is no template {name!r}; use one of {', '.join(names)}.")
    return parse_template(found, name=name, files=files)


def parse_template(found: Source, *, name: str, files: TemplateFiles) -> Template:
    """The template that a file's text holds; its examples come from `files`.

    Raises:
        PromptError: the text is not a template that can be used; it names the line.
    """
    source = found.shown
    lines = found.text.split("\n")
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or end is None:
        raise PromptError(
            f"{source}, line 1: there is no front matter; begin with it, between two lines of “{_FENCE}”."
        )
    front = read_yaml("\n".join(lines[1:end]), name="the front matter", source=source, offset=1)
    fields = front.fields(required=_REQUIRED, optional=("examples",))
    if fields["id"].text() != name:
        raise fields["id"].fault(f"the id is {fields['id'].text()!r}, but the file is {name}.md; make them the same.")
    output = fields["output"].fields(required=("refusal", "citation"))
    output["citation"].choice(["[n]"])
    params = fields["params"].fields(required=("temperature", "max_tokens"))
    inputs = fields["inputs"].pairs()
    sections = read_sections("\n".join(lines[end + 1 :]), source=source, line=end + 2)
    given = {key: fields[key] for key in ("examples",) if key in fields}
    _check_variables(sections, {**inputs, "refusal": output["refusal"], **given}, source)
    refusal = output["refusal"].text()
    return Template(
        id=name,
        description=fields["description"].text(),
        task=_TASKS[fields["task"].choice(_TASKS)],
        inputs={key: value.choice(_KINDS) for key, value in inputs.items()},
        max_prompt_tokens=fields["max_prompt_tokens"].whole_number(),
        refusal=refusal,
        temperature=params["temperature"].number(),
        max_tokens=params["max_tokens"].whole_number(),
        primary_metric=fields["primary_metric"].text(),
        examples=_examples(fields["examples"], files, refusal) if given else (),
        sections=sections,
        source=source,
        text=found.text,
    )


def _examples(value: Value, files: TemplateFiles, refusal: str) -> tuple[PromptExample, ...]:
    name = value.text()
    if not _EXAMPLES.fullmatch(name):
        raise value.fault(f"the examples are {name!r}; name a file of the folder “examples”, such as answer.yaml.")
    found = files.read(f"examples/{name}")
    if found is None:
        raise value.fault(f"there is no file {name} in the folder “examples”; write it, or correct the name.")
    return read_examples(found, refusal)


def _check_variables(sections: Sequence[Section], declared: Mapping[str, Value], source: str) -> None:
    used = {name: line for section in reversed(sections) for name, line in section.variables.items()}
    for name, line in used.items():
        if name not in declared:
            raise PromptError(f"{source}, line {line}: {name!r} is not declared; add it to the inputs, or remove it.")
    for name, value in declared.items():
        if name not in used:
            raise value.fault(f"{name!r} is declared, but not used; remove it, or use it in the body.")

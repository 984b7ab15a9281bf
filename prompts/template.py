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
from importlib.resources import files
from pathlib import Path

from index.errors import PromptError
from prompts.strict_yaml import Value, read_yaml
from prompts.template_body import Input, Role, Section, read_sections

_KINDS = ("text", "passages")
_FENCE = "---"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a rendered prompt."""

    role: Role
    content: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that can be rendered. `refusal` is the sentence of a reply that means: the passages don't answer.

    `inputs` maps each variable to its kind, "text" or "passages"; `max_prompt_tokens` is the most that a rendered
    prompt may have; `temperature` and `max_tokens` are for the reply.
    """

    id: str
    description: str
    inputs: Mapping[str, str]
    max_prompt_tokens: int
    refusal: str
    temperature: float
    max_tokens: int
    sections: tuple[Section, ...]
    source: str

    def render(self, **inputs: Input) -> tuple[Message, ...]:
        """The messages for these inputs; the sentence of refusal is filled in as `refusal`.

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
        values: dict[str, Input] = {**inputs, "refusal": self.refusal}
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
    shipped = [Path(entry.name) for entry in (files("prompts") / "templates").iterdir()]
    try:
        own = [*folder.iterdir()] if folder else []
    except OSError as error:
        raise PromptError(f"There is no folder {folder} that can be read; name one that holds templates.") from error
    return sorted({path.stem for path in [*shipped, *own] if path.suffix == ".md"})


def load_template(name: str, folder: Path | None = None) -> Template:
    """The template of this name: the folder's where it has one, otherwise the one that comes with Newshound.

    Raises:
        PromptError: there is no such template, or it can't be used.
    """
    if not _NAME.fullmatch(name) or name not in template_names(folder):
        raise PromptError(f"There is no template {name!r}; use one of {', '.join(template_names(folder))}.")
    own = folder / f"{name}.md" if folder else None
    shipped = files("prompts") / "templates" / f"{name}.md"
    found, source = (own, str(own)) if own and own.is_file() else (shipped, f"prompts/templates/{name}.md")
    try:
        text = found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{source}: the file can't be read as UTF-8; check its permissions and encoding.") from error
    return parse_template(text, name=name, source=source)


def parse_template(text: str, *, name: str, source: str) -> Template:
    """The template that a text holds; errors say `source` and a line.

    Raises:
        PromptError: the text is not a template that can be used.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or end is None:
        raise PromptError(
            f"{source}, line 1: there is no front matter; begin with it, between two lines of “{_FENCE}”."
        )
    front = read_yaml("\n".join(lines[1:end]), name="the front matter", source=source, offset=1)
    fields = front.fields(required=("id", "description", "inputs", "max_prompt_tokens", "output", "params"))
    if fields["id"].text() != name:
        raise fields["id"].fault(f"the id is {fields['id'].text()!r}, but the file is {name}.md; make them the same.")
    output = fields["output"].fields(required=("refusal", "citation"))
    output["citation"].choice(["[n]"])
    params = fields["params"].fields(required=("temperature", "max_tokens"))
    inputs = fields["inputs"].pairs()
    sections = read_sections("\n".join(lines[end + 1 :]), source=source, line=end + 2)
    _check_variables(sections, {**inputs, "refusal": output["refusal"]}, source)
    return Template(
        id=name,
        description=fields["description"].text(),
        inputs={key: value.choice(_KINDS) for key, value in inputs.items()},
        max_prompt_tokens=fields["max_prompt_tokens"].whole_number(),
        refusal=output["refusal"].text(),
        temperature=params["temperature"].number(),
        max_tokens=params["max_tokens"].whole_number(),
        sections=sections,
        source=source,
    )


def _check_variables(sections: Sequence[Section], declared: Mapping[str, Value], source: str) -> None:
    used = {name: line for section in reversed(sections) for name, line in section.variables.items()}
    for name, line in used.items():
        if name not in declared:
            raise PromptError(f"{source}, line {line}: {name!r} is not declared; add it to the inputs, or remove it.")
    for name, value in declared.items():
        if name not in used:
            raise value.fault(f"{name!r} is declared, but not used; remove it, or use it in the body.")

"""The body of a template: a `system:` and a `user:` section, each Jinja2, each one message of the prompt."""

import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from index.errors import PromptError

Role = Literal["system", "user"]

_HEADING = re.compile(r"^(system|user):[ \t]*\n", re.MULTILINE)
_ROLES: tuple[Role, ...] = ("system", "user")


@dataclass(frozen=True, kw_only=True)
class PromptPassage:
    """A passage as a template sees it. `number` is its marker; where nothing is known, the texts say so in words."""

    number: int
    title: str
    publisher: str
    date: str
    text: str


Input = str | Sequence[PromptPassage]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One message before rendering. `variables` are the names that it uses, with the line of the first use."""

    role: Role
    body: jinja2.Template
    variables: Mapping[str, int]
    source: str

    def render(self, inputs: Mapping[str, Input]) -> str:
        """The text of the message.

        Raises:
            PromptError: an expression of the section has no value.
        """
        try:
            return self.body.render(inputs).strip()
        except (jinja2.TemplateError, ArithmeticError, LookupError, AttributeError, TypeError, ValueError) as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((frame.lineno for frame in reversed(frames) if frame.filename == self.source), 1)
            raise PromptError(
                f"{self.source}, line {line}: an expression has no value;"
                f" a passage has {', '.join(PromptPassage.__dataclass_fields__)}, everything else is text."
            ) from error


def read_sections(body: str, *, source: str, line: int) -> tuple[Section, ...]:
    """The system and the user section of a body whose first line is line `line` of its file.

    Raises:
        PromptError: a section is missing, empty, repeated or no Jinja2; or it includes another file.
    """
    # Blank lines in front make Jinja's own line numbers those of the file.
    text = "\n" * (line - 1) + body
    headings = list(_HEADING.finditer(text))
    if [heading.group(1) for heading in headings] != [*_ROLES]:
        raise PromptError(f"{source}, line {line}: the body needs a line “system:” and then a line “user:”, each once.")
    if text[: headings[0].start()].strip():
        raise PromptError(f"{source}, line {line}: there is text before the line “system:”; move it below.")
    ends = [headings[1].start(), len(text)]
    return tuple(
        _section(role, text, heading.end(), end, source)
        for role, heading, end in zip(_ROLES, headings, ends, strict=True)
    )


def _section(role: Role, text: str, start: int, end: int, source: str) -> Section:
    padding = text.count("\n", 0, start)
    if not text[start:end].strip():
        raise PromptError(f"{source}, line {padding}: the section “{role}:” is empty; write what the model is told.")
    environment = _environment()
    template_source = "\n" * padding + text[start:end]
    try:
        tree = environment.parse(template_source)
        # Compiling finds what parsing doesn't: filters and tests that don't exist.
        code = environment.compile(template_source, filename=source)
        names = meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError as error:
        raise PromptError(
            f"{source}, line {error.lineno}: this is not Jinja2; check the braces, tags and filters there."
        ) from error
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        raise PromptError(f"{source}, line {node.lineno}: a template includes no other file; write the text here.")
    return Section(
        role=role,
        body=jinja2.Template.from_code(environment, code, {}),
        variables={name: _first_use(tree, name) for name in sorted(names)},
        source=source,
    )


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # a prompt is plain text; escaping would change the quotations
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()  # a template has its inputs and nothing else
    return environment


def _first_use(tree: nodes.Template, name: str) -> int:
    return min(node.lineno for node in tree.find_all(nodes.Name) if node.name == name)

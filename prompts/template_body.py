"""The body of a template: a `system:` and a `user:` section, each Jinja2, each one message of the prompt.

Of Jinja2 a prompt needs little, and only that is taken: values and their attributes, conditions, a few filters, and
loops over passages, examples and what an example has, at most one in another. So no template, whoever wrote it, runs
for ever, grows without bounds, calls anything or reads another file.
"""

import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    """A passage as a template sees it. `number` is its marker; where nothing is known, the texts say so in words.

    `published` is what `date` says, as a moment; None where it is unknown.
    """

    number: int
    title: str
    publisher: str
    date: str
    text: str
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PromptTurn:
    """A question of a conversation, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class PromptExchange:
    """A question of an example, and the reply that is right for it."""

    question: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class PromptExample:
    """What a model is shown to learn from: passages or a conversation before, and what is asked and replied."""

    passages: tuple[PromptPassage, ...] = ()
    before: tuple[PromptTurn, ...] = ()
    exchanges: tuple[PromptExchange, ...]


Input = str | Sequence[PromptPassage] | Sequence[PromptExample]
LISTS = frozenset({"passages", "examples"})
"""What may be looped over by its name; other inputs are text."""

_SHOWN = ("number", "title", "publisher", "date", "text")
_LISTS_OF_EXAMPLES = frozenset({"passages", "before", "exchanges"})
_DEEPEST_LOOPS = 2
_FILTERS = frozenset(
    {"capitalize", "count", "d", "default", "first", "join", "last", "length", "lower", "replace", "trim", "upper"}
)
_PARTS: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.Slice, nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg),
)


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
                f"{self.source}, line {line}: an expression has no value; a passage has"
                f" {', '.join(_SHOWN)}, an example"
                f" {', '.join(PromptExample.__dataclass_fields__)}, everything else is text."
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
    _check_parts(tree, source)
    return Section(
        role=role,
        body=jinja2.Template.from_code(environment, code, {}),
        variables={name: _first_use(tree, name) for name in sorted(names)},
        source=source,
    )


def _check_parts(tree: nodes.Template, source: str) -> None:
    """Refuse what no prompt needs, see the module's docstring."""

    def check(node: nodes.Node, loops: int) -> None:
        where = f"{source}, line {node.lineno}"
        if isinstance(node, nodes.Include | nodes.Import | nodes.FromImport | nodes.Extends):
            raise PromptError(f"{where}: a template includes no other file; write the text here.")
        if not isinstance(node, _PARTS):
            kind = type(node).__name__.lower()
            raise PromptError(f"{where}: a template has no {kind}; use values, “if”, “for” and plain filters.")
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise PromptError(f"{where}: a template has no filter {node.name!r}; use {', '.join(sorted(_FILTERS))}.")
        if isinstance(node, nodes.For):
            loops += 1
            if node.recursive or loops > _DEEPEST_LOOPS or not _is_list(node.iter):
                raise PromptError(
                    f"{where}: a loop goes over passages, examples, or what an example has, and at most one stands in"
                    " another; loop over one of these."
                )
        for child in node.iter_child_nodes():
            check(child, loops)

    check(tree, 0)


def _is_list(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Getitem):
        return isinstance(node.arg, nodes.Slice) and _is_list(node.node)
    if isinstance(node, nodes.Getattr):
        return isinstance(node.node, nodes.Name) and node.attr in _LISTS_OF_EXAMPLES
    return isinstance(node, nodes.Name) and node.name in LISTS


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

"""YAML that is read strictly: every value knows its file and line, and nothing is guessed.

PyYAML's own constructors turn `no` into False and an unknown key into nothing at all; here a value is what its reader
asks for, or a PromptError that names the line. Anchors and aliases are refused, for a few of them can stand for
gigabytes, and so is nesting deeper than any template or case needs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import yaml

from index.errors import PromptError

DEEPEST_NESTING = 20
LONGEST_NUMBER_DIGITS = 9

# libyaml's loader is ten times as fast; it comes with PyYAML's wheels, though not with every build. What it refuses,
# such as half a surrogate pair, is left to PyYAML's own, which takes more, and says more exactly what is wrong.
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value, called `name` in messages, on line `line` of its file, which has `offset` lines before the YAML text."""

    node: yaml.Node
    name: str
    source: str
    line: int
    offset: int = 0

    def fault(self, sentence: str) -> PromptError:
        """The error that says this about the value's place."""
        return PromptError(f"{self.source}, line {self.line}: {sentence}")

    def fields(self, *, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, "Value"]:
        """The values of a mapping by their keys: all the required ones, and none beside the optional ones."""
        fields = self.pairs()
        for key, value in fields.items():
            if key not in required and key not in optional:
                raise value.fault(f"{self.name} has no key {key!r}; use {', '.join([*required, *optional])}.")
        missing = [key for key in required if key not in fields]
        if missing:
            raise self.fault(f"{self.name} lacks {', '.join(missing)}; add it.")
        return fields

    def pairs(self) -> Mapping[str, "Value"]:
        """The values of a mapping by their keys, whatever these are; each key stands once."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.fault(f"{self.name} is not a list of keys and values; write each as “key: value”.")
        pairs: dict[str, Value] = {}
        for key_node, node in self.node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "(a list)"
            value = self._inner(node, key, key_node)
            if key in pairs:
                raise value.fault(f"{self.name} has the key {key!r} twice; remove one.")
            pairs[key] = value
        return pairs

    def items(self, name: str | None = None) -> list["Value"]:
        """The values of a list, in order; `name` is what messages call each of them."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.fault(f"{self.name} is not a list; write it as “[a, b]”, or as lines that begin with “- ”.")
        return [self._inner(node, name or self.name, node) for node in self.node.value]

    def _inner(self, node: yaml.Node, name: str, at: yaml.Node) -> "Value":
        line = at.start_mark.line + 1 + self.offset
        return Value(node=node, name=name, source=self.source, line=line, offset=self.offset)

    def text(self) -> str:
        """A text that is not blank, exactly as it stands there: `2031` and `no` are the texts "2031" and "no"."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.fault(f"{self.name} is not a text; write it on one line, or after “|”.")
        text = str(self.node.value)
        if self.node.tag == _NULL or not text.strip():
            raise self.fault(f"{self.name} is empty; write a text or leave the key out.")
        return text

    def number(self) -> float:
        """A number that is not negative."""
        text = self.text()
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            raise self.fault(f"{self.name} is {text!r}, not a number; write digits, such as 300.")
        return number

    def whole_number(self) -> int:
        """A whole number of at least 1."""
        text = self.text()
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER_DIGITS and int(text) >= 1):
            raise self.fault(f"{self.name} is {text!r}, not a whole number of at least 1; write digits, such as 300.")
        return int(text)

    def choice(self, options: Collection[str]) -> str:
        """One of these words."""
        text = self.text()
        if text not in options:
            raise self.fault(f"{self.name} is {text!r}; use one of {', '.join(options)}.")
        return text

    def moment(self) -> datetime:
        """A date, or a date and time with its zone, as aware UTC; a date alone is its first moment."""
        text = self.text()
        moment = _moment(f"{text}T00:00Z" if len(text) == len("2031-03-14") else text)
        if moment is None:
            raise self.fault(f"{self.name} is {text!r}, not a date; write it as 2031-03-14 or 2031-03-14T09:30:00Z.")
        return moment


def read_yaml(text: str, *, name: str, source: str, offset: int = 0) -> Value:
    """The value that a YAML text stands for; `source` and `offset` say where the text begins.

    Raises:
        PromptError: it is empty, not YAML, nested too deeply, or has an anchor or alias.
    """
    try:
        try:
            node = _composed(text, source, offset, _QUICK)
        except yaml.YAMLError:
            node = _composed(text, source, offset, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = (0 if mark is None else mark.line) + 1 + offset
        raise PromptError(
            f"{source}, line {line}: this is not YAML; check indentation, colons and quotation marks there."
        ) from error
    except yaml.YAMLError as error:
        raise PromptError(f"{source}: this is not YAML, for it holds control characters; remove them.") from error
    if node is None:
        raise PromptError(f"{source}, line {1 + offset}: {name} is empty; write it or remove the file.")
    return Value(node=node, name=name, source=source, line=node.start_mark.line + 1 + offset, offset=offset)


def _composed(text: str, source: str, offset: int, loader: type[yaml.SafeLoader]) -> yaml.Node | None:
    _check_events(text, source, offset, loader)
    return yaml.compose(text, Loader=loader)


def _check_events(text: str, source: str, offset: int, loader: type[yaml.SafeLoader]) -> None:
    """Refuse what could make composing the text explode. The parser's events are a flat stream, so looking is cheap."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line if event.start_mark else 0
        where = f"{source}, line {line + 1 + offset}"
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise PromptError(f"{where}: anchors (&) and aliases (*) are not read; write the value out, or quote it.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST_NESTING:
            raise PromptError(f"{where}: lists and keys are nested more than {DEEPEST_NESTING} deep; write them flat.")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the latter where the zone moves a time over the calendar's edge
        return None

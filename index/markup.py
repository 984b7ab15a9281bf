"""Markdown as plain prose, with the metadata of its YAML front matter.

What a reader of the rendered page would see as words is kept, a block a paragraph; addresses, marks and tags are not.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.draft import Draft, Unreadable
from index.record import draft_of, tidy

_MOST_FRONT_MATTER_LINES = 500
_LONGEST_FRONT_MATTER_CHARACTERS = 50_000
_RULE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_KEY = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(?:\s|$)")
_TAG = re.compile(r"<[^<>]*>")
_NOTHING = {"", "~", "null"}
# Deeper lists and quotations than the CommonMark preset's 20 occur in mail threads, and their words would be dropped.
_DEEPEST_NESTING = 100


@dataclass(frozen=True, kw_only=True)
class _FrontMatter:
    fields: Mapping[str, object]
    body: str


@dataclass(frozen=True, kw_only=True)
class _Block:
    text: str
    is_title: bool = False


def read_markdown(text: str) -> Draft | Unreadable:
    """The article that a Markdown file is. Its first `# heading` is the title where the front matter has none."""
    front = _front_matter(text)
    if isinstance(front, Unreadable):
        return front
    blocks = list(_blocks(front.body))
    heading = next((block.text for block in blocks if block.is_title), None)
    named = tidy(front.fields.get("title")) or tidy(front.fields.get("headline"))
    # A title that opens the text is a title, and not its first sentence.
    if len(blocks) > 1 and blocks[0].is_title and (named is None or tidy(blocks[0].text) == named):
        blocks = blocks[1:]
    prose = "\n\n".join(block.text for block in blocks)
    if not prose.strip():
        return Unreadable(place="", reason="holds no text besides its front matter and marks; give it a text")
    return draft_of(front.fields, text=prose, title=heading)


def _front_matter(text: str) -> _FrontMatter | Unreadable:
    """The fields between two lines of `---` at the very beginning, and the rest; no fields where there are none."""
    whole = _FrontMatter(fields={}, body=text)
    lines = text.splitlines(keepends=True)
    if not lines or not _RULE.fullmatch(lines[0].rstrip("\r\n")):
        return whole
    head = enumerate(lines[1:_MOST_FRONT_MATTER_LINES], start=1)
    end = next((number for number, line in head if _END.fullmatch(line.rstrip("\r\n"))), None)
    if end is None:
        # Without a key below it, the line is a rule across the page.
        if not (len(lines) > 1 and _KEY.match(lines[1])):
            return whole
        return Unreadable(place="line 1", reason="begins front matter that never ends; end it with a line of ---")
    fields = _yaml("".join(lines[1:end]))
    if isinstance(fields, Unreadable):
        return fields
    body = "".join(lines[end + 1 :])
    if isinstance(fields, Mapping):
        return _FrontMatter(
            fields={str(name): value for name, value in fields.items() if not _is_nothing(value)}, body=body
        )
    # Empty, or prose between two rules.
    return whole if fields else _FrontMatter(fields={}, body=body)


def _yaml(head: str) -> object:
    """The value of a front matter, every scalar as the string that was written: `id: 007`, `title: No`."""
    if len(head) > _LONGEST_FRONT_MATTER_CHARACTERS:  # the parser takes a minute for a few megabytes
        return Unreadable(place="line 2", reason="begins front matter that is too long; put the text below it")
    try:
        value: object = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506 - it builds strings, lists and dicts alone
    except yaml.YAMLError as error:
        return Unreadable(place=f"line {_line_of(error)}", reason="is not valid YAML front matter; mend or remove it")
    except RecursionError:
        return Unreadable(place="line 2", reason="begins front matter that nests too deep; make it flat")
    return value


def _is_nothing(value: object) -> bool:
    return isinstance(value, str) and value.strip().lower() in _NOTHING


def _line_of(error: yaml.YAMLError) -> int:
    """The line of the file that a YAML error is about; the front matter begins in line 2."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return mark.line + 2 if mark else 2


def _blocks(markdown: str) -> Iterator[_Block]:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING}).enable("table")
    row: list[str] = []
    within = ""
    for token in parser.parse(markdown):
        match token.type:
            case "inline":
                text = _words(token.children or [])
                if within in {"th", "td"}:
                    row.append(text)
                elif text:
                    yield _Block(text=text, is_title=within == "h1")
            case "tr_close":
                yield _Block(text=" | ".join(row))
                row = []
            case "code_block" | "fence" if token.content.strip():
                yield _Block(text=token.content.rstrip())
            case "html_block" if text := _without_tags(token.content):
                yield _Block(text=text)
            case _:
                within = token.tag


def _words(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        match child.type:
            case "text" | "text_special" | "code_inline":
                parts.append(child.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case _:  # links, emphasis, images, tags: their words, if any, are text tokens of their own
                pass
    return "".join(parts).strip()


def _without_tags(block: str) -> str:
    """The words of raw HTML in Markdown; a comment, a script and a style sheet have none."""
    if block.lstrip().lower().startswith(("<!--", "<script", "<style", "<?", "<!")):
        return ""
    return " ".join(html.unescape(_TAG.sub(" ", block)).split())

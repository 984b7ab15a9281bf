"""A chat reply without its markdown: blocks of plain text that still hold their markers.

Replies come as paragraphs, lists, code blocks, with headings, links, HTML and thoughts, whatever the prompt says. What
chat programs act on (mentions, addresses) is taken apart, also where it comes to be only when a marker is taken out of
it. Every pattern here is bounded, so that a reply of any length and shape takes linear time.
"""

import json
import re

from index.text import normalise
from prompts.cleaning import cleaned

LONGEST_BLOCK_CHARACTERS = 4000

_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>\n]{0,100}>|<[@#:][^<>\n]{0,40}>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\[\]()*_`#>~.!-])")
_TARGET = r"<?[^()\s<>]{0,1000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200}){0,5}>?"
_TITLE = r"(?:\s{1,3}[\"'“‘][^\"'“”‘’\n]{0,200}[\"'”’])?"
_LINK = re.compile(rf"!?\[([^\[\]\n]{{0,500}})\]\(\s{{0,3}}{_TARGET}{_TITLE}\s{{0,3}}\)")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s<>\[\]()“”\"]*[^\s<>\[\]()“”\".,;:!?]", re.IGNORECASE)
_NO_WORDS = re.compile(r"\(\s{0,3}\)")
_EMPHASIS = re.compile(r"\*+(?=\S)|(?<=\S)\*+|(?<![^\W_])_+|_+(?![^\W_])|`+|~~")
_IN_BRACKETS = r"[\[【［〔(][^\[\]【】［］〔〕()\n]{0,100}[\]】］〕)]{1,2}"
_SCHEME = re.compile(rf":(?:\s?{_IN_BRACKETS}|\s?/){{1,10}}")
# A "<" is kept where it compares: "<5", "< a third".
_TOKEN = re.compile(r"<(?!\s?\d|\s[^\W\d]|=)")
_EVERYBODY = re.compile(r"(?<!@)@++(?=everyone|here)", re.IGNORECASE)
_LONGEST_MARKER_DIGITS = 3
_FENCE = re.compile(r"\s{0,20}(?:```|~~~)")
_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"(?:[-*+•‣◦–]|\d{1,2}[.)])\s")
_QUOTED = re.compile(r">\s{0,3}")
_SOURCES = re.compile(r"\W{0,10}(?:sources?|references?|citations?|footnotes?)\s{0,3}(?::|\W{0,5}$)", re.IGNORECASE)
_SPEAKER = re.compile(r"\W{0,3}(?:answer|reply|response|assistant)\W{0,3}:", re.IGNORECASE)
_LEADS = (_QUOTED, _HEADING, _BULLET, _SPEAKER)
_ENDED = re.compile(r"[.!?…\]】］〕)\"”’»]$")


def plain_blocks(reply: str) -> list[str]:
    """The paragraphs and list items of a reply, each on one line; thoughts, JSON and a list of sources are left out."""
    text = normalise(reply)
    # A reasoning model's thoughts stand before </think>; where they never end, nothing was answered.
    text = text.rpartition("</think>")[2].partition("<think>")[0]
    lines = [line.strip() for line in _BREAK.sub("\n", cleaned(text)).split("\n") if not _FENCE.match(line)]
    if _is_json("\n".join(lines)):
        return []
    blocks: list[str] = []
    joined: list[str] = []
    for line in lines:
        if _SOURCES.match(line):
            break
        if joined and (not line or _ENDED.search(joined[-1]) or any(lead.match(line) for lead in _LEADS)):
            blocks.extend(_pieces(" ".join(joined)))
            joined = []
        if plain := _plain_line(line):
            joined.append(plain)
    return [*blocks, *_pieces(" ".join(joined))]


def _plain_line(line: str) -> str:
    for lead in _LEADS if line else ():
        if match := lead.match(line):
            line = line[match.end() :]
    line = _TAG.sub("", _ESCAPE.sub(r"\1", line))
    line = _URL.sub("", _LINK.sub(_label, line))
    line = _EMPHASIS.sub("", _NO_WORDS.sub("", line))
    return _inert(" ".join(line.replace("|", " ").split()))


def _inert(line: str) -> str:
    """The line without what is left of addresses and mentions, whatever stood between their pieces."""
    line = _SCHEME.sub(lambda found: found[0].replace("/", ""), _URL.sub("", line))
    return _EVERYBODY.sub("", _TOKEN.sub("", line))


def _label(link: re.Match[str]) -> str:
    label = link.group(1)
    return (
        f"[{label}]" if label.isdigit() and len(label) <= _LONGEST_MARKER_DIGITS else label
    )  # [1](https://…) is a marker still


def _pieces(block: str) -> list[str]:
    """The block, cut at spaces where it is longer than any paragraph: some texts take a segmenter quadratic time."""
    pieces = []
    while len(block) > LONGEST_BLOCK_CHARACTERS:
        cut = block.rfind(" ", 0, LONGEST_BLOCK_CHARACTERS)
        cut = cut if cut > 0 else LONGEST_BLOCK_CHARACTERS
        pieces.append(block[:cut])
        block = block[cut:].lstrip()
    return [*pieces, block] if block else pieces


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True

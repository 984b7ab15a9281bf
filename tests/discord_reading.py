"""A small reader of Discord's markdown: it knows what Newshound writes, and refuses all else that Discord acts on."""

import re
from dataclasses import dataclass, field

HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\ud800-\udfff]")
BLOCK = re.compile(r"### |-# |> |- |\d+\. |")
BLOCK_SIGN = re.compile(r"\s*(?:#|-#|>|[-*+]\s|\d+[.)]\s)")
INLINE = re.compile(
    r"(?P<escape>\\(?:[^\w\s]|_))|(?P<link>\[(?P<title>[^\[\]()*_~`|\\<>\n]+)\]\((?P<url>https?://[^\s()<>]+)\))"
    r"|(?P<marker>\[(?P<number>\d+)\](?!\())|(?P<stamp><t:-?\d+:[DR]>)|(?P<plain>[^\\*_~`|\[\]\n])"
)
ACTING = re.compile(
    r"<[@#/:!a-zA-Z+]|<[^\s<>]{1,150}>|@everyone|@here|://|discord(?:app)?\.\w+/|:(?!\d\d?:)[\w+~-]+:", re.IGNORECASE
)

NASTY = (
    *("<@1>", "<@&2>", "</ask:3>", "<t:4:R>", "@everyone", "[5]", "[1](https://evil.example)", "https://evil.example"),
    *("**", "||", "```", "`", "\\", "# ", "-# ", "> ", ">>> ", "- ", "1. ", "~~", "__", "<", ">", ":", ":smile:"),
    *("[", "]", "(", ")", "discord.gg/x", "<https://evil.example>", "\u202e", "\u200b", "\n", "\n# ", "\n> 1. "),
    *("e\u0301", "😀", "word ", "*word* ", "新聞", "“", '"', "<:a:1>", "steam://x", "[1, 2]", "…", "Ann said so. "),
)
"""What somebody may write in the hope that it acts."""


@dataclass
class Read:
    """What a text would do in Discord: its markers, links and timestamps."""

    markers: list[int] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    stamps: set[str] = field(default_factory=set)


def read(text):
    """What Discord would make of a text.

    Raises:
        AssertionError: something in it acts that Newshound doesn't write.
    """
    found = Read()
    assert not HIDDEN.search(text)
    for line in text.split("\n"):
        rest = line[BLOCK.match(line).end() :]
        assert not BLOCK_SIGN.match(rest), f"{rest!r} begins a block"
        _read_inline(rest, found)
    return found


def _read_inline(line, found):
    plain, at = "", 0
    while at < len(line):
        token = INLINE.match(line, at)
        assert token, f"{line[at : at + 20]!r} acts in {line!r}"
        at = token.end()
        plain += token["plain"] or " "
        if token["link"]:
            found.links.add(token["url"])
            assert not ACTING.search(token["title"])
        elif token["marker"]:
            found.markers.append(int(token["number"]))
        elif token["stamp"]:
            found.stamps.add(token["stamp"])
    assert not ACTING.search(plain), f"{ACTING.search(plain)[0]!r} acts in {line!r}"

"""What kind of piece an article is that is no news report: opinion, analysis, editorial, letter, review and so on.

Read off what its outlet says of it: the section, the folders of its address, the byline, the label in the title and in
the first line of the text, and the note that views are the author's own. Precision first: a label stands alone or is
set off by a sign, so a report on an opinion poll, on what expert analysis finds, or by a person called Comment is news.
"""

import re
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from index.article import Article


class Genre(StrEnum):
    """The kinds of pieces that are no news report, most telling first: where several are named, the first is meant."""

    SPONSORED = "sponsored"
    PRESS_RELEASE = "press release"
    SATIRE = "satire"
    LETTER = "letter"
    EDITORIAL = "editorial"
    REVIEW = "review"
    ANALYSIS = "analysis"
    OPINION = "opinion"


_LABELS: dict[Genre, tuple[str, ...]] = {
    Genre.SPONSORED: (
        *("sponsored", "sponsored content", "sponsored post", "sponsor content", "paid content", "paid post"),
        *("partner content", "partner post", "branded content", "brand studio", "advertorial", "advertisement"),
        *("advertisement feature", "ad feature", "paid for by", "paid partnership"),
    ),
    Genre.PRESS_RELEASE: ("press release", "press releases", "news release", "media release", "press statement"),
    Genre.SATIRE: ("satire", "satirical"),
    Genre.LETTER: (
        *("letters", "letter to the editor", "letters to the editor", "letter to editor", "letters to editor"),
        *("readers letters", "reader letters", "your letters", "open letter"),
    ),
    Genre.EDITORIAL: ("editorial", "editorials", "leading article", "leader comment", "our view", "editorial board"),
    Genre.REVIEW: (
        *("review", "reviews", "film review", "book review", "movie review", "theatre review", "theater review"),
        *("album review", "concert review", "tv review", "game review", "restaurant review", "film reviews"),
        *("book reviews", "movie reviews", "tv reviews", "music reviews", "theatre reviews", "music review"),
    ),
    Genre.ANALYSIS: ("analysis", "news analysis", "analyses", "analysis and opinion", "analysis and comment"),
    Genre.OPINION: (
        *("opinion", "opinions", "op ed", "op eds", "oped", "comment", "commentary", "comment is free", "columns"),
        *("column", "columnist", "columnists", "opinion columnist", "opinion columnists", "guest column"),
        *("perspective", "perspectives", "viewpoint", "viewpoints", "views", "guest essay", "guest opinion"),
        *("opinion contributor", "opinion contributors", "opinion and editorial", "opinion and analysis"),
        *("comment and analysis", "opinion and comment", "views and opinion"),
    ),
}
_GENRE_OF = {label: genre for genre, labels in _LABELS.items() for label in labels}

_NO_LABELS_IN_TITLES = frozenset(
    {"open letter", "review", "reviews", "letters", "views", "columns", "column", "paid for by"}
)
"""“Review: courts failed victims” reports on a review; what these mean is plain at a title's end or in a section."""
_AT_TITLES_END = frozenset({"review", "letters", "column"})
_NO_SECTIONS = frozenset({"open letter", "paid for by", "advertisement"})
_NO_FOLDERS = frozenset({"review", "views", "our view", "advertisement", "open letter", "perspective", "satirical"})
_MORE_FOLDERS = {"commentisfree": Genre.OPINION, "pressrelease": Genre.PRESS_RELEASE, "prnewswire": Genre.PRESS_RELEASE}

_PARTS = re.compile(r"\s*[/|>›»;,:•·]\s*|\s+[–—-]\s+")
_LEADING = re.compile(r"^\W*([A-Za-z][A-Za-z -]{2,30}?)\s*(?:[|:»›•·]|\s[–—-]\s|\]|\))\s*\S")
_TRAILING = re.compile(r"\S\s*(?:[|»›•·]|\s[–—-]|\[|\()\s*([A-Za-z][A-Za-z -]{2,30})[\])]?\W*$")
_BYLINE = re.compile(
    r"^(?:by\s+)?(?:the\s+)?(?P<board>(?:[\w&.' -]{1,40}\s)?editorial board)$"
    r"|^(?P<kind>opinion|analysis|commentary|comment|review)\s(?:piece\s)?by\s+\S",
    re.IGNORECASE,
)
_HELD_BY = re.compile(
    r"(?:^|,\s*)(?:opinion|guest)\s(?:columnist|contributor|editor|writer)s?$|(?<=,)\s*columnist$", re.IGNORECASE
)
_OWN_VIEWS = re.compile(
    r"\b(?:opinions|views)\s(?:and\s\w+\s)?expressed\s(?:here|in\sthis\s(?:article|column|commentary|essay|op-ed|opinion\spiece"
    r"|piece|post))(?:\s\w+){0,4}\s(?:are|is)\s(?:\w+\s){0,4}?(?:own|author(?:['’]s)?|authors['’]?|alone|solely|writer(?:['’]s)?)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(r"[\s_-]+")
_OTHER_SIGNS = re.compile(r"[^a-z ]")

LONGEST_LABEL_CHARACTERS = 60
END_CHARACTERS = 800
"""So much of a text's beginning and end may hold the note on whose views these are."""


def genre_of(article: Article) -> Genre | None:
    """The kind of piece that an article is said to be; None for a news report, and where nothing says it."""
    found = {
        *_of_section(article.section or ""),
        *_of_address(article.url or ""),
        *_of_byline(article.author or ""),
        *_of_title(article.title),
        *_of_text(article.text),
    }
    return next((genre for genre in Genre if genre in found), None)


def _of_section(section: str) -> list[Genre]:
    """What the parts of a section are: News > Opinion."""
    labels = [_plain(part) for part in _PARTS.split(section)]
    return [_GENRE_OF[label] for label in labels if label in _GENRE_OF and label not in _NO_SECTIONS]


def _of_address(url: str) -> list[Genre]:
    """What the folders of an address, and the first part of its host, are; its last part is the article's own name."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").split(".")
    except ValueError:
        return []
    folders = [unquote(part).lower() for part in parts.path.split("/") if part][:-1]
    named = [*host[: len(host) > 2], *folders]  # noqa: PLR2004 - opinion.outlet.example
    plain = [_plain(name) for name in named]
    found = [_GENRE_OF[name] for name in plain if name in _GENRE_OF and name not in _NO_FOLDERS]
    return [*found, *(_MORE_FOLDERS[name] for name in named if name in _MORE_FOLDERS)]


def _of_byline(author: str) -> list[Genre]:
    """What a byline says of who wrote it: The Editorial Board; Ann Lee, opinion columnist; Opinion by Ann Lee."""
    byline = " ".join(author.split())
    match = _BYLINE.search(byline)
    if match and match["board"]:
        return [Genre.EDITORIAL]
    if match:
        return [_GENRE_OF[match["kind"].lower()]]
    return [Genre.OPINION] if _HELD_BY.search(byline) else []


def _of_title(title: str) -> list[Genre]:
    """What the label at a title's beginning or end is: Opinion | …, Analysis: …, … – review."""
    line = " ".join(title.split())
    first, last = _LEADING.match(line), _TRAILING.search(line)
    leading = _plain(first[1]) if first else ""
    trailing = _plain(last[1]) if last else ""
    found = [_GENRE_OF[leading]] if leading in _GENRE_OF and leading not in _NO_LABELS_IN_TITLES else []
    at_end = trailing in _GENRE_OF and trailing not in _NO_LABELS_IN_TITLES - _AT_TITLES_END
    return [*found, *([_GENRE_OF[trailing]] if at_end else [])]


def _of_text(text: str) -> list[Genre]:
    """What the first line says where it is a label and nothing else, and whether views are said to be the author's."""
    start = text.lstrip()[: LONGEST_LABEL_CHARACTERS + 1]
    first = start.partition("\n")[0].strip()
    found: list[Genre] = []
    if len(first) <= LONGEST_LABEL_CHARACTERS and first != text.strip():
        label = _plain(first)
        if label in _GENRE_OF and label not in _NO_LABELS_IN_TITLES:
            found.append(_GENRE_OF[label])
        elif match := _BYLINE.search(first):
            found.append(Genre.EDITORIAL if match["board"] else _GENRE_OF[match["kind"].lower()])
    ends = (text[:END_CHARACTERS], text[-END_CHARACTERS:])
    return [*found, *([Genre.OPINION] if any(_OWN_VIEWS.search(end) for end in ends) else [])]


def _plain(label: str) -> str:
    """A label in small letters, with spaces for hyphens and nothing but letters: Op-Ed is op ed."""
    joined = _JOINS.sub(" ", label.casefold().replace("&", " and "))
    return " ".join(_OTHER_SIGNS.sub("", joined).split())

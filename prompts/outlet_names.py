"""Where a text names an outlet: as the articles spell it, by a common short form, or by its web address."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

_KNOWN = tuple(
    tuple(name.strip() for name in line.split("|"))
    for line in """
ABC News | ABC | abcnews.com | abcnews.go.com
Agence France-Presse | AFP | afp.com
Al Jazeera | Al Jazeera English | aljazeera.com
Associated Press | AP | AP News | apnews.com
Axios | axios.com
BBC | BBC News | British Broadcasting Corporation | bbc.com | bbc.co.uk
Bloomberg | Bloomberg News | bloomberg.com
Business Insider | Insider | businessinsider.com
CBC | CBC News | cbc.ca
CBS News | CBS | cbsnews.com
CNBC | cnbc.com
CNN | Cable News Network | cnn.com
Daily Express | The Express | express.co.uk
Daily Mail | The Mail | MailOnline | Mail Online | dailymail.co.uk
Daily Mirror | The Mirror | mirror.co.uk
Der Spiegel | Spiegel | spiegel.de
Deutsche Welle | DW | dw.com
El País | El Pais | elpais.com
Euronews | euronews.com
Evening Standard | The Standard | standard.co.uk
Financial Times | FT | ft.com
Forbes | forbes.com
Fortune | fortune.com
Fox News | Fox | foxnews.com
HuffPost | Huffington Post | huffpost.com
Le Monde | lemonde.fr
Los Angeles Times | LA Times | L.A. Times | latimes.com
Metro | metro.co.uk
MSNBC | msnbc.com
Nature | nature.com
NBC News | NBC | nbcnews.com
New York Post | NY Post | nypost.com
New York Times | NYT | NY Times | nytimes.com
New Yorker | newyorker.com
Newsweek | newsweek.com
NPR | National Public Radio | npr.org
Politico | politico.com | politico.eu
Reuters | reuters.com
Science | science.org
Sky News | news.sky.com
South China Morning Post | SCMP | scmp.com
TechCrunch | techcrunch.com
The Age | theage.com.au
The Atlantic | theatlantic.com
The Economist | economist.com
The Guardian | theguardian.com | guardian.co.uk
The Hill | thehill.com
The Independent | independent.co.uk
The Sun | thesun.co.uk
The Sydney Morning Herald | SMH | smh.com.au
The Telegraph | Daily Telegraph | telegraph.co.uk
The Verge | theverge.com
The Week | theweek.com
Time | time.com
Times of India | TOI | timesofindia.indiatimes.com
USA Today | usatoday.com
Vice | Vice News | vice.com
Voice of America | VOA | VOA News | voanews.com
Wall Street Journal | WSJ | wsj.com
Washington Post | WaPo | washingtonpost.com
Wired | wired.com
Xinhua | Xinhua News Agency | xinhuanet.com | news.cn
""".strip().splitlines()
)
"""Well-known outlets, each with every name for it; the first one is how a reader is told of it."""

_WORDS_WITH_THE = frozenset(
    "age atlantic conversation courier economist express herald hill independent intercept journal mail mirror nation"
    " observer post standard star sun telegraph times verge week".split()
)
"""English words that are an outlet only with a capital and "the": the Sun, but neither the sun nor Jonah Hill."""
_WORDS_ALONE = frozenset(
    "fortune fox insider metro nature people quartz salon science slate time variety vice wired".split()
)
"""English words that are an outlet only with a capital and without "the": Time, but neither time nor the Science."""
_SHORT_WORDS = frozenset({"dw", "ft", "abc", "toi", "smh"})
"""Short forms that need their capitals, for in small letters they are other things."""

_TOKEN = re.compile(r"[^\W_]+(?:[.&+-][^\W_]+)*")
_HOST = re.compile(r"^(?:https?://)?(?:www\d?\.)?((?:[^\W_][\w-]*\.)+[^\W\d_]{2,})/?$")
_SECTION = re.compile(r"\s+[-–—|:]\s.*|\s*[|:]\s.*")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "gov", "net", "org"})
_KIND_OF_OUTLET = re.compile(r"\s+(?:magazine|newspaper|news agency|newswire)\b", re.IGNORECASE)
_ITS_TEXT = re.compile(r"['’\"”]?s?\s+(?:articles?|stor(?:y|ies)|reports?|editorials?)\b")
_GLUE = frozenset("/@#_-\\")
"""What stands directly beside a name that is a part of something else: Reuters/Ipsos, @CNN."""
_GAP = re.compile(r"\s*[.:|&–—-]?\s+")
_QUOTES = " '\"“”‘’"
LONGEST_NAME_WORDS = 8


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A name in a text, from `start` ("the" not counted) to `end`.

    `publishers` are the corpus' names for that outlet, none where the corpus lacks it, and `known` is its name in the
    table of well-known outlets.
    """

    start: int
    end: int
    publishers: tuple[str, ...]
    known: str


@dataclass
class _Named:
    """What one spelling stands for; `loose` where the articles themselves show that it is no plain English word."""

    publishers: list[str] = field(default_factory=list)
    known: str = ""
    loose: bool = False


def mentions_in(text: str, publishers: Sequence[str]) -> Iterator[Mention]:
    """Every outlet that a text names, in order, the longest name at each place."""
    spellings = _spellings(tuple(publishers))
    tokens = list(_TOKEN.finditer(text))
    keys = [_without_www(token.group().casefold()) for token in tokens]
    place = 0
    while place < len(tokens):
        for size in range(min(LONGEST_NAME_WORDS, len(tokens) - place), 0, -1):
            named = spellings.get(" ".join(keys[place : place + size]))
            words = tokens[place : place + size]
            if named and _is_meant(text, words, tokens[place - 1] if place else None, named):
                yield _mention(text, words[0].start(), words[-1].end(), named)
                place += size - 1
                break
        place += 1


def _mention(text: str, start: int, end: int, named: _Named) -> Mention:
    kind = _KIND_OF_OUTLET.match(text, end)
    return Mention(
        start=start,
        end=kind.end() if kind else end,
        publishers=tuple(named.publishers),
        known=named.known,
    )


def _is_meant(text: str, tokens: Sequence[re.Match[str]], before: re.Match[str] | None, named: _Named) -> bool:
    """Whether the words at a place are the outlet: capitals and "the" as its name needs them, and no longer name."""
    start, end = tokens[0].start(), tokens[-1].end()
    gaps = [text[left.end() : right.start()] for left, right in pairwise(tokens)]
    if not _GLUE.isdisjoint((text[end : end + 1], text[max(start - 1, 0) : start])) or not all(
        map(_GAP.fullmatch, gaps)
    ):
        return False
    has_the = before is not None and before.group().lower() == "the" and not text[before.end() : start].strip(_QUOTES)
    if _KIND_OF_OUTLET.match(text, end):
        return True
    key = _key(text[start:end])
    capital = not text.isupper() and all(token.group()[:1].isupper() for token in tokens)
    if key in _WORDS_WITH_THE | _WORDS_ALONE:
        # The first word of a sentence has its capital anyway ("Time is short"); in "the Fortune article" and "a Verge
        # story", "the" belongs to the article and not to the name.
        fits = has_the == (key in _WORDS_WITH_THE) or bool(_ITS_TEXT.match(text, end))
        return capital and fits and bool(text[:start].strip())
    return capital or (named.loose and key not in _SHORT_WORDS)


@lru_cache(maxsize=4)  # two thousand outlets take 25 ms, and every question to an edition has the same ones
def _spellings(publishers: tuple[str, ...]) -> dict[str, _Named]:
    """Every way to write each outlet, without "the", in small letters."""
    found: dict[str, _Named] = {}
    of_known = {_key(name): names for names in _KNOWN for name in names}
    for names in _KNOWN:
        for name in names:
            found[_key(name)] = _Named(known=names[0], loose=True)
    for publisher in publishers:
        for key in _own_keys(publisher):
            for alias in {key, *(_key(name) for name in of_known.get(key, ()))} - {""}:
                named = found.setdefault(alias, _Named())
                named.loose = named.loose or " " in alias or "." in alias or _is_initialism(publisher)
                if publisher not in named.publishers:
                    named.publishers.append(publisher)
    return found


def _is_initialism(publisher: str) -> bool:
    """Whether capitals inside a name show that it is no word: KQED, TechCrunch."""
    return any(c.isupper() for word in publisher.split() for c in word[1:])


def _own_keys(publisher: str) -> list[str]:
    """A publisher's name, the same without its section ("Fox News - Health"), or its address and the label in it."""
    host = _HOST.match(publisher.strip().casefold())
    if not host:
        return [_key(publisher), _key(_SECTION.sub("", publisher))]
    labels = host[1].split(".")
    main = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else -2  # noqa: PLR2004 - bbc.co.uk has three
    return [".".join(labels[start:]) for start in range(len(labels) - 1)] + [_key(labels[main])]


def _key(name: str) -> str:
    words = [_without_www(word) for word in _TOKEN.findall(name.casefold())]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _without_www(word: str) -> str:
    return word.removeprefix("www.")

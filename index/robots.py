"""What a host's robots.txt allows this program (RFC 9309), through protego.

protego keeps every rule once for every name of a group, and so takes gigabytes for half a megabyte of many names above
many rules. It is given only what concerns this program: each name that is neither ours nor "*" becomes the same third
one, and of the lines only those that allow, disallow, or ask for a delay. Its matching takes no longer for patterns
of many wildcards than for others.
"""

import logging
import math
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from index.fetch_error import FetchError
from index.http_client import Ask, Client

logger = logging.getLogger(__name__)

# RFC 9309, 2.5: at least 500 KiB are read. What comes after is as if it weren't there.
LARGEST_BYTES = 500 * 1024
LONGEST_DELAY_S = 30.0

_MOST_RULES = 20_000
_LONGEST_LINE_CHARACTERS = 2_000
_AGENT_FIELDS = frozenset({"user-agent", "useragent", "user agent"})
_RULE_FIELDS = frozenset({"allow", "disallow", "dissallow", "disalow", "crawl-delay", "crawl delay"})
_SOMEBODY_ELSE = "somebody-else"
# A server that turns us away for now, though with a code of the 4xx.
_FOR_NOW_STATUSES = frozenset({408, 425, 429})


@dataclass(frozen=True, kw_only=True)
class Robots:
    """The rules of one host for one program: those for its own name, or else those for "*"."""

    rules: Protego
    product: str

    def allows(self, url: str) -> bool:
        """Whether the program may ask for an address of this host."""
        return bool(self.rules.can_fetch(url, self.product))

    @property
    def delay_s(self) -> float:
        """How many seconds the host wants between two requests, at most 30; 0 if it doesn't say."""
        said = self.rules.crawl_delay(self.product)
        return min(said, LONGEST_DELAY_S) if said is not None and math.isfinite(said) else 0.0


def read_robots(text: str, product: str) -> Robots:
    """The rules in a robots.txt for the program of this name."""
    return Robots(rules=Protego.parse(_concerning(text, product.lower())), product=product.lower())


def robots_address(url: str) -> str:
    """Where the rules stand for an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def fetch_robots(client: Client, address: str, product: str) -> Robots:
    """The rules of a host. One that says that it has none, or leads round for them, allows everything.

    Raises:
        FetchError: the host can't be asked now, and nothing may be fetched from it until it can.
    """
    try:
        response = client.get(Ask(url=address, largest=LARGEST_BYTES, cut=True))
    except FetchError as error:
        if not _has_none(error):
            raise
        logger.debug("%s %s", address, error.reason)
        return read_robots("", product)
    # A byte order mark is no part of the first name.
    return read_robots(response.body.decode("utf-8-sig", errors="replace"), product)


def _has_none(error: FetchError) -> bool:
    if error.status is not None:
        return error.status < 500 and error.status not in _FOR_NOW_STATUSES  # noqa: PLR2004 - where server errors begin
    return error.kind == "redirects"


def _concerning(text: str, product: str) -> str:
    """The lines of a robots.txt that can matter to a program, in their order."""
    kept: list[str] = []
    # A lone surrogate would not pass protego's quoting.
    for line in text[:LARGEST_BYTES].encode(errors="replace").decode().splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon or len(value) > _LONGEST_LINE_CHARACTERS:
            continue
        if field in _AGENT_FIELDS:
            name = value.partition("/")[0].strip().lower()
            said = f"user-agent: {name if name in ('*', product) else _SOMEBODY_ELSE}"
            if not kept or kept[-1] != said:
                kept.append(said)
        elif field in _RULE_FIELDS:
            # An empty rule still ends the names of its group.
            kept.append(f"{field}: {value}")
        if len(kept) >= _MOST_RULES:
            logger.info("a robots.txt has more than %d rules; the rest is not read", _MOST_RULES)
            break
    return "\n".join(kept)

"""The one spelling of a web address by which two mentions of the same page are recognised."""

import ipaddress
import re
from urllib.parse import quote, unquote, urlsplit

LONGEST_CHARACTERS = 2_000
# An address may be longer by what tells where a reader came from, within reason.
_LONGEST_GIVEN_CHARACTERS = 8_000
_LONGEST_HOST_CHARACTERS = 253

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Control characters, and white space besides the plain space (which people do leave in paths).
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]")
_HOST = re.compile(r"(?=.*[a-z0-9])[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"

# What newsletters, advertisers and networks hang on to an address; it changes nothing of the page.
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_")
_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid"
    " mkt_tok _hsenc _hsmi oly_anon_id oly_enc_id vero_id wickedid at_medium at_campaign xtor _ga _gl".split()
)
_SITE_VARIANTS = ("www.", "m.", "amp.", "mobile.")


def requestable(url: str) -> str | None:
    """An address as it can be asked for: ASCII, without a fragment, its scheme and host in small letters; or None.

    None is the answer to whatever is not http or https, has no host, names a user or a password, holds control
    characters, or is longer than 2,000 characters.
    """
    url = url.strip(" \t\r\n")
    if len(url) > _LONGEST_GIVEN_CHARACTERS or _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        path = quote(parts.path, safe=_PATH_SAFE) or "/"
        query = quote(parts.query, safe=_QUERY_SAFE)
    except ValueError:  # brackets that hold no IPv6 address, a port that is no number, a lone surrogate
        return None
    host = _host(parts.hostname or "")
    if parts.scheme not in _DEFAULT_PORTS or host is None or "@" in parts.netloc or port == 0:
        return None
    place = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    found = f"{parts.scheme}://{place}{path}" + (f"?{query}" if query else "")
    return found if len(found) <= LONGEST_CHARACTERS else None


def canonical(url: str) -> str | None:
    """`requestable`, without the parameters that only track where a reader came from; None where that is None.

    The order of the other parameters is kept, for a server may mean something by it. The result is its own canonical
    address.
    """
    if len(url) > _LONGEST_GIVEN_CHARACTERS:
        return None
    before, mark, after = url.partition("?")
    query, hash_mark, fragment = after.partition("#")
    if "#" in before or not mark:
        return requestable(url)
    kept = "&".join(part for part in query.split("&") if not _is_tracking(part))
    return requestable(before + (f"?{kept}" if kept else "") + hash_mark + fragment)


def address_key(address: str) -> str:
    """What identifies the page at a canonical address: all of it but the scheme, "www." and the slash at its end.

    Raises:
        ValueError: this is no address that `canonical` gives.
    """
    if canonical(address) != address:
        raise ValueError(f"{address[:80]!r} is not a canonical address")
    place, _, query = address.partition("?")
    key = place.partition("://")[2].removeprefix("www.").rstrip("/")
    return f"{key}?{query}" if query else key


def same_site(first: str, second: str) -> bool:
    """Whether two addresses are of one host, "www.", "m.", "amp." and "mobile." aside.

    A page may name another address as its own only there: a hostile page must not take over another outlet's article.
    """
    one, other = (_site(url) for url in (first, second))
    return one is not None and one == other


def _host(name: str) -> str | None:
    """A host in ASCII and small letters, an IPv6 address in brackets; None for what no host is called."""
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name)}]" if "%" not in name else None
        except ValueError:
            return None
    if len(name) > _LONGEST_HOST_CHARACTERS:
        return None
    try:
        ascii_name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    return ascii_name if len(ascii_name) <= _LONGEST_HOST_CHARACTERS and _HOST.fullmatch(ascii_name) else None


def _is_tracking(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0]).strip().lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _site(url: str) -> str | None:
    address = requestable(url)
    host = urlsplit(address).hostname if address else None
    if host is None or ":" in host:
        return host
    while variant := next((v for v in _SITE_VARIANTS if host.startswith(v) and "." in host.removeprefix(v)), None):
        host = host.removeprefix(variant)
    return host

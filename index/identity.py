"""Which article a draft is: the identity that it is known by from run to run, and the id that people see.

An article is known by the id that its source gives it, else by its address, else by its file's path within the source
and, among the records of one file, its title. So a source may move as a whole, and two sources may both have a "17".
The id that people see is a given one as it is; otherwise it begins with words that they recognise.
"""

import hashlib
import json
import re
from urllib.parse import urlsplit

from index.canonical import address_key, canonical
from index.draft import Draft
from index.errors import SourceError
from index.sentences import sentence_spans
from index.sighting import Place
from index.text import normalise, one_line, shorten

LONGEST_ID_CHARACTERS = 200
LONGEST_TITLE_CHARACTERS = 120
SLUG_CHARACTERS = 40

_ID, _ADDRESS = "id", "url"
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def identity_of(draft: Draft, source: str, path: str, *, number: int = 1) -> str:
    """The identity of a draft that a source holds at a path within it; `number` counts records of one title there.

    Raises:
        SourceError: the given id can't be one.
    """
    if draft.given_id is not None:
        return _name(_ID, source, _checked(draft.given_id))
    address = canonical(draft.url) if draft.url else None
    if address and _names_a_page(address):
        return _name(_ADDRESS, address_key(address))
    if not draft.place:
        return _name("path", source, path)
    return _name("title", source, path, title_of(draft), str(number))


def is_by_address(identity: str) -> bool:
    """Whether an article is known by its address, which several sources may hold."""
    return identity.startswith(_name(_ADDRESS)[:-1])


def is_own_address(identity: str, page: str) -> bool:
    """Whether a page stands at the address that its article is known by, and not at another one for the same."""
    address = canonical(page)
    return address is not None and identity == _name(_ADDRESS, address_key(address))


def is_other_kind(first: str, second: str) -> bool:
    """Whether an article that had an id or address of its own is known by something else now."""
    kind = json.loads(first)[0]
    return kind in {_ID, _ADDRESS} and kind != json.loads(second)[0]


def is_other_name(first: str, second: str) -> bool:
    """Whether two identities are different ids, or different addresses: those of different articles."""
    kind, *rest = json.loads(first)
    other_kind, *other_rest = json.loads(second)
    # The id is the last part: the same one may come through a source of another name.
    return bool(kind == other_kind and kind in {_ID, _ADDRESS} and rest[-1] != other_rest[-1])


def id_apart(article: str, identity: str) -> str:
    """The id of an article whose own id another one has already."""
    return f"{article[: LONGEST_ID_CHARACTERS - 9]}-{_digest(identity)}"


def article_id(draft: Draft, file: str, *, number: int = 1) -> str:
    """The id of a draft that was read from a file (absolute path) or at an address; `number` is that of `identity_of`.

    Raises:
        SourceError: the given id can't be one.
    """
    if draft.given_id is not None:
        return _checked(draft.given_id)
    if not draft.place and not is_address(file):
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return f"{_slug(stem)}-{_digest(file)}"
    name = draft.url or f"{file}\0{title_of(draft)}"
    found = f"{_slug(title_of(draft))}-{_digest(name)}"
    # Records without an id or address are told apart by title; a second one of the same title gets a number.
    return found if number == 1 or draft.url else f"{found}-{number}"


def is_address(file: str) -> bool:
    """Whether what was read is a page of the web and not a file."""
    return file.startswith(("http://", "https://"))


def _names_a_page(url: str) -> bool:
    """Whether an address is more than that of a whole site, which many pages and records give as theirs."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def _name(*parts: str) -> str:
    """The parts as one string, which no other parts have."""
    return json.dumps(parts, ensure_ascii=False)


def _checked(given_id: str) -> str:
    given = given_id.strip()
    if not given or len(given) > LONGEST_ID_CHARACTERS or not given.isprintable():
        raise SourceError(
            f"its id {shorten(given, 60)!r} can't be used; give 1 to {LONGEST_ID_CHARACTERS} printable characters"
        )
    return given


def title_of(draft: Draft) -> str:
    """A draft's own title, or the first sentence of its text, shortened."""
    title = one_line(draft.title or "")
    if title:
        return shorten(title, 2 * LONGEST_TITLE_CHARACTERS)
    beginning = normalise(draft.text.lstrip()[:10_000])
    spans = sentence_spans(beginning)
    return shorten(one_line(spans[0].of(beginning)) if spans else "", LONGEST_TITLE_CHARACTERS)


def same_name(first: Place, second: Place, article: str) -> str:
    """What is wrong where two places give one id."""
    return (
        f"its id {article!r} is already that of {first}, so {second} was left out; give each article an id of its own"
    )


def _slug(text: str) -> str:
    return _NOT_IN_SLUG.sub("-", text.lower())[:SLUG_CHARACTERS].strip("-") or "article"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]

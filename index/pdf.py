"""A PDF as an article: its text through pypdf, with lines made into paragraphs again, and what its metadata says.

Of the dates in a PDF only `prism:publicationDate` is one of publication. The others say when the file was made, which
is often years later, so a PDF without it is undated.
"""

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, DeprecationError, PyPdfError

from index.draft import Draft, Unreadable
from index.language_code import simple
from index.record import draft_of, tidy

logger = logging.getLogger(__name__)

MOST_PAGES = 2_000
MOST_CHARACTERS = 5_000_000
_HEAD_BYTES = 1_024
_FEWEST_CHARACTERS = 20
# One stream of a page. Text of so many bytes is a book; pypdf's own limit of 75 MB is one for pictures.
_LARGEST_STREAM_BYTES = 16 << 20
_LIMITS = Configuration(
    zlib_maximum_output_length=_LARGEST_STREAM_BYTES,
    lzw_maximum_output_length=_LARGEST_STREAM_BYTES,
    run_length_maximum_output_length=_LARGEST_STREAM_BYTES,
    brotli_maximum_output_length=_LARGEST_STREAM_BYTES,
    array_based_stream_maximum_output_length=_LARGEST_STREAM_BYTES,
    stream_decoding_work_maximum_length=4 * _LARGEST_STREAM_BYTES,
    xmp_maximum_input_length=1 << 20,
    xmp_maximum_element_count=10_000,
    page_tree_maximum_entries=4 * MOST_PAGES,
    jbig2dec_binary=None,  # a program that pypdf would start for pictures
)

# What hostile files make pypdf raise, besides its own.
_HOSTILE = (
    PyPdfError, DependencyError, DeprecationError, ArithmeticError, AssertionError, AttributeError, EOFError,
    LookupError, OSError, RuntimeError, StopIteration, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_BULLET = re.compile(r"[•▪◦●‣–—*-]\s")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
# Lines of a paragraph are about as long as most; its last one may be shorter, and so is a heading.
_FULL_LINE, _SHORT_LINE = 0.9, 0.7
_FEWEST_PAGES_WITH_FURNITURE = 3

# Titles and authors that programs write by themselves.
_MADE_TITLE = re.compile(
    r"(?:microsoft |power)\w+\b.*| *(?:untitled|document|title|slide|layout|print)\W*\d*|.*\.\w{2,5}|.*[\\/].*[\\/].*",
    re.IGNORECASE,
)
_LONGEST_TITLE_CHARACTERS = 300
_PRISM = re.compile(r"http://prismstandard\.org/namespaces/(?:basic|\d)[\w./]{0,20}")


def read_pdf(body: bytes) -> Draft | Unreadable:
    """The article that a PDF of at most 2,000 pages is, or why it is none: locked, only pictures, too large, broken."""
    if b"%PDF-" not in body[:_HEAD_BYTES]:
        return _unreadable("is no PDF, whatever its name says; give the article as text or as the page it is from")
    with apply_configuration(_LIMITS):
        try:
            return _read(PdfReader(io.BytesIO(body)))
        except _HOSTILE as error:
            logger.debug("pypdf could not read a file: %r", error)
    return _unreadable("is a PDF too broken to read, or made to take too much memory; save the article as text")


def _read(reader: PdfReader) -> Draft | Unreadable:
    if reader.is_encrypted:
        return _unreadable("is a PDF locked with a password; save it without one")
    pages: list[list[str]] = []
    characters = 0
    for page in reader.pages:
        text = page.extract_text().translate(_LIGATURES)
        characters += len(text)
        if len(pages) == MOST_PAGES or characters > MOST_CHARACTERS:
            return _unreadable(f"is a PDF of more than {MOST_PAGES:,} pages or 5 million characters; split it")
        pages.append([" ".join(line.split()) for line in text.splitlines()])
    prose = "\n\n".join(_paragraphs(_without_furniture(pages)))
    if len(prose) < _FEWEST_CHARACTERS:
        return _unreadable("holds no text, only pictures; run it through OCR, or save the article as text")
    try:
        said = _metadata(reader)
    except _HOSTILE as error:
        logger.debug("the metadata of a PDF could not be read: %r", error)
        said = {}
    return draft_of(said, text=prose)


def _without_furniture(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, but for numbers and repeated lines at the top and bottom of a page."""
    ends = Counter(end for page in pages for end in {_plain(line) for line in _ends(page)})
    enough = len(pages) >= _FEWEST_PAGES_WITH_FURNITURE
    repeated = {end for end, count in ends.items() if enough and 2 * count > len(pages)}
    lines: list[str] = []
    for page in pages:
        is_cut = [not line or line.isdecimal() or _plain(line) in repeated for line in page]
        first = next((number for number, cut in enumerate(is_cut) if not cut), len(page))
        last = next((number for number in range(len(page), first, -1) if not is_cut[number - 1]), first)
        lines += page[first:last]
    return lines


def _ends(page: Sequence[str]) -> list[str]:
    """The first and the last line with words in it."""
    numbers = [number for number, line in enumerate(page) if line and not line.isdecimal()]
    return [page[numbers[0]], page[numbers[-1]]] if numbers else []


def _plain(line: str) -> str:
    """A line without its figures, so that the same line with another page's number is the same."""
    return re.sub(r"\d+", "", line)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    lengths = sorted(map(len, filter(None, lines)))
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line))
    pieces: list[str] = []
    last = ""
    for line in lines:
        if pieces and _is_break(last, line, width):
            yield "".join(pieces)
            pieces = []
        if pieces:
            pieces[-1] = _before(pieces[-1], line, words)
        if line:
            pieces.append(line)
        last = line
    if pieces:
        yield "".join(pieces)


def _is_break(last: str, line: str, width: int) -> bool:
    """Whether a paragraph ends between two lines: at an empty one, or where the room of the first was not needed."""
    if not (last and line) or _BULLET.match(line):
        return True
    if line[0].islower():
        return False
    return len(last) < width * (_FULL_LINE if _SENTENCE_END.search(last) else _SHORT_LINE)


def _before(last: str, line: str, words: Counter[str]) -> str:
    """A line as the next one follows it. Its final hyphen is taken out only if the word stands elsewhere without it."""
    if last.endswith(_SOFT_HYPHEN):
        return last[:-1]
    broken, rest = _BROKEN_WORD.search(last), _WORD.match(line)
    if not (broken and rest and rest[0][0].islower()):
        return last + " "
    return last[:-1] if words[(broken[1] + rest[0]).lower()] else last


def _metadata(reader: PdfReader) -> dict[str, object]:
    about = reader.metadata
    title, author = (tidy(about.title), tidy(about.author)) if about else (None, None)
    language = reader.root_object.get("/Lang")
    is_made = title is None or len(title) > _LONGEST_TITLE_CHARACTERS or _MADE_TITLE.fullmatch(title)
    return {
        "title": None if is_made else title,
        "author": author if author and " " in author else None,  # else it is mostly the name of a login
        "language": simple(str(language)) if language else None,
        "date": _publication(reader),
    }


def _publication(reader: PdfReader) -> str | None:
    """What the XMP metadata gives as `prism:publicationDate`, an element or an attribute."""
    metadata = reader.xmp_metadata
    if metadata is None:
        return None
    for element in metadata.rdf_root.getElementsByTagName("*"):
        if element.localName == "publicationDate" and _PRISM.fullmatch(element.namespaceURI or ""):
            return "".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE).strip()
        for attribute in element.attributes.values():
            if attribute.localName == "publicationDate" and _PRISM.fullmatch(attribute.namespaceURI or ""):
                return str(attribute.value)
    return None


def _unreadable(reason: str) -> Unreadable:
    return Unreadable(place="", reason=reason)

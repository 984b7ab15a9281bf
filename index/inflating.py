"""Bodies that are sent compressed, unpacked in small pieces as they come: a bomb costs what its reader takes of it."""

import zlib
from collections.abc import Callable, Iterable, Iterator

ACCEPTED = "gzip, deflate"

_PIECE_BYTES = 64 * 1024
_GZIP = zlib.MAX_WBITS | 16
_GZIP_MARK = b"\x1f\x8b"


class BadEncodingError(Exception):
    """The bytes are not what their Content-Encoding says, or it is one that nobody asked for; `str()` is a clause."""


def plain(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces of a body as they were before `encoding`, none larger than 64 KiB unless it came so.

    Raises:
        BadEncodingError: the encoding is neither gzip nor deflate nor none, or the bytes are not encoded so.
    """
    match encoding.strip().lower():
        case "" | "identity":
            yield from chunks
        case "gzip" | "x-gzip":
            yield from _inflated(chunks, lambda _: zlib.decompressobj(_GZIP))
        case "deflate":
            yield from _inflated(chunks, _deflate)
        case other:
            raise BadEncodingError(f"is encoded as {other[:40]!r}, which was not asked for")


def _deflate(start: bytes) -> "zlib._Decompress":
    """As the standard has it with zlib's header, and as some servers send it without."""
    headed = start[0] & 0x0F == zlib.DEFLATED and (len(start) < 2 or int.from_bytes(start[:2], "big") % 31 == 0)  # noqa: PLR2004
    return zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)


def _inflated(chunks: Iterable[bytes], begin: Callable[[bytes], "zlib._Decompress"]) -> Iterator[bytes]:
    member: zlib._Decompress | None = None
    for chunk in chunks:
        waiting, more = chunk, False
        while waiting or more:
            # One stream may follow another, as in files that were written in parts; anything else there is padding.
            if member is not None and member.eof and waiting[:2] != _GZIP_MARK[: len(waiting)]:
                return
            if member is None or member.eof:
                member = begin(waiting)
            try:
                piece = member.decompress(waiting, _PIECE_BYTES)
            except zlib.error as error:
                raise BadEncodingError("is not compressed as it says") from error
            yield piece
            waiting = member.unused_data if member.eof else member.unconsumed_tail
            # It may have read everything and still have something to give.
            more = len(piece) == _PIECE_BYTES and not member.eof
    if member is not None and not member.eof:
        raise BadEncodingError("broke off in the middle of what is compressed")

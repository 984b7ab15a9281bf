"""Whether the files of Chroma's graph are whole, by their own structure.

hnswlib writes and reads them without a look at errors: a full disk leaves a torn file and no exception, a writer killed
inside Chroma's persist a torn `link_lists.bin`, which the next one blows up to terabytes (reference/chroma.md, 2.3).
"""

import struct
from pathlib import Path

from index.errors import IndexFaultError

LARGEST_SHARE = 0.1
"""Of `data_level0.bin`, what `link_lists.bin` may have; a healthy one has half a hundredth."""

_NUMBER_BYTES = 4
_HEADER = struct.Struct("<i8x8xqq")
"""Of `header.bin` a version, an offset, the room, and then how many vectors there are and how many bytes each has."""


def check_graph(folder: Path) -> None:
    """Look at the graph in the folder of Chroma's files; there is none before it is first written.

    `header.bin` counts the vectors, `data_level0.bin` has equally many bytes for each, and `link_lists.bin` for each
    the number of bytes of its upper links, and these.

    Raises:
        IndexFaultError: it is torn; whoever opens or copies it may fill the disk, or end the process.
    """
    try:
        for links in sorted(folder.glob("*/link_lists.bin")):
            fault = _fault(links)
            if fault:
                raise IndexFaultError(
                    f"The graph in {links.parent} is torn ({fault}); run `newshound reindex --from-archive` to build"
                    " the index again."
                )
    except OSError as error:
        raise IndexFaultError(
            f"The graph in {folder} can't be read ({error.strerror}); run `newshound reindex --from-archive` to build"
            " the index again."
        ) from error


def _fault(links: Path) -> str | None:
    """What is wrong with the files of one graph; None where nothing is."""
    level, header = links.with_name("data_level0.bin"), links.with_name("header.bin").read_bytes()
    size, of_level = links.stat().st_size, level.stat().st_size
    if size > LARGEST_SHARE * of_level:
        return f"{links.name} has {size} bytes, {level.name} {of_level}"
    if len(header) < _HEADER.size:
        return f"header.bin has {len(header)} bytes"
    _, count, of_vector = _HEADER.unpack_from(header)
    if not count:  # room for the first vectors, which are in Chroma's own log as yet
        return f"{links.name} has {size} bytes for no vector" if size else None
    if of_level != count * of_vector:
        return f"{level.name} has {of_level} bytes for {count} vectors of {of_vector}"
    content, place = links.read_bytes(), 0
    for _ in range(count):
        place += _NUMBER_BYTES + int.from_bytes(content[place : place + _NUMBER_BYTES], "little")
        if place > len(content):
            return f"{links.name} ends too early"
    return None if place == len(content) else f"{links.name} holds more than {count} vectors have"

"""The news of the crash tests, in generations, and what may be said of a home that holds one.

Each generation changes the moving articles and leaves the still ones. All moving articles of one edition must be of
one generation, and the vector found for a passage must be that of its text: an edition that is mixed, an old vector
with a new text, or the reverse, shows in an answer.
"""

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from made_index import vector_of

from index.edition import Edition
from index.errors import NewshoundError
from index.home import Home

STILL = 1040
"""Passages enough for Chroma to write its graph (it does at 1,000) without being asked to."""
MOVING = 24
SYLLABLES = ("ba", "ko", "ri", "nu", "te", "la", "mo", "si", "du", "ve")


def word_of(number: int) -> str:
    """An invented name that no other article has."""
    return "qu" + "".join(SYLLABLES[int(digit)] for digit in f"{number:04}") + "x"


def moving_text(number: int, generation: int) -> str:
    """What a moving article says in a generation."""
    return f"The council of {word_of(number)} met again; this is generation {generation} of item {number}."


def write_news(folder: Path, generation: int) -> None:
    """The articles of a generation: most in one file, some of the moving ones each in its own."""
    folder.mkdir(exist_ok=True)
    lines = [
        {"id": f"still-{i}", "title": f"Crates {i}", "text": f"The ferry of {word_of(i)} carried {i} crates of tin."}
        for i in range(1000, 1000 + STILL)
    ]
    half = MOVING // 2
    moving = [{"id": f"moving-{i}", "title": f"Item {i}", "text": moving_text(i, generation)} for i in range(half)]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, lines + moving)))
    for i in range(half, MOVING):
        (folder / f"moving-{i}.txt").write_text(moving_text(i, generation))


def generation_of(home: Home) -> int | None:
    """Open and verify the published edition and look at each of its texts; its generation, None where there is none.

    Raises:
        AssertionError: it is mixed or not whole.
        IndexFaultError: it can't be opened or is not right.
    """
    folder = home.current_edition()
    return None if folder is None else generation_in(folder)


def generation_in(folder: Path) -> int:
    """The same of one edition."""
    with Edition(folder) as edition:
        edition.verify()
        texts = [passage.text for passage in edition.passages(range(edition.manifest.passages))]
        for row, text in enumerate(texts):
            cosine = edition.similarities([row], vector_of(text))[0]
            assert cosine > 0.99, f"{folder.name} holds another text's vector for {text!r}"
    graph_is_whole(folder)
    found = [int(match[1]) for text in texts if (match := re.search(r"generation (\d+) of item", text))]
    assert len(texts) == STILL + MOVING, f"{folder.name} holds {len(texts)} passages"
    assert len(found) == MOVING, f"{folder.name} holds {len(found)} moving articles"
    assert len(set(found)) == 1, f"{folder.name} mixes the generations {sorted(set(found))}"
    return found[0]


def graph_is_whole(folder: Path) -> None:
    """Look at Chroma's files themselves, for hnswlib writes them without a look at errors, and reads them likewise.

    `length.bin` holds 4 bytes a vector, `data_level0.bin` equally many for each, and `link_lists.bin` for each the
    number of bytes of its upper links and then these.
    """
    for links in folder.glob("chroma/*/link_lists.bin"):
        count, level0 = (links.with_name(name).stat().st_size for name in ("length.bin", "data_level0.bin"))
        count //= 4
        assert count, f"{folder.name}: no vector is in the graph"
        assert level0, f"{folder.name}: data_level0.bin is empty"
        assert level0 % count == 0, f"{folder.name}: data_level0.bin is torn"
        content, place = links.read_bytes(), 0
        for _ in range(count):
            assert place + 4 <= len(content), f"{folder.name}: link_lists.bin is torn"
            place += 4 + int.from_bytes(content[place : place + 4], "little")
        assert place == len(content), f"{folder.name}: link_lists.bin is torn"


def left_behind(home: Home) -> list[str]:
    """What a finished run should not leave: unfinished or half removed editions, and temporary files."""
    expected = {"archive.db", "archive.db-wal", "archive.db-shm", "CURRENT", "reindex.lock", "editions"}
    strange = [path.name for path in home.folder.iterdir() if path.name not in expected]
    for folder in sorted(home.editions.iterdir()):
        if not re.fullmatch(r"\d{8}T\d{6}Z-\d+", folder.name):
            strange.append(f"editions/{folder.name}")
            continue
        try:
            generation_in(folder)
        except (AssertionError, NewshoundError) as error:
            strange.append(f"editions/{folder.name} ({error})")
    return strange


@contextmanager
def archive_of(home: Home) -> Iterator[sqlite3.Connection]:
    """A copy of the archive as it lies there: opening it would mend what a kill has left, and hide it from the run."""
    with tempfile.TemporaryDirectory() as folder:
        for path in home.folder.glob("archive.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
        database = sqlite3.connect(Path(folder) / "archive.db")
        try:
            yield database
        finally:
            database.close()


def vectors_kept(home: Home) -> int:
    """How many vectors the archive holds; fails where SQLite finds anything wrong with it."""
    with archive_of(home) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'vector'").fetchone():
            return 0
        return int(database.execute("SELECT count(*) FROM vector").fetchone()[0])

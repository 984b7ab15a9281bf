"""A disk that is full, shut, failing or torn: a run says so in a sentence or finishes, and loses nothing."""

import errno
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crash import Proof, started_writer
from crash_news import generation_of
from made_index import vector_of
from system_calls import Plan, why_not

from index.edition import Edition
from index.home import Home

BUILDING = "editions/EDITION.building"
GRAPH = f"{BUILDING}/chroma/COLLECTION"
MIB = 1024 * 1024


def late(*values: object) -> Any:
    """A case that only `make soak` runs."""
    return pytest.param(*values, marks=pytest.mark.soak)


def half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def emptied(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


def other(path: Path) -> None:
    path.write_bytes(b"news" * 4096)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
    """One home for all: each test leaves it as whole as it was."""
    reason = why_not()
    if reason:
        pytest.skip(f"NOT RUN: system calls can't be watched here ({reason})")
    folder = tmp_path_factory.mktemp("faults")
    (folder / "beside").mkdir()
    with started_writer(folder / "beside") as writer:
        yield Proof(folder=folder, writer=writer)


@pytest.fixture
def proof(shared: Proof) -> Proof:
    """The shared home, or a new one where a test that failed has left it broken."""
    if not shared.is_well():
        shared.start_again()
        for _ in range(3):
            shared.step()
    return shared


@pytest.mark.parametrize(
    ("point", "hit"),
    [
        late("write reindex.lock", 1),
        ("write archive.db-wal", 9),
        late(f"make {BUILDING}/vectors.npy", 1),
        (f"write {BUILDING}/passages.db", 3),
        late(f"write {BUILDING}/chroma/chroma.sqlite3", 30),
        (f"make {GRAPH}/data_level0.bin", 2),
        (f"write {GRAPH}/link_lists.bin", 1),
        late(f"write {GRAPH}/index_metadata.pickle", 1),
        (f"make {BUILDING}/lexical/.tmp", 1),
        late(f"write {BUILDING}/lexical/SEGMENT.term", 1),
        late(f"write {BUILDING}/manifest.json", 1),
        ("write CURRENT.new", 1),
    ],
)
def test_a_disk_that_is_full_from_some_call_on_is_told(proof: Proof, point: str, hit: int) -> None:
    ran = proof.fail(Plan(point=point, hit=hit, error=errno.ENOSPC, onwards=True), whole=GRAPH in point)

    assert ran.outcome == "told"


@pytest.mark.parametrize(
    "point",
    [
        "fdatasync archive.db-wal",
        late(f"mkdir {BUILDING}"),
        late("fsync editions"),
        f"rename {BUILDING}",
        late("fsync CURRENT.new"),
        late("rename CURRENT.new"),
        "fsync .",
        late("open CURRENT"),
        late("make editions/EDITION/lock"),
    ],
)
def test_an_input_or_output_error_of_one_call_ends_in_a_sentence_or_not_at_all(proof: Proof, point: str) -> None:
    proof.fail(Plan(point=point, hit=1, error=errno.EIO))


def test_an_old_edition_that_can_t_be_removed_is_no_reason_to_fail(proof: Proof) -> None:
    points = [point for point in proof.step().hits if point.startswith("unlink editions/EDITION")]
    removing = [point for point in points if ".building" not in point]

    assert proof.fail(Plan(point=removing[-1], hit=1, error=errno.EIO)).outcome == "done"


@pytest.mark.parametrize(
    "point", [late("make reindex.lock"), "make archive.db", late(f"mkdir {BUILDING}"), "make CURRENT.new"]
)
def test_what_may_not_be_written_is_told(proof: Proof, point: str) -> None:
    ran = proof.fail(Plan(point=point, hit=1, error=errno.EACCES, onwards=True))

    assert ran.outcome == "told"


@pytest.mark.parametrize(
    ("pattern", "tear"),
    [
        late("manifest.json", half),
        late("vectors.npy", half),
        ("passages.db", half),
        late("chroma/chroma.sqlite3", half),
        ("chroma/*/data_level0.bin", emptied),
        late("chroma/*/data_level0.bin", half),
        ("chroma/*/link_lists.bin", half),
        late("chroma/*/index_metadata.pickle", Path.unlink),
        late("lexical/*.term", half),
        late("articles/meta.json", Path.unlink),
    ],
)
def test_a_torn_file_of_the_published_edition_is_noticed_and_mended(
    proof: Proof, pattern: str, tear: Callable[[Path], None]
) -> None:
    torn = proof.home.current_edition()
    assert torn
    [file] = torn.glob(pattern)
    tear(file)

    ran = proof.writer.run(proof.home, proof.news)

    assert ran.outcome == "done", ran.text
    assert proof.home.current_edition() != torn
    assert generation_of(proof.home) == proof.generation
    # The damaged one is kept as the one before; it would be found damaged by every test that follows.
    shutil.rmtree(torn)


def kept_archive(home: Home, folder: Path) -> Callable[[], None]:
    """Copies the archive aside; what puts it back."""
    files = list(home.folder.glob("archive.db*"))
    for file in files:
        shutil.copy(file, folder)

    def restore() -> None:
        for path in home.folder.glob("archive.db*"):
            path.unlink()
        for file in files:
            shutil.copy(folder / file.name, file)

    return restore


@pytest.mark.parametrize("tear", [half, late(other)])
def test_a_torn_archive_is_told_and_the_published_edition_stays(
    proof: Proof, tmp_path: Path, tear: Callable[[Path], None]
) -> None:
    restore = kept_archive(proof.home, tmp_path)
    before = proof.home.current_edition()
    tear(proof.home.archive)

    ran = proof.writer.run(proof.home, proof.news)

    assert ran.outcome == "told"
    assert str(proof.home.archive) in ran.text
    assert (proof.home.current_edition(), generation_of(proof.home)) == (before, proof.generation)
    restore()
    assert proof.writer.run(proof.home, proof.news).outcome == "done"


@pytest.mark.parametrize("share", [late(0), 0.3, late(0.999)])
def test_a_torn_log_of_a_killed_run_costs_what_was_not_committed(proof: Proof, share: float) -> None:
    proof.advance()
    killed = proof.writer.run(proof.home, proof.news, Plan(point=f"mkdir {BUILDING}", hit=1))
    log = proof.home.folder / "archive.db-wal"
    assert killed.outcome == "killed"
    with log.open("r+b") as file:
        file.truncate(int(log.stat().st_size * share))

    proof.finish(f"a log torn at {share}")


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Callable[[str], None]]:
    """A small disk at a folder; what mounts it again with other options."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"NOT RUN: no tmpfs can be mounted here ({made.stderr.strip()})")

    def again(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)

    try:
        yield again
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def small(proof: Proof) -> Iterator[tuple[Proof, Callable[[str], None]]]:
    """A home on a disk of its own that holds two editions, and what changes that disk."""
    mount = proof.folder / "disk"
    with mounted(mount, 64 * MIB) as again:
        other = Proof(folder=mount, writer=proof.writer, news_folder=proof.folder / "small-news")
        other.step()
        other.step()
        yield other, again
    mount.rmdir()


@pytest.mark.parametrize("free_kib", [late(16), late(128), 512, late(1024), late(2048)])
def test_a_full_disk_is_told_and_a_larger_one_is_enough(
    small: tuple[Proof, Callable[[str], None]], free_kib: int
) -> None:
    proof, again = small
    used = shutil.disk_usage(proof.folder).used
    again(f"size={used + free_kib * 1024}")
    before, published = proof.generation, proof.home.current_edition()
    assert published
    proof.advance()

    with Edition(published) as edition:  # as a bot has it open
        ran = proof.writer.run(proof.home, proof.news)

        assert ran.outcome == "told", ran.text
        assert len(edition.passages(range(edition.manifest.passages))) == edition.manifest.passages
        assert len(edition.dense(vector_of("Any."), 3, None)) == 3
    again(f"size={64 * MIB}")
    assert (proof.home.current_edition(), generation_of(proof.home)) == (published, before)
    proof.finish(f"{free_kib} KiB free")


@pytest.mark.soak
def test_a_home_that_is_read_only_is_told(small: tuple[Proof, Callable[[str], None]]) -> None:
    proof, again = small
    proof.advance()
    again("ro")
    ran = proof.writer.run(proof.home, proof.news)
    again("rw")

    assert ran.outcome == "told", ran.text
    proof.finish("a home that was read-only")

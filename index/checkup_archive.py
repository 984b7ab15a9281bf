"""Looks into the archive: whether it is whole, and its texts, passages and vectors hold what they are named by.

What is in it can be made anew from nothing but the sources, so that whatever is wrong here matters most.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import numpy.typing as npt

from index.archive import Archive
from index.archive_file import SCHEMA, passage_hash
from index.article import version_of
from index.errors import IndexFaultError
from index.finding import REINDEX, RESTORE, Finding, Scope, counted, fault, ok, skipped, warning, wrong
from index.home import Home
from index.locks import in_use
from index.splitting import Splitter

TEXTS_SAMPLED = 2_000
VECTORS_SAMPLED = 5_000
VECTORS_AT_ONCE = 2_000
VECTORS_ASKED = 500
NORM_WITHIN = 1e-3
BUSY_SECONDS = 5.0

_FLOAT = np.dtype(np.float32).itemsize
_SEARCHED = "a.withdrawn IS NULL AND NOT a.held"


def unusable(home: Home) -> str | None:
    """Why the archive can't be looked into; None where it can."""
    try:
        if not home.has_archive():
            return "there is no archive"
        with closing(_read_only(home)) as database:
            schema = int(database.execute("PRAGMA user_version").fetchone()[0])
    except (IndexFaultError, sqlite3.Error):
        return "the archive can't be read"
    return None if schema == SCHEMA else f"the archive has schema {schema}"


def check_archive(scope: Scope) -> Finding:
    """Whether it opens, has a schema that is known, and is whole."""
    home = scope.home
    try:
        if not home.has_archive():
            return _no_archive(home)
        with closing(_read_only(home)) as database:
            schema = int(database.execute("PRAGMA user_version").fetchone()[0])
            whole = f"PRAGMA {'quick_check' if scope.quick else 'integrity_check'}(1)"
            damage = str(database.execute(whole).fetchone()[0])
    except IndexFaultError as error:
        return fault(error)
    except sqlite3.OperationalError as error:
        return wrong(f"{home.archive} can't be opened ({error})", "mend its permissions and the disk")
    except sqlite3.Error as error:
        return wrong(f"{home.archive} can't be read as an archive ({error})", RESTORE)
    if damage != "ok":
        return wrong(f"{home.archive} is damaged ({damage.splitlines()[-1]})", RESTORE)
    return _of_schema(home, schema)


def _of_schema(home: Home, schema: int) -> Finding:
    if schema > SCHEMA:
        return wrong(f"{home.archive} has schema {schema}, this Newshound knows {SCHEMA}", "use the newer Newshound")
    if schema < SCHEMA:
        return warning(f"{home.archive} has the older schema {schema}", f"{REINDEX}, which brings it to {SCHEMA}")
    with Archive(home.archive) as archive:
        versions = _count(archive, "SELECT count(*) FROM version")
        searched = _searched(archive)
    return ok(f"whole, schema {schema}; {counted(searched, 'article')} searched, {counted(versions, 'text')} kept")


def _no_archive(home: Home) -> Finding:
    if not home.folder.is_dir():
        return skipped("there is no home")
    if home.current_edition() is None:
        return wrong("no article was indexed yet", "run `newshound reindex FOLDER`")
    return wrong(f"{home.archive} is missing", "restore it from a backup, or run `newshound reindex` with your sources")


def check_texts(scope: Scope) -> Finding:
    """Whether the text of every searched article is the one that its version is named by."""
    if why := unusable(scope.home):
        return skipped(why)
    with Archive(scope.home.archive) as archive:
        looked, bad = 0, []
        for article, version, text in sampled(archive, scope):
            looked += 1
            if version_of(text) != version:
                bad.append(article)
        searched = _searched(archive)
    if bad:
        return wrong(
            f"{counted(len(bad), 'text')} of {looked:,} changed on the disk, such as that of {bad[0]}", RESTORE
        )
    return ok(f"{looked:,} of {counted(searched, 'text')} looked at, each as it was stored")


def check_passages(scope: Scope) -> Finding:
    """Whether passages lie inside their texts and have the hash of their words."""
    if why := unusable(scope.home):
        return skipped(why)
    with Archive(scope.home.archive) as archive:
        looked, bad = 0, []
        for article, version, text in sampled(archive, scope):
            if version_of(text) != version:
                continue  # told by the texts' own check
            rows = archive.file.rows("SELECT start, end, hash FROM passage WHERE version = ?", (version,))
            for start, end, known in rows:
                looked += 1
                if not 0 <= start < end <= len(text) or passage_hash(text[start:end]) != known:
                    bad.append(article)
    if bad:
        return wrong(f"{counted(len(bad), 'passage')} of {looked:,} not as cut, such as one of {bad[0]}", RESTORE)
    return ok(f"{counted(looked, 'passage')} looked at, each as it was cut")


def check_vectors(scope: Scope) -> Finding:
    """Whether each model's vectors are of one length, finite, and unit vectors, and none is missing."""
    if why := unusable(scope.home):
        return skipped(why)
    with Archive(scope.home.archive) as archive:
        lengths = Counter[str]()
        for model, length, count in archive.file.rows(
            "SELECT model, length(numbers), count(*) FROM vector GROUP BY 1, 2"
        ):
            lengths[model] += 1
            if length % _FLOAT or not length:
                return wrong(f"{counted(count, 'vector')} of {model} with {length} bytes, which is no vector", RESTORE)
        if mixed := [model for model, count in lengths.items() if count > 1]:
            return wrong(f"the vectors of {mixed[0]} are of {lengths[mixed[0]]} lengths", RESTORE)
        looked, bad = _unfit(archive, scope)
        orphans = _count(archive, "SELECT count(*) FROM (SELECT passage FROM vector EXCEPT SELECT hash FROM passage)")
        waiting = _waiting(archive, scope)
    if bad:
        return wrong(f"{counted(bad, 'vector')} of {looked:,} not finite or not of length 1", RESTORE)
    if any(waiting):
        uncut, missing = counted(waiting[0], "article"), counted(waiting[1], "passage")
        return warning(f"{uncut} not cut and {missing} not embedded yet", REINDEX)
    return ok(f"{counted(looked, 'vector')} looked at, finite and of length 1; {orphans:,} of no passage any more")


def _unfit(archive: Archive, scope: Scope) -> tuple[int, int]:
    """How many vectors were looked at, and how many of them are none."""
    step, first = scope.sample(_count(archive, "SELECT count(*) FROM vector"), VECTORS_SAMPLED)
    looked = bad = 0
    for (model,) in archive.file.rows("SELECT DISTINCT model FROM vector"):
        query = "SELECT numbers FROM vector WHERE model = ? AND rowid % ? = ?"
        batch: list[bytes] = []
        for (numbers,) in archive.file.rows(query, (model, step, first)):
            batch.append(numbers)
            if len(batch) == VECTORS_AT_ONCE:
                looked, bad, batch = looked + len(batch), bad + _bad(batch), []
        looked, bad = looked + len(batch), bad + _bad(batch)
    return looked, bad


def _bad(batch: list[bytes]) -> int:
    if not batch:
        return 0
    return int((~are_unit(np.frombuffer(b"".join(batch), dtype=np.float32).reshape(len(batch), -1))).sum())


def are_unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which rows are finite and of length 1."""
    finite: npt.NDArray[np.bool_] = np.isfinite(vectors).min(axis=1, initial=True)
    # In doubles, for a damaged number can be so large that its square is infinite.
    norms = np.linalg.norm(np.where(finite[:, np.newaxis], vectors, 0).astype(np.float64), axis=1)
    close: npt.NDArray[np.bool_] = np.abs(norms - 1) <= NORM_WITHIN
    return finite & close


def _waiting(archive: Archive, scope: Scope) -> tuple[int, int]:
    """How many searched articles are not cut, or passages not embedded, by the model that is set."""
    known = archive.embedded.model(scope.signature) if scope.signature else None
    if known is None:
        return 0, 0
    splitter = Splitter().within(known.window).fingerprint
    return len(archive.embedded.uncut(splitter)), len(archive.embedded.missing(splitter, known.fingerprint))


def check_runs(scope: Scope) -> Finding:
    """Whether the last run ended well, and what could not be read."""
    if why := unusable(scope.home):
        return skipped(why)
    with Archive(scope.home.archive) as archive:
        run = next(iter(archive.runs.latest()), None)
        failing = _count(archive, "SELECT count(DISTINCT place) FROM failure")
    if run is None:
        return ok("no run is noted yet")
    when = f"the last run, of {run.began:%Y-%m-%d %H:%M} UTC,"
    if "error" in run.outcome:
        return wrong(f"{when} failed: {run.outcome['error']}", "do what it says, and run `newshound reindex` again")
    if run.ended is None and not in_use(scope.home.writer_lock):
        return warning(f"{when} was interrupted", REINDEX)
    ended = f"{when} {'is going on' if run.ended is None else 'ended well'}"
    if failing:
        return warning(
            f"{ended}, and {counted(failing, 'place')} could not be read",
            "see which and why with `newshound status`",
        )
    return ok(f"{ended}, and nothing waits to be read again")


def sampled(archive: Archive, scope: Scope) -> Iterator[tuple[str, str, str]]:
    """Id, version and text of the searched articles, or of a sample of them."""
    step, first = scope.sample(_count(archive, "SELECT count(*) FROM article"), TEXTS_SAMPLED)
    query = (
        "SELECT a.id, a.version, v.text FROM article a JOIN version v ON v.article = a.id AND v.version = a.version"  # noqa: S608
        f" WHERE {_SEARCHED} AND a.rowid % ? = ?"
    )
    yield from archive.file.rows(query, (step, first))


def unit_vectors(
    archive: Archive, texts: Sequence[str], model: str, dimension: int
) -> dict[str, npt.NDArray[np.float32]]:
    """The archive's vectors of some passages, by text, but for those that are damaged."""
    by_hash = {passage_hash(text): text for text in texts}
    rows: list[tuple[bytes, bytes]] = []
    for batch in _batched(list(by_hash), VECTORS_ASKED):
        marks = ",".join("?" * len(batch))
        query = f"SELECT passage, numbers FROM vector WHERE model = ? AND passage IN ({marks})"  # noqa: S608
        rows += archive.file.rows(query, (model, *batch))
    whole = [(key, numbers) for key, numbers in rows if len(numbers) == dimension * _FLOAT]
    if not whole:
        return {}
    vectors = np.frombuffer(b"".join(numbers for _, numbers in whole), dtype=np.float32).reshape(-1, dimension)
    are_right = are_unit(vectors)
    return {by_hash[key]: vectors[place] for place, (key, _) in enumerate(whole) if are_right[place]}


def _batched(items: list[bytes], size: int) -> Iterator[list[bytes]]:
    """Runs of so many items."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _searched(archive: Archive) -> int:
    return _count(archive, f"SELECT count(*) FROM article a WHERE {_SEARCHED}")  # noqa: S608 - a constant


def _count(archive: Archive, query: str) -> int:
    row = archive.file.first(query)
    return int(row[0]) if row else 0


def _read_only(home: Home) -> sqlite3.Connection:
    """The archive, opened so that looking at it changes nothing and brings it to no newer schema."""
    return sqlite3.connect(f"{home.archive.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)

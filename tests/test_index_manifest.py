"""Whether an edition's files are all there, without opening any of them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from made_index import made_article, publish_articles

from index.edition import Edition
from index.home import Home
from index.manifest import CHROMA, LEXICAL, MANIFEST, PASSAGES, VECTORS, Manifest, is_intact

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("edition") / "home")
    publish_articles(home, *(made_article(f"a-{number}") for number in range(20)))
    return home.current_edition()


@pytest.fixture
def copy(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_published_edition_is_intact_also_after_it_was_read(copy):
    assert is_intact(copy) is None
    with Edition(copy) as edition:
        edition.dense(edition._vectors[0], 1, None)  # noqa: SLF001
    assert is_intact(copy) is None


def test_every_file_but_those_that_opening_changes_is_listed(folder):
    listed = Manifest.read(folder).files

    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - listed.keys() == {MANIFEST, "lock", f"{CHROMA}/chroma.sqlite3"}
    assert {PASSAGES, VECTORS} < listed.keys() < there


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


DAMAGES = {
    "vectors cut off": lambda f: cut(f / VECTORS),
    "vectors too long": lambda f: (f / VECTORS).write_bytes((f / VECTORS).read_bytes() + b"x"),
    "no texts": lambda f: (f / PASSAGES).unlink(),
    "no graph": lambda f: next((f / CHROMA).glob("*/data_level0.bin")).unlink(),
    "graph cut off": lambda f: cut(next((f / CHROMA).glob("*/data_level0.bin"))),
    "no word index": lambda f: shutil.rmtree(f / LEXICAL),
    "no Chroma": lambda f: shutil.rmtree(f / CHROMA),
    "no database in Chroma": lambda f: (f / CHROMA / "chroma.sqlite3").unlink(),
    "a database in Chroma that is cut off": lambda f: os.truncate(f / CHROMA / "chroma.sqlite3", 5000),
    "an empty database in Chroma": lambda f: os.truncate(f / CHROMA / "chroma.sqlite3", 0),
    "no manifest": lambda f: (f / MANIFEST).unlink(),
    "nothing": shutil.rmtree,
    "sizes that are no numbers": lambda f: rewrite(f, files={PASSAGES: "many"}),
    "sizes that are a list": lambda f: rewrite(f, files=[PASSAGES]),
    "no sizes": lambda f: rewrite(f, files={}),
    "another schema": lambda f: rewrite(f, schema=2),
}


def rewrite(folder, **values):
    known = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**known, **values}))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_wrong_is_a_sentence(copy, damage):
    damage(copy)

    assert is_intact(copy).endswith("run `newshound reindex` to build it again.")


def test_looking_at_an_edition_imports_no_store(folder):
    code = (
        "import sys; from pathlib import Path; from index.manifest import is_intact\n"
        "assert is_intact(Path(sys.argv[1])) is None\n"
        "print(sorted({'chromadb', 'tantivy', 'numpy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"

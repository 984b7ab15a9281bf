"""`newshound backup`: the copy is a home that answers."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import one_sentence, run
from made_index import MODEL, NOW, made_article, publish_articles, vector_of

from index.home import Home

ROOT = Path(__file__).parent.parent
TEXT = "The wall of Port Quill fell on Monday, said Mayor Ida Brook.\nNobody was hurt."


@pytest.fixture
def made(home):
    publish_articles(home, made_article("quill", TEXT, published=NOW, publisher="The Quill Post"))
    return home


@pytest.fixture
def no_model(monkeypatch):
    """Vectors that are made of the text's hash, as the index's are."""
    embedder = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: embedder)


def test_a_backup_answers_at_once(made, tmp_path, capsys, no_model):
    question = "What did Mayor Ida Brook say of the wall of Port Quill?"
    first = run(capsys, "ask", question, home=made)

    code, output, errors = run(capsys, "backup", tmp_path / "copy", home=made)
    copy = Home(tmp_path / "copy")
    edition = made.current_edition().name
    answer = run(capsys, "ask", question, "--json", home=copy)
    explained = run(capsys, "explain", first[1].strip().rsplit(" ", 1)[1], home=copy)

    assert (code, errors) == (0, "")
    assert output.startswith(f"Backed up to {copy.folder}: ")
    assert f"with edition {edition}." in output
    assert json.loads(answer[1])["status"] == "answered"
    assert json.loads(answer[1])["edition"] == edition
    assert "The wall of Port Quill fell on Monday" in explained[1]
    assert run(capsys, "articles", "show", "quill", home=copy)[1] == TEXT + "\n"


def test_a_backup_is_told_to_programs(made, tmp_path, capsys):
    code, output, errors = run(capsys, "backup", tmp_path / "copy", "--json", home=made)

    told = json.loads(output)
    assert (code, errors, output.count("\n")) == (0, "", 1)
    assert (told["folder"], told["edition"]) == (str(tmp_path / "copy"), made.current_edition().name)
    assert told["bytes"] > 10_000
    assert told["files"] > 5


def test_what_can_t_be_copied_is_one_sentence_and_exit_code_2(made, tmp_path, capsys):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")

    for home, target, sentence in [
        (Home(tmp_path / "nowhere"), "copy", "There is nothing to copy"),
        (Home(tmp_path / "file"), "copy", "file is a file; name a folder as the home."),
        (made, "full", "is not empty; name a folder that is not there yet"),
        (made, "file", "file is a file; name a folder"),
        (made, "file/copy", "can't be"),
        (made, "x" * 300, "File name too long"),
    ]:
        code, output, errors = run(capsys, "backup", tmp_path / target, home=home)

        assert (code, output) == (2, "")
        assert sentence in one_sentence(errors)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full", "home"]


def test_a_folder_that_may_not_be_written_is_a_sentence(made, capsys, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied", str(tmp_path / "copy.partial"))

    monkeypatch.setattr("pathlib.Path.mkdir", refused)

    code, _, errors = run(capsys, "backup", tmp_path / "copy", home=made)

    assert code == 2
    assert "copy.partial can't be read or written (Permission denied)" in one_sentence(errors)


def test_the_name_of_a_backup_does_not_steer_the_terminal(made, tmp_path, capsys):
    code, output, _ = run(capsys, "backup", tmp_path / "co\x1b[2Jpy\udcff", home=made)

    assert code == 0
    assert not set("\x1b\udcff") & set(output)


def test_a_backup_needs_neither_the_model_nor_chroma(made, tmp_path):
    program = (
        "import sys; from bot.cli import main; code = main(sys.argv[1:]);"
        " print(code, sorted({'torch', 'chromadb', 'tantivy'} & sys.modules.keys()))"
    )
    for arguments in (["backup", str(tmp_path / "copy")], ["status"], ["articles", "list"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments, "--home", str(made.folder)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )

        assert done.stdout.splitlines()[-1] == "0 []"

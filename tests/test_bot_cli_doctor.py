"""`newshound doctor`: one line a check, the fix, and exit codes; each check's own tests are elsewhere."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import one_sentence, run
from healthy_home import make_healthy

from bot.check_list import all_checks
from bot.cli_doctor import line_of
from index.finding import ok, wrong
from index.home import Home
from index.manifest import VECTORS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("doctor") / "home")
    make_healthy(home)
    return home


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No sources.toml or .env of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)


def test_a_healthy_home_is_one_line_a_check_and_exit_code_0(healthy, capsys):
    code, output, errors = run(capsys, "doctor", "--quick", home=healthy)

    *lines, total = output.splitlines()
    count = len(all_checks())
    assert (code, errors) == (0, "")
    assert [line.split()[0] for line in lines] == [
        "skipped" if check.name == "model" else "ok" for check in all_checks()
    ]
    assert total == f"{count} checks: {count - 1} ok, 1 skipped."


def test_what_is_wrong_is_told_with_its_fix_and_exit_code_1(healthy, home, capsys):
    shutil.copytree(healthy.folder, home.folder)
    (home.current_edition() / VECTORS).unlink()
    home.ledger.write_bytes(b"no ledger" * 500)

    code, output, _ = run(capsys, "doctor", "--quick", home=home)
    as_json = run(capsys, "doctor", "--quick", "--json", home=home)

    bad = [line for line in output.splitlines() if line.startswith("wrong")]
    assert code == 1
    assert [line.split()[1] for line in bad] == ["edition", "ledger"]
    assert bad[0].endswith("; run `newshound reindex --from-archive`")
    told = json.loads(as_json[1])
    assert (as_json[0], told["ok"], as_json[1].count("\n")) == (1, False, 1)
    by_name = {one["name"]: one for one in told["checks"]}
    assert list(by_name) == [check.name for check in all_checks()]
    assert by_name["edition"]["fix"] == "run `newshound reindex --from-archive`"
    assert by_name["chroma"] == {
        "name": "chroma",
        "status": "skipped",
        "found": "the edition is not whole",
        "fix": "",
    }


def test_a_warning_is_exit_code_0(healthy, capsys, monkeypatch):
    monkeypatch.setenv("NEWSHOUND_HOEM", "x")

    code, output, _ = run(capsys, "doctor", "--quick", "--json", home=healthy)

    told = json.loads(output)
    assert (code, told["ok"]) == (0, True)
    assert told["checks"][0]["status"] == "warning"
    assert "NEWSHOUND_HOME" in told["checks"][0]["fix"]


def test_settings_that_can_t_be_used_are_exit_code_2(healthy, capsys, monkeypatch):
    monkeypatch.setenv("NEWSHOUND_THREADS", "many")

    code, output, errors = run(capsys, "doctor", home=healthy)

    assert (code, output) == (2, "")
    assert "NEWSHOUND_THREADS is 'many'" in one_sentence(errors)


def test_where_nothing_is_yet_the_doctor_says_how_to_begin(home, capsys):
    code, output, _ = run(capsys, "doctor", "--quick", home=home)

    assert code == 1
    assert [line.split()[1] for line in output.splitlines() if line.startswith("wrong")] == ["home"]
    assert "newshound reindex FOLDER" in output
    assert not home.folder.exists()


@pytest.mark.model
def test_a_long_look_loads_the_model(healthy, capsys):
    code, output, _ = run(capsys, "doctor", home=healthy)

    [line] = [line for line in output.splitlines() if " model " in line and "384" in line]
    assert code == 0
    assert line.startswith("ok       model")
    assert "skipped" not in output


def test_a_quick_look_loads_no_torch(healthy):
    """In the process that looks, which is asked for what it has imported in the end."""
    program = (
        "import sys; from dataclasses import asdict\n"
        "from bot.examining_child import examine; from bot.check_list import all_checks\n"
        "examine(sys.argv[1], [asdict(check) for check in all_checks()], quick=True, seconds=60)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'discord', 'langchain'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, healthy.folder], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stderr.splitlines()[-1] == "[]"
    assert len(told.stdout.splitlines()) == len(all_checks()) + 1


def test_a_line_is_one_line_whatever_names_say():
    line = line_of("texts", wrong("a text of \x1b[31mquay\n\u202e changed", "restore it"), 8)

    assert line == "wrong    texts     a text of [31mquay changed; restore it"
    assert line_of("disk", ok("much")) == "ok       disk  much"

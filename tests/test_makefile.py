import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
AGAIN = "then run the same command again (pip's own words are in .setup.log)"

# Stands in for Python, venv and pip: it makes a .venv with a copy of itself and a `newshound` that answers its standard
# input, and says and does as pip what FAKE_PIP tells.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
"-c import pip") exit 0 ;;
-c*) cat >/dev/null; echo "${FAKE_PROBE:-fits 3.11.2}" ;;
-V) echo "Python 3.11.2" ;;
"-m venv .venv")
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    printf '#!/bin/sh\\necho "$1: $(cat)"\\n' >.venv/bin/newshound
    chmod +x .venv/bin/newshound
    ;;
"-m pip install"*)
    cat >/dev/null
    echo "$*" >>pip-calls
    eval "$FAKE_PIP"
    ;;
esac
"""


@pytest.fixture
def clone(tmp_path):
    """A folder with the set-up in it, and a stand-in for Python; its name holds a space."""
    folder = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    write_program(folder / "fake python", FAKE_PYTHON)
    return folder


def write_program(path, text):
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def make(folder, target, stdin="", **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHON": str(folder / "fake python"),
        "TMPDIR": str(folder),
        "FAKE_PIP": "true",
        **variables,
    }
    return subprocess.run(
        ["make", "--no-print-directory", target],
        check=False,
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def complaints(done):
    return [line.removeprefix("newshound: ") for line in done.stderr.splitlines() if line.startswith("newshound: ")]


def test_run_sets_up_and_passes_standard_input_and_output_through(clone):
    done = make(clone, "run", stdin="What did the Pentagon say?")

    assert (done.returncode, done.stdout) == (0, "start: What did the Pentagon say?\n")
    assert "Setting up Newshound in .venv with Python 3.11.2" in done.stderr
    assert (clone / "pip-calls").read_text().endswith(" -c constraints.txt -e .\n")


def test_the_second_run_installs_nothing_and_says_nothing(clone):
    make(clone, "run")
    (clone / "pip-calls").unlink()

    done = make(clone, "run", stdin="again")

    assert (done.returncode, done.stdout, done.stderr) == (0, "start: again\n", "")
    assert not (clone / "pip-calls").exists()


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_dependency_is_installed_into_the_same_environment(clone, name):
    make(clone, "run")
    (clone / ".venv" / "kept").touch()
    with (clone / name).open("a") as file:
        file.write("# changed\n")

    make(clone, "run")

    assert len((clone / "pip-calls").read_text().splitlines()) == 2
    assert (clone / ".venv" / "kept").exists()


def test_a_moved_folder_is_set_up_anew(clone):
    make(clone, "run")

    moved = clone.rename(clone.parent / "moved")
    done = make(moved, "run")

    assert done.returncode == 0
    assert len((moved / "pip-calls").read_text().splitlines()) == 2


def test_an_interrupted_set_up_begins_anew(clone):
    make(clone, "run", FAKE_PIP="touch .venv/half-written; kill -KILL $PPID")
    assert (clone / ".venv" / "half-written").exists()

    done = make(clone, "run", stdin="now")

    assert (done.returncode, done.stdout) == (0, "start: now\n")
    assert not (clone / ".venv" / "half-written").exists()


def test_a_set_up_beside_another_one_is_refused(clone):
    lock = clone / ".setup.lock"
    lock.mkdir()
    (lock / "process").write_text(f"{os.getpid()}\n")

    done = make(clone, "run")

    assert done.returncode == 2
    assert complaints(done) == [
        f"another set-up is at work in this folder (process {os.getpid()}); wait until it is done (or remove"
        " .setup.lock, if that is no set-up), then run the same command again"
    ]
    assert not (clone / "pip-calls").exists()


@pytest.mark.parametrize(
    ("probe", "complaint"),
    [
        (
            "old 3.9.2",
            "Newshound needs Python 3.11 or newer, but {python} is Python 3.9.2; install one, or name one that is there"
            " (make run PYTHON=/path/to/python3.11), then run the same command again",
        ),
        (
            "no Python at all",
            "Newshound needs Python 3.11 or newer, but {python} is not a Python that runs here; install one, or name"
            " one that is there (make run PYTHON=/path/to/python3.11), then run the same command again",
        ),
        (
            "lacks 3.12.1 ensurepip",
            "{python} is Python 3.12.1 but has no ensurepip module; install it (on Debian and Ubuntu: apt-get install"
            " python3.12-venv), then run the same command again",
        ),
        (
            "lacks 3.12.1 sqlite3",
            "{python} is Python 3.12.1 but has no sqlite3 module; use a Python that was built with it (make run"
            " PYTHON=/path/to/python3), then run the same command again",
        ),
    ],
)
def test_a_python_that_does_not_fit_is_said_in_one_sentence(clone, probe, complaint):
    done = make(clone, "run", FAKE_PROBE=probe)

    assert done.returncode == 2
    assert complaints(done) == [complaint.format(python=clone / "fake python")]
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError(Failed to establish a new"
            " connection: [Errno 111] Connection refused): /simple/torch/\n"
            "ERROR: No matching distribution found for torch==2.13.0",
            f"the package index can't be reached; check the network (and the proxy, if there is one), {AGAIN}",
        ),
        (
            "SSLError(SSLCertVerificationError(1, [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed))",
            f"the package index's certificate can't be verified; set PIP_CERT to your network's certificates, {AGAIN}",
        ),
        (
            "ERROR: No matching distribution found for torch==2.13.0 (from newshound-bot)",
            "the package index offers no ready-made torch==2.13.0 for Python 3.11.2 on this machine; check pip's"
            f" settings (pip config list), or run make clean and name another Python with PYTHON=, {AGAIN}",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: /x",
            "pip may not write to a file or folder; make this folder and the one of pip's cache writable for you,"
            f" {AGAIN}",
        ),
        (
            "ERROR: ResolutionImpossible: a and b conflict",
            f"pip failed (ResolutionImpossible: a and b conflict); mend that, {AGAIN}",
        ),
        ("Killed", f"pip failed (exit status 3); mend that, {AGAIN}"),
    ],
)
def test_why_pip_failed_is_said_in_one_sentence(clone, words, complaint):
    done = make(clone, "run", FAKE_PIP=f"echo '{words}'; exit 3")

    assert done.returncode == 2
    assert complaints(done) == [complaint]
    assert done.stdout == ""


def test_what_was_installed_stays_when_the_network_is_gone(clone):
    make(clone, "run")
    (clone / ".venv" / "kept").touch()
    (clone / "constraints.txt").write_text("# changed\n")

    failed = make(clone, "run", FAKE_PIP="echo 'Connection refused'; exit 1")
    done = make(clone, "run")

    assert (failed.returncode, done.returncode) == (2, 0)
    assert (clone / ".venv" / "kept").exists()


def test_a_disk_that_ran_full_is_said_and_what_was_half_written_is_removed(clone):
    done = make(clone, "run", FAKE_PIP="echo 'OSError: [Errno 28] No space left on device'; exit 1")

    [complaint] = complaints(done)
    assert complaint.startswith("the disk ran full: about 2500 MB are needed, and ")
    assert complaint.endswith(f" make room, or set TMPDIR to a folder with more, {AGAIN}")
    assert not (clone / ".venv").exists()


def test_a_disk_too_full_to_begin_is_said_before_anything_is_installed(clone):
    programs = clone / "programs"
    programs.mkdir()
    write_program(programs / "df", "#!/bin/sh\necho header\necho 'disk 9000000 8488000 512000 95% /'\n")

    done = make(clone, "run", PATH=f"{programs}:{os.environ['PATH']}")

    assert complaints(done) == [
        f"the disk is too full: only 500 MB are free in {clone}, and about 2500 MB are needed; make room, then run the"
        " same command again"
    ]
    assert not (clone / ".venv").exists()


def test_clean_removes_what_was_set_up_and_keeps_the_index_and_the_settings(clone):
    make(clone, "run")
    for name in ("bot", "tests", "newshound-data"):
        (clone / name / "__pycache__").mkdir(parents=True)
    (clone / ".env").touch()

    done = make(clone, "clean")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (clone / ".venv").exists()
    assert not (clone / "bot" / "__pycache__").exists()
    assert (clone / "newshound-data" / "__pycache__").exists()
    assert (clone / ".env").exists()


def test_help_names_every_target(clone):
    targets = {
        line.partition(":")[0]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.partition(":")[0].isalpha() and line[:1] not in {"\t", "#"}
    }

    done = make(clone, "help")

    assert {line.split()[1] for line in done.stdout.splitlines()} == targets - {"help"}

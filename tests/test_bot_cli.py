"""The command line, in process: outputs, exit codes, and one sentence for whatever can't be done."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import one_sentence

from bot.cli import main
from index.errors import IndexFaultError
from index.shelf import Shelf

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
QUESTION = "Who is Helen Marsh?"
SENTENCE = (
    "“We have treated 17 people since this morning, and three of them had come in on their own,” said Helen Marsh, the"
    " hospital’s medical director."
)
TEMPLATE = (ROOT / "prompts" / "templates" / "answer.md").read_text(encoding="utf-8")
CASE = """\
- id: rain
  description: It rained.
  tags: [fact]
  asked: 2031-03-14
  question: Did it rain in Tessary?
  passages:
    - title: Rain at last
      text: It rained in Tessary on Monday.
  reply: It rained in Tessary. [1]
  expect:
    status: answered
"""


@pytest.fixture(scope="module")
def model():
    """The embedding model, loaded once for all commands of this module."""
    from index.embedding import open_embedder

    return open_embedder()


@pytest.fixture(autouse=True)
def one_model(model, monkeypatch):
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: model)


@pytest.fixture(scope="module")
def samples(model, tmp_path_factory):
    """A home in which the samples are indexed."""
    home = tmp_path_factory.mktemp("cli") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.embedding.open_embedder", lambda *_: model)
        assert main(["reindex", str(SAMPLES), "--home", str(home)]) == 0
    return home


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working directory, so that no .env and no index of whoever runs this is met."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def newshound(samples, monkeypatch, capsys):
    """Run a command over the samples: exit code, output, errors."""

    def run(*arguments, home=samples, stdin=None):
        monkeypatch.setenv("NEWSHOUND_HOME", str(home))
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


# Asking


def test_an_answer_is_read_with_its_source(newshound):
    code, output, _ = newshound("ask", QUESTION)

    assert code == 0
    assert output.splitlines() == [
        f"{SENTENCE} [1]",
        "",
        "Sources",
        "[1] Hospital counts 17 injured after Port Maren ferry crash · Eastbay Tribune · 30 September 2024",
        f"    > {SENTENCE}",
        "    https://eastbay-tribune.example/2024/09/30/hospital-counts-17",
        "",
        *output.splitlines()[-4:],
    ]
    assert re.fullmatch("Why: newshound explain [0-9a-f]{12}", output.splitlines()[-1])
    assert output.splitlines()[-3].startswith("Mind: The newest source of this answer is from 30 September 2024, ")
    assert output.splitlines()[-2].startswith("Mind: The newest article here is from 12 October 2024, ")
    assert output.splitlines()[-4].startswith("Rests on 1 report, 30 September 2024; searched 16 articles")


def test_a_refusal_is_an_answer_too(newshound):
    code, output, errors = newshound("ask", "Who won the 2022 World Cup?")

    assert (code, errors) == (0, "")
    assert output.startswith("I found no article about that. I searched 16 articles from 5 outlets")
    assert "Nearest articles, which do not answer it" in output
    assert "[1]" not in output


def test_the_json_of_an_answer_leads_to_the_very_words_of_its_article(newshound):
    code, output, _ = newshound("ask", QUESTION, "--json", "--hits", "3")

    answer = json.loads(output)
    [citation] = answer["citations"]
    shown = newshound("articles", "show", citation["article_id"], citation["version"], "--json")
    article = json.loads(shown[1])
    assert (code, shown[0], output.count("\n")) == (0, 0, 1)
    assert (answer["status"], len(answer["retrieved"])) == ("answered", 3)
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"] == SENTENCE
    assert article["version"] == citation["version"]


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (["--until", "2024-09-30"], "answered"),
        (["--until", "30 September 2024"], "answered"),
        (["--until", "20240930"], "answered"),
        (["--until", "2024-09-30T18:20:00Z"], "answered"),
        (["--until", "2024-09-30T18:00:00Z"], "refused"),
        (["--as-of", "2024-09-29"], "refused"),
        (["--since", "2024-09-30"], "answered"),
        (["--since", "1 October 2024"], "refused"),
        (["--publisher", "eastbay tribune"], "answered"),
        (["--publisher", " Northvale Wire "], "refused"),
        (["--publisher", " "], "answered"),
        (["--asked", "2024-10-01"], "answered"),
    ],
)
def test_limits_bound_what_is_searched(newshound, limits, status):
    code, output, _ = newshound("ask", QUESTION, "--json", *limits)

    assert code == 0
    assert json.loads(output)["status"] == status


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask"], "Ask one question"),
        (["ask", "Who?", "--output", "o.jsonl"], "Ask one question"),
        (["ask", "Who?", "--batch", "b.jsonl", "--output", "o.jsonl"], "Ask one question"),
        (["ask", "--batch", "b.jsonl"], "Ask one question"),
        (["ask", ""], "There was no question in that"),
        (["ask", "🙂"], "There was no question in that"),
        (["ask", "x" * 10_000], "That question has 10,000 characters"),
        (["ask", "Who?", "--since", "yesterday"], "--since is 'yesterday', which is no date"),
        (
            ["ask", "Who?", "--since", "2024-10-02", "--until", "2024-10-01"],
            "--since is '2024-10-02', which is later than --until, '2024-10-01'",
        ),
        (["ask", "Who?", "--as-of", "soon"], "--as-of is 'soon'"),
        (["ask", "Who?", "--publisher", "The Nobody"], "No article is of the outlet 'The Nobody'; name one of "),
        (["ask", "Who?", "--publisher", "\udcff"], "Eastbay Tribune"),
        (["ask", "Who?", "--hits", "0"], "--hits"),
        (["ask", "Who?", "--hits", "many"], "--hits"),
        (["ask", "Who?", "--frobnicate"], "--frobnicate"),
        (["ask", "--batch", "missing.jsonl", "--output", "o.jsonl"], "The questions in missing.jsonl can't be read"),
        (["frobnicate"], "frobnicate"),
        (["prompts", "frobnicate"], "frobnicate"),
        (["articles", "show"], "ID"),
        (["articles", "show", "nobody"], "There is no article 'nobody'"),
        (["articles", "show", "\udcff"], "There is no article '\\udcff'"),
        (["articles", "show", "nw-ferry", "sha256:0"], "There is no version 'sha256:0' of 'nw-ferry'"),
        (["reindex", "missing"], "missing"),
    ],
)
def test_what_can_t_be_done_is_one_sentence_and_exit_code_2(newshound, arguments, sentence):
    code, output, errors = newshound(*arguments)

    assert (code, output) == (2, "")
    assert sentence in one_sentence(errors)


@pytest.mark.parametrize("arguments", [["ask", "Who?"], ["chat"], ["articles", "show", "x"], ["reindex"]])
def test_without_an_index_one_sentence_says_how_to_make_one(newshound, arguments, tmp_path):
    code, _, errors = newshound(*arguments, home=tmp_path / "nowhere", stdin=b"Who?\n")

    assert code == 2
    assert "newshound reindex FOLDER" in one_sentence(errors)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSHOUND_THREADS", "many"),
        ("NEWSHOUND_LOG_LEVEL", "LOUD"),
        ("NEWSHOUND_MODEL_TIMEOUT", "0"),
        ("NEWSHOUND_MODEL", "nobody:model"),
    ],
)
def test_a_setting_that_can_t_be_used_is_named(newshound, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    code, _, errors = newshound("ask", "Who?")

    assert code == 2
    assert name in one_sentence(errors) or value in one_sentence(errors)


def test_a_token_that_is_missing_or_none_is_exit_code_78(newshound, monkeypatch):
    missing = newshound("bot")
    monkeypatch.setenv("DISCORD_TOKEN", "not a token")
    malformed = newshound("bot")

    assert [missing[0], malformed[0]] == [78, 78]
    assert "DISCORD_TOKEN is not set" in one_sentence(missing[2])
    assert "DISCORD_TOKEN holds something that can't be a token" in one_sentence(malformed[2])


def test_settings_come_from_a_file_too(newshound, folder):
    (folder / ".env").write_text("NEWSHOUND_THREADS=many\n", encoding="utf-8")

    code, _, errors = newshound("ask", "Who?")
    os.environ.pop("NEWSHOUND_THREADS")

    assert code == 2
    assert "NEWSHOUND_THREADS is 'many'" in one_sentence(errors)


@pytest.mark.parametrize("arguments", [["ask", "Who?"], ["articles", "show", "x"], ["reindex", str(SAMPLES)]])
def test_a_home_that_is_a_file_is_a_sentence(newshound, folder, arguments):
    (folder / "home").write_text("a file")

    code, output, errors = newshound(*arguments, home=folder / "home")

    assert (code, output) == (2, "")
    assert one_sentence(errors).endswith("home is a file; name a folder as the home.")


@pytest.mark.parametrize("arguments", [[], ["articles"], ["prompts"]])
def test_a_command_without_its_subcommand_shows_its_help(newshound, arguments):
    code, output, errors = newshound(*arguments)

    assert code == 2
    assert (output + errors).startswith("Usage: newshound")


def test_help_is_no_error(newshound):
    code, output, errors = newshound("--help")

    assert (code, errors) == (0, "")
    assert all(command in output for command in ("ask", "chat", "reindex", "bot", "start", "articles", "prompts"))


def test_an_interrupt_ends_without_a_traceback(newshound, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli_ask.read_question", interrupted)

    assert newshound("ask", QUESTION) == (130, "", "")


@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_that_has_gone_is_no_error(samples, folder, buffered):
    program = "import sys; from bot.cli import main; sys.exit(main(['prompts', 'check']))"
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" -c "$1" | true', sys.executable, program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSHOUND_HOME": str(samples), "PYTHONUNBUFFERED": buffered},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


FULL = Path("/dev/full")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")


@needs_a_full_disk
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("command", [["prompts", "check"], ["--help"]])
def test_a_full_disk_behind_the_output_is_one_sentence(samples, folder, command, buffered):
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; from bot.cli import main; sys.exit(main({command!r}))"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSHOUND_HOME": str(samples), "PYTHONUNBUFFERED": buffered},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    assert done.returncode == 2
    assert one_sentence(done.stderr) == (
        "The output can't be written (No space left on device); free some space or mend the permissions, and run it"
        " again."
    )


# A batch


def batch(newshound, folder, text):
    """Exit code, errors, and the answers to the lines of a batch."""
    (folder / "in.jsonl").write_bytes(text.encode("utf-8", "surrogatepass"))
    code, _, errors = newshound("ask", "--batch", "in.jsonl", "--output", "out.jsonl")
    return code, errors, [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_batch_has_an_answer_for_each_line(newshound, folder):
    lines = [
        {"id": "a", "question": QUESTION},
        {"id": 7, "question": QUESTION, "until": "2024-09-29", "asked": None},
        {"question": "Who won the 2022 World Cup?", "publisher": "Northvale Wire"},
    ]

    code, _, answers = batch(newshound, folder, "\ufeff" + "\n\n".join(json.dumps(line) for line in lines) + "\n")

    assert code == 0
    assert [(one["id"], one["status"]) for one in answers] == [("a", "answered"), (7, "refused"), (5, "refused")]
    assert answers[1]["window"] == {"since": None, "until": "2024-09-29T23:59:59Z", "phrase": None}


def test_a_line_that_can_t_be_asked_says_why_and_the_others_are_answered(newshound, folder):
    lines = [
        "no json",
        json.dumps(["a list"]),
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "question": QUESTION, "colour": "red"}),
        json.dumps({"id": "d", "question": QUESTION, "since": "yesterday"}),
        json.dumps({"id": "e", "question": QUESTION, "publisher": 7}),
        json.dumps({"id": "f", "question": "🙂"}),
        json.dumps({"id": "g", "question": QUESTION}),
        "[" * 100_000,
    ]

    code, errors, answers = batch(newshound, folder, "\n".join(lines))

    assert code == 2
    assert "8 of 9 questions could not be asked; see “error” in out.jsonl." in errors
    assert [(one["id"], one.get("error", one.get("status"))[:34]) for one in answers] == [
        (1, "Line 1 is no JSON object."),
        (2, "Line 2 has no “question”."),
        ("b", "Line 3 has no “question”."),
        ("c", "Line 4 has “colour”, which is none of id"[:34]),
        ("d", "“since” in line 5 is 'yesterday', which"[:34]),
        ("e", "“publisher” in line 6 is no text."),
        ("f", "There was no question in that; ask with"[:34]),
        ("g", "answered"),
        (9, "Line 9 is no JSON object."),
    ]


def test_lines_end_at_line_feeds_alone_and_half_characters_do_no_harm(newshound, folder):
    text = '{"id": "\\ud800", "question": "Who is\u2028Helen Marsh?", "publisher": "Eastbay Tribune"}\r\n'
    text += '{"id": "b", "question": "Who?", "publisher": "\\ud800"}'

    code, _, answers = batch(newshound, folder, text)

    assert code == 2
    assert [(one["id"], one.get("status")) for one in answers] == [("\ud800", "answered"), ("b", None)]
    assert answers[1]["error"].startswith("No article is of the outlet '\\ud800'; name one of ")


def test_limits_that_leave_nothing_to_search_are_said_in_a_batch_too(newshound, folder):
    lines = [
        {"question": QUESTION, "since": "2024-10-02", "until": "2024-10-01"},
        {"question": QUESTION, "publisher": "EASTBAY TRIBUNE", "until": " "},
        {"question": QUESTION, "publisher": "The Nobody"},
        {"question": QUESTION, "publisher": ""},
    ]

    code, _, answers = batch(newshound, folder, "\n".join(json.dumps(line) for line in lines))

    assert code == 2
    assert answers[0]["error"].startswith("“since” in line 1 is '2024-10-02', which is later than “until” in line 1")
    assert "Eastbay Tribune" in answers[2]["error"]
    assert [answers[1]["status"], answers[3]["status"]] == ["answered", "answered"]


@needs_a_full_disk
def test_a_disk_that_is_full_is_said_with_the_file_of_the_answers(newshound, folder):
    (folder / "in.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    code, _, errors = newshound("ask", "--batch", "in.jsonl", "--output", str(FULL))

    assert code == 2
    assert "/dev/full can't be written (No space left on device)" in one_sentence(errors)


def test_the_answers_never_replace_the_questions(newshound, folder):
    questions = folder / "in.jsonl"
    questions.write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    code, _, errors = newshound("ask", "--batch", "in.jsonl", "--output", str(questions))

    assert code == 2
    assert "would replace the questions" in one_sentence(errors)
    assert json.loads(questions.read_text(encoding="utf-8")) == {"question": QUESTION}


def test_an_output_that_can_t_be_written_is_said(newshound, folder):
    (folder / "in.jsonl").write_text(json.dumps({"question": QUESTION}), encoding="utf-8")

    code, _, errors = newshound("ask", "--batch", "in.jsonl", "--output", "no/folder/out.jsonl")

    assert code == 2
    assert "no/folder/out.jsonl can't be written" in one_sentence(errors)


def test_a_batch_that_is_no_text_is_said(newshound, folder):
    (folder / "in.jsonl").write_bytes(b"\xff\xfe\x00")

    code, _, errors = newshound("ask", "--batch", "in.jsonl", "--output", "out.jsonl")

    assert (code, (folder / "out.jsonl").exists()) == (2, False)
    assert "in.jsonl can't be read" in one_sentence(errors)


# The conversation


def test_questions_that_are_piped_in_are_answered_line_by_line(newshound):
    piped = f"{QUESTION}\n\n  \n🙂\nWho won the 2022 World Cup?".encode()

    code, output, _ = newshound("chat", stdin=piped)

    assert code == 0
    assert output.startswith(f"{SENTENCE} [1]\n")
    assert "There was no question in that" in output
    assert "I found no article about that." in output
    assert "> Ask" not in output


def test_a_line_that_is_not_utf_8_costs_only_itself(newshound):
    code, output, errors = newshound("chat", stdin=QUESTION.encode() + b"\n\xff\xfe\nWho founded Lanternfest?\n")

    assert code == 0
    assert SENTENCE in output
    assert "Yusuf Brandell" in output
    assert one_sentence(errors) == "That line is not UTF-8 text; send the question as UTF-8."


def test_a_new_edition_that_is_broken_leaves_the_one_in_use(newshound, monkeypatch, caplog):
    whole = Shelf.refresh
    looks = iter([whole, broken, broken, whole])

    def refresh(shelf):
        return next(looks)(shelf)

    monkeypatch.setattr(Shelf, "refresh", refresh)

    code, output, _ = newshound("chat", stdin=f"{QUESTION}\nWho founded Lanternfest?\n{QUESTION}\n".encode())

    assert code == 0
    assert output.count(SENTENCE) == 2
    assert "\n\nNothing new since " in output
    assert [record.getMessage() for record in caplog.records] == [
        "could not take up a new edition: The edition is broken."
    ]


def broken(_):
    raise IndexFaultError("The edition is broken.")


def test_nothing_piped_in_is_no_error(newshound):
    assert newshound("chat", stdin=b"")[:2] == (0, "")


def test_an_empty_line_ends_a_typed_conversation(newshound, monkeypatch):
    typed = iter([QUESTION, "", "never asked"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(typed))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    code, output, _ = newshound("chat")

    assert code == 0
    assert output.startswith("Ask about 16 articles; an empty line ends.\n")
    assert SENTENCE in output
    assert next(typed) == "never asked"


def test_start_without_a_token_is_the_conversation_and_says_how_to_join_discord(newshound, folder):
    (folder / "rain.txt").write_text("The engineer Ida Brook said that the wall was dry.", encoding="utf-8")

    code, output, errors = newshound(
        "start", "--samples", str(folder / "rain.txt"), home=folder / "home", stdin=b"What did Ida Brook say?\n"
    )

    assert code == 0
    assert "1 new" in errors
    assert output.startswith("The engineer")
    assert "The engineer Ida Brook said that the wall was dry. [1]" in output
    assert "No DISCORD_TOKEN is set" in errors


# Articles and reindexing


def test_an_article_is_shown_as_the_text_that_offsets_refer_to(newshound):
    code, output, errors = newshound("articles", "show", "nw-ferry")

    lines = errors.splitlines()
    assert code == 0
    assert output.startswith("PORT MAREN - The passenger ferry Marigold struck")
    assert lines[0] == "Ferry strikes pier at Port Maren, 14 injured · Northvale Wire · 30 September 2024"
    assert lines[1].endswith("port-maren-ferry.jsonl (line 1)")
    assert lines[2].startswith("sha256:")


def test_reindex_tells_what_it_did_and_does_it_again_without_a_path(newshound, folder):
    (folder / "news").mkdir()
    (folder / "news" / "rain.txt").write_text("It rained in Quill.", encoding="utf-8")
    (folder / "news" / "frost.txt").write_text("It froze in Quill.", encoding="utf-8")
    home = folder / "home"

    first = newshound("reindex", "news", home=home)
    (folder / "news" / "frost.txt").unlink()
    (folder / "news" / "rain.txt").write_text("It rained in Quill, and how.", encoding="utf-8")
    second = newshound("reindex", home=home)
    third = newshound("reindex", home=home)

    assert [code for code, _, _ in (first, second, third)] == [0, 0, 0]
    assert first[1].startswith("2 new; 2 articles in 2 passages (2 embedded)")
    assert "Published edition" in first[1]
    assert second[1].startswith("1 changed; 2 articles in 2 passages (1 embedded)")
    assert "1 gone, but kept in the index:\n- " in second[1]
    assert "Nothing to publish: the index is up to date." in third[1]


def test_files_that_can_t_be_read_are_listed_and_the_others_indexed(newshound, folder):
    (folder / "news").mkdir()
    (folder / "news" / "rain.txt").write_text("It rained in Quill.", encoding="utf-8")
    (folder / "news" / "broken.json").write_text("{", encoding="utf-8")

    code, output, errors = newshound("reindex", "news", home=folder / "home")

    assert code == 1
    assert "1 new, 1 failed" in output
    assert "1 could not be read:" in errors
    assert "broken.json" in errors


def test_the_name_of_a_file_that_can_t_be_read_does_not_steer_the_terminal(newshound, folder):
    (folder / "news").mkdir()
    (folder / "news" / "rain.txt").write_text("It rained in Quill.", encoding="utf-8")
    (folder / "news" / "bro\x1b[2Jken\u202e.json").write_text("{", encoding="utf-8")

    code, _, errors = newshound("reindex", "news", home=folder / "home")

    assert code == 1
    assert "bro [2Jken.json" in errors
    assert not set("\x1b\u202e") & set(errors)


# Prompts


@pytest.fixture
def cases(folder):
    def write(text):
        (folder / "cases").mkdir()
        (folder / "cases" / "rain.yaml").write_text(text, encoding="utf-8")

    return write


def test_the_shipped_prompts_are_well(newshound):
    assert newshound("prompts", "check")[0] == 0
    assert newshound("prompts", "test")[0] == 0


def test_a_case_that_fails_is_told_and_exits_1(newshound, cases):
    cases(CASE + "    contains: [hailed]\n")

    code, output, _ = newshound("prompts", "test", "--cases", "cases")

    assert code == 1
    assert "1 of 1 cases measured; 0 pass" in output
    assert (
        "Worse than accepted (1):\n  rain (cases/rain.yaml, line 1): It rained.\n    - the text lacks 'hailed'"
        in output
    )
    assert newshound("prompts", "check", "--cases", "cases")[0] == 0


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_broken_case_is_named_with_its_line_and_exits_2(newshound, cases, command):
    cases(CASE.replace("expect:", "expected:"))

    code, _, errors = newshound("prompts", command, "--cases", "cases")

    assert code == 2
    assert "cases/rain.yaml, line" in errors


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_broken_template_is_named_and_exits_2(newshound, folder, command):
    (folder / "templates").mkdir()
    (folder / "templates" / "answer.md").write_text(TEMPLATE + "\n{{ nobody_knows }}\n", encoding="utf-8")

    code, _, errors = newshound("prompts", command, "--templates", "templates")

    assert code == 2
    assert "templates/answer.md" in errors
    assert "nobody_knows" in errors


@pytest.mark.parametrize("option", ["--cases", "--templates"])
def test_a_folder_of_prompts_that_is_not_there_is_said(newshound, option):
    code, _, errors = newshound("prompts", "check", option, "nowhere")

    assert code == 2
    assert "nowhere" in errors


# The network

GUARDED = """
import socket, sys

def guarded(connect):
    def only_here(self, address):
        if self.family != socket.AF_UNIX:
            print("NETWORK", address, file=sys.stderr)
            raise OSError("the network is not for use")
        return connect(self, address)
    return only_here

def looked_up(*address, **_):
    print("NETWORK", address, file=sys.stderr)
    raise OSError("the network is not for use")

socket.socket.connect = guarded(socket.socket.connect)
socket.socket.connect_ex = guarded(socket.socket.connect_ex)
socket.getaddrinfo = socket.gethostbyname = looked_up

from bot.cli import main
assert main(["reindex", "news"]) == 0
assert main(["ask", "What did Ida Brook say?"]) == 0
try:
    socket.create_connection(("127.0.0.1", 1))
except OSError:
    print("the guard is awake")
"""


def test_nothing_leaves_the_machine(folder):
    (folder / "news").mkdir()
    (folder / "news" / "rain.txt").write_text("The engineer Ida Brook said that the wall was dry.", encoding="utf-8")
    # Without HF_HUB_OFFLINE, which the tests set: whoever runs Newshound has not.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}

    done = subprocess.run(
        [sys.executable, "-c", GUARDED],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "The engineer Ida Brook said that the wall was dry. [1]" in done.stdout
    assert "the guard is awake" in done.stdout
    assert done.stderr.count("NETWORK") == 1

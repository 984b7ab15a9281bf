"""`newshound prompts` as a prompt editor meets it: exit codes, first lines, names, and one sentence for bad input."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from prompts.testing.recording import read_recordings, write_recordings
from prompts.testing.ways import ScriptedChat

ROOT = Path(__file__).parent.parent
TEMPLATE = """\
---
id: small
description: A small template.
task: answer
inputs:
  question: text
  passages: passages
  fence: text
max_prompt_tokens: 8000
output:
  refusal: I can't say.
  citation: "[n]"
params:
  temperature: 0
  max_tokens: 10
primary_metric: passed
---
system:
Answer, or say: {{ refusal }}

user:
{% for passage in passages %}
{{ fence }} [{{ passage.number }}] {{ passage.text }}
{% endfor %}
{{ question }}
"""
CASES = """\
- id: rain
  description: It rained.
  tags: [fact]
  asked: 2031-03-14
  question: Where did it rain all night?
  passages:
    - title: Rain
      text: It rained in Tessary all night.
  expect:
    status: answered
    contains: [Tessary]
- id: snow
  description: It snowed.
  tags: [number]
  asked: 2031-03-14
  question: How much snow fell in Orle?
  passages:
    - title: Snow
      text: In Orle 40 centimetres of snow fell.
  expect:
    status: answered
    contains: ["40"]
"""
RIGHT = {"rain": "It rained in Tessary all night. [1]", "snow": "In Orle 40 centimetres of snow fell. [1]"}


class Model:
    """Says what the test wants, by what it is asked."""

    name = "openai:parrot"

    def __init__(self):
        self.replies = {"rain all night": RIGHT["rain"], "snow fell": "In Orle 70 centimetres of snow fell. [1]"}
        self.asked = []

    def stream(self, messages):
        self.asked.append(messages)
        yield from ScriptedChat(
            text=next(reply for words, reply in self.replies.items() if words in messages[-1].content.split("\n")[-1])
        ).stream(messages)


@pytest.fixture
def model(monkeypatch):
    model = Model()
    monkeypatch.setenv("NEWSHOUND_MODEL", "openai:parrot")
    monkeypatch.setattr("bot.cli_prompts.live_chat", lambda *_: model)
    return model


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An operator's own folder."""
    for name, file, text in (("templates", "small.md", TEMPLATE), ("cases", "weather.yaml", CASES)):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text, encoding="utf-8")
    monkeypatch.setenv("NEWSHOUND_PROMPTS", str(tmp_path))
    return tmp_path


@pytest.fixture
def prompts(capsys):
    def run(*arguments):
        capsys.readouterr()
        code = main(["prompts", *map(str, arguments)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def edit(folder, old, new, file="templates/small.md"):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def recorded(prompts):
    code, out, _ = prompts("test", "--template", "small", "--record", "--build", "a bird")
    assert code == 0
    return out


# Recordings


def test_a_recorded_failure_is_a_known_one_and_its_number_stands_on_the_first_line(folder, model, prompts):
    recorded(prompts)
    asked = len(model.asked)
    code, out, _ = prompts("test")

    assert code == 0
    assert out.splitlines()[0] == (
        "small, openai:parrot (a bird): 2 of 2 cases measured; 1 pass, 1 known failures, 0 worse, 0 not accepted yet."
    )
    assert "Known failures (1):\n  snow" in out
    assert len(model.asked) == asked
    assert re.fullmatch(r"openai-parrot\.jsonl", (folder / "recordings").iterdir().__next__().name)


def test_after_an_edit_a_case_is_not_recorded_named_and_has_no_score(folder, model, prompts):
    recorded(prompts)
    edit(folder, "Answer, or say", "Answer briefly, or say")
    code, out, err = prompts("test")

    assert code == 3
    assert "0 of 2 cases measured" in out
    assert "NOT RECORDED" in out
    assert "  rain, snow" in out
    assert "cases that pass" not in out
    assert "2 recordings of small are of prompts that are not used any more; --prune removes them." in err


def test_an_edit_that_no_model_sees_leaves_the_recordings_valid(folder, model, prompts):
    recorded(prompts)
    edit(folder, "A small template.", "A very small template.")

    assert prompts("test")[0] == 0


@pytest.mark.parametrize(("old", "new"), [("temperature: 0", "temperature: 1"), ("max_tokens: 10", "max_tokens: 20")])
def test_other_parameters_are_another_recording(folder, model, prompts, old, new):
    recorded(prompts)
    edit(folder, old, new)

    assert prompts("test")[0] == 3


def test_a_case_that_passed_and_fails_now_is_a_regression_with_its_reason(folder, model, prompts):
    recorded(prompts)
    edit(folder, "contains: [Tessary]", "contains: [Tessarien]", "cases/weather.yaml")
    code, out, _ = prompts("test")

    assert code == 1
    assert "Worse than accepted (1):\n  rain (" in out
    assert "the text lacks 'Tessarien'" in out


def test_a_case_that_failed_and_passes_now_asks_to_be_accepted(folder, model, prompts):
    recorded(prompts)
    edit(folder, 'contains: ["40"]', "contains: [snow]", "cases/weather.yaml")
    edit(folder, "status: answered\n    contains: [snow]", "lacks: [hail]", "cases/weather.yaml")
    code, out, _ = prompts("test")
    assert code == 0
    assert "Now passing; accept them with --record (1):\n  snow" in out
    asked = len(model.asked)
    recorded(prompts)

    assert len(model.asked) == asked
    assert "Now passing" not in prompts("test")[1]


def test_what_must_pass_is_never_accepted(folder, model, prompts):
    edit(folder, "tags: [number]", "tags: [number, must]", "cases/weather.yaml")
    code, out, _ = prompts("test", "--template", "small", "--record", "--build", "a bird")

    assert code == 1
    assert "Worse than accepted (1):\n  snow (" in out
    assert prompts("test")[0] == 1


def test_recordings_of_prompts_that_are_gone_are_removed_on_request(folder, model, prompts):
    recorded(prompts)
    edit(folder, "Answer, or say", "Answer briefly, or say")
    recorded(prompts)
    file = folder / "recordings" / "openai-parrot.jsonl"
    assert len(read_recordings(file)) == 4
    code, _, err = prompts("test", "--prune")

    assert code == 0
    assert err == "Removed 2 recordings that no case asks for any more.\n"
    assert len(read_recordings(file)) == 2


def test_live_asks_for_every_case_and_keeps_nothing(folder, model, prompts):
    recorded(prompts)
    before = (folder / "recordings" / "openai-parrot.jsonl").read_bytes()
    model.replies["snow fell"] = RIGHT["snow"]
    asked = len(model.asked)
    code, out, _ = prompts("test", "--live")

    assert code == 0
    assert len(model.asked) == asked + 2
    assert "2 of 2 cases measured; 2 pass" in out
    assert (folder / "recordings" / "openai-parrot.jsonl").read_bytes() == before


def test_the_extractive_generator_reads_no_prompt(folder, prompts):
    edit(folder, "Answer, or say", "Do nothing, or say")
    code, out, _ = prompts("test", "--with", "extractive", "--template", "small")

    assert code == 0
    assert out.startswith("small, extractive: 2 of 2 cases measured; 2 pass, 0 known failures, 0 worse")


def test_a_scripted_reply_to_everything(folder, prompts):
    code, out, _ = prompts("test", "--with", "scripted", "--reply", "[1]", "--template", "small")

    assert code == 1
    assert "Worse than accepted (2):" in out


def test_the_reserved_half_is_counted_and_named_but_not_shown(folder, model, prompts):
    (folder / "cases" / "weather.yaml").rename(folder / "cases" / "reserved_weather.yaml")
    recorded(prompts)
    edit(folder, "contains: [Tessary]", "contains: [Tessarien]", "cases/reserved_weather.yaml")
    code, out, _ = prompts("test")
    assert code == 1
    assert "Working half: 0 of 0 pass; reserved half: 0 of 2 pass." in out
    assert "  In the reserved half (--reserved shows more):\n  rain" in out
    assert "Tessarien" not in out

    assert "Tessarien" in prompts("test", "--reserved")[1]


# Comparing


@pytest.fixture
def older(folder):
    path = folder / "older" / "small.md"
    path.parent.mkdir()
    path.write_text(TEMPLATE.replace("Answer, or say", "Reply, or say"), encoding="utf-8")
    return path


def test_two_versions_are_compared_case_by_case(folder, model, prompts, older):
    code, out, _ = prompts("compare", "small", "--against", older, "--record", "--build", "a bird")
    assert code == 0
    assert out.startswith("No case changed: 0 better, 0 worse, 2 same, 0 not measured.\n")
    edit(folder, "Answer, or say", "Answer well, or say")
    assert prompts("compare", "small", "--against", older)[0] == 3
    model.replies["snow fell"] = RIGHT["snow"]
    html, markdown = folder / "out" / "page.html", folder / "out" / "summary.md"
    code, out, _ = prompts(
        "compare", "small", "--against", older, "--record", "--build", "a bird", "--html", html, "--markdown", markdown
    )

    assert code == 0
    assert out.startswith(
        "Too few changes to tell: 1 better, 0 worse, 1 same, 0 not measured. Fewer than 6 changes never"
    )
    assert "Better (1):\n  snow" in out
    assert "### Prompt “small”: too few changes to tell" in markdown.read_text(encoding="utf-8")
    page = html.read_text(encoding="utf-8")
    assert "Left out:" in page
    assert "70 centimetres" in page
    assert "http" not in re.sub(r'http-equiv="', "", page)


def test_a_revision_of_git_is_compared_with(folder, model, prompts):
    def git(*arguments):
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@y", *arguments],
            cwd=folder,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    edit(folder, "Answer, or say", "Answer well, or say")
    code, out, _ = prompts("compare", "small", "--against", "HEAD", "--record", "--build", "a bird")
    assert code == 0
    assert "HEAD:small.md → " in out

    for wrong in ("no-such-revision", "--upload-pack=x", "HEAD~9"):
        code, _, err = prompts("compare", "small", f"--against={wrong}")
        assert code == 2
        assert "revision" in err


def test_versions_with_other_parameters_are_not_compared(folder, model, prompts, older):
    edit(folder, "max_tokens: 10", "max_tokens: 20")
    code, _, err = prompts("compare", "small", "--against", older)

    assert code == 2
    assert f"{older} has max_tokens 10, " in err
    assert "a difference would not be the words'" in err


# Checking


def test_check_says_that_all_is_well_with_the_longest_prompt(folder, prompts):
    code, out, _ = prompts("check")

    assert code == 0
    assert re.match(
        r"4 templates and 2 cases are well\. The longest prompt of a case is one of “\w+” with [\d,]+ tok", out
    )


def test_a_prompt_that_changed_is_looked_at_and_accepted(folder, prompts):
    assert prompts("check", "--accept")[0] == 0
    assert prompts("check")[0] == 0
    edit(folder, "Answer, or say", "Answer well, or say")
    code, out, _ = prompts("check")
    assert code == 1
    assert f"The prompt is another than in {folder}/snapshots/small.md" in out
    assert prompts("check", "--accept")[0] == 0

    assert "Answer well, or say" in (folder / "snapshots" / "small.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "file", "sentence"),
    [
        ("description", "colour", "templates/small.md", "small.md, line 3: the front matter has no key 'colour'; "),
        ("{{ question }}", "{{ mood }}", "templates/small.md", "small.md, line 25: 'mood' is not declared; "),
        ("passage.text", "passage.txt", "templates/small.md", "small.md, line 23: an expression has no value; "),
        ("{{ question }}", "{% include '../x' %}", "templates/small.md", "small.md, line 25: a template includes no "),
        ("{{ question }}", "{% for a in range(9) %}{% endfor %}", "templates/small.md", "line 25: a loop goes over "),
        ("id: snow", "id: rain", "cases/weather.yaml", "weather.yaml, line 12: the id 'rain' is already that of "),
        ("tags: [fact]", "tags: &a [fact]", "cases/weather.yaml", "weather.yaml, line 3: anchors (&) and aliases (*) "),
        ("max_prompt_tokens: 8000", "max_prompt_tokens: 200", "templates/small.md", "but may have 200; shorten "),
    ],
)
def test_what_is_broken_is_named_with_file_and_line(folder, prompts, old, new, file, sentence):  # noqa: PLR0913, PLR0917
    edit(folder, old, new, file)
    code, _, err = prompts("check")

    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


# Bad input


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda line: line.replace("Tessary", "Tessarien"), "line 1: the recording of 'rain' was edited by hand; "),
        (lambda line: "{" + line, "line 1: this is no recording; "),
        (lambda line: "[" * 100_000, "line 1: this is no recording; "),
        (lambda line: json.dumps({**json.loads(line), "colour": 1}), "line 1: this is no recording; "),
        (lambda line: line + "\n" + line, "line 2: this reply is recorded above already; "),
    ],
)
def test_a_recording_that_was_edited_by_hand_is_named(folder, model, prompts, change, sentence):
    recorded(prompts)
    file = folder / "recordings" / "openai-parrot.jsonl"
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([change(first), *rest]), encoding="utf-8")
    code, _, err = prompts("test")

    assert code == 2
    assert sentence in err


def test_recordings_of_two_models_are_not_mixed(folder, model, prompts):
    recorded(prompts)
    file = folder / "recordings" / "openai-parrot.jsonl"
    one, two = read_recordings(file)
    write_recordings(file, [one, two.model_copy(update={"model": "openai:other"})])
    code, _, err = prompts("test")

    assert code == 2
    assert "line 2: this is a recording of openai:other, a bird, in a file of openai:parrot, a bird; " in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["test", "--template", "none"], "There are no recordings of openai:nobody; "),
        (["test", "--template", "none", "--with", "extractive"], "There is no template 'none'; use one of answer, "),
        (["test", "--with", "extractive", "--tag", "hail"], "No case is left to run; "),
        (["test", "--recordings", "nowhere.jsonl"], "There is no file nowhere.jsonl; "),
        (["compare", "none", "--against", "HEAD"], "There is no template 'none'; "),
        (["check", "--cases", "/nowhere"], "There is no folder /nowhere that can be read; "),
        (["check", "--tokenizer", "/nowhere"], "/nowhere is no tokenizer that can be read; "),
    ],
)
def test_bad_input_is_one_sentence(folder, prompts, monkeypatch, arguments, sentence):
    monkeypatch.setenv("NEWSHOUND_MODEL", "openai:nobody")
    code, _, err = prompts(*arguments)

    assert code == 2
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_some_cases_alone_can_be_run(folder, model, prompts):
    recorded(prompts)

    assert "1 of 1 cases measured; 1 pass" in prompts("test", "--tag", "fact")[1]
    assert "1 of 1 cases measured; 0 pass" in prompts("test", "--case", "snow")[1]
    assert prompts("test", "--tag", "far")[0] == 2


def test_a_folder_of_one_s_own_that_is_not_there_and_one_without_cases(folder, prompts, monkeypatch):
    (folder / "cases" / "weather.yaml").unlink()
    assert prompts("check")[0] == 2
    monkeypatch.setenv("NEWSHOUND_PROMPTS", "/nowhere")
    code, _, err = prompts("check")

    assert code == 2
    assert "NEWSHOUND_PROMPTS names /nowhere, which is no folder; " in err


def test_without_a_model_nothing_is_asked(folder, prompts):
    code, _, err = prompts("test", "--template", "small", "--recordings", folder / "new.jsonl", "--record")

    assert code == 2
    assert "There is no model to ask; name one in NEWSHOUND_MODEL" in err


def test_nothing_heavy_is_loaded(folder):
    program = (
        "import sys\nfrom bot.cli import main\n"
        "main(['prompts', 'check'])\nmain(['prompts', 'test', '--with', 'extractive'])\n"
        "heavy = {'torch', 'chromadb', 'discord', 'langchain_core', 'transformers', 'tokenizers', 'tantivy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == "[]"

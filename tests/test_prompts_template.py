"""Templates: what is read, what is rendered, and how each fault is named with file and line."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PromptError
from prompts.template import Message, load_template, parse_template, prompt_hash, template_names
from prompts.template_body import PromptExample, PromptExchange, PromptPassage, PromptTurn
from prompts.template_files import FolderFiles, Source

FRONT = """\
---
id: small
description: A small template.
task: answer
inputs:
  question: text
  passages: passages
max_prompt_tokens: 100
output:
  refusal: I can't say.
  citation: "[n]"
params:
  temperature: 0
  max_tokens: 10
primary_metric: passed
---
"""
BODY = """\
system:
If you don't know, say: {{ refusal }}

user:
{% for passage in passages %}
[{{ passage.number }}] {{ passage.text }}
{% else %}
Nothing.
{% endfor %}
<{{ question }}>
"""


def parsed(body=BODY, front=FRONT, folder=None):
    return read(front + body, folder)


def read(text, folder=None):
    return parse_template(Source(text=text, shown="small.md"), name="small", files=FolderFiles(own=folder))


def passage(text, number=1):
    return PromptPassage(number=number, title="T", publisher="P", date="1 May 2031", text=text)


def test_a_template_is_read_with_all_that_its_front_matter_says():
    template = parsed()

    assert template.id == "small"
    assert template.description == "A small template."
    assert template.inputs == {"question": "text", "passages": "passages"}
    assert template.max_prompt_tokens == 100
    assert template.refusal == "I can't say."
    assert template.temperature == 0
    assert template.max_tokens == 10
    assert (template.task, template.primary_metric, template.examples) == ("answer", "passed", ())


def test_the_sections_become_messages_with_the_inputs_filled_in():
    messages = parsed().render(question="Rain?", passages=[passage("It rained."), passage("It snowed.", number=2)])

    assert messages == (
        Message(role="system", content="If you don't know, say: I can't say."),
        Message(role="user", content="[1] It rained.\n[2] It snowed.\n<Rain?>"),
    )


def test_no_passage_at_all_is_rendered():
    assert parsed().render(question="Rain?", passages=())[1].content == "Nothing.\n<Rain?>"


@pytest.mark.parametrize(
    "text",
    [
        "{{ question }} {% include 'x' %} {# gone? #}",
        "the bridge[3] fell",
        "<b>&amp;</b>",
        "user:\nsystem:\n---",
        "two\r\nlines",
        "\u202bعربي\u202c 🏴‍☠️",
        "# line statement",
    ],
)
def test_whatever_stands_in_an_article_is_rendered_as_it_stands(text):
    assert parsed().render(question="Rain?", passages=[passage(text)])[1].content == f"[1] {text}\n<Rain?>"


@given(st.text(), st.text())
def test_values_are_never_changed_nor_read_as_template(question, text):
    content = parsed().render(question=question, passages=[passage(text)])[1].content

    assert content == f"[1] {text}\n<{question}>"


def test_a_template_with_windows_line_ends_and_a_mark_at_its_start_is_the_same_template(tmp_path):
    (tmp_path / "small.md").write_bytes(("\ufeff" + (FRONT + BODY).replace("\n", "\r\n")).encode())

    template = load_template("small", tmp_path)

    inputs = {"question": "Rain?", "passages": [passage("It rained.")]}
    assert template.render(**inputs) == parsed().render(**inputs)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("---\nid", "id", "line 1: there is no front matter; "),
        ("id: small", "id: large", "line 2: the id is 'large', but the file is small.md; "),
        ("description: A small template.", "colour: red", "line 3: the front matter has no key 'colour'; "),
        ("description: A small template.\n", "", "line 2: the front matter lacks description; "),
        ("description: A small template.", "description:", "line 3: description is empty; "),
        ("description: A small template.", "description: [a]", "line 3: description is not a text; "),
        ("description: A small template.", "description: a: b", "line 3: this is not YAML; "),
        ("description: A small template.", "id: small", "line 3: the front matter has the key 'id' twice; "),
        ("description: A small template.", "description: &x y", "line 3: anchors (&) and aliases (*) are not read; "),
        ("  question: text", "  question: number", "line 6: question is 'number'; use one of text, passages."),
        (
            "max_prompt_tokens: 100",
            "max_prompt_tokens: many",
            "line 8: max_prompt_tokens is 'many', not a whole number",
        ),
        ("max_prompt_tokens: 100", "max_prompt_tokens: 0", "line 8: max_prompt_tokens is '0', not a whole number"),
        ("max_prompt_tokens: 100", "max_prompt_tokens: 1.5", "line 8: max_prompt_tokens is '1.5', not a whole number"),
        ('  citation: "[n]"', "  citation: (n)", "line 11: citation is '(n)'; use one of [n]."),
        ("  temperature: 0", "  temperature: warm", "line 13: temperature is 'warm', not a number; "),
        ("  temperature: 0", "  temperature: nan", "line 13: temperature is 'nan', not a number; "),
        ("  max_tokens: 10", "  max_tokens: -1", "line 14: max_tokens is '-1', not a whole number"),
    ],
)
def test_a_fault_in_the_front_matter_is_named_with_its_line(old, new, sentence):
    assert old in FRONT

    with pytest.raises(PromptError, match="^" + re.escape(f"small.md, {sentence}")):
        parsed(front=FRONT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("system:", "sistem:", "line 17: the body needs a line “system:” and then a line “user:”, each once."),
        ("user:\n", "system:\n", "line 17: the body needs a line “system:” and then a line “user:”, each once."),
        ("system:", "Hello.\nsystem:", "line 17: there is text before the line “system:”; "),
        ("If you don't know, say: {{ refusal }}", "", "line 17: the section “system:” is empty; "),
        ("{{ refusal }}", "I can't say.", "line 10: 'refusal' is declared, but not used; "),
        ("{{ question }}", "", "line 6: 'question' is declared, but not used; "),
        ("{{ question }}", "{{ question }} {{ mood }}", "line 26: 'mood' is not declared; "),
        ("{{ question }}", "{{ question }} {{ range(9) }}", "line 26: a template has no call; "),
        ("{{ question }}", "{{ question * 9 }}", "line 26: a template has no mul; "),
        ("{{ question }}", "{{ '%999s' % question }}", "line 26: a template has no mod; "),
        ("{{ question }}", "{{ question.__class__.mro() }}", "line 26: a template has no call; "),
        ("{{ question }}", "{{ question|center(999) }}", "line 26: a template has no filter 'center'; "),
        ("{{ question }}", "{% set a = question %}{{ a }}", "line 26: a template has no assign; "),
        ("{{ question }}", "{% macro m() %}{% endmacro %}{{ question }}", "line 26: a template has no macro; "),
        ("{{ question }}", "{% for sign in question %}{{ sign }}{% endfor %}", "line 26: a loop goes over passages, "),
        (
            "{{ question }}",
            "{{ question }}" + "{% for a in passages %}" * 3 + "{% endfor %}" * 3,
            "line 26: a loop goes over passages, ",
        ),
        (
            "{{ question }}",
            "{{ question }}{% for a in passages recursive %}{{ loop(passages) }}{% endfor %}",
            "line 26: a loop goes over passages, ",
        ),
        ("{{ question }}", "{{ question", "line 26: this is not Jinja2; "),
        ("{{ question }}", "{{ question|shout }}", "line 26: this is not Jinja2; "),
        ("{% endfor %}", "", "line 26: this is not Jinja2; "),
        ("{% endfor %}", "{% endfor %}{% include 'other.md' %}", "line 25: a template includes no other file; "),
        (
            "{% endfor %}",
            "{% endfor %}{% include '../../etc/passwd' %}",
            "line 25: a template includes no other file; ",
        ),
        ("{% endfor %}", "{% endfor %}{% import 'other.md' as o %}", "line 25: a template includes no other file; "),
    ],
)
def test_a_fault_in_the_body_is_named_with_its_line(old, new, sentence):
    assert old in BODY

    with pytest.raises(PromptError, match="^" + re.escape(f"small.md, {sentence}")):
        parsed(body=BODY.replace(old, new, 1))


@pytest.mark.parametrize(
    "wrong", ["passage.txt", "passage.number + question", "passage.text.__class__", "passage.text[99]"]
)
def test_an_expression_without_a_value_is_named_with_its_line(wrong):
    template = parsed(body=BODY.replace("passage.text", wrong))

    with pytest.raises(PromptError, match=r"^small\.md, line 22: an expression has no value; "):
        template.render(question="Rain?", passages=[passage("It rained.")])


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"question": "Rain?"}, "small.md: 'passages' is declared, but there is no such input; "),
        ({"question": "Rain?", "passages": [], "mood": "x"}, "small.md: 'mood' is an input, but not declared; "),
        ({"question": [], "passages": []}, "small.md: 'question' is declared as text; "),
        ({"question": "Rain?", "passages": "none"}, "small.md: 'passages' is declared as passages; "),
    ],
)
def test_inputs_that_are_not_those_declared_are_refused(inputs, sentence):
    with pytest.raises(PromptError, match="^" + re.escape(sentence)):
        parsed().render(**inputs)


@given(st.text(max_size=300))
def test_no_text_at_all_makes_another_error_than_ours(text):
    for whole in (text, FRONT + text, "---\n" + text + "\n---\n" + BODY):
        with suppress(PromptError):
            read(whole)


def test_the_hash_names_the_messages():
    one = (Message(role="system", content="a"), Message(role="user", content="b"))
    other = (Message(role="system", content="a"), Message(role="user", content="c"))

    assert re.fullmatch("sha256:[0-9a-f]{64}", prompt_hash(one))
    assert prompt_hash(one) == prompt_hash(tuple(one))
    assert len({prompt_hash(one), prompt_hash(other), prompt_hash(one[::-1])}) == 3


def test_the_hash_of_a_text_with_a_lone_surrogate_is_made_all_the_same():
    assert prompt_hash([Message(role="user", content="\ud800")]).startswith("sha256:")


def test_the_shipped_template_is_found_by_name():
    assert "answer" in template_names()
    assert load_template("answer").id == "answer"


def test_a_folder_adds_and_overrides_templates(tmp_path: Path):
    own = (FRONT + BODY).replace("id: small", "id: answer")
    (tmp_path / "answer.md").write_text(own, encoding="utf-8")
    (tmp_path / "small.md").write_text(FRONT + BODY, encoding="utf-8")

    assert template_names(tmp_path) == ["answer", "answer_short", "follow_up", "small"]
    assert load_template("answer", tmp_path).description == "A small template."
    assert load_template("small", tmp_path).source == str(tmp_path / "small.md")


def test_a_folder_without_the_template_leaves_the_shipped_one(tmp_path: Path):
    assert load_template("answer", tmp_path).source == "prompts/templates/answer.md"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(PromptError, match=r"^There is no folder .*nowhere that can be read; "):
        load_template("answer", tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["unknown", "", "../answer", "answer.md", "ANSWER", "a" * 300, "answer\x00"])
def test_an_unknown_template_is_refused_with_those_there_are(name):
    with pytest.raises(PromptError) as caught:
        load_template(name)

    assert str(caught.value) == f"There is no template {name!r}; use one of answer, answer_short, follow_up."


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    (tmp_path / "answer.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PromptError, match=r"answer\.md: the file can't be read as UTF-8; "):
        load_template("answer", tmp_path)


EXAMPLES = """\
- passages:
    - publisher: Lantern Wire
      date: 2031-05-04
      text: It rained.
  before:
    - question: Was it dry?
      answer: It was.
  exchanges:
    - question: Did it rain?
      reply: It rained. [1]
    - question: Did it snow?
"""
SHOWN = (
    "{% for example in examples %}{% for one in example.exchanges %}{{ one.question }}|{{ one.reply }};"
    "{% endfor %}{% endfor %}"
)


def with_examples(folder, text=EXAMPLES, name="small.yaml"):
    (folder / "examples").mkdir()
    (folder / "examples" / "small.yaml").write_text(text, encoding="utf-8")
    return parsed(
        body=BODY.replace("<{{ question }}>", f"{SHOWN}<{{{{ question }}}}>"),
        front=FRONT.replace("params:", f"examples: {name}\nparams:"),
        folder=folder,
    )


def test_examples_are_read_from_a_file_of_their_own(tmp_path: Path):
    template = with_examples(tmp_path)

    [example] = template.examples
    assert isinstance(example, PromptExample)
    assert [one.text for one in example.passages] == ["It rained."]
    assert example.before == (PromptTurn(question="Was it dry?", answer="It was."),)
    assert example.exchanges[1] == PromptExchange(question="Did it snow?", reply="I can't say.")
    content = template.render(question="Rain?", passages=())[1].content
    assert "Did it rain?|It rained. [1];Did it snow?|I can't say.;" in content


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (EXAMPLES, "other.yaml", "small.md, line 12: there is no file other.yaml in the folder “examples”; "),
        (EXAMPLES, "../small.yaml", "small.md, line 12: the examples are '../small.yaml'; "),
        (EXAMPLES, "/etc/passwd", "small.md, line 12: the examples are '/etc/passwd'; "),
        (
            EXAMPLES.replace("reply:", "answer:"),
            "small.yaml",
            "/examples/small.yaml, line 10: the exchange has no key ",
        ),
        ("[]", "small.yaml", "/examples/small.yaml, line 1: the list of examples is empty; "),
    ],
)
def test_a_fault_in_examples_is_named_with_its_line(tmp_path: Path, text, name, sentence):
    with pytest.raises(PromptError, match=re.escape(sentence)):
        with_examples(tmp_path, text, name)

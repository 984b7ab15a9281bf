"""Strict YAML: values know their line, nothing is guessed, nothing explodes."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PromptError
from prompts.strict_yaml import read_yaml


def read(text):
    return read_yaml(text, name="it", source="f.yaml")


@pytest.mark.parametrize("text", ["no", "2031", "1e3", "0x10", "2031-03-14", "=", "!!binary x", "a: b"])
def test_a_text_is_what_stands_there(text):
    written = f"'{text}'" if ":" in text else text

    assert read(written).text() == text.removeprefix("!!binary ")


@pytest.mark.parametrize("text", ["~", "null", "''", '"  "', "[a]", "{a: b}"])
def test_nothing_and_lists_are_no_texts(text):
    with pytest.raises(PromptError, match=r"^f\.yaml, line 1: it is "):
        read(text).text()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2031-03-14", datetime(2031, 3, 14, tzinfo=UTC)),
        ("2031-03-14T09:30:00Z", datetime(2031, 3, 14, 9, 30, tzinfo=UTC)),
        ("2031-03-14T01:30:00+02:00", datetime(2031, 3, 13, 23, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_aware_utc(text, moment):
    assert read(text).moment() == moment


@pytest.mark.parametrize(
    "text", ["soon", "2031-02-30", "2031-03-14T09:30:00", "14.3.2031", "0001-01-01T00:00:00+09:00"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(PromptError, match=r"^f\.yaml, line 1: it is '.*', not a date; write it as "):
        read(text).moment()


def test_values_inside_know_their_lines():
    fields = read("a: 1\nb:\n  - x\n  -\n    y\n").fields(required=("a", "b"))

    assert fields["b"].line == 2
    assert [item.line for item in fields["b"].items()] == [3, 5]


def test_the_lines_before_the_text_are_counted():
    assert read_yaml("a: 1", name="it", source="f.md", offset=4).fields(required=("a",))["a"].line == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [&x 1, *x]", "line 1: anchors (&) and aliases (*) are not read; "),
        ("a: 1\nb: {<<: *x}", "line 2: anchors (&) and aliases (*) are not read; "),
        ("[" * 100_000, "line 1: lists and keys are nested more than 20 deep; "),
        ("- " * 100_000, "line 1: lists and keys are nested more than 20 deep; "),
        ("a: 1\n---\nb: 2", "line 2: this is not YAML; "),
        ("a: 1\n  b: 2", "line 2: this is not YAML; "),
        ("", "line 1: it is empty; "),
        ("# only this\n", "line 1: it is empty; "),
    ],
)
def test_what_is_broken_or_would_explode_is_refused_with_its_line(text, sentence):
    with pytest.raises(PromptError) as caught:
        read(text)

    assert str(caught.value).startswith(f"f.yaml, {sentence}")


def test_control_characters_are_refused():
    with pytest.raises(PromptError, match=r"^f\.yaml: this is not YAML, for it holds control characters; "):
        read("a: \x07")


@given(st.text(max_size=200))
def test_no_text_makes_another_error_than_ours(text):
    with suppress(PromptError):
        read(text).pairs()

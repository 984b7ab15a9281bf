"""Cases: what is read, and how each fault is named with file and line."""

import re
from datetime import UTC, datetime

import pytest

from index.article import Article
from index.errors import PromptError
from prompts.question import Question
from prompts.testing.case import Case, Expectation, parse_cases
from prompts.testing.case_files import load_cases

CASE = """\
- id: rain
  description: It rained.
  tags: [fact, number]
  asked: 2031-03-14
  question: Did it rain in Tessary?
  passages:
    - title: Rain at last
      publisher: Tessary Times
      date: 2031-03-12T06:00:00+02:00
      text: |
        “It rained,” the mayor, Wim Dace, said.
    - title: 2031
      text: It snowed.
  reply: It rained. [1]
  expect:
    status: answered
    cites: [1]
    only_cites: [1, 2]
    contains: [rained, 1]
    lacks: [snowed]
    speaker: Wim Dace
    quote: It rained
"""


def test_a_case_is_read_whole():
    (case,) = parse_cases(CASE, source="weather.yaml")

    assert case == Case(
        id="rain",
        description="It rained.",
        tags=("fact", "number"),
        question=Question(text="Did it rain in Tessary?", asked=datetime(2031, 3, 14, tzinfo=UTC)),
        articles=(
            Article(
                id="rain-1",
                title="Rain at last",
                text="“It rained,” the mayor, Wim Dace, said.",
                origin="weather.yaml, line 1",
                publisher="Tessary Times",
                published=datetime(2031, 3, 12, 4, tzinfo=UTC),
            ),
            Article(id="rain-2", title="2031", text="It snowed.", origin="weather.yaml, line 1"),
        ),
        reply="It rained. [1]",
        expect=Expectation(
            status="answered",
            cites=(1,),
            only_cites=(1, 2),
            contains=("rained", "1"),
            lacks=("snowed",),
            speaker="Wim Dace",
            quote="It rained",
        ),
        place="weather.yaml, line 1",
    )


def test_a_case_without_a_reply_has_none():
    (case,) = parse_cases(CASE.replace("  reply: It rained. [1]\n", ""), source="weather.yaml")

    assert case.reply is None


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("- id: rain", "- name: rain", "line 1: the case has no key 'name'; use id, "),
        ("  description: It rained.\n", "", "line 1: the case lacks description; "),
        ("  description: It rained.", "  id: again", "line 2: the case has the key 'id' twice; "),
        ("[fact, number]", "fact", "line 3: tags is not a list; "),
        ("2031-03-14", "yesterday", "line 4: asked is 'yesterday', not a date; "),
        ("Did it rain in Tessary?", '"?!"', "line 5: the question can't be asked: "),
        ("Did it rain in Tessary?", "[Did, it, rain]", "line 5: question is not a text; "),
        ("    - title: Rain at last\n      publisher", "    - publisher", "line 7: the passage lacks title; "),
        ("      publisher: Tessary Times", "      outlet: x", "line 8: the passage has no key 'outlet'; use title, "),
        ("      text: It snowed.", "      text: ''", "line 13: text is empty; "),
        ("  reply: It rained. [1]", "  reply: ~", "line 14: reply is empty; "),
        ("    status: answered", "    status: fine", "line 16: status is 'fine'; use one of answered, refused."),
        ("    status: answered", "    cites: [1]", "line 17: expect has the key 'cites' twice; "),
        ("[fact, number]", "[weather]", "line 3: a tag is 'weather'; use one of fact, "),
        ("  tags: [fact, number]\n", "", "line 1: the case lacks tags; "),
        ("    status: answered", "    status: refused", "line 17: cites can't be expected of a case that is refused; "),
        ("    cites: [1]", "    reason: no_answer", "line 17: reason can't be expected of a case that is answered; "),
        ("    cites: [1]", "    cites: [3]", "line 17: there is no passage 3, for the case has 2; "),
        ("    cites: [1]", "    cites: [0]", "line 17: cites is '0', not a whole number of at least 1; "),
        ("    cites: [1]", "    cites: [one]", "line 17: cites is 'one', not a whole number of at least 1; "),
        ("    cites: [1]", "    cites: 1", "line 17: cites is not a list; "),
        ("    quote: It rained", "    quote: It hailed", "line 22: no passage holds this quote letter for letter; "),
        ("    cites: [1]", "    cites: &one [1]", "line 17: anchors (&) and aliases (*) are not read; "),
        ("- id: rain", "id: rain", "line 2: this is not YAML; "),
    ],
)
def test_a_fault_is_named_with_its_line(old, new, sentence):
    assert old in CASE

    with pytest.raises(PromptError) as caught:
        parse_cases(CASE.replace(old, new, 1), source="weather.yaml")

    assert str(caught.value).startswith(f"weather.yaml, {sentence}")


def test_a_reason_is_one_that_there_is():
    refused = re.sub(r"    cites:(.|\n)*", "    reason: tired\n", CASE).replace("answered", "refused")

    with pytest.raises(PromptError, match=r"^weather\.yaml, line 17: reason is 'tired'; use one of nothing_found, "):
        parse_cases(refused, source="weather.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the list of cases is empty; "),
        ("[]", "line 1: the list of cases is empty; "),
        ("id: rain", "line 1: the list of cases is not a list; "),
        ("- rain", "line 1: the case is not a list of keys and values; "),
    ],
)
def test_a_file_without_a_list_of_cases_is_refused(text, sentence):
    with pytest.raises(PromptError) as caught:
        parse_cases(text, source="weather.yaml")

    assert str(caught.value).startswith(f"weather.yaml, {sentence}")


def test_an_alias_bomb_is_refused_before_it_goes_off():
    bomb = "- a: &a [x, x]\n" + "".join(
        f"- {b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )

    with pytest.raises(PromptError, match=r"^bomb\.yaml, line 1: anchors \(&\) and aliases \(\*\) are not read; "):
        parse_cases(bomb, source="bomb.yaml")


def test_cases_are_loaded_from_all_files_of_a_folder_in_order(tmp_path):
    (tmp_path / "b.yml").write_text(CASE.replace("id: rain", "id: later\n  pair: rain"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a case", encoding="utf-8")

    assert [case.id for case in load_cases(tmp_path)] == ["rain", "later"]


def test_two_cases_with_one_id_are_refused_with_both_places(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("# again\n" + CASE, encoding="utf-8")

    with pytest.raises(PromptError) as caught:
        load_cases(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path}/b.yaml, line 2: the id 'rain' is already that of {tmp_path}/a.yaml, line 1;"
        " give each case its own."
    )


def test_a_folder_that_is_missing_or_empty_is_named(tmp_path):
    with pytest.raises(PromptError, match=r"^The folder .* holds no case; "):
        load_cases(tmp_path)
    with pytest.raises(PromptError, match=r"^There is no folder .*nowhere that can be read; "):
        load_cases(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PromptError, match=r"a\.yaml: the file can't be read as UTF-8; "):
        load_cases(tmp_path)


def test_the_shipped_cases_are_loaded():
    cases = load_cases()

    assert len(cases) >= 14
    assert any(case.reply is None for case in cases)
    assert all(case.tags for case in cases)


MORE = CASE.replace("  reply: It rained. [1]\n", "").replace(
    "  passages:",
    "  before:\n    - question: Was it dry in Tessary?\n      answer: It was.\n    - question: Why?\n  passages:",
)


def test_the_conversation_before_and_all_expectations_are_read():
    text = MORE.replace(
        "    status: answered", "    any_of: [rained, wet]\n    understood: [Tessary]\n    canary: PARROT"
    )
    (case,) = parse_cases(text, source="weather.yaml", reserved=True)

    assert [(turn.question, turn.claims) for turn in case.before] == [
        ("Was it dry in Tessary?", ("It was.",)),
        ("Why?", ()),
    ]
    assert case.reserved
    expect = case.expect
    assert (expect.status, expect.any_of, expect.understood, expect.canary) == (
        None,
        ("rained", "wet"),
        ("Tessary",),
        "PARROT",
    )


def test_a_case_that_expects_nothing_is_refused():
    with pytest.raises(PromptError, match=r"^weather\.yaml, line 15: the case expects nothing, "):
        parse_cases(re.sub(r"  expect:(.|\n)*", "  expect: {}\n", CASE), source="weather.yaml")


def test_a_file_by_its_name_is_of_the_reserved_half(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    other = CASE.replace("id: rain", "id: hail").replace("It snowed", "It hailed")
    (tmp_path / "reserved_a.yaml").write_text(other, encoding="utf-8")

    assert [case.reserved for case in load_cases(tmp_path)] == [False, True]


@pytest.mark.parametrize(
    ("extra", "fault"),
    [("", "has the passages of 'rain'; "), ("  pair: gone\n", "is 'gone', no other case; "), ("  pair: rain\n", None)],
)
def test_two_cases_over_the_same_passages_are_a_stated_pair(tmp_path, extra, fault):
    again = CASE.replace("id: rain", "id: later").replace("  reply:", f"{extra}  reply:")
    (tmp_path / "a.yaml").write_text(CASE + again, encoding="utf-8")
    if fault is None:
        assert len(load_cases(tmp_path)) == 2
        return
    with pytest.raises(PromptError, match=re.escape(fault)):
        load_cases(tmp_path)


def test_there_are_enough_shipped_cases_of_every_kind_in_both_halves():
    cases = [case for case in load_cases() if case.reply is None]

    assert len(cases) >= 160
    for half in (False, True):
        assert sum(case.reserved is half for case in cases) >= 70
        held = {tag for case in cases if case.reserved is half for tag in case.tags}
        assert held >= {"fact", "number", "date", "speech", "several", "conflict", "update", "near", "far", "follow-up"}
        assert held >= {"injection", "empty", "markers", "language"}

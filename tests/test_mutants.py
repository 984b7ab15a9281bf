"""The checks against the mutant suite: broken answers are caught, true ones aren't hurt (`mutants.py`).

The first tests are about the data: what can be seen of a sentence without any check must be so.
"""

import re
from collections import Counter
from functools import partial

import pytest
from mutant_scores import Scores, is_caught, is_hurt, judge, share_right, table
from mutants import HALVES, MUTANT_CLASSES, TRUE_CLASSES, Mutant, TrueAnswer, folded, half, load

from index.errors import PromptError
from prompts.checks.finding import Check, CheckedSentence, Finding, Verdict
from prompts.generator import MarkedSentence
from prompts.speakers import Reader

CAUGHT_AT_LEAST = 0.95
BEYOND_WORDS = frozenset({"invented_fact"})
"""An event that nobody tells of, in the passage's own words: counted in the table, and promised by no check."""
HURT_AT_MOST = 0.03
QUOTED = re.compile(r'"([^"]+)"')
VERBATIM_QUOTATIONS = {"quotation_whole", "quotation_fragment", "quotation_typography", "quotation_other_article"}
BROKEN_QUOTATIONS = {"quotation_edited", "quotation_invented", "quotation_stitched", "ellipsis_negation"}


def check_one(analyser, reader, hits, text, markers):
    from prompts.checks.checking import check_sentences

    (checked,) = check_sentences((MarkedSentence(text=text, markers=markers),), hits, analyser, reader)
    return checked


def quotations(text):
    """The quotations of a sentence, without the comma or full stop that the sentence put into them."""
    return [one.rstrip(",.") for one in QUOTED.findall(folded(text))]


def squeezed(text):
    return " ".join(folded(text).split())


def cited(story, answer):
    return [squeezed(story.articles[marker - 1].text) for marker in answer.markers]


def answers(name, *, kinds):
    return [(story, one) for story in half(name) for one in (*story.true, *story.mutants) if one.kind in kinds]


@pytest.mark.parametrize("name", HALVES)
def test_broken_answers_are_caught_and_true_ones_are_not_hurt(name, analyser):
    scores = judge(half(name), partial(check_one, analyser, Reader()))

    shown = f"\n{name}\n{table(scores)}"
    print(shown)  # noqa: T201 - the table, for `pytest -s`
    promised = [one for one in scores.mutants if one.answer.kind not in BEYOND_WORDS]
    assert share_right(promised) >= CAUGHT_AT_LEAST, shown
    assert scores.hurt <= HURT_AT_MOST, shown


@pytest.mark.parametrize("name", HALVES)
def test_a_half_is_as_large_as_it_must_be_and_spread_over_the_classes(name):
    stories = half(name)
    true = Counter(one.kind for story in stories for one in story.true)
    mutants = Counter(one.kind for story in stories for one in story.mutants)

    assert len(stories) >= 6
    assert true.keys() == TRUE_CLASSES
    assert true.total() >= 110
    assert min(true.values()) >= 4
    assert mutants.keys() == MUTANT_CLASSES
    assert min(mutants.values()) >= 8


def test_the_halves_share_no_story_and_no_sentence():
    one, other = ({answer.text for story in half(name) for answer in (*story.true, *story.mutants)} for name in HALVES)

    assert not one & other
    assert not {story.name for story in half(HALVES[0])} & {story.name for story in half(HALVES[1])}


@pytest.mark.parametrize("name", HALVES)
def test_a_verbatim_sentence_stands_in_what_it_cites(name):
    for story, answer in answers(name, kinds={"verbatim"}):
        assert all(folded(answer.text) in text for text in cited(story, answer)), answer.id


@pytest.mark.parametrize("name", HALVES)
def test_a_true_quotation_stands_in_what_it_cites_and_one_of_another_article_does_not(name):
    for story, answer in answers(name, kinds=VERBATIM_QUOTATIONS):
        held = [quotation in text for quotation in quotations(answer.text) for text in cited(story, answer)]

        expected = isinstance(answer, TrueAnswer)
        assert all(one is expected for one in held), answer.id


@pytest.mark.parametrize("name", HALVES)
def test_a_broken_quotation_stands_nowhere_in_its_story(name):
    for story, answer in answers(name, kinds=BROKEN_QUOTATIONS):
        texts = [squeezed(article.text) for article in story.articles]

        assert quotations(answer.text), answer.id
        assert not any(quotation in text for quotation in quotations(answer.text) for text in texts), answer.id


@pytest.mark.parametrize("name", HALVES)
def test_an_invented_name_or_number_stands_nowhere_in_its_story(name):
    for story, answer in answers(name, kinds={"name_invented", "number_invented"}):
        texts = [folded(f"{article.title}\n{article.text}") for article in story.articles]

        assert not any(re.search(rf"(?<!\w){re.escape(answer.wrong)}(?!\w)", text) for text in texts), answer.id


@pytest.mark.parametrize("name", HALVES)
def test_a_name_that_was_swapped_in_stands_in_what_is_cited(name):
    for story, answer in answers(name, kinds={"speaker_swapped_quotation", "speaker_swapped_reported"}):
        swapped = answer.wrong.split()[0]

        assert all(swapped in text for text in cited(story, answer)), answer.id


SMALL = """\
- story: quay
  articles:
  - {title: A quay, publisher: Post, published: '2031-05-03', text: The quay has 12 lamps.}
  - {title: A crane, publisher: Post, published: '2031-05-04', text: The crane is red.}
  true:
  - {id: quay-t1, class: passive, markers: [1], text: Lamps stand on the quay.}
  mutants:
  - {id: quay-m1, class: opposite, of: quay-t1, markers: [1], text: The quay is dark., wrong: dark}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: quay-m1", "id: quay-t1", "used twice"),
        ("class: passive", "class: passiv", "use one of"),
        ("class: opposite", "class: opposites", "use one of"),
        ("markers: [1], text: Lamps", "markers: [3], text: Lamps", "cites some of the 2 articles"),
        ("markers: [1], text: Lamps", "markers: [], text: Lamps", "cites some of the 2 articles"),
        ("markers: [1], text: The quay is", "markers: [1, 1], text: The quay is", "one article twice"),
        ("markers: [1], text: The quay is", "markers: [3], text: The quay is", "don't suit its class"),
        ("markers: [1], text: The quay is", "markers: [], text: The quay is", "only no_citation"),
        ("class: opposite", "class: citation_out_of_range", "don't suit its class"),
        ("class: opposite", "class: no_citation", "only no_citation"),
        ("of: quay-t1", "of: quay-t2", "use one of quay-t1"),
        ("wrong: dark", "wrong: bright", "stands nowhere"),
        ("wrong: dark", "wrong: quay", "stands in the true answer"),
        ("wrong: dark", "wrong_marker: 2", "none of its markers"),
        ("wrong: dark", "wrongs: dark", "has no key"),
    ],
)
def test_a_faulty_suite_is_refused_with_its_line(tmp_path, old, new, message):
    path = tmp_path / "suite.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert [story.name for story in load(path)] == ["quay"]
    assert SMALL.count(old) == 1

    path.write_text(SMALL.replace(old, new), encoding="utf-8")

    with pytest.raises(PromptError, match=r"suite\.yaml, line \d+: ") as raised:
        load(path)
    assert message in str(raised.value)


TRUE = TrueAnswer(id="t", kind="negation_reworded", text="She did “not” pay.", markers=(1,))


def mutant(**details):
    return Mutant(
        **{"id": "m", "kind": "opposite", "text": "She paid.", "markers": (1,), "of": TRUE, "wrong": None}
        | {"wrong_marker": None}
        | details
    )


def seen(text, markers=(1,), verdict=Verdict.REPAIRED):
    finding = Finding(check=Check.WORDS, verdict=verdict, state="s", words="w", why="because")
    return CheckedSentence(written="w", pointed=(1,), text=text, markers=markers, findings=(finding,))


@pytest.mark.parametrize(
    ("checked", "hurt"),
    [
        (seen(TRUE.text, verdict=Verdict.PASSED), False),
        (seen(TRUE.text, verdict=Verdict.FAILED), True),
        (seen('she did "not" pay.'), False),
        (seen("She did pay."), True),
        (seen(TRUE.text, (2,)), True),
    ],
)
def test_a_true_answer_is_hurt_when_it_goes_or_changes_its_words(checked, hurt):
    assert is_hurt(TRUE, checked) is hurt


@pytest.mark.parametrize(
    ("details", "checked", "caught"),
    [
        ({}, seen("She paid.", verdict=Verdict.FAILED), True),
        ({}, seen("She paid.", verdict=Verdict.PASSED), False),
        ({"wrong": "cash"}, seen("She paid.", verdict=Verdict.PASSED), False),
        ({}, seen("She did pay."), False),
        ({}, seen('She did "not" pay.'), True),
        ({"wrong": "she paid"}, seen("SHE PAID it."), False),
        ({"wrong": "she paid"}, seen("She left."), True),
        ({"wrong": "she paid"}, seen("She left.", ()), False),
        ({"wrong_marker": 1}, seen("She paid."), False),
        ({"wrong_marker": 1}, seen("She paid.", (2,)), True),
        ({"wrong": "paid", "wrong_marker": 1}, seen("She paid.", (2,)), False),
    ],
)
def test_a_mutant_is_caught_when_what_is_shown_is_wrong_no_longer(details, checked, caught):
    assert is_caught(mutant(**details), checked) is caught


def test_the_table_names_the_rates_by_class_and_each_miss():
    def keep(hits, text, markers):
        return seen(text, markers, Verdict.PASSED)

    scores = judge(half("working"), keep)

    assert scores.hurt == 0
    assert scores.caught == 0
    assert "quotation_stitched" in table(scores)
    assert "bridge-m01 (number_swapped): kept" in table(scores)
    assert table(Scores(true=(), mutants=())).startswith("mutants caught: 0 of 0")

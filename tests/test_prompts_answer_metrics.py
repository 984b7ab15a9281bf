"""Each answer metric against an example by hand or scikit-learn, and what always holds of it."""

import pytest
from fictional import ANALYSER, HARBOUR, answered, refused, story, trace
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from index.article import version_of
from index.passage import Span
from prompts.answer import Answer, Citation, Claim, Reports
from prompts.answer_metrics import (
    answer_in_any,
    answer_in_first,
    attribution_kept,
    auroc,
    false_answer,
    false_refusal,
    gold_cited,
    quote_fidelity,
    rate_above,
    same_words,
    sentences_shown,
    speaker_right,
    threshold_at,
)
from prompts.checks.finding import Check, CheckedSentence, Finding, Verdict

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1), min_size=1, max_size=40)
LABELLED = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3]) | st.floats(0, 1), st.booleans()), max_size=40)

STORM = "“We can’t wait for the next storm,” Lee told reporters."
COST = "The work will cost 14 million crowns."
LATE = "“It comes ten years late,” Hart said."


class Careless(Answer):
    """An answer that nothing has checked."""

    def __post_init__(self):
        pass


def answer_quoting(*quotes, speaker=None, article=None):
    """An answer that quotes these words of the harbour's article, the first under a speaker's name."""
    one = article or story()
    citations = tuple(
        Citation(
            number=number,
            article=one,
            span=Span(one.text.index(quote), one.text.index(quote) + len(quote)),
            speaker=speaker if number == 1 else None,
        )
        for number, quote in enumerate(quotes, 1)
    )
    return Answer(
        claims=tuple(Claim(text=citation.quote, citations=(citation.number,)) for citation in citations),
        citations=citations,
        reports=Reports(independent=1, copies=0),
        trace=trace(),
    )


def test_the_answer_string_is_sought_in_the_first_quote_and_in_any_of_three():
    answer = answer_quoting(STORM, LATE, COST)

    assert answer_in_first(answer, ["14 million"]) == 0
    assert answer_in_any(answer, ["14 million"]) == 1
    assert answer_in_any(answer, ["14 million"], quotes=2) == 0
    assert answer_in_first(answer, ["fourteen", "the next storm"]) == 1


def test_only_three_quotes_are_looked_at():
    assert answer_in_any(answer_quoting(STORM, LATE, "Some 300 boats", COST), ["14 million"]) == 0


def test_a_refusal_and_a_question_without_answer_strings_hold_nothing():
    assert answer_in_any(refused(story()), ["14 million"]) == answer_in_first(refused(story()), ["14 million"]) == 0
    assert answer_in_any(answer_quoting(COST), []) == 0


@given(st.lists(st.sampled_from([STORM, COST, LATE]), min_size=1, max_size=3, unique=True), st.integers(1, 4))
def test_more_quotes_hold_no_fewer_answers(quotes, many):
    answer = answer_quoting(*quotes)

    first, some, more = (
        answer_in_first(answer, ["ten years"]),
        *(answer_in_any(answer, ["ten years"], quotes=n) for n in (many, many + 1)),
    )
    assert first <= some <= more


def test_quotes_of_the_stored_version_are_faithful():
    assert quote_fidelity(answer_quoting(STORM, COST), {version_of(HARBOUR): HARBOUR}.get) == 1


def test_a_quote_that_the_stored_text_doesn_t_hold_at_its_offsets_is_not_faithful():
    answer = answer_quoting(STORM, COST)
    version = version_of(HARBOUR)

    # What the archive keeps under the version's name differs from what the answer quotes.
    assert quote_fidelity(answer, {version: HARBOUR.replace("14 million", "15 million")}.get) == 0.5
    assert quote_fidelity(answer, {version: "It rained. " + HARBOUR}.get) == 0
    assert quote_fidelity(answer, {version: HARBOUR[:150]}.get) == 0.5


def test_a_quote_of_an_unknown_version_or_of_nothing_is_not_faithful():
    empty = Citation(number=1, article=story(), span=Span(5, 5))
    careless = Careless(claims=(), citations=(empty,), reports=Reports(independent=1, copies=0), trace=trace())

    assert quote_fidelity(answer_quoting(STORM), {}.get) == 0
    assert quote_fidelity(careless, {version_of(HARBOUR): HARBOUR}.get) == 0


def test_a_quote_that_runs_over_the_end_of_the_text_is_not_faithful():
    over = Citation(number=1, article=story("It rained."), span=Span(3, 40))
    careless = Careless(claims=(), citations=(over,), reports=Reports(independent=1, copies=0), trace=trace())

    assert quote_fidelity(careless, lambda _: "It rained.") == 0


def test_a_refusal_has_no_quotes_that_could_be_false():
    assert quote_fidelity(refused(story()), {}.get) is None
    assert speaker_right(refused(story()), "Ann Lee", [STORM]) is None


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        # The gold sentence, a part of it, or more than it, whoever is named.
        (STORM, None),
        (STORM, "Tom Hart"),
        ("“We can’t wait for the next storm,”", None),
        (f"{STORM} {COST}", None),
        # Other words of the same speaker.
        (COST, "Mayor Ann Lee"),
        (COST, "Lee"),
    ],
)
def test_a_quote_is_the_speaker_s_by_its_words_or_by_the_name_beside_it(quote, named):
    assert speaker_right(answer_quoting(quote, speaker=named), "Ann Lee", [STORM]) == 1


@pytest.mark.parametrize(
    ("quote", "named"),
    [(LATE, "Tom Hart"), (LATE, None), (COST, "Lee's lawyer"), (COST, "Peter Lee"), ("Lee told", None)],
)
def test_a_quote_of_somebody_else_or_of_nobody_is_wrong(quote, named):
    assert speaker_right(answer_quoting(quote, speaker=named), "Ann Lee", [STORM]) == 0


def test_only_the_first_quote_has_to_be_the_speaker_s():
    assert speaker_right(answer_quoting(LATE, STORM, speaker="Tom Hart"), "Ann Lee", [STORM]) == 0
    assert speaker_right(answer_quoting(STORM, LATE), "Ann Lee", [COST, STORM]) == 1


@pytest.mark.parametrize(
    ("quote", "sentence", "same"),
    [
        ("“No.”", "“No.”", True),
        ("“No.”", "“No.” said Lee on Tuesday.", False),
        ("he said it", "Then he said\nit again.", True),
        ("he said no", "Then he said it again.", False),
        ("", "It rained all day.", False),
    ],
)
def test_two_sentences_are_the_same_words_where_one_holds_the_other(quote, sentence, same):
    assert same_words(quote, sentence) == same_words(sentence, quote) == same


def test_the_gold_passage_is_cited_where_a_cited_passage_is_of_its_article_and_holds_its_sentence():
    outcome = answer_quoting(COST)

    assert gold_cited(outcome, ["harbour"], []) == gold_cited(outcome, ["harbour"], [COST]) == 1
    assert gold_cited(outcome, ["school"], []) == gold_cited(outcome, ["harbour"], [LATE]) == 0
    assert gold_cited(refused(story()), ["harbour"], []) is None


def test_the_share_of_shown_sentences_is_of_what_was_written():
    fault = Finding(check=Check.NAME, verdict=Verdict.FAILED, state="missing", words="Oz", why="nobody says so")
    kept, dropped = (
        CheckedSentence(written="It rained.", pointed=(1,), text="It rained.", markers=(1,), findings=findings)
        for findings in ((), (fault,))
    )

    assert sentences_shown(answered(story(), checks=(kept, dropped, kept, kept))) == 0.75
    assert sentences_shown(refused(story(), checks=(dropped,))) == 0
    assert sentences_shown(refused(story())) is None


def test_answers_and_refusals_are_counted_as_false_or_not():
    assert (false_answer(answered(story())), false_refusal(answered(story()))) == (1, 0)
    assert (false_answer(refused(story())), false_refusal(refused(story()))) == (0, 1)


@given(LABELLED)
def test_auroc_is_that_of_scikit_learn(pairs):
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]

    if len(set(labels)) < 2:
        assert auroc(scores, labels) is None
    else:
        assert auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


@given(LABELLED, st.randoms())
def test_auroc_is_a_matter_of_order_alone(pairs, chance):
    value = auroc(*zip(*pairs, strict=True)) if pairs else None
    chance.shuffle(pairs)
    if value is None:
        return

    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    assert 0 <= value <= 1
    assert auroc(scores, labels) == pytest.approx(value)
    assert auroc([2 * score for score in scores], labels) == pytest.approx(value)
    assert auroc(scores, [not label for label in labels]) == pytest.approx(1 - value)


def test_auroc_by_hand():
    # Pairs: .9 over .5 and .1, .5 ties .5 and is over .1: (1 + 1 + 1/2 + 1) / 4.
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 0.875
    assert auroc([], []) is None


@given(SCORES, st.integers(1, 100))
def test_a_threshold_answers_at_least_the_share_and_a_higher_one_would_not(scores, percent):
    share = percent / 100

    threshold = threshold_at(scores, share)
    assert rate_above(scores, threshold) >= share - 1e-9
    higher = [score for score in scores if score > threshold]
    assert len(higher) < share * len(scores)


def test_a_threshold_is_reached_by_what_equals_it():
    scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]

    assert (threshold_at(scores, 0.9), rate_above(scores, 0.2)) == (0.2, 0.9)
    assert (threshold_at(scores, 1.0), threshold_at(scores, 0.01)) == (0.1, 1.0)
    assert threshold_at([place / 100 for place in range(100)], 0.07) == 0.93


def test_no_scores_have_no_threshold_and_no_rate():
    assert threshold_at([], 0.9) is None
    assert rate_above([], 0.5) is None


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_that_can_t_be_answered_is_a_mistake(share):
    with pytest.raises(ValueError, match="can't be answered"):
        threshold_at([0.5], share)


# Attribution


RAIN = story(
    "Mayor Ann Lee said the wall was safe. It rained all night. She added that the school was dry. The bridge allegedly"
    " leaks.",
    name="rain",
)


def claiming(*claims):
    """An answer of claims that each rest on a sentence of the rain's article: text, sentence, speaker of each."""
    citations = []
    for number, (_, quote, speaker, _) in enumerate(claims, 1):
        start = RAIN.text.index(quote)
        citations.append(Citation(number=number, article=RAIN, span=Span(start, start + len(quote)), speaker=speaker))
    return Answer(
        claims=tuple(
            Claim(text=text, citations=(number,), speaker=shown) for number, (text, _, _, shown) in enumerate(claims, 1)
        ),
        citations=tuple(citations),
        reports=Reports(independent=1, copies=0),
        trace=trace(),
    )


WALL = "Mayor Ann Lee said the wall was safe."
DRY = "She added that the school was dry."
LEAKS = "The bridge allegedly leaks."


@pytest.mark.parametrize(
    ("claim", "kept"),
    [
        ((WALL, WALL, "Mayor Ann Lee", None), 1),
        (("The wall is safe, according to Ann Lee.", WALL, "Mayor Ann Lee", None), 1),
        (("The wall was safe.", WALL, "Mayor Ann Lee", None), 0),
        ((DRY, DRY, "Mayor Ann Lee", "Mayor Ann Lee"), 1),
        ((DRY, DRY, "Mayor Ann Lee", None), 0),
        ((DRY, DRY, None, None), 0),
        ((LEAKS, LEAKS, None, None), 1),
        (("The bridge leaks.", LEAKS, None, None), 0),
        (("It rained all night.", "It rained all night.", None, None), None),
    ],
)
def test_a_claim_that_rests_on_what_somebody_says_keeps_who_that_is(claim, kept):
    assert attribution_kept(claiming(claim), ANALYSER) == kept


def test_attribution_kept_is_a_share_of_the_claims_that_rest_on_what_somebody_says():
    stated = (WALL, WALL, "Mayor Ann Lee", None)
    stripped = ("The wall was safe.", WALL, "Mayor Ann Lee", None)
    fact = ("It rained all night.", "It rained all night.", None, None)

    assert attribution_kept(claiming(stated, stripped, fact), ANALYSER) == 0.5
    assert attribution_kept(refused(RAIN), ANALYSER) is None

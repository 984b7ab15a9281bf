"""Whether an edition's scores say how likely an answer is: measured where it can be, shipped where it can't."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_index import MODEL, made_article, publish_articles, silent, vector_of
from made_run import run_reindex

from index.archive import Archive
from index.building import Recipe
from index.calibrating import LEAST_ASKED, LEAST_TERMS, MOST_ASKED, MOST_TERMS, WAY, calibrate, line, question
from index.calibration import Calibration, shipped
from index.edition import Edition
from index.errors import IndexFaultError
from index.fusion import Weights
from index.manifest import MANIFEST, Manifest
from index.publishing import publish
from index.query import Query
from index.search import search_edition
from index.terms import Analyser

EMBEDDER = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]


def invented(count, sentences=3, words=12, seed=1):
    """Articles of invented words, one passage a sentence; every article has some words of its own."""
    dice = np.random.default_rng(seed)
    lexicon = ["".join(dice.choice(SYLLABLES, 3)) for _ in range(2000)]
    return [
        made_article(
            f"a{number:03}",
            "\n".join(f"{' '.join(dice.choice(lexicon, words)).capitalize()}." for _ in range(sentences)),
        )
        for number in range(count)
    ]


@pytest.fixture
def calibrated(home):
    """Publishes articles and measures the edition."""

    def calibrated(*articles, embedder=EMBEDDER):
        publish_articles(home, *articles)
        with Edition(home.current_edition()) as edition:
            return calibrate(edition, embedder, silent)

    return calibrated


def manifest_of(home):
    return Manifest.read(home.current_edition())


def test_an_edition_is_measured_with_questions_of_its_own_articles(calibrated):
    found = calibrated(*invented(60))

    assert found.questions == 120
    assert found.way == WAY
    assert found != calibrated(*invented(30, seed=2))


def test_measuring_twice_gives_the_same(calibrated):
    assert calibrated(*invented(40)) == calibrated()


def test_a_question_whose_article_is_there_has_more_evidence_than_one_whose_article_is_left_out(home):
    articles = invented(60)
    with Archive(home.archive) as archive:
        publish_articles(home, *articles)
        publish(home, archive, Recipe(model=MODEL, splitter="made/1", built=_built(home)), silent, lambda: EMBEDDER)
    with Edition(home.current_edition()) as edition:
        for article in articles[::10]:
            text = " ".join(article.text.split()[:7])
            there, absent = (
                search_edition(edition, EMBEDDER, Analyser(), Query(text=text, without=without), Weights()).evidence
                for without in (frozenset(), frozenset({article.id}))
            )
            assert there > 0 > absent


def _built(home):
    with Edition(home.current_edition()) as edition:
        return edition.built


def test_an_outlet_or_a_day_that_is_preferred_is_no_evidence(home):
    publish_articles(home, *(made_article(f"m{n}", publisher="The Ennis Courier") for n in range(3)))
    with Edition(home.current_edition()) as edition:
        plain, lifted = (
            search_edition(edition, EMBEDDER, Analyser(), query, Weights())
            for query in (
                Query(text="harbour text"),
                Query(text="harbour text", prefers=("The Ennis Courier",), asked=edition.built, latest=True),
            )
        )
    assert lifted.hits[0].score > plain.hits[0].score
    assert lifted.evidence == plain.evidence


def test_where_nothing_is_found_the_evidence_is_against_an_answer(home):
    publish_articles(home, made_article("a"))
    with Edition(home.current_edition()) as edition:
        query = Query(text="harbour", publishers=("Nobody",))
        results = search_edition(edition, EMBEDDER, Analyser(), query, Weights())
    assert not results.hits
    assert results.evidence < -10


@pytest.mark.parametrize(
    "articles",
    [
        [made_article("one", "The harbour wall of Port Ennis will be rebuilt next year, said the mayor on Tuesday.")],
        [made_article(f"few-{n}", "No.") for n in range(60)],
        [made_article(f"dots-{n}", "… !\n— 。") for n in range(60)],
        [made_article(f"kana-{n}", f"港の壁は来年再建されると市長は述べた。{n}") for n in range(60)],
    ],
    ids=["one article", "hardly a word", "no words", "no spaces"],
)
def test_what_can_not_be_measured_has_the_shipped_calibration(calibrated, articles):
    found = calibrated(*articles)

    assert (found.questions, found.way) == (0, WAY)


TEXT = "The harbour wall of Port Ennis will be rebuilt next year, Mayor Ann Lee told reporters on Tuesday."


@pytest.mark.parametrize(
    "articles",
    [[made_article("long", "\n".join([TEXT] * 90))], [made_article(f"copy-{n}", TEXT) for n in range(80)]],
    ids=["in one article", "in many"],
)
def test_one_text_many_times_over_is_measured_or_not_but_stops_nothing(calibrated, articles):
    assert calibrated(*articles).evidence(1.5) > 0


def test_another_language_is_measured_or_not_but_stops_nothing(calibrated):
    words = "стена порта Эннис будет восстановлена следующей весной сообщил вторник мэр города Ли рабочим".split()
    dice = np.random.default_rng(3)
    found = calibrated(*(made_article(f"ru-{n}", " ".join(dice.permutation(words)[:10]) + f" {n}.") for n in range(60)))
    assert found.evidence(1.5) > 0


def test_an_edition_that_is_published_with_its_model_carries_its_calibration(home):
    publish_articles(home, *invented(40))
    assert manifest_of(home).calibration == shipped(120)

    steps = []
    with Archive(home.archive) as archive:
        recipe = Recipe(model=MODEL, splitter="made/1", built=_built(home))
        publish(home, archive, recipe, lambda *step: steps.append(step), lambda: EMBEDDER)
    assert manifest_of(home).calibration.questions == 120
    assert steps[-1] == ("calibrate", 120, 120)


def test_an_edition_from_before_it_was_noted_has_the_shipped_calibration(home):
    publish_articles(home, *invented(20))
    path = home.current_edition() / MANIFEST
    values = json.loads(path.read_text(encoding="utf-8"))
    del values["calibration"]
    path.write_text(json.dumps(values), encoding="utf-8")

    assert manifest_of(home).calibration == shipped(60)


@pytest.mark.parametrize(
    "noted",
    [{"middle": 1.0}, {"middle": "x", "spread": 1, "questions": 1, "way": "w"}, [1], "x",
     {"middle": 1.0, "spread": 0.0, "questions": 1, "way": "w"}],
)  # fmt: skip
def test_a_calibration_that_is_none_makes_the_edition_not_whole(home, noted):
    publish_articles(home, made_article("a"))
    path = home.current_edition() / MANIFEST
    values = json.loads(path.read_text(encoding="utf-8")) | {"calibration": noted}
    path.write_text(json.dumps(values), encoding="utf-8")

    with pytest.raises(IndexFaultError, match="not whole"):
        manifest_of(home)


def test_the_bigger_the_edition_the_more_it_takes_where_nothing_was_measured():
    by_size = [shipped(count) for count in (1, 30, 760, 20_000)]

    assert by_size[0] == by_size[1]
    assert [round(one.middle, 2) for one in by_size[1:]] == [0.54, 0.65, 0.76]
    assert by_size[1].evidence(0.68) > 5
    assert -2 < by_size[3].evidence(0.68) < 0


def test_the_line_is_the_log_odds_between_two_bell_curves():
    # Normal quartiles lie 0.6745 deviations from the middle: both curves have a deviation of 0.1.
    answered = [0.9 - 0.06745, 0.9, 0.9 + 0.06745]
    unanswered = [0.5 - 0.06745, 0.5, 0.5 + 0.06745]
    answered, unanswered = ([*low, *low] for low in (answered, unanswered))
    found = line([answered[0], *answered, answered[2]], [unanswered[0], *unanswered, unanswered[2]])

    assert found.middle == 0.7
    assert found.evidence(0.7) == 0
    # log N(.9; .9, .1) - log N(.9; .5, .1) = (.4 / .1)² / 2
    assert found.evidence(0.9) == pytest.approx(8, rel=0.01)


def test_scores_that_do_not_lie_apart_give_no_line():
    assert line([0.5] * 40, [0.49] * 40) is None
    assert line([0.4] * 40, [0.6] * 40) is None


@given(
    st.lists(st.floats(0, 2), min_size=30, max_size=60),
    st.lists(st.floats(0, 2), min_size=30, max_size=60),
    st.floats(-1, 3),
    st.floats(0.01, 1),
)
def test_a_better_score_is_always_more_evidence(answered, unanswered, score, more):
    found = line(answered, unanswered) or shipped(len(answered))
    assert found.evidence(score + more) > found.evidence(score)


@given(st.text(alphabet="abcdeé XYZ 0123456789'’.-,", max_size=300), st.text(max_size=5))
def test_a_question_has_some_of_the_words_of_its_sentence_in_their_order(sentence, salt):
    analyser = Analyser()
    terms = analyser.terms(sentence)
    stems = [term.stem for term in terms]
    asked = question(terms, dict.fromkeys(stems, 2.0), salt)

    if asked is None:
        assert not LEAST_TERMS <= len(set(stems)) <= MOST_TERMS
    else:
        words = asked.split(" ")
        assert LEAST_ASKED <= len(words) <= MOST_ASKED
        left = iter(term.word for term in terms)
        assert all(word in left for word in words)
        assert asked == question(terms, dict.fromkeys(stems, 2.0), salt)


def test_a_question_keeps_the_telling_words_and_their_capitals():
    terms = Analyser().terms(
        "Mayor Ann Lee said the harbour wall of Port Ennis would be rebuilt before next summer began"
    )
    telling = {term.stem: 9.0 for term in terms if term.word in {"Ann", "Lee", "Ennis", "harbour", "rebuilt"}}
    asked = [question(terms, telling, str(salt)) for salt in range(20)]

    assert all({"Ann", "Lee", "Ennis", "harbour", "rebuilt"} <= set(one.split()) for one in asked)
    assert len(set(asked)) > 1


@pytest.mark.parametrize(("middle", "spread"), [(float("nan"), 1), (0, 0), (0, -1), (0, float("inf"))])
def test_a_line_that_is_none_is_refused(middle, spread):
    with pytest.raises(ValueError, match="no scores"):
        Calibration(middle=middle, spread=spread, questions=1, way="w")


@pytest.mark.model
def test_reindex_measures_with_the_real_model_and_again_only_when_something_changed(home, tmp_path, embedder):
    towns = ["Port Ennis", "Quill", "Mount Cassel", "Selle", "Aurora Bay", "Tarn", "Old Brook", "Hartwell"]
    things = ["harbour wall", "tram line", "school roof", "ferry pier", "town library", "river bridge", "ice rink"]
    folder = tmp_path / "news"
    folder.mkdir()
    for town in towns:
        for thing in things:
            (folder / f"{town}-{thing}.txt").write_text(
                f"Repairs to the {thing} of {town} begin\n\n"
                f"Workers started to repair the {thing} of {town} on Monday after a storm tore it open in spring.\n",
                encoding="utf-8",
            )

    def run():
        return run_reindex(home, [folder], lambda: embedder)

    assert run().edition
    measured = manifest_of(home).calibration
    assert measured.way == WAY
    assert measured.questions > 30
    assert run().edition is None

    path = home.current_edition() / MANIFEST
    values = json.loads(path.read_text(encoding="utf-8"))
    values["calibration"]["way"] = "older"
    path.write_text(json.dumps(values), encoding="utf-8")
    assert run().edition
    assert manifest_of(home).calibration == measured

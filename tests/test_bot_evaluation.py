"""The run of an evaluation: what one question is worth, the journal, the numbers and the tables made of them."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Setup, Silent, Tap, asker, code_state, run
from bot.evaluation_journal import Journal
from bot.evaluation_row import Row, read_row
from bot.evaluation_summary import shared, summary
from bot.evaluation_table import MORE, NOISE, aligned, number, stages_table, table
from bot.pack import Document, Pack, PackQuestion
from bot.pack_lines import PackError, Record
from index.article import Article
from index.query import Query
from index.terms import Analyser
from prompts.answering import Answerer
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher

ANALYSER = Analyser()
ASKED = datetime(2031, 3, 5, 12, tzinfo=UTC)
PUBLISHED = datetime(2031, 3, 4, tzinfo=UTC)
TEXTS = {
    "storm": "The storm cut power in Orrin on Monday. Nobody was hurt.",
    "wall": "“The harbour wall will stand for fifty years,” said Mayor Ann Lee of Tessary. It cost 14 million crowns.",
    "wire": "The harbour wall of Tessary cost 14 million crowns, the council said.",
}
SETUP = Setup(pack="p", edition="e", code="c")


def articles(names=tuple(TEXTS)):
    return tuple(Article(id=name, title=f"About the {name}", text=TEXTS[name], published=PUBLISHED) for name in names)


def question(text="What did the harbour wall of Tessary cost?", **details):
    known = {
        "id": "questions_gold:1",
        "part": "gold",
        "asked": ASKED,
        "kind": "number",
        "answerable": True,
        "keys": ("wall",),
        "answers": ("14 million crowns",),
        "sentences": ("It cost 14 million crowns.",),
        "documents": ("wall",),
    }
    return PackQuestion(text=text, **{**known, **details})


def asking(tmp_path, names=tuple(TEXTS), setup=SETUP):
    documents = tuple(Document(id=name, title="t", text=TEXTS[name]) for name in TEXTS)
    pack = Pack(folder=tmp_path, content="p", documents=documents, questions=(), related={})
    generator = ExtractiveGenerator(ANALYSER) if setup.answers else Silent()
    searcher = FrozenSearcher(articles=articles(names), analyser=ANALYSER)
    return asker(pack, setup, searcher, lambda tap: Answerer(tap, generator, ANALYSER))


def row(id_="q1", **details):
    known = {
        "question": "What?",
        "part": "gold",
        "kind": "number",
        "answerable": True,
        "keys": (id_,),
        "status": "answered",
        "reason": None,
        "confidence": 0.5,
        "values": {"answered": 1.0},
    }
    return Row(id=id_, **{**known, **details})


# One question


def test_a_strict_hit_holds_the_gold_sentence_and_a_lenient_one_the_answer(tmp_path):
    values = asking(tmp_path, ("wire", "storm", "wall"))(question()).values

    assert (values["hit@1"], values["hit@4"], values["MRR@10"]) == (0.0, 1.0, pytest.approx(1 / 3))
    assert values["lenient hit@4"] == 1.0
    assert (values["gold article@1"], values["gold article@5"], values["article recall@10"]) == (0.0, 1.0, 1.0)
    assert "Hits@4" not in values


def test_without_gold_sentences_a_strict_hit_is_of_a_gold_article_and_holds_the_answer(tmp_path):
    asked = question(part="realtime", sentences=(), documents=("wall",), answers=("crowns",))

    values = asking(tmp_path, ("wire", "wall", "storm"))(asked).values

    assert (values["hit@1"], values["hit@4"], values["lenient hit@4"]) == (0.0, 1.0, 1.0)


def test_several_gold_sentences_are_counted_each(tmp_path):
    asked = question(sentences=("It cost 14 million crowns.", "Nobody was hurt."), documents=("wall", "storm"))

    values = asking(tmp_path, ("storm", "wire", "wall"))(asked).values

    assert (values["Hits@4"], values["Recall@4"], values["All@4"]) == (1.0, 1.0, 1.0)
    assert values["MAP@10"] == pytest.approx((1 + 1 / 3) / 2)


def test_an_answer_is_worth_what_its_quotes_hold(tmp_path):
    found = asking(tmp_path)(question())

    assert (found.status, found.values["answer in first quote"], found.values["answer in three quotes"]) == (
        "answered",
        1,
        1,
    )
    assert (found.values["answered"], found.values["false refusals"], found.values["quote fidelity"]) == (1, 0, 1)
    assert found.retrieved == ("storm", "wall", "wire")
    assert found.timings_ms.keys() >= {"retrieve", "total"}


def test_the_right_article_is_cited_or_not_where_something_is_answered(tmp_path):
    ask = asking(tmp_path)

    assert ask(question(documents=("wire",), sentences=())).values["gold cited"] == 1.0
    assert ask(question(documents=("storm",))).values["gold cited"] == 0.0
    assert ask(replace(question(), text="Who won the regatta?")).values["gold cited"] is None


def test_the_speaker_counts_for_questions_about_words_alone(tmp_path):
    ask = asking(tmp_path)
    said = "What did the mayor say about the harbour wall?"
    sentence = "“The harbour wall will stand for fifty years,” said Mayor Ann Lee of Tessary."

    right = ask(question(said, kind="quote", speaker="Ann Lee", answers=("fifty years",), sentences=(sentence,)))

    assert right.values["speaker right"] == 1.0
    assert "speaker right" not in ask(question(speaker="Ann Lee")).values


def test_who_said_it_is_right_where_the_first_citation_names_the_source(tmp_path):
    ask = asking(tmp_path)
    asked = question("Who said the harbour wall will stand for fifty years?", kind="who-said", speaker="Ann Lee")

    assert ask(asked).values["source in first citation"] == 1.0
    assert ask(replace(asked, speaker="Tom Hart")).values["source in first citation"] == 0.0
    assert "answer in first quote" not in ask(asked).values


def test_an_answer_to_what_has_none_is_a_false_answer(tmp_path):
    ask = asking(tmp_path)
    vain = question(answerable=False, kind="near", answers=(), sentences=(), documents=())

    assert ask(vain).values["false answers"] == 1.0
    values = ask(replace(vain, text="Who won the regatta?")).values
    assert values.pop("false answers") == 0.0
    assert set(values.values()) == {None}


def test_a_question_is_asked_without_its_articles_and_dropped_where_another_holds_the_answer(tmp_path):
    ask = asking(tmp_path)
    left_out = question(answerable=False, kind="left-out", documents=(), without=frozenset({"wall"}))

    assert ask(left_out).dropped
    assert "wall" not in ask(left_out).retrieved
    assert not ask(replace(left_out, without=frozenset({"wall", "wire"}))).dropped


def test_a_tap_looks_deeper_and_hands_over_what_was_asked_for():
    tap = Tap(FrozenSearcher(articles=articles(), analyser=ANALYSER), 3)

    results = tap.search(Query(text="wall", limit=1))

    assert (len(results.hits), len(tap.hits)) == (1, 3)
    assert tap.hits[:1] == results.hits
    assert tap.publishers() == ()


@pytest.mark.parametrize(
    ("limits", "ignored", "found"),
    [
        ({"until": datetime(2031, 1, 1, tzinfo=UTC)}, (), 0),
        ({"until": datetime(2031, 1, 1, tzinfo=UTC)}, ("window",), 3),
        ({"publishers": ("Wire",)}, ("window",), 0),
        ({"publishers": ("Wire",)}, ("outlets",), 3),
    ],
)
def test_limits_that_are_read_from_words_can_be_switched_off(limits, ignored, found):
    tap = Tap(FrozenSearcher(articles=articles(), analyser=ANALYSER), 3, ignored=ignored)

    assert len(tap.search(Query(text="wall", **limits)).hits) == found


def test_a_run_without_answers_has_the_same_passages(tmp_path):
    silent = asking(tmp_path, setup=replace(SETUP, answers=False))(question())
    whole = asking(tmp_path)(question())

    assert silent.retrieved == whole.retrieved
    assert silent.values == {name: whole.values[name] for name in silent.values}
    assert "answered" not in silent.values


# The journal


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(tmp_path):
    journal = Journal(tmp_path / "eval.jsonl")
    questions = [question(id=f"q{n}") for n in range(4)]
    asked = []

    def ask(one, stop=()):
        if one.id in stop:
            raise KeyboardInterrupt
        asked.append(one.id)
        return row(one.id)

    with pytest.raises(KeyboardInterrupt):
        list(run(questions, lambda one: ask(one, {"q2"}), journal))
    rows = list(run(questions, ask, journal))

    assert asked == ["q0", "q1", "q2", "q3"]
    assert [one.id for one in rows] == asked
    assert list(run(questions, ask, journal)) == rows


def test_a_line_that_was_cut_off_is_asked_again_and_harms_no_other(tmp_path):
    journal = Journal(tmp_path / "eval.jsonl")
    journal.add(row("q1"))
    with journal.path.open("a") as file:
        file.write('{"id": "q2", "par')

    assert list(journal.read()) == ["q1"]
    journal.add(row("q3"))
    assert list(journal.read()) == ["q1", "q3"]


def test_a_journal_can_be_begun_anew(tmp_path):
    journal = Journal(tmp_path / "eval.jsonl")
    journal.forget()
    journal.add(row())
    journal.forget()

    assert journal.read() == {}


def test_a_journal_that_can_t_be_written_is_told(tmp_path):
    with pytest.raises(PackError, match="can't be used"):
        Journal(tmp_path).add(row())


@given(
    st.builds(
        row,
        confidence=st.floats(0, 1),
        reason=st.sampled_from([None, "no_answer"]),
        text=st.text().filter(lambda text: bool(text.strip()) or not text),
        values=st.dictionaries(st.text(), st.none() | st.floats(0, 1)),
        keys=st.lists(st.text(), min_size=1).map(tuple),
        dropped=st.booleans(),
    )
)
def test_a_row_survives_its_json(found):
    again = read_row(Record(place="eval.jsonl, line 1,", fields=json.loads(json.dumps(found.form()))))

    assert again == found


@pytest.mark.parametrize("change", [{"values": [1]}, {"values": {"hit@1": "yes"}}, {"confidence": None}, {"id": None}])
def test_a_row_that_is_none_is_named(change):
    with pytest.raises(PackError, match="x, line 1"):
        read_row(Record(place="x, line 1,", fields={**row().form(), **change}))


@pytest.mark.parametrize(
    "change",
    [
        {"pack": "q"},
        {"edition": "f"},
        {"code": "d"},
        {"without": ("pairs",)},
        {"answers": False},
        {"depth": 20},
        {"reranker": "r"},
    ],
)
def test_runs_that_can_differ_have_different_journals(change):
    assert replace(SETUP, **change).key != SETUP.key
    assert replace(SETUP).key == SETUP.key


def test_the_state_of_the_code_has_one_name():
    assert code_state() == code_state()


# The numbers


def by_name(metrics):
    return {metric.name: metric for metric in metrics}


def test_means_leave_out_what_is_dropped_or_has_no_value():
    rows = [
        row("q1", values={"answered": 1.0, "hit@4": 1.0}),
        row("q2", values={"answered": 0.0, "hit@4": None}),
        row("q3", values={"answered": 0.0}, dropped=True),
    ]

    found = by_name(summary(rows))

    assert (found["answered"].found.mean, found["answered"].found.count) == (0.5, 2)
    assert (found["hit@4"].found.mean, found["hit@4"].found.count) == (1.0, 1)
    assert "MRR@10" not in found


def test_questions_that_share_an_article_are_one_cluster():
    rows = [row("q1", keys=("a", "b")), row("q2", keys=("b", "c")), row("q3", keys=("d",))]

    assert by_name(summary(rows))["answered"].found.clusters == 2


def refusals(answerable, vain):
    rows = [row(f"a{n}", confidence=score) for n, score in enumerate(answerable)]
    return [
        *rows,
        *(
            row(f"u{n}", answerable=False, kind="near", confidence=score, values={"false answers": float(score > 0)})
            for n, score in enumerate(vain)
        ),
    ]


def test_refusal_is_measured_by_kind_and_at_thresholds():
    rows = refusals([0.1 * n for n in range(1, 11)], [0.15, 0.25, 0.05, 0.0])

    found = by_name(summary(rows))

    assert found["false answers: near"].found.mean == 0.75
    # Nine of ten answerable ones reach .2, which one of four unanswerable ones does; all reach .1, as two do.
    assert found["false answers at 90 % answered: near"].found.mean == 0.25
    assert found["false answers at 95 % answered: near"].found.mean == 0.5
    assert found["AUROC of confidence: near"].found.mean == pytest.approx((9 + 8 + 10 + 10) / 40)


def test_a_threshold_that_refusals_without_confidence_put_out_of_reach_is_none():
    found = by_name(summary(refusals([0.0, 0.0, 0.9, 0.8], [0.5, 0.6])))

    assert found["false answers at 90 % answered: near"].found.mean is None
    assert "–" in next(line for line in table(list(found.values())) if line.startswith("false answers at 90 %"))


def test_times_are_shown_as_percentiles():
    rows = [row(f"q{n}", timings_ms={"total": float(n), "retrieve": 1.0}) for n in range(101)]

    found = by_name(summary(rows))

    assert " – " in next(line for line in table(summary(rows)) if line.startswith("retrieve p50"))
    assert (found["total p50"].found.mean, found["total p95"].found.mean) == (50, 95)
    assert "95.0 ms" in "\n".join(table(summary(rows)))


def test_kinds_are_shown_where_they_are_asked_for():
    rows = [row("q1", kind="who"), row("q2", kind="when", values={"answered": 0.0})]

    sections = {metric.section.rpartition(": ")[2] for metric in summary(rows, by_kind=True)}

    assert sections >= {"who", "when"}
    assert {metric.section for metric in summary(rows)}.isdisjoint({"who", "when"})


def runs(new, old):
    return (
        [row(f"q{n}", values={"answered": float(value)}) for n, value in enumerate(values)] for values in (new, old)
    )


def test_a_difference_is_paired_and_judged():
    new, old = runs([1] * 20, [0] * 15 + [1] * 5)
    change = by_name(summary(new, old))["answered"].change

    assert (change.mean, change.noise) == (0.75, False)
    assert MORE in "\n".join(table(summary(new, old)))


def test_a_difference_of_nothing_is_noise():
    new, old = runs([1, 0, 1, 0, 1], [0, 1, 1, 0, 1])

    assert by_name(summary(new, old))["answered"].change.noise
    assert NOISE in "\n".join(table(summary(new, old)))


def test_only_the_same_questions_are_compared():
    new, old = runs([1, 1, 0], [0, 1, 1])

    assert shared(new, old) == 3
    assert shared(new, [replace(old[0], question="Another one?"), *old[1:]]) == 2
    assert shared(new, [replace(old[0], dropped=True)]) == 0


# The tables


@pytest.mark.parametrize(
    ("value", "shown"), [(0.7126, ".713"), (1.0, "1.000"), (0.0, ".000"), (-0.25, "−.250"), (None, "–")]
)
def test_a_share_is_shown_with_three_figures(value, shown):
    assert number(value) == shown


def test_signs_and_units_are_shown_where_they_are_meant():
    assert (number(0.25, signed=True), number(12.34, unit="ms"), number(-1.5, unit="ms", signed=True)) == (
        "+.250",
        "12.3 ms",
        "−1.5 ms",
    )


@given(st.lists(st.tuples(st.text("ab", max_size=9), st.text("12", min_size=1, max_size=9)), min_size=1))
def test_columns_are_aligned(cells):
    lines = aligned([list(row) for row in cells])

    assert len({len(line) for line in lines}) == 1
    assert [line.split()[-1] for line in lines] == [cell for _, cell in cells]


def test_a_table_has_a_line_for_each_metric_under_its_section():
    lines = table(summary([row("q1"), row("q2", values={"answered": 0.0})]))

    assert lines[0].split() == [
        "Gold",
        "questions",
        "(questions_gold.jsonl)",
        "value",
        "95",
        "%",
        "interval",
        "questions",
        "clusters",
    ]
    assert lines[1].split() == ["answered", ".500", ".000", "to", "1.000", "2", "2"]


def test_the_table_of_stages_marks_what_is_more_than_noise():
    whole = [row(f"q{n}", values={"hit@4": 1.0, "MRR@10": 1.0}) for n in range(20)]
    less = [row(f"q{n}", values={"hit@4": 0.0, "MRR@10": float(n > 0)}) for n in range(20)]

    lines = stages_table({"all stages": summary(whole), "without pairs": summary(less, whole)})

    assert lines[0].split()[-2:] == ["hit@4", "MRR@10"]
    assert lines[1].split() == ["all", "stages", "1.000", "1.000"]
    assert lines[2].split() == ["without", "pairs", ".000", "(−1.000*)", ".950", "(−.050)"]

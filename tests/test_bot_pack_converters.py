"""Other evaluation sets in pack form: each format on invented records, and what can't be converted."""

import json

import pytest

from bot.pack import read_pack
from bot.pack_converted import write_pack
from bot.pack_converters import FORMATS, convert
from bot.pack_lines import PackError

SAID = "the harbour wall of Tessary will not stand another winter without a great deal of new stone"
TEXT = f"Tessary, Monday. “{SAID},” Ann Lee told the council. Nobody else spoke."


def lines(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def packed(name, source, tmp_path):
    """The pack that a set becomes, read back."""
    converted = convert(name, source)
    write_pack(converted, tmp_path / "pack")
    return read_pack(tmp_path / "pack"), converted


def test_polnear_asks_who_said_the_second_half_of_the_words(tmp_path):
    lines(
        tmp_path / "docs_dev.jsonl", {"id": "w", "title": "Walls", "date": "2031-03-04", "source": "wire", "text": TEXT}
    )
    lines(
        tmp_path / "attributions_dev.jsonl",
        {"doc": "w", "date": "2031-03-04", "source": "Ann Lee", "cue": "told", "content": SAID},
        {"doc": "w", "date": "2031-03-04", "source": "Ann Lee", "cue": "told", "content": "not this"},
        {
            "doc": "w",
            "date": "2031-03-04",
            "source": "Ann Lee",
            "cue": "told",
            "content": SAID.replace("great", "good"),
        },
    )

    pack, converted = packed("polnear", tmp_path, tmp_path)

    question, moved = pack.questions
    assert question.text == "Who said another winter without a great deal of new stone?"
    assert (question.kind, question.speaker, question.answers) == ("who-said", "Ann Lee", ("Ann Lee",))
    assert (question.documents, question.sentences) == (("w",), (SAID,))
    assert (moved.documents, moved.sentences) == (("w",), ())
    assert converted.left_out == 1


def test_quail_keeps_right_options_and_what_can_t_be_known(tmp_path):
    def question(kind, right):
        options = [
            {"text": text, "correct": "True" if text == right else None} for text in ("rain", "not enough information")
        ]
        return {"id": "1", "type": kind, "question": "What came first?", "options": options}

    source = lines(
        tmp_path / "quail_news.jsonl",
        {"id": "n1", "title": "Rain", "author": "A", "url": "https://a.example/1", "text": "Rain came first.",
         "questions": [question("Temporal_order", "rain"), question("Unanswerable", "not enough information")]},
    )  # fmt: skip

    pack, _ = packed("quail", source, tmp_path)

    known, unknown = pack.questions
    assert (known.kind, known.answers, known.documents, known.answerable) == (
        "temporal-order",
        ("rain",),
        ("n1",),
        True,
    )
    assert (unknown.kind, unknown.answerable, unknown.keys) == ("near", False, ("n1",))


def test_rgb_makes_articles_of_passages_and_leaves_out_false_ones(tmp_path):
    source = lines(
        tmp_path / "rgb_en.jsonl",
        {"id": 4, "query": "When did it rain?", "answer": [["3 May 2031", "May 3, 2031"]], "fakeanswer": "4 May",
         "positive": ["It rained on 3 May 2031."], "positive_wrong": ["It rained on 4 May."], "negative": ["Sun."]},
    )  # fmt: skip

    pack, _ = packed("rgb", source, tmp_path)

    [question] = pack.questions
    assert question.answers == ("3 May 2031", "May 3, 2031")
    assert question.documents == ("rgb-4-p0",)
    assert [document.text for document in pack.documents] == ["It rained on 3 May 2031.", "Sun."]


def test_multihoprag_s_evidence_becomes_articles_and_gold_sentences(tmp_path):
    def fact(url, words):
        return {
            "fact": words,
            "url": url,
            "title": f"About {url}",
            "published_at": "2031-03-04T10:00:00+00:00",
            "source": "Wire",
        }

    one, two, three = (
        fact("https://a.example", "It rained."),
        fact("https://b.example", "It hailed."),
        fact("https://a.example", "It froze."),
    )
    source = lines(
        tmp_path / "multihoprag_queries.jsonl",
        {
            "id": "1",
            "question": "Did both say so?",
            "question_type": "comparison_query",
            "answer": "Yes",
            "evidence_list": [one, two],
        },
        {
            "id": "2",
            "question": "Which town?",
            "question_type": "inference_query",
            "answer": "Orrin",
            "evidence_list": [three],
        },
        {
            "id": "3",
            "question": "Which sea?",
            "question_type": "null_query",
            "answer": "Insufficient",
            "evidence_list": [],
        },
    )

    pack, _ = packed("multihoprag", source, tmp_path)

    both, town, sea = pack.questions
    assert sorted(document.text for document in pack.documents) == ["It hailed.", "It rained.\n\nIt froze."]
    assert (both.kind, both.answers, both.sentences) == ("comparison", (), ("It rained.", "It hailed."))
    assert (town.answers, town.documents) == (("Orrin",), both.documents[:1])
    assert not sea.answerable


def test_clapnq_keeps_the_selected_sentences_of_all_annotators_once(tmp_path):
    passage = {"title": "Gulls", "text": "Gulls eat fish. They shout.", "sentences": ["Gulls eat fish.", "They shout."]}
    lines(
        tmp_path / "clapnq_answerable.jsonl",
        {"id": "1", "input": "what do gulls do", "passages": [passage],
         "output": [{"answer": "Eat.", "selected_sentences": ["Gulls eat fish."]},
                    {"answer": "Both.", "selected_sentences": ["Gulls eat fish.", "They shout."]}]},
    )  # fmt: skip
    lines(
        tmp_path / "clapnq_unanswerable.jsonl",
        {
            "id": "2",
            "input": "who feeds gulls",
            "passages": [passage],
            "output": [{"answer": "", "selected_sentences": []}],
        },
    )

    pack, _ = packed("clapnq", tmp_path, tmp_path)

    known, unknown = pack.questions
    assert known.sentences == ("Gulls eat fish.", "They shout.")
    assert (unknown.answerable, unknown.keys) == (False, known.documents)
    assert len(pack.documents) == 1


def test_ramdocs_keeps_every_document_and_all_right_answers(tmp_path):
    documents = [
        {"text": "Lee built the wall.", "type": "correct", "answer": "Lee"},
        {"text": "Low built the wall.", "type": "misinfo", "answer": "Low"},
        {"text": "Walls are high.", "type": "noise", "answer": "unknown"},
    ]
    source = lines(
        tmp_path / "ramdocs.jsonl",
        {"question": "Who built the wall?", "documents": documents, "gold_answers": ["Lee"], "wrong_answers": ["Low"]},
        {"question": "Who broke it?", "documents": documents[1:], "gold_answers": ["Lee"], "wrong_answers": []},
    )

    pack, _ = packed("ramdocs", source, tmp_path)

    known, unknown = pack.questions
    assert (known.kind, known.answers, len(known.documents), len(pack.documents)) == ("conflict", ("Lee",), 1, 3)
    assert not unknown.answerable


def test_mtrag_keeps_first_turns_and_counts_the_others(tmp_path):
    def task(name, answerability, *turns):
        contexts = [{"document_id": f"d{name}", "text": f"Text of {name}."}]
        return {"task_id": name, "contexts": contexts, "answerability": [answerability],
                "input": [{"speaker": "user", "text": turn} for turn in turns]}  # fmt: skip

    source = lines(
        tmp_path / "mtrag_un.jsonl",
        task("1", "ANSWERABLE", "What is a gull?"),
        task("2", "UNANSWERABLE", "Who feeds it?"),
        task("3", "UNDERSPECIFIED", "And that?"),
        task("4", "ANSWERABLE", "What is a gull?", "A bird.", "And a tern?"),
    )

    pack, converted = packed("mtrag", source, tmp_path)

    assert [(question.kind, question.answerable) for question in pack.questions] == [
        ("answerable", True),
        ("near", False),
        ("underspecified", False),
    ]
    assert len(pack.documents) == 4
    assert converted.left_out == 1


def test_what_can_t_be_converted_is_said(tmp_path):
    with pytest.raises(PackError, match="'squad' is no format that can be converted; name one of polnear, quail"):
        convert("squad", tmp_path)
    with pytest.raises(PackError, match=r"holds no rgb\*\.jsonl; give that file"):
        convert("rgb", tmp_path)
    with pytest.raises(PackError, match=r"rgb\.jsonl, line 1, has no “id”"):
        convert("rgb", lines(tmp_path / "rgb.jsonl", {"query": "When?"}))
    with pytest.raises(PackError, match="can't be read"):
        convert("rgb", tmp_path / "gone.jsonl")
    with pytest.raises(PackError, match="holds no attributions"):
        convert("polnear", lines(tmp_path / "other.jsonl", {"doc": "a"}))


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_without_questions_makes_no_pack(tmp_path, name):
    lines(tmp_path / "docs_.jsonl")

    with pytest.raises(PackError, match="holds no question that a pack can hold"):
        convert(name, lines(tmp_path / "attributions_.jsonl"))


def test_a_pack_is_never_written_over_another(tmp_path):
    source = lines(
        tmp_path / "rgb.jsonl", {"id": 1, "query": "When?", "answer": "May", "positive": ["In May."], "negative": []}
    )
    write_pack(convert("rgb", source), tmp_path / "pack")

    with pytest.raises(PackError, match=r"holds a docs\.jsonl already; name another folder"):
        write_pack(convert("rgb", source), tmp_path / "pack")

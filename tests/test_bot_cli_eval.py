"""`newshound eval` and `newshound convert` with the real index: the table, the file of results, resuming, comparing."""

import json

import pytest
from command_line import one_sentence

from bot.cli import main

pytestmark = pytest.mark.model

DOCUMENTS = [
    {
        "id": "wall",
        "title": "Harbour wall of Tessary to be rebuilt",
        "date": "2021/03/04",
        "source": "The Courier",
        "text": "The harbour wall of Tessary will be rebuilt, Mayor Ann Lee said. It costs 14 million crowns.",
    },
    {
        "id": "ferry",
        "title": "Ferry runs aground off Mount Cassel",
        "date": "2021/03/02",
        "text": "A ferry with 230 passengers ran aground off Mount Cassel. Nobody was hurt, the coast guard said.",
    },
    {
        "id": "trams",
        "title": "Free trams in Orrin",
        "date": "2021/02/20",
        "text": "Trams in Orrin will be free on Sundays. Tom Hart of the transport union called it a beginning.",
    },
]
GOLD = [
    {
        "question": "How much does the harbour wall of Tessary cost?",
        "asked": "2021-03-05",
        "kind": "number",
        "answerable": True,
        "answers": ["14 million crowns"],
        "gold": [{"doc": "wall", "text": "It costs 14 million crowns."}],
    },
    {
        "question": "How many passengers were on the ferry off Mount Cassel?",
        "asked": "2021-03-05",
        "kind": "number",
        "answerable": True,
        "answers": ["230"],
        "gold": [{"doc": "ferry", "text": "A ferry with 230 passengers ran aground off Mount Cassel."}],
    },
    {
        "question": "Who won the chess tournament in Lisbon?",
        "asked": "2021-03-05",
        "kind": "far",
        "answerable": False,
        "answers": [],
        "gold": [],
        "about": None,
    },
]
REALTIME = [
    {
        "question": "In which town will trams be free on Sundays?",
        "date": "2021/03/05",
        "answer": "Orrin",
        "gold_docs": ["trams"],
        "google_docs": ["trams"],
    }
]


@pytest.fixture(autouse=True)
def one_model(embedder, monkeypatch):
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: embedder)


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A small pack in an empty working directory, with nothing of whoever runs this."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSHOUND_HOME", str(tmp_path / "home"))
    folder = tmp_path / "news"
    folder.mkdir()
    for name, records in (("docs", DOCUMENTS), ("questions_gold", GOLD), ("questions", REALTIME)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.fixture
def newshound(capsys):
    """Run a command: exit code, output, errors."""

    def run(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def journals(tmp_path):
    return sorted((tmp_path / "home" / "evaluations" / "news").glob("eval-*.jsonl"))


def test_what_is_evaluated_is_what_the_settings_ship(newshound, pack, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSHOUND_RERANKER", str(tmp_path / "nowhere"))
    monkeypatch.setenv("NEWSHOUND_MODEL", "nobody:model")  # no chat model is evaluated

    code, _, errors = newshound("eval", pack)

    assert code != 0
    assert one_sentence(errors).startswith(f"The reranker “{tmp_path / 'nowhere'}” could not be loaded")


def test_a_pack_is_indexed_asked_and_shown(newshound, pack, tmp_path):
    code, output, _ = newshound("eval", pack, "--json", "run.json")

    lines = {line.split("  ")[0]: line.split() for line in output.splitlines() if line}
    report = json.loads((tmp_path / "run.json").read_text())
    assert code == 0
    assert lines["hit@4"][1:] == ["1.000", "–", "1", "1"]
    assert lines["false answers: far"][3] == ".000"
    assert "false answers: left-out" in lines
    assert "total p95" in lines
    assert report["pack"]["articles"] == 3
    assert report["edition"] in str(list((tmp_path / "home" / "evaluations" / "news" / "editions").iterdir()))
    asked = {one["question"]: one for one in report["questions"]}
    assert asked[GOLD[0]["question"]]["values"]["hit@4"] == 1.0
    assert asked[GOLD[2]["question"]]["status"] == "refused"
    [metric] = [one for one in report["metrics"] if one["name"] == "hit@4" and one["section"].startswith("Gold")]
    assert metric["found"] == {"mean": 1.0, "low": metric["found"]["low"], "high": 1.0, "count": 2, "clusters": 2}


def test_a_second_run_asks_nothing_again_unless_it_is_told_to(newshound, pack, tmp_path):
    newshound("eval", pack)
    [journal] = journals(tmp_path)
    lines = journal.read_text().splitlines()
    journal.write_text("\n".join(lines[:2]) + "\n")

    newshound("eval", pack)
    resumed = journal.read_text().splitlines()
    newshound("eval", pack)
    again = journal.read_text().splitlines()
    newshound("eval", pack, "--fresh")
    fresh = journal.read_text().splitlines()

    assert resumed[:2] == lines[:2]
    assert again == resumed
    assert len(fresh) == len(resumed) == len(lines)
    assert fresh != resumed


def test_a_run_is_compared_with_an_older_one(newshound, pack):
    newshound("eval", pack, "--json", "old.json", "--without", "dense")

    code, output, _ = newshound("eval", pack, "--against", "old.json", "--without", "pairs", "--without", "article")

    assert code == 0
    assert output.startswith("Changes are against old.json, over the")
    assert next(line for line in output.splitlines() if line.startswith("hit@4")).endswith("noise")


def test_what_each_stage_gives_is_shown(newshound, pack, tmp_path):
    code, output, _ = newshound("eval", pack, "--stages", "--json", "stages.json")

    assert code == 0
    assert [line.split("  ")[0] for line in output.splitlines()[1:4]] == [
        "all stages",
        "without lexical",
        "without dense",
    ]
    assert "without recency" in json.loads((tmp_path / "stages.json").read_text())["stages"]


def test_half_and_limit_choose_questions(newshound, pack, tmp_path):
    def asked(*options):
        assert newshound("eval", pack, "--json", "run.json", *options)[0] == 0
        return {one["id"] for one in json.loads((tmp_path / "run.json").read_text())["questions"]}

    everything = asked()
    assert asked("--half", "a") | asked("--half", "b") == everything
    assert not asked("--half", "a") & asked("--half", "b")
    assert len(asked("--limit", "2")) == 2
    assert asked("--limit", "2", "--seed", "5") == asked("--limit", "2", "--seed", "5")


def test_kinds_are_shown_on_demand(newshound, pack):
    assert "(questions_gold.jsonl): number" in newshound("eval", pack, "--by-kind")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--without", "magic"], "'magic' is no stage of the search; name one of lexical, dense"),
        (["--stages", "--without", "dense"], "--stages leaves out each stage by itself"),
        (["--against", "gone.json"], "gone.json can't be read as a run"),
        (["--json", "nowhere/run.json"], "nowhere/run.json can't be written"),
    ],
)
def test_what_can_t_be_done_is_said_before_anything_is_asked(newshound, pack, arguments, said, tmp_path):
    code, output, errors = newshound("eval", pack, *arguments)

    assert (code, output) == (2, "")
    assert said in one_sentence(errors)
    assert not journals(tmp_path)


def test_a_run_over_another_pack_can_t_be_compared(newshound, pack, tmp_path):
    newshound("eval", pack, "--json", "old.json")
    other = json.loads((tmp_path / "old.json").read_text())
    for one in other["questions"]:
        one["question"] += "?"
    (tmp_path / "old.json").write_text(json.dumps(other))

    code, _, errors = newshound("eval", pack, "--against", "old.json")

    assert (code, one_sentence(errors)) == (2, "old.json has none of these questions; give a run over the same pack.")


def test_a_home_with_other_articles_is_not_asked(newshound, pack, tmp_path):
    (tmp_path / "more.txt").write_text("A text of another corpus.")
    assert newshound("reindex", tmp_path / "more.txt", "--home", "shared")[0] == 0

    code, _, errors = newshound("eval", pack, "--home", "shared")

    assert code == 2
    assert (
        one_sentence(errors)
        == f"The index in shared is of {tmp_path / 'more.txt'} and not of this pack; name an empty folder with --home."
    )


def test_an_interruption_keeps_what_was_asked(newshound, pack, tmp_path, monkeypatch):
    from bot import evaluation

    asked = []

    def interrupted(question, *arguments, **options):
        asked.append(question)
        if len(asked) > 2:
            raise KeyboardInterrupt
        return whole(question, *arguments, **options)

    whole = evaluation.row_of
    monkeypatch.setattr("bot.evaluation.row_of", interrupted)

    assert newshound("eval", pack)[0] == 130
    [journal] = journals(tmp_path)
    assert len(journal.read_text().splitlines()) == 2


def test_a_set_is_converted_and_can_be_asked(newshound, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    story = {
        "id": 1,
        "query": "What did the wall cost?",
        "answer": "14 crowns",
        "positive": ["It cost 14 crowns."],
        "negative": [],
    }
    (tmp_path / "rgb.jsonl").write_text(json.dumps(story))

    code, output, _ = newshound("convert", "rgb", "rgb.jsonl", "made")

    assert (code, output) == (0, "1 articles and 1 questions in made.\n")
    assert newshound("eval", "made")[0] == 0

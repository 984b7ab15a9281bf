"""The composition root: who answers, what is loaded when, and that no library calls home."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_index import MODEL, NOW, RECIPE, made_article, publish_articles, silent, vector_of

from bot.composition import (
    fetch_settings_of,
    home_of,
    open_generator,
    open_newsroom,
    quiet_libraries,
    reindex_tools,
    template_of,
    usable_cores,
)
from bot.settings import load_settings
from index.archive import Archive
from index.errors import IndexFaultError, NoIndexError, PromptError, SettingsError
from index.fetch_settings import FetchSettings
from index.fusion import Weights
from index.home import Home
from index.publishing import publish
from index.query import Query
from index.source_file import FetchOptions
from prompts.chat_generator import ChatModelGenerator
from prompts.extractive import ExtractiveGenerator
from prompts.question import Question

ROOT = Path(__file__).parent.parent
HEAVY = (
    "chromadb",
    "discord",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "tantivy",
    "torch",
    "transformers",
)


def settings(tmp_path, **variables):
    return load_settings(tmp_path / "home", variables)


def loaded_after(program, folder, **variables):
    """The heavy packages that a program of its own process has loaded at its end."""
    report = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{report}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return done.stdout, done.stderr.splitlines()[-1]


def test_the_extractive_generator_is_the_default_and_needs_no_fallback(tmp_path):
    generator, fallback, _ = open_generator(settings(tmp_path))

    assert isinstance(generator, ExtractiveGenerator)
    assert fallback is None


def test_a_chat_model_has_the_extractive_generator_behind_it(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "made-up")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")

    generator, fallback, _ = open_generator(settings(tmp_path, NEWSHOUND_MODEL="openai:parrot"))

    assert isinstance(generator, ChatModelGenerator)
    assert generator.chat.name == "openai:parrot"
    assert isinstance(fallback, ExtractiveGenerator)


def test_a_model_that_nobody_offers_is_said_before_anything_is_loaded(tmp_path):
    with (
        pytest.raises(SettingsError, match="nobody"),
        open_newsroom(settings(tmp_path, NEWSHOUND_MODEL="nobody:model")),
    ):
        pass


def test_without_an_index_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(NoIndexError, match="newshound reindex"), open_newsroom(settings(tmp_path)):
        pass


def test_an_edition_of_another_model_does_not_take_the_place_of_one_that_can_be_asked(tmp_path, monkeypatch):
    home = Home(tmp_path / "home")
    first = publish_articles(home, made_article("a"))
    monkeypatch.setattr("bot.composition.embedder_opener", lambda _: lambda: SimpleNamespace(fingerprint=MODEL))

    with open_newsroom(settings(tmp_path)) as newsroom:
        with Archive(home.archive) as archive:
            texts = [article.text for article in archive.articles()]
            archive.embedded.store_vectors(texts, np.stack([vector_of(text) for text in texts]), "other@1")
            publish(home, archive, replace(RECIPE, model="other@1"), silent)
        with pytest.raises(IndexFaultError, match="was built with the embedding model other@1"):
            newsroom.shelf.refresh()

        with newsroom.shelf.borrow() as edition:
            assert edition.name == first


def test_whoever_searches_in_a_newsroom_has_its_model_its_reranker_and_its_own_weights(tmp_path, monkeypatch):
    home = Home(tmp_path / "home")
    publish_articles(home, *(made_article(name, f"The wall of {name} fell.") for name in ("Quill", "Ennis", "Selle")))
    backwards = SimpleNamespace(rerank=lambda question, texts: list(range(len(texts))))
    monkeypatch.setattr("index.reranking.open_reranker", lambda name, threads: backwards)
    made = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)

    found = {}
    for reranker in ("", "a-model"):
        with open_newsroom(settings(tmp_path, NEWSHOUND_RERANKER=reranker), open_embedder=lambda: made) as newsroom:
            for without in ((), ("dense",)):
                hits = newsroom.searcher(Weights().without(without)).search(Query(text="wall of Ennis")).hits
                found[reranker, without] = [hit.passage.article.id for hit in hits]
            assert newsroom.answerer is newsroom.answerer
            outcome = newsroom.answerer.answer(Question(text="wall of Ennis", asked=NOW))
            assert [hit.passage.article.id for hit in outcome.trace.hits] == found[reranker, ()]

    assert found["", ("dense",)][0] == "Ennis"
    assert all(found["a-model", without] == found["", without][::-1] for without in ((), ("dense",)))


def test_the_home_is_that_of_the_settings(tmp_path):
    assert home_of(settings(tmp_path)).folder == tmp_path / "home"


def test_telemetry_is_off_whatever_the_environment_says(monkeypatch):
    for name in ("ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("DO_NOT_TRACK", "0")

    quiet_libraries()

    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["LANGSMITH_TRACING"] == os.environ["LANGCHAIN_TRACING_V2"] == "false"
    assert os.environ["DO_NOT_TRACK"] == os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"


def test_a_template_of_ones_own_comes_before_the_shipped_one(tmp_path):
    own = tmp_path / "prompts" / "templates"
    own.mkdir(parents=True)
    text = (ROOT / "prompts" / "templates" / "answer_short.md").read_text(encoding="utf-8")
    (own / "mine.md").write_text(text.replace("id: answer_short", "id: mine"), encoding="utf-8")
    found = settings(tmp_path, NEWSHOUND_PROMPTS=str(own.parent), NEWSHOUND_TEMPLATE="mine")

    assert template_of(found).source == str(own / "mine.md")
    assert template_of(settings(tmp_path)).source == "prompts/templates/answer.md"
    with pytest.raises(SettingsError, match="NEWSHOUND_TEMPLATE is 'follow_up', a template for something else"):
        template_of(settings(tmp_path, NEWSHOUND_TEMPLATE="follow_up"))
    with pytest.raises(PromptError, match="There is no template 'none'; use one of "):
        template_of(settings(tmp_path, NEWSHOUND_TEMPLATE="none"))


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--help"], "reindex"),
        (["ask", "--help"], "--batch"),
        (["prompts", "test"], "cases measured"),
        (["prompts", "check"], "are well"),
    ],
)
def test_light_commands_load_nothing_heavy(arguments, shown, tmp_path):
    output, loaded = loaded_after(f"from bot.cli import main\nassert main({arguments!r}) == 0", tmp_path)

    assert shown in output
    assert loaded == "[]"


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["ask", "What?"], {}),
        (["ask", "What?"], {"NEWSHOUND_THREADS": "many"}),
        (["bot"], {}),
        (["articles", "show", "x"], {}),
        (["frobnicate"], {}),
    ],
)
def test_what_can_t_be_done_is_said_without_loading_a_model(arguments, variables, tmp_path):
    _, loaded = loaded_after(f"from bot.cli import main\nassert main({arguments!r}) in (2, 78)", tmp_path, **variables)

    assert "torch" not in loaded
    assert "transformers" not in loaded


# Reindexing


def test_what_a_source_file_says_of_fetching_is_kept_to_and_the_rest_is_as_shipped():
    assert fetch_settings_of(None) == fetch_settings_of(FetchOptions()) == FetchSettings()
    said = fetch_settings_of(FetchOptions(delay_s=7.5, obey_robots=False))
    assert said == FetchSettings(delay_s=7.5, obey_robots=False)
    assert FetchOptions.__dataclass_fields__.keys() == FetchSettings.__dataclass_fields__.keys()


def test_passages_are_embedded_on_all_cores_and_the_model_is_loaded_when_it_is_needed(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("index.embedding.open_embedder", lambda *arguments: asked.append(arguments))

    with reindex_tools(settings(tmp_path, NEWSHOUND_THREADS="1")) as tools:
        assert asked == []
        assert (tools.model.embedder, tools.model.is_loaded) == (None, True)

    assert asked == [("", 1, usable_cores())]
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


def test_a_run_that_finds_nothing_new_loads_no_model_and_no_store(tmp_path):
    (tmp_path / "rain.txt").write_text("It rained in Quill on Monday.")
    first = "from bot.cli import main\nassert main(['reindex', 'rain.txt']) == 0"
    second = "from bot.cli import main\nassert main(['reindex']) == 0"
    made = "import bot.composition, followed\nbot.composition.embedder_opener = lambda *_, **__: followed.FakeEmbedder"

    loaded_after(f"{made}\n{first}", tmp_path, PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}")
    output, heavy = loaded_after(second, tmp_path)

    assert output.startswith("1 unchanged; 1 article in 1 passage; ")
    assert heavy == "[]"

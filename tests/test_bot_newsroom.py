"""A whole newsroom over a small edition, with the real model: what people said, asked in words and looked up."""

from datetime import UTC, datetime

import pytest
from fictional import HARBOUR, sentences
from made_run import run_reindex

from bot.composition import home_of, open_newsroom
from bot.quotes_asked import QuotesAsked
from bot.settings import load_settings
from index.errors import NoIndexError, QuestionError
from prompts.answer import Answer, NoAnswer
from prompts.question import Question

ASKED = datetime(2024, 10, 15, tzinfo=UTC)
STORM = "We can't wait for the next storm"
ARTICLES = {
    "harbour": ("Harbour wall to be rebuilt", "2024-09-24", HARBOUR),
    "ferry": (
        "Ferry stays in port",
        "2024-09-28",
        "The ferry Aurora stays in port until spring, the harbour office said.\n"
        "“I would not board it with my own children,” Tom Hart told the Wire. Mayor Ann Lee declined to comment.",
    ),
    "moss": (
        "Greens ask for a sea wall",
        "2024-09-29",
        f"“{STORM},” said Claire Moss of the Green Party.\nThe party meets in Quill in May.",
    ),
    "pentagon": (
        "No part in the strike",
        "2024-09-30",
        "Pentagon spokesperson Sabina Sand said there was no part in the strike on the port.\n"
        "“We had no warning of it at all,” Sand told reporters.",
    ),
}


@pytest.fixture(scope="module")
def newsroom(embedder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("newsroom")
    for name, (title, day, text) in ARTICLES.items():
        page = f"---\ntitle: {title}\ndate: {day}\nsource: The Courier\n---\n\n" + text.replace("\n", "\n\n") + "\n"
        (folder / f"{name}.md").write_text(page, encoding="utf-8")
    settings = load_settings(folder / "home", {})
    run_reindex(home_of(settings), sorted(folder.glob("*.md")), lambda: embedder)
    with open_newsroom(settings, open_embedder=lambda: embedder) as newsroom:
        yield newsroom


@pytest.fixture
def asked(newsroom):
    """What it answers; each quotation is checked to be of the article."""

    def asked(text):
        outcome = newsroom.answer(Question(text=text, asked=ASKED))
        for citation in getattr(outcome, "citations", ()):
            assert citation.article.text[citation.span.start : citation.span.end] == citation.quote
        return outcome

    return asked


@pytest.mark.parametrize(
    ("question", "words", "speaker"),
    [
        ("What did Tom Hart say about the ferry?", "I would not board it", "Tom Hart"),
        ("What did the Pentagon say about the strike?", "no part in the strike", "Pentagon spokesperson Sabina Sand"),
        ("What did the harbour office say about the ferry?", "stays in port until spring", "the harbour office"),
        ("Has Tom Hart said anything on the ferry?", "I would not board it", "Tom Hart"),
        ("Has the Pentagon said anything about the strike?", "no part", "Pentagon spokesperson Sabina Sand"),
        ("Who said “I would not board it with my own children”?", "I would not board it", "Tom Hart"),
        ("Who said it comes ten years late?", "It comes ten years late", "Fishing union leader Tom Hart"),
    ],
)
def test_what_people_said_is_answered_with_their_words_and_their_names(asked, question, words, speaker):
    outcome = asked(question)
    assert isinstance(outcome, Answer)
    assert words in outcome.claims[0].text
    assert outcome.citations[0].speaker == speaker


def test_words_of_two_people_are_told_of_both(asked):
    speakers = {citation.speaker for citation in asked(f"Who said “{STORM}”?").citations}
    assert speakers == {"Claire Moss of the Green Party", "Mayor Ann Lee"}


@pytest.mark.parametrize(
    "question",
    [
        "Has Ann Lee said anything on cheese?",
        "Has Claire Moss said anything about the ferry?",
        "Has Peter Zyx said anything about the ferry?",
        "What did Peter Zyx say about the ferry?",
        "Who said “the moon is made of blue cheese”?",
    ],
)
def test_what_nobody_said_is_refused(asked, question):
    outcome = asked(question)
    assert isinstance(outcome, NoAnswer), sentences(outcome)


def test_statements_are_looked_up_newest_first(newsroom):
    found = newsroom.quotes(QuotesAsked(speaker="Tom Hart", limit=10))
    said = [one.said for one in found.statements]
    assert [one.article.title for one in said] == ["Ferry stays in port", *["Harbour wall to be rebuilt"] * 2]
    assert said[0].quote.words.of(said[0].article.text) == "I would not board it with my own children"
    assert newsroom.quotes(QuotesAsked(speaker="the  Pentagon ", limit=1)).more == 1
    assert newsroom.quotes(QuotesAsked(speaker="Hart", topic="ferries", limit=1)).more == 0


def test_speakers_are_suggested_as_they_are_typed(newsroom):
    assert newsroom.speakers("mo", 5) == ["Claire Moss of the Green Party"]
    assert newsroom.speakers("tom ha", 1) == ["Fishing union leader Tom Hart"]
    assert newsroom.speakers("", 2) == newsroom.speakers("  ", 2) != []
    assert newsroom.speakers("zyx", 5) == newsroom.speakers("tom zyx", 5) == newsroom.speakers("?!", 0) == []


@pytest.mark.parametrize(("speaker", "topic"), [("?!", ""), ("%", ""), ("\0", ""), ("“", "ferry")])
def test_signs_that_name_nobody_find_nobody(newsroom, speaker, topic):
    found = newsroom.quotes(QuotesAsked(speaker=speaker, topic=topic, limit=5))
    assert (list(found.statements), found.results.near) == ([], ())


@pytest.mark.parametrize("topic", ["of the", "?!", "…"])
def test_a_topic_without_a_word_is_a_sentence(newsroom, topic):
    with pytest.raises(QuestionError, match=r"^There is no word in the topic .* to look for; name what it is about\.$"):
        newsroom.quotes(QuotesAsked(topic=topic, limit=5))


def test_without_an_edition_nobody_is_suggested_and_nothing_is_looked_up(embedder, tmp_path):
    settings = load_settings(tmp_path / "home", {})
    with open_newsroom(settings, waits=True, open_embedder=lambda: embedder) as newsroom:
        assert newsroom.speakers("a", 5) == []
        with pytest.raises(NoIndexError):
            newsroom.quotes(QuotesAsked(limit=5))

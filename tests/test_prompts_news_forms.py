"""Which questions ask for what is new: whole questions of a few forms, and no others."""

import pytest

from prompts.news_forms import NewsAsked, news_on, read_news


@pytest.mark.parametrize(
    ("text", "topic", "since", "changed"),
    [
        ("What's new since Monday?", "", "since Monday", False),
        ("what's new since yesterday", "", "since yesterday", False),
        ("Anything new on the ferry since 1 May?", "the ferry", "since 1 May", False),
        ("What’s new since 1 May on the strike?", "the strike", "since 1 May", False),
        ("Is there any news about the flood wall since Tuesday?", "the flood wall", "since Tuesday", False),
        ("Has anything changed with the ferry since Monday?", "the ferry", "since Monday", True),
        ("Has anything changed?", "", None, True),
        ("What has changed since then?", "", None, True),
        ("Any updates?", "", None, False),
        ("Any updates on that?", "", None, False),
        ("And any new developments yet?", "", None, False),
        ("Anything new since I last asked?", "", None, False),
        ("What is the latest?", "", None, False),
        ("What is the latest on the ferry in Port Maren?", "the ferry in Port Maren", None, False),
    ],
)
def test_a_question_for_what_is_new_is_read(text, topic, since, changed):
    assert read_news(text) == NewsAsked(topic=topic, since=since, changed=changed)


@pytest.mark.parametrize(
    "text",
    [
        "What new rules did the council pass since Monday?",
        "What has the mayor said since Monday?",
        "What happened in Quill since 1 May?",
        "How many people were hurt since Monday?",
        "Who read the news on Monday?",
        "Why has the price changed since May?",
        "Is New Quill the latest town to ban cars?",
        "",
        "?!",
    ],
)
def test_any_other_question_is_none(text):
    assert read_news(text) is None


def test_the_newest_reports_are_looked_for_in_words_that_are_read_so_again():
    assert read_news(news_on("the ferry", "since 1 May")) == NewsAsked(
        topic="the ferry", since="since 1 May", changed=False
    )

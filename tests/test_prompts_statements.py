"""Copies of one quotation are one statement; different speakers and different words stay apart."""

from datetime import UTC, datetime, timedelta

from index.article import Article
from index.quoted import Said
from index.quotes import quotes_of
from prompts.statements import statements

DAY = timedelta(days=1)
FIRST = datetime(2024, 10, 1, tzinfo=UTC)


def article(name, text, days=0, dated=True):
    return Article(id=name, title=name, text=text, published=FIRST + days * DAY if dated else None, publisher=name)


def made(*articles):
    found = [Said(article=one, quote=quote) for one in articles for quote in quotes_of(one.text)]
    return [
        (one.said.article.id, one.said.quote.words.of(one.said.article.text), [other.id for other in one.repeated])
        for one in statements(found)
    ]


def test_a_copy_takes_no_place_of_its_own_and_the_first_report_gives_the_date():
    words = "“The wall will hold for years,” said Mayor Ilse Brandt."
    assert made(article("late", words, 3), article("first", words), article("new", "“No,” Tom Hart said.", 2)) == [
        ("new", "No", []),
        ("first", "The wall will hold for years", ["late"]),
    ]


def test_a_shortened_quotation_of_the_same_speaker_is_the_longer_one():
    whole = article("whole", "“The wall will hold for years, whatever comes,” said Mayor Ilse Brandt.")
    part = article("part", "Mayor Ilse Brandt said the wall “will hold for years, whatever comes.”", 1)
    assert made(part, whole) == [("whole", "The wall will hold for years, whatever comes", ["part"])]


def test_the_same_words_of_two_speakers_are_two_statements():
    one = article("one", "“The wall will hold for years,” said Mayor Ilse Brandt.")
    other = article("other", "“The wall will hold for years,” said Tom Hart, an engineer.")
    assert [name for name, _, _ in made(one, other)] == ["one", "other"]


def test_an_article_that_repeats_itself_says_it_twice_and_undated_ones_come_last():
    twice = article("twice", "“It holds so far,” said Ann Lee.\n“It holds so far,” said Ann Lee.", dated=False)
    assert [name for name, _, _ in made(twice, article("dated", "“Never,” said Tom Hart."))] == [
        "dated",
        "twice",
        "twice",
    ]

"""What a reader remembers of the articles that it has read."""

import threading

from fictional import ANALYSER, HARBOUR, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Span
from prompts.speakers import CONTEXT_CHARACTERS, Reader

LONG = "\n".join(f"“Wall {number} is safe,” Ann Lee said. She left." for number in range(1500))


def sentences_spoken(article, passage):
    """What a reader that has read nothing before finds."""
    return list(Reader().read(article, passage).sentences)


def whole(article):
    return Span(0, len(article.text))


def test_a_reader_finds_the_same_sentences_and_speakers_again():
    article, reader = story(), Reader()

    first = reader.read(article, whole(article))
    again = reader.read(story(name="copy"), Span(3, 20))

    assert list(first.sentences) == sentences_spoken(article, whole(article))
    assert again is first


def test_a_long_article_is_read_around_each_passage():
    article, reader = story(LONG), Reader()
    beginning, end = Span(0, 40), Span(len(LONG) - 40, len(LONG))

    assert len(LONG) > 2 * CONTEXT_CHARACTERS
    assert [list(reader.read(article, passage).sentences) for passage in (beginning, end)] == [
        sentences_spoken(article, passage) for passage in (beginning, end)
    ]


def test_a_reader_forgets_what_was_read_longest_ago():
    first, second, third = (story(f"{word} {HARBOUR}") for word in ("One.", "Two.", "Six."))
    reader = Reader(characters=2 * len(first.text))
    read = [reader.read(article, whole(article)) for article in (first, second)]

    assert reader.read(first, whole(first)) is read[0]
    reader.read(third, whole(third))

    assert reader.read(first, whole(first)) is read[0]
    assert reader.read(second, whole(second)) is not read[1]


def test_an_article_longer_than_a_reader_remembers_is_read_all_the_same():
    article, reader = story(), Reader(characters=10)
    short = story("It rained.")

    assert list(reader.read(article, whole(article)).sentences) == sentences_spoken(article, whole(article))
    assert reader.read(short, whole(short)) is reader.read(short, whole(short))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 90), st.integers(0, 90)), max_size=10), st.integers(0, 300))
def test_whatever_a_reader_remembers_it_says_what_is_read_anew(asked, characters):
    reader = Reader(characters=characters)
    for number, one, other in asked:
        article = story(f"“It is {number},” Lee {number} said. " * (number + 2))
        start, end = sorted(min(place, len(article.text)) for place in (one, other))
        passage = Span(start, end)
        read = reader.read(article, passage)
        assert list(read.sentences) == sentences_spoken(article, passage)
        for position, sentence in enumerate(read.sentences):
            assert read.stems(position, ANALYSER) == set(ANALYSER.stems(sentence.span.of(article.text)))


def test_threads_may_share_a_reader():
    articles = [story(f"{number}. {HARBOUR}") for number in range(20)]
    expected = [sentences_spoken(article, whole(article)) for article in articles]
    reader = Reader(characters=5 * len(articles[0].text))
    wrong = []

    def work(start):
        for step in range(60):
            number = (start + 3 * step) % len(articles)
            if list(reader.read(articles[number], whole(articles[number])).sentences) != expected[number]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert reader.read(articles[0], whole(articles[0])) is reader.read(articles[0], whole(articles[0]))

"""Links to quoted words: the directive names whole words, in signs that neither a browser nor Discord acts on."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_text import LONGEST_ADDRESS_UNITS, address
from bot.text_fragment import LONGEST_DIRECTIVE_UNITS, at_words

URL = "https://news.example/pier"
LONG = (
    "The pier at Dunmere was closed for eleven weeks after the storm of July, and it opened again on Wednesday, when"
    " 1,200 people came to see the first ferry leave."
)
SNIPPETS = st.sampled_from(
    [
        *(
            "word ",
            "a-b, c&d ",
            "“so” ",
            "(",
            ")",
            "\n",
            "\n\n- ",
            " | ",
            "%",
            "#",
            ":~:",
            "é",
            "新聞、",
            "Паром ",
            "\ud800",
            "'",
        )
    ]
)
QUOTES = st.lists(SNIPPETS | st.text(max_size=12), max_size=40).map("".join)
URLS = st.builds(
    "https://news.example/{}{}".format,
    st.text("abc/(-_%", max_size=300),
    st.sampled_from(["", "#part", "#part:~:text=old", "#:~:text=old", "?q=1&r=2"]),
)


def terms(url):
    directive = url.partition("#")[2].partition(":~:text=")[2]
    return [unquote(term) for term in directive.split(",")] if directive else []


def test_a_short_quote_is_named_whole():
    assert at_words(URL, "the re-opened pier, they said") == f"{URL}#:~:text=the%20re%2Dopened%20pier%2C%20they%20said"


def test_a_long_quote_is_named_by_where_it_begins_and_where_it_ends():
    assert terms(at_words(URL, LONG)) == ["The pier at Dunmere was closed", "to see the first ferry leave"]


def test_a_quote_of_several_paragraphs_begins_in_the_first_and_ends_in_the_last():
    quote = "The harbour office was\nglad.\n\n- And here is a list of all it did:\n- it built a pier"

    assert terms(at_words(URL, quote)) == ["The harbour office was", "it built a pier"]


@pytest.mark.parametrize("short", ["Glad.\n", "He said:\n\n", "- yes\n"])
def test_a_paragraph_of_a_word_or_two_stands_anywhere_and_is_not_where_a_quote_begins(short):
    assert terms(at_words(URL, short + LONG)) == terms(at_words(URL, LONG))


def test_a_dash_within_a_line_is_no_bullet():
    assert terms(at_words(URL, "The pier – the old one – is shut")) == ["The pier – the old one – is shut"]


def test_cells_of_a_table_are_not_read_as_one_line():
    assert terms(at_words(URL, "Price of the pier | £2.4m | paid by the county")) == [
        "Price of the pier",
        "paid by the county",
    ]


def test_marks_around_the_words_are_left_to_the_page():
    assert terms(at_words(URL, "“It re-opened,” he said.")) == ["It re-opened,” he said"]


def test_white_space_is_that_of_one_line():
    assert terms(at_words(URL, " the\tnew  pier\u00a0is open ")) == ["the new pier is open"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{URL}#part", f"{URL}#part:~:text=so%20it%20was"),
        (f"{URL}#part:~:text=old", f"{URL}#part:~:text=so%20it%20was"),
        (f"{URL}#:~:text=old&text=older", f"{URL}#:~:text=so%20it%20was"),
        (f"{URL}?a=b", f"{URL}?a=b#:~:text=so%20it%20was"),
    ],
)
def test_a_fragment_stays_and_a_directive_is_replaced(url, expected):
    assert at_words(url, "so it was") == expected


@pytest.mark.parametrize("quote", ["", " \n ", "“…”", "--"])
def test_without_words_the_address_stays(quote):
    assert at_words(f"{URL}#part", quote) == f"{URL}#part"


def test_a_long_address_is_rather_left_alone_than_not_linked():
    url = "https://news.example/" + "a" * 370

    assert at_words(url, LONG) == url
    assert address(at_words(url, LONG)) is not None


def test_an_article_as_a_quote_is_quickly_read():
    assert terms(at_words(URL, LONG + " word" * 1_000_000 + "\n" + LONG)) == terms(at_words(URL, LONG))


@given(URLS, QUOTES)
def test_what_could_be_linked_can_be_linked_and_no_sign_of_the_words_acts(url, quote):
    there = at_words(url, quote)

    assert (address(there) is None) == (address(url) is None)
    if there == url:
        return
    page, directive = there.split(":~:")
    assert page == (url.partition(":~:")[0] if "#" in url else f"{url}#")
    assert re.fullmatch(r"text=(?:[\w.~]|%[0-9A-F]{2})+(?:,(?:[\w.~]|%[0-9A-F]{2})+)?", directive, re.ASCII)
    assert len(directive) <= LONGEST_DIRECTIVE_UNITS
    assert len(address(there).url) <= LONGEST_ADDRESS_UNITS


@given(QUOTES)
def test_the_named_words_are_whole_words_of_one_line_of_the_quote(quote):
    lines = [" ".join(line.split()) for line in re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]| \|", quote)]
    lines = [line.encode("utf-8", "replace").decode() for line in lines]
    for term in terms(at_words(URL, quote)):
        found = [(line, place) for line in lines for place in places(term, line)]

        assert any(not inside(line, place) and not inside(line, place + len(term)) for line, place in found), (
            f"{term!r} is not of {lines!r}"
        )


def places(term, line):
    return [match.start() for match in re.finditer(f"(?={re.escape(term)})", line)]


def inside(line, place):
    """Whether a place is within a word; scripts without spaces are parted at their punctuation only."""
    return 0 < place < len(line) and line[place - 1].isalnum() and line[place].isalnum()

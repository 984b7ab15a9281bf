"""Markdown becomes the words that a reader of it sees, and its front matter becomes metadata."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.draft import Draft, Unreadable
from index.markup import read_markdown


def prose(markdown):
    draft = read_markdown(markdown)
    assert isinstance(draft, Draft)
    return draft.text


def test_front_matter_becomes_metadata():
    text = (
        "---\ntitle: 'Bridge: shut'\ndate: 2024-09-25 16:30:00 +02:00\nsource: The Courier\nurl: https://c.example/a\n"
        "author: [Ann Lee, Bo Ek]\nsection: Local\nid: 007\nlayout: post\n---\nThe bridge is shut.\n"
    )

    assert read_markdown(text) == Draft(
        place="",
        text="The bridge is shut.",
        given_id="007",
        title="Bridge: shut",
        publisher="The Courier",
        published=datetime(2024, 9, 25, 14, 30, tzinfo=UTC),
        url="https://c.example/a",
        author="Ann Lee, Bo Ek",
        section="Local",
        zone=120,
    )


def test_the_other_names_of_fields_are_known():
    text = (
        "---\npublished: September 25, 2024\nlast_modified: 2024-09-26\npublisher: C\nlink: https://c.example\n"
        "category: Local\n---\nText.\n"
    )

    draft = read_markdown(text)

    assert (draft.published, draft.publisher) == (datetime(2024, 9, 25, tzinfo=UTC), "C")
    assert draft.modified == datetime(2024, 9, 26, tzinfo=UTC)
    assert (draft.url, draft.section) == ("https://c.example", "Local")


def test_values_stay_as_they_were_written():
    """YAML would make a number of 1984, False of No, and an error of the 31st of September."""
    draft = read_markdown("---\ntitle: No\nid: 1984\ndate: 2024-09-31\nauthor: ~\nsource: null\n---\nText.\n")

    assert (draft.title, draft.given_id) == ("No", "1984")
    assert (draft.published, draft.author, draft.publisher) == (None, None, None)


@pytest.mark.parametrize("text", ["---\r\ntitle: A\r\n---\r\nText.\r\n", "--- \ntitle: A\n...\nText."])
def test_front_matter_ends_with_rules_or_dots_and_any_line_end(text):
    assert read_markdown(text) == Draft(place="", text="Text.", title="A")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\ntitle: A\nsource: B: C\n---\nText.", "line 3"),
        ("---\ntitle: [A\n---\nText.", "line 3"),
        ("---\n\ttitle: A\n---\nText.", "line 2"),
        ("---\ntitle: A\nauthor: *nobody\n---\nText.", "line 3"),
        ("---\ntitle: \x07\n---\nText.", "line 2"),
        ("---\ntitle: A\n\nText without an end of front matter.", "line 1"),
        ("---\na: [" + "a," * 500_000 + "]\n---\nText.", "line 2"),
        ("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\nText.", "line 2"),
    ],
)
def test_broken_front_matter_is_reported_with_its_line(text, place):
    read = read_markdown(text)

    assert isinstance(read, Unreadable)
    assert read.place == place


@pytest.mark.parametrize(
    "text", ["---\nText below a rule.", "---\n---\nText below a rule.", "---\n\nText below a rule.\n"]
)
def test_a_rule_across_the_page_is_no_front_matter(text):
    assert read_markdown(text) == Draft(place="", text="Text below a rule.")


def test_prose_between_two_rules_is_kept():
    assert prose("---\nProse between rules.\n\n---\n\nMore prose.\n") == "Prose between rules.\n\nMore prose."


def test_the_first_heading_is_the_title_and_not_the_first_sentence():
    assert read_markdown("# Bridge *shut*\n\nText.\n\n# Later\n") == Draft(
        place="", text="Text.\n\nLater", title="Bridge shut"
    )


def test_a_heading_that_repeats_the_title_is_left_out():
    assert read_markdown("---\ntitle: A\n---\n# A\n\nText.").text == "Text."


def test_a_heading_beside_another_title_is_kept():
    assert read_markdown("---\ntitle: A\n---\n# B\n\nText.") == Draft(place="", text="B\n\nText.", title="A")


def test_a_heading_alone_is_a_text():
    assert read_markdown("# Bridge shut") == Draft(place="", text="Bridge shut", title="Bridge shut")


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("One\ntwo **three** _four_ `five`.", "One two three four five."),
        ("One [two](https://a.example 'x') three <https://b.example>.", "One two three https://b.example."),
        ("One [two][r].\n\n[r]: https://a.example", "One two."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One  \ntwo", "One\ntwo"),
        ("## One\n\nTwo", "One\n\nTwo"),
        ("- One\n- Two\n  - Three\n\n1. Four", "One\n\nTwo\n\nThree\n\nFour"),
        ("> One\n> two", "One two"),
        ("```python\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
        ("Text\n\n    code", "Text\n\ncode"),
        ("![A picture](a.png)\n\nOne ![icon](b.png) two.", "One  two."),
        ("| a | b |\n|---|---|\n| 1 | **2** |\n| 3 | |", "a | b\n\n1 | 2\n\n3 | "),
        ("One <b>two</b> &amp; three &copy; \\*four\\*", "One two & three © *four*"),
        (
            "<!-- hidden -->\n\n<div class='x'>One &lt;\n<b>two</b></div>\n\nThree <!-- hidden --> four",
            "One < two\n\nThree  four",
        ),
        ("<script>\nalert(1)\n</script>\n\nOne", "One"),
        ("*One\n\n***\n\ntwo_", "*One\n\ntwo_"),
        ("Zwölf “Brücken” – 東京", "Zwölf “Brücken” – 東京"),
    ],
)
def test_what_a_reader_sees_is_kept(markdown, words):
    assert prose(markdown) == words


def test_the_words_of_a_long_mail_thread_are_kept():
    assert prose("".join(f"{'> ' * level}Word {level}.\n>\n" for level in range(1, 40))).endswith("Word 39.")


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\n", "---\ntitle: A\n---\n\n![x](y.png)\n", "***\n", "<!-- x -->", "", " \n"]
)
def test_a_file_without_words_is_reported(text):
    assert isinstance(read_markdown(text), Unreadable)


@pytest.mark.parametrize(
    "hostile", ["> " * 3000 + "deep", "- " * 3000 + "deep", "[" * 20_000, "*a " * 20_000, "`" * 20_000]
)
def test_hostile_nesting_ends(hostile):
    read_markdown(hostile)


PIECES = st.sampled_from([
    "---\n", "...\n", "title: A\n", "date: ", "2024-09-25\n", "# ", "- ", "> ", "| a | b |\n", "|--|--|\n",
    "```\n", "*", "_", "[", "](", ")", "<", ">", "<!--", "-->", "&amp;", "&#0;", "\\", "\n", "\n\n", "\t", "x",
    "word ", "\x00", "\ud800", "![", "{", "}", "!!python/object:os.system ", "&a ", "*a", "<<: ", "? ", ": ",
    "%YAML 9\n", "\x85", "\u2028", "\r",
])  # fmt: skip


@settings(deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(PIECES, max_size=30).map("".join), st.text().map(lambda head: f"---\n{head}\n---\nText.")
    )
)
def test_whatever_the_text_it_is_an_article_or_says_why_not(text):
    read = read_markdown(text)

    assert isinstance(read, Draft | Unreadable)

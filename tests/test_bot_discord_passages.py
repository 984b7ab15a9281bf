"""Passages: the words as they were cited, in their context, and what has become of them since."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from discord_reading import NASTY, read
from hypothesis import given
from hypothesis import strategies as st
from made_index import keep
from made_receipt import ASKED, DAY, citing, made_receipt

from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_passages import CITES_NOTHING, GONE, passages_pages
from bot.discord_text import address, units
from bot.text_fragment import at_words
from index.archive import Archive, Place, Sighting
from index.article import Article

LATER = datetime(2024, 9, 28, 12, tzinfo=UTC)
LATER_SHOWN = f"<t:{int(LATER.timestamp())}:D>"
FIRST = "The dam at Tarn held all night."
SECOND = "Engineer Ida Voss said on Monday there was no crack in it."
THIRD = "The valley road is open again."
LAST = "Rain is due on Friday."
TEXT = f"{FIRST} {SECOND}\n{THIRD}{' Nobody was hurt.' * 40} {LAST}"
NEWER = "Changed since: there is a newer version of the article, which I read first on"


def dam(text=TEXT, **changes):
    values = {"id": "dam", "title": "Dam holds", "publisher": "The Tarn Bell", "url": "https://bell.example/dam"}
    return Article(text=text, **(values | {"published": DAY} | changes))


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        keep(archive, dam(), now=ASKED)
        yield archive


def lines(archive, *citations):
    """The lines of the one page, without its heading."""
    [page] = passages_pages(made_receipt(citations=citations or (citing(dam(), SECOND),)), archive)
    read(page)
    heading, *found = page.splitlines()
    assert heading == "### The quoted words in their context"
    return found


def since(archive):
    """What is said to have changed; None where nothing is."""
    return next((line for line in lines(archive) if line.startswith("Changed since")), None)


def test_the_words_stand_between_what_is_before_and_behind_them(archive):
    found = lines(archive, citing(dam(), SECOND, speaker="Ida Voss"))

    assert found[:8] == [
        f"[1] [Dam holds]({at_words('https://bell.example/dam', SECOND)}) (bell.example)",
        "The Tarn Bell, <t:1727265600:D>",
        "Before the quoted words:",
        FIRST,
        "Quoted, said by Ida Voss:",
        f"> {SECOND}",
        "After the quoted words:",
        THIRD + " Nobody was hurt." * 27,
    ]
    assert found[8:] == [f"-# Characters 32 to 90 of version {dam().version[7:19]} of the article."]


def test_words_within_a_sentence_leave_its_full_stop_behind(archive):
    found = lines(archive, citing(dam(), "no crack in it"))

    assert found[2:6] == [
        "Before the quoted words:",
        f"{FIRST} Engineer Ida Voss said on Monday there was",
        "Quoted:",
        "> no crack in it",
    ]
    assert found[7].startswith("The valley road")


def test_at_the_end_of_an_article_nothing_is_said_to_follow(archive):
    assert "After the quoted words:" not in lines(archive, citing(dam(), LAST))
    assert "Before the quoted words:" not in lines(archive, citing(dam(), FIRST))


def test_a_sentence_that_is_shown_in_part_says_so(tmp_path):
    long = dam(f"{'river ' * 300}broke {'valley ' * 300}".strip())
    with Archive(tmp_path / "archive.db") as archive:
        keep(archive, long)
        found = lines(archive, citing(long, "broke"))

    assert found[3].startswith("… river")
    assert found[7].endswith("valley …")


def test_a_quote_of_several_paragraphs_stays_one_quotation(archive):
    found = lines(archive, citing(dam(), f"{SECOND}\n{THIRD}"))

    assert [f"> {SECOND}", f"> {THIRD}"] == found[5:7]


def test_nothing_is_said_of_an_article_that_is_as_it_was(archive):
    keep(archive, dam(title="Dam holds, says engineer"), now=LATER)

    assert since(archive) is None


@pytest.mark.parametrize(
    ("text", "became"),
    [
        (TEXT.replace("no crack", "a crack"), "the quoted words don't stand in it any more."),
        (TEXT.replace(THIRD, "The valley road is shut."), "what stands around them is different."),
        (TEXT.replace(LAST, "It rained."), "it differs elsewhere, and what is shown here reads the same in it."),
        (f"Updated. {TEXT}", "it differs elsewhere, and what is shown here reads the same in it."),
    ],
)
def test_a_newer_version_is_told_of_with_its_day_and_the_cited_one_is_shown(archive, text, became):
    before = lines(archive)
    keep(archive, dam(text), now=LATER)

    assert since(archive).startswith(f"{NEWER} {LATER_SHOWN}; ")
    assert since(archive).endswith(f"{became} Shown here is the version that was cited.")
    assert [line for line in lines(archive) if not line.startswith("Changed")] == before


def test_a_withdrawal_is_told_of_with_its_day(archive):
    archive.withdraw("dam", "source", LATER)

    assert since(archive) == f"Changed since: the article was withdrawn on {LATER_SHOWN}."
    assert f"> {SECOND}" in lines(archive)


def test_an_article_that_waits_for_its_date_is_not_called_withdrawn(archive):
    with archive.transaction():
        archive.hold(datetime(2024, 9, 1, tzinfo=UTC))

    assert since(archive) == "Changed since: the article waits for its date, and is not searched until then."


def test_a_version_that_is_not_kept_is_shown_as_it_was_quoted(archive):
    lost = citing(dam("The dam broke. It was dry."), "The dam broke.", speaker="Ida Voss")

    found = lines(archive, lost)

    assert found[2].startswith(NEWER)
    assert found[2].endswith("the quoted words don't stand in it any more.")
    assert found[3:] == ["Quoted, said by Ida Voss:", "> The dam broke.", GONE]


def test_words_that_are_not_where_the_receipt_says_are_shown_as_it_quotes_them(archive):
    for moved in ({"start": 3, "end": 61}, {"start": -9, "end": -1}, {"start": 10**9, "end": 10**9 + 4}):
        found = lines(archive, citing(dam(), SECOND).model_copy(update=moved))
        assert found[-2:] == [f"> {SECOND}", GONE]
    behind = citing(dam(), LAST).model_copy(update={"start": -len(LAST), "end": -1, "quote": LAST[:-1]})
    assert lines(archive, behind)[-2:] == [f"> {LAST[:-1]}", GONE]


def test_an_article_that_is_unknown_and_an_archive_that_is_missing_are_said_so(archive):
    unknown = citing(dam(id="mill"), SECOND)

    assert "Changed since: the article is not in my archive any more." in lines(archive, unknown)
    assert lines(None)[2:] == ["Quoted:", f"> {SECOND}", GONE]


def test_without_a_citation_it_is_said_that_there_are_no_words():
    assert passages_pages(made_receipt(status="refused"), None)[0].endswith(f"\n{CITES_NOTHING}")


SEEN = Sighting(place=Place(file="/news/a.txt"), now=ASKED)
TEXTS = st.lists(st.sampled_from(NASTY) | st.text("abc #>-.1\n", max_size=40), max_size=30).map("".join)


@given(st.data(), st.lists(TEXTS, min_size=1, max_size=4), TEXTS, TEXTS, st.none() | TEXTS)
def test_nothing_foreign_acts_and_every_page_fits(data, texts, title, publisher, speaker):
    with Archive(Path(":memory:")) as archive:
        citations = []
        for number, text in enumerate(texts, 1):
            one = dam(
                f"{text} end", id=f"a{number}", title=title, publisher=publisher, url=f"https://bell.example/{title}"
            )
            with archive.transaction():
                archive.store(one, SEEN)
            start = data.draw(st.integers(0, len(one.text) - 1))
            quote = one.text[start : data.draw(st.integers(start + 1, len(one.text)))]
            here = {"start": start, "end": start + len(quote), "quote": quote, "speaker": speaker}
            citations.append(citing(one, one.text, number).model_copy(update=here))
            if data.draw(st.booleans()):
                with archive.transaction():
                    archive.store(dam(f"{text} {title} other", id=f"a{number}"), SEEN)
        pages = passages_pages(made_receipt(citations=citations), archive)

    found = [read(page) for page in pages]
    assert all(units(page) <= VIEW_TEXT_UNITS for page in pages)
    assert [number for page in found for number in page.markers] == [one.number for one in citations]
    linked = {address(one.url) for one in citations} - {None}
    assert {link.partition("#")[0] for page in found for link in page.links} <= {
        one.url.partition("#")[0] for one in linked
    }

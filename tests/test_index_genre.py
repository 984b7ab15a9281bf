"""What kind of piece an article is: read off labels that stand alone, and off nothing that only sounds like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.genre import Genre, genre_of


def piece(title="Trams are late again", text="The trams of Alder were late on Monday.\nIt was cold.", **details):
    return Article(id="a", title=title, text=text, **details)


@pytest.mark.parametrize(
    ("genre", "details"),
    [
        (Genre.OPINION, {"section": "Opinion"}),
        (Genre.OPINION, {"section": "News > Opinion > Columnists"}),
        (Genre.OPINION, {"section": "Comment"}),
        (Genre.OPINION, {"section": "Op-Eds"}),
        (Genre.ANALYSIS, {"section": "World / News Analysis"}),
        (Genre.LETTER, {"section": "Letters to the Editor"}),
        (Genre.REVIEW, {"section": "Culture, Film reviews"}),
        (Genre.SPONSORED, {"section": "Partner content"}),
        (Genre.OPINION, {"url": "https://alder.example/opinion/2031/trams-are-late"}),
        (Genre.OPINION, {"url": "https://alder.example/commentisfree/2031/may/02/trams"}),
        (Genre.OPINION, {"url": "https://opinion.alder.example/2031/trams"}),
        (Genre.EDITORIAL, {"url": "https://alder.example/editorials/trams?page=2"}),
        (Genre.LETTER, {"url": "https://alder.example/letters/trams"}),
        (Genre.PRESS_RELEASE, {"url": "https://alder.example/press-releases/12"}),
        (Genre.EDITORIAL, {"author": "The Editorial Board"}),
        (Genre.EDITORIAL, {"author": "Alder Post Editorial Board"}),
        (Genre.OPINION, {"author": "Ann Lee, opinion columnist"}),
        (Genre.OPINION, {"author": "Tom Hart, guest contributor"}),
        (Genre.ANALYSIS, {"author": "Analysis by Ann Lee"}),
        (Genre.OPINION, {"title": "Opinion | The trams deserve better"}),
        (Genre.OPINION, {"title": "OPINION: The trams deserve better"}),
        (Genre.OPINION, {"title": "[Opinion] The trams deserve better"}),
        (Genre.OPINION, {"title": "The trams deserve better | Opinion"}),
        (Genre.OPINION, {"title": "The trams deserve better (Commentary)"}),
        (Genre.ANALYSIS, {"title": "Analysis: why the trams are late"}),
        (Genre.ANALYSIS, {"title": "Why the trams are late – analysis"}),
        (Genre.REVIEW, {"title": "The Last Tram – review"}),
        (Genre.REVIEW, {"title": "Film review: The Last Tram"}),
        (Genre.SATIRE, {"title": "Satire | Tram arrives"}),
        (Genre.SPONSORED, {"title": "Sponsored: a better tram ticket"}),
        (Genre.OPINION, {"text": "OPINION\n\nThe trams deserve better."}),
        (Genre.ANALYSIS, {"text": "Analysis by Ann Lee\nThe trams deserve better."}),
        (Genre.OPINION, {"text": "Trams matter.\nThe views expressed in this article are the author's own."}),
        (Genre.OPINION, {"text": "The opinions expressed in this commentary are solely those of the writer.\nTrams."}),
        (Genre.ANALYSIS, {"section": "Opinion", "title": "Analysis: why the trams are late"}),
    ],
)
def test_a_piece_is_what_its_outlet_calls_it(genre, details):
    assert genre_of(piece(**details)) is genre


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"section": "Opinion polls"},
        {"section": "Politics", "title": "Public opinion poll: half of Alder wants trams"},
        {"section": "Reviewing the year"},
        {"author": "Comment"},
        {"author": "Jane Comment"},
        {"author": "Editorial staff"},
        {"author": "Victor Review, political editor"},
        {"url": "https://alder.example/opinion-poll/2031/trams"},
        {"url": "https://alder.example/politics/opinion"},
        {"url": "https://alder.example/news/analysis-finds-trams-late"},
        {"url": "https://comment.example/news/trams"},
        {"url": "http://[broken/opinion/x"},
        {"title": "Expert analysis finds trams late"},
        {"title": "Analysis of 400 trams shows rust"},
        {"title": "Opinion is divided on trams"},
        {"title": "Opinion poll: Lee ahead"},
        {"title": "Review: council failed its tram drivers"},
        {"title": "Letter: council knew of rust"},
        {"title": "Council orders review"},
        {"title": "Court seeks Lee's opinion"},
        {"title": "Tram-maker's shares fall after review"},
        {"text": "Opinion in Alder was divided on Monday.\nHalf wants trams."},
        {"text": "Analysis"},
        {"text": "The views expressed by Lee are shared by many, Hart said.\nHe left."},
    ],
)
def test_what_only_sounds_like_it_is_a_report(details):
    assert genre_of(piece(**details)) is None


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_nothing_that_an_article_holds_is_too_much_for_it(section, url, title, text):
    genre = genre_of(Article(id="a", title=title, text=f"x{text}", section=section, url=url, author=section))
    assert genre is None or genre in Genre

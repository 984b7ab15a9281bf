"""The filter columns, counted by publisher as a plain count over the articles does it."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from index.columns import ArticleColumns, Columns
from index.seconds import moment_of

ARTICLES = st.lists(
    st.builds(
        ArticleColumns,
        id=st.uuids().map(str),
        published=st.none() | st.integers(-(10**9), 2 * 10**9),
        appeared=st.none(),
        publisher=st.none() | st.sampled_from(["", "Ennis Echo", "The Tarn Bell", "Wire"]),
        story=st.just(0),
        characters=st.just(9),
    ),
    max_size=30,
)


@given(ARTICLES)
def test_shares_are_counted_by_publisher_with_their_ends(articles):
    by_name = defaultdict(list)
    for article in articles:
        by_name[article.publisher or None].append(article.published)

    shares = Columns(articles, range(len(articles))).by_publisher()

    assert [share.publisher for share in shares] == sorted(by_name, key=lambda name: name or "")
    for share in shares:
        times = by_name[share.publisher]
        dated = [time for time in times if time is not None]
        assert (share.articles, share.undated) == (len(times), len(times) - len(dated))
        assert share.oldest == (moment_of(min(dated)) if dated else None)
        assert share.newest == (moment_of(max(dated)) if dated else None)

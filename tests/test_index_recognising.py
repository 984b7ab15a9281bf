"""Which article a draft is from run to run: none is mixed, lost, doubled, or withdrawn while another place holds it."""

import shutil
from dataclasses import replace

import pytest
from loopback_web import web
from made_run import folder_source, run_reindex
from test_index_reindexing import FakeEmbedder, counts, texts_in, write_lines
from test_index_reindexing_web import feed, page

from index.archive import Archive
from index.draft import Draft
from index.identity import id_apart, identity_of
from index.sources import Source

CANONICAL = '<link rel="canonical" href="{0}">'
RECORDS = [{"id": str(number), "text": f"Text {number}."} for number in range(10)]


@pytest.fixture
def news(tmp_path):
    return folder_in(tmp_path, "news")


@pytest.fixture
def site():
    with web("127.0.0.2") as site:
        yield site


@pytest.fixture
def run(home):
    """Runs reindex in the home of the test, over listed sources."""

    def run(*sources, **more):
        return run_reindex(home, load=FakeEmbedder, listed=sources, **more)

    return run


def folder_in(folder, name):
    made = folder / name
    made.mkdir()
    return made


def pages(site, *paths):
    return Source(name="pages", kind="urls", place="", urls=tuple(map(site.url, paths)))


def note(path, text, **fields):
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    path.write_text(f"---\n{front}---\n{text}\n" if fields else f"{text}\n", encoding="utf-8")


# What a file holds no more


def test_what_is_gone_from_an_unchanged_file_stays_withdrawn(home, news, run):
    snapshot = folder_source(news, snapshot=True)
    write_lines(news / "a.jsonl", *RECORDS)
    run(snapshot)
    write_lines(news / "a.jsonl", *RECORDS[1:])
    assert [note.article_id for note in run(snapshot).withdrawn] == ["0"]

    summary = run(snapshot)

    assert (summary.unchanged, summary.restored) == (9, ())
    assert "0" not in texts_in(home)


def test_a_snapshot_that_lost_too_much_says_so_until_it_is_told_to_withdraw(news, run):
    snapshot = folder_source(news, snapshot=True)
    write_lines(news / "a.jsonl", *RECORDS)
    run(snapshot)
    write_lines(news / "a.jsonl", *RECORDS[5:])

    assert [len(run(snapshot).failures) for _ in range(2)] == [1, 1]
    assert len(run(snapshot, force=True).withdrawn) == 5


def test_a_vanished_record_is_reported_in_every_run(news, run):
    write_lines(news / "a.jsonl", *RECORDS[:2])
    run(folder_source(news))
    write_lines(news / "a.jsonl", *RECORDS[:1])

    for _ in range(2):
        summary = run(folder_source(news))
        assert [place.record for place in summary.vanished] == ["line 2"]
    assert summary.unchanged == 1


def test_an_article_comes_back_with_a_file_as_it_was(home, news, run):
    snapshot = folder_source(news, snapshot=True)
    write_lines(news / "k.jsonl", *RECORDS)
    write_lines(news / "a.jsonl", {"id": "x", "text": "The wall."})
    run(snapshot)
    for before, after in ("ab", "ba"):
        (news / f"{before}.jsonl").rename(news / f"{after}.jsonl")
        assert run(snapshot).withdrawn == ()
    assert "x" in texts_in(home)


def test_a_page_with_another_canonical_address_is_met_as_one_article(site, run):
    site.page("/p", page("Wall", head=CANONICAL.format(site.url("/one"))))
    run(pages(site, "/p"))
    site.page("/p", page("Ferry", "It sailed.", head=CANONICAL.format(site.url("/two"))))

    assert counts(run(pages(site, "/p")))[:2] == (1, 0)
    assert run(pages(site, "/p")).unchanged == 1


# What two sources hold


def test_what_another_source_holds_as_well_is_not_withdrawn(home, tmp_path, run):
    one, two = folder_in(tmp_path, "one"), folder_in(tmp_path, "two")
    records = [{"url": f"https://news.example/{one['id']}", "title": one["text"], **one} for one in RECORDS]
    records = [{key: value for key, value in one.items() if key != "id"} for one in records]
    write_lines(one / "a.jsonl", *records)
    write_lines(two / "b.jsonl", records[0])
    sources = folder_source(one, name="one", snapshot=True), folder_source(two, name="two")
    assert run(*sources).elsewhere == 1
    write_lines(one / "a.jsonl", *records[1:])

    for _ in range(2):
        assert run(*sources).withdrawn == ()
        assert len(texts_in(home)) == 10


def test_a_page_takes_over_what_a_snapshot_no_longer_holds(home, site, news, run):
    site.page("/wall", page("Wall"), etag='"1"')
    write_lines(news / "a.jsonl", {"url": site.url("/wall"), "title": "Wall", "text": "The wall."}, *RECORDS)
    sources = folder_source(news, name="news", snapshot=True), pages(site, "/wall")
    assert run(*sources).elsewhere == 1
    write_lines(news / "a.jsonl", *RECORDS)

    for _ in range(2):
        run(*sources)
    assert len(texts_in(home)) == 11


def test_two_pages_of_one_canonical_address_are_one_article(site, run):
    head = CANONICAL.format(site.url("/wall"))
    site.page("/wall", page("Wall", head=head), etag='"1"')
    site.page("/amp/wall", page("Wall", "In short.", head=head), etag='"2"')
    source = pages(site, "/wall", "/amp/wall")

    assert [counts(run(source)) for _ in range(3)] == [(1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 1, 0)]


def test_feeds_that_are_read_one_by_one_share_a_page(site, run):
    for name in "ab":
        item = {"title": f"Wall {name}", "link": site.url("/wall")}
        site.page(f"/{name}", feed(item), content_type="application/rss+xml")
    site.page("/wall", page("Wall"), etag='"w"')
    feeds = [Source(name=name, kind="feed", place=site.url(f"/{name}")) for name in "ab"]

    for name in "abab":
        run(*feeds, only=frozenset({name}))

    assert [asked.headers.get("if-none-match") for asked in site.asked if asked.path == "/wall"] == [None, '"w"']


# Other names for the same


def test_sources_of_other_names_adopt_ids_that_both_have(home, tmp_path, run):
    folders = [folder_in(tmp_path, name) for name in "ab"]
    for folder in folders:
        write_lines(folder / "a.jsonl", {"id": "17", "text": f"Text of {folder.name}."})
    run(*map(folder_source, folders))
    before = texts_in(home)

    summary = run(*(folder_source(folder, name=folder.name) for folder in folders))

    assert summary.new == 0
    assert texts_in(home) == before


def test_a_source_that_moved_may_get_another_name_later(tmp_path, run):
    folder = folder_in(tmp_path, "a")
    write_lines(folder / "a.jsonl", *({"title": "Wall", "text": f"Text {number}."} for number in range(2)))
    run(folder_source(folder, name="one"))
    moved = folder.rename(tmp_path / "b")
    run(folder_source(moved, name="one"))

    assert counts(run(folder_source(moved, name="two"))) == (0, 0, 2, 0)


def test_a_copy_that_is_left_behind_keeps_nothing(tmp_path, run):
    folder = folder_in(tmp_path, "monday")
    write_lines(folder / "a.jsonl", *RECORDS)
    run(folder_source(folder, name="courier"))
    copy = shutil.copytree(folder, tmp_path / "tuesday")

    assert counts(run(folder_source(copy, name="courier"))) == (0, 0, 10, 0)


def test_an_id_from_before_there_were_identities_stays_with_its_source(tmp_path, home, run):
    one, two = (folder_in(tmp_path, name) for name in ("one", "two"))
    write_lines(one / "a.jsonl", *RECORDS[:1])
    run(folder_source(one))
    with Archive(home.archive) as archive:
        archive.file.write("UPDATE article SET identity = NULL, said = NULL", ())
    write_lines(two / "b.jsonl", {"id": "0", "text": "Another text."})

    assert counts(run(folder_source(one), folder_source(two)))[0] == 1
    assert len(texts_in(home)) == 2


# What must not be mixed


@pytest.mark.parametrize("later", [{"id": "18"}, {"url": "https://news.example/18"}, {}])
def test_a_file_name_that_is_used_again_holds_another_article(home, news, run, later):
    note(news / "latest.md", "The seventeenth.", id="17")
    run(folder_source(news))
    (news / "latest.md").rename(news / "old.md")
    note(news / "latest.md", "The eighteenth.", **later)

    assert counts(run(folder_source(news)))[:2] == (1, 0)
    assert "seventeenth" in texts_in(home)["17"]


def test_a_file_of_another_address_holds_another_article(news, run):
    note(news / "latest.md", "The first.", url="https://news.example/1")
    run(folder_source(news))
    note(news / "latest.md", "The second.", url="https://news.example/2")

    assert counts(run(folder_source(news)))[:2] == (1, 0)


def test_a_file_that_loses_its_id_stays_its_article(news, run):
    note(news / "a.md", "The seventeenth.", id="17")
    note(news / "b.md", "Another one.")
    run(folder_source(news))
    note(news / "a.md", "The seventeenth.")

    assert run(folder_source(news)).new == 0


def test_records_of_one_title_that_shift_stay_apart(news, run):
    wall, others = {"title": "Wall", "text": "The first."}, RECORDS[:4]
    write_lines(news / "a.jsonl", *others, wall)
    run(folder_source(news))
    write_lines(news / "a.jsonl", others[0], wall, *others[1:3], {**wall, "text": "The second."}, others[3])

    assert counts(run(folder_source(news))) == (1, 0, 5, 0)


def test_an_id_that_looks_like_one_told_apart_takes_nothing_over(home, tmp_path, run):
    folders = {name: folder_in(tmp_path, name) for name in "abc"}
    identity = identity_of(Draft(place="line 1", text="x", given_id="17"), "c", "c.jsonl")
    for name, given in (("a", "17"), ("b", id_apart("17", identity)), ("c", "17")):
        write_lines(folders[name] / f"{name}.jsonl", {"id": given, "text": f"Text of {name}."})

    run(*(folder_source(folder, name=name) for name, folder in folders.items()))

    assert sorted(texts_in(home).values()) == ["Text of a.", "Text of b.", "Text of c."]


def test_what_is_set_anew_for_a_source_reaches_pages_that_have_not_changed(home, site, run):
    site.page("/wall", page("Wall"), etag='"1"')
    source = replace(pages(site, "/wall"), publisher="The Courier")
    run(source)

    run(replace(source, publisher="The Herald"))

    with Archive(home.archive) as archive:
        assert [article.publisher for article in archive.articles()] == ["The Herald"]

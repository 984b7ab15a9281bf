"""A `sources.toml` is read strictly: what is not understood is said, with its place and what is allowed."""

import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NewshoundError, SettingsError, SourceError
from index.fetch_settings import FetchSettings
from index.source_file import FetchOptions, SourceFile, read_source_file
from index.sources import Source

COURIER = '[[source]]\nfeed = "https://courier.example/rss"\n'


@pytest.fixture
def read(tmp_path):
    def read(toml):
        file = tmp_path / "sources.toml"
        file.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
        return read_source_file(file)

    return read


@pytest.fixture
def refused(read, tmp_path):
    """The sentence by which a file is refused, without its name, which stands in each."""

    def refused(toml):
        with pytest.raises(SettingsError) as told:
            read(toml)
        sentence = str(told.value)
        assert str(tmp_path / "sources.toml") in sentence
        assert sentence.endswith((".", "?"))
        assert sentence.isprintable()
        return sentence.replace(f"{tmp_path}/", "")

    return refused


def test_a_whole_file_is_read(read, tmp_path):
    (tmp_path / "addresses.txt").write_text(
        "\ufeff# Pages of the harbour office\n\nhttps://port.example/1  # the first\nhttps://port.example/2#top\r\n"
        "  https://port.example/1\n",
        encoding="utf-8",
    )

    found = read(
        """
        [fetch]
        user_agent = "Newshound/0.1 (+https://desk.example)"
        delay = 0.5
        timeout = "1m"
        parallel = 4
        retries = 0
        robots = false
        private_addresses = true
        largest_mb = 1.5

        [[source]]
        name = "courier"
        path = "articles/../courier"
        publisher = "The Ennis  Courier"
        language = "en-IE"
        section = "Politics"
        snapshot = true
        largest_loss = 0

        [[source]]
        feed = "https://Courier.example/rss"
        every = "10m"

        [[source]]
        name = "two pages"
        urls = ["https://a.example/1", "https://a.example/2", "https://a.example/1#top"]
        every = 3600

        [[source]]
        urls = "addresses.txt"
        """
    )

    place = tmp_path.resolve()
    assert found == SourceFile(
        fetching=FetchOptions(
            user_agent="Newshound/0.1 (+https://desk.example)",
            delay_s=0.5,
            timeout_s=60,
            parallel=4,
            retries=0,
            obey_robots=False,
            allow_private=True,
            largest_bytes=3 << 19,
        ),
        sources=(
            Source(
                name="courier",
                kind="path",
                place=str(place / "courier"),
                publisher="The Ennis Courier",
                language="en",
                section="Politics",
                snapshot=True,
                largest_loss=0,
            ),
            Source(name="https://courier.example/rss", kind="feed", place="https://courier.example/rss", every_s=600),
            Source(
                name="two pages",
                kind="urls",
                place="",
                urls=("https://a.example/1", "https://a.example/2"),
                every_s=3_600,
            ),
            Source(
                name=str(place / "addresses.txt"),
                kind="urls",
                place=str(place / "addresses.txt"),
                urls=("https://port.example/1", "https://port.example/2"),
            ),
        ),
    )


def test_what_is_not_said_is_left_open(read, tmp_path):
    found = read('[[source]]\npath = "."\n')

    place = str(tmp_path.resolve())
    assert found == SourceFile(sources=(Source(name=place, kind="path", place=place),), fetching=FetchOptions())
    assert set(asdict(FetchOptions())) == set(asdict(FetchSettings()))


def test_pages_without_a_name_are_named_by_the_first(read):
    (found,) = read('[[source]]\nurls = ["https://a.example/1", "https://a.example/2"]').sources

    assert found.name == "https://a.example/1"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [('"90s"', 90), ('"10m"', 600), ('"2h"', 7_200), ('"1d"', 86_400), ('"1.5 h"', 5_400), ("10", 10), ('"45"', 45)],
)
def test_a_pace_is_seconds_or_a_time(read, written, seconds):
    assert read(f"{COURIER}every = {written}").sources[0].every_s == seconds


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nam = 'x'", 'the key "nam" is not known; did you mean name?'),
        ("Snapshot = true", 'the key "Snapshot" is not known; did you mean snapshot?'),
        ("zzz = 1", 'the key "zzz" is not known; there are name, path, feed, urls, publisher,'),
        ("path = 'x'", "there must be one of path, feed and urls, and there is path and feed;"),
        ("urls = ['https://a.example/']", "and there is feed and urls;"),
        ("name = ''", 'name is "", and must be a string of 1 to 100 printable characters'),
        ("name = 7", "name is 7, and must be a string"),
        (f"name = '{'x' * 101}'", "and must be a string of 1 to 100 printable"),
        ('name = "a\\u202Eb"', "and must be a string of 1 to 100 printable"),
        ("publisher = ['A']", "publisher is a list, and must be a string of 1 to 200"),
        ("section = {}", "section is a table, and must be"),
        ("language = 'english'", "language is 'english', and must be a code of ISO 639-1"),
        ("language = 'xx'", "must be a code"),
        ("snapshot = false", "snapshot is for a path only"),
        ("largest_loss = 0.5", "largest_loss does nothing without snapshot = true"),
        ("every = '9s'", 'every is "9s", and must be a number of seconds from 10 to 2592000, or'),
        ("every = 9", "every is 9, and"),
        ("every = '10 minutes'", "every is"),
        ("every = '-10m'", "every is"),
        ("every = true", "every is true"),
        ("every = nan", "every is nan"),
        ("every = 1" + "0" * 400, "every is a huge number"),
        ("every = 2024-09-25", "every is 2024-09-25"),
        ("every = '99999d'", "every is"),
    ],
)
def test_a_wrong_key_of_a_source_is_said(refused, line, said):
    sentence = refused(f"[[source]]\npath = 'other'\n{COURIER}{line}\n")

    assert sentence.startswith("In sources.toml, [[source]] 2")
    assert said in sentence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("snapshot = 'yes'", 'snapshot is "yes", and must be true or false, without quotation marks'),
        ("snapshot = 1", "snapshot is 1, and must be true or false"),
        ("snapshot = true\nlargest_loss = 20", "largest_loss is 20, and must be a number from 0 to 1"),
        ("snapshot = true\nlargest_loss = nan", "largest_loss is nan"),
        ("snapshot = true\nlargest_loss = '20%'", 'largest_loss is "20%"'),
        ("snapshot = true\nlargest_loss = true", "largest_loss is true"),
        ("every = '10m'", "every is for feeds and urls only"),
    ],
)
def test_a_wrong_key_of_a_path_is_said(refused, line, said):
    assert said in refused(f"[[source]]\nname = 'the desk'\npath = 'other'\n{line}\n")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", "is empty"),
        ("# nothing", "names no source; add a table [[source]]"),
        ("[fetch]\ndelay = 1", "names no source"),
        ("source = []", "names no source"),
        ("[[sources]]\npath = 'x'", 'the key "sources" is not known; did you mean source?'),
        ("[source]\npath = 'x'", "source must be a list of tables; write [[source]] with two brackets"),
        ("source = ['x']", "source must be a list of tables"),
        ("[[source]]", "there must be one of path, feed and urls, and there is none of them"),
        ("[[source]]\nname = 'x'", "[[source]] 1 (x): there must be one of"),
        ("[[source]]\npath = ''", 'path is "", and must be the name of a file or folder'),
        ("[[source]]\npath = 3", "path is 3, and must be the name of a file or folder"),
        ("[[source]]\npath = ['a', 'b']", "path is a list, and must be the name of a file or folder"),
        ('[[source]]\npath = "a\\u0000b"', "no name that a file can have"),
        ('[[source]]\npath = "a\\nb"', "can't be shown"),
        ("[[source]]\npath = 'https://a.example/'", "path is the address https://a.example/, and must be a file or"),
        ("[[source]]\nfeed = 'courier.example/rss'", "feed: courier.example/rss is no address that can be fetched"),
        ("[[source]]\nfeed = 'file:///etc/passwd'", "feed: file:///etc/passwd is no address"),
        ("[[source]]\nfeed = ['https://a.example/']", "feed is a list, and must be the address of a feed"),
        ("[[source]]\nurls = []", "urls is an empty list, and must be a list of addresses or the name of a file"),
        ("[[source]]\nurls = [1]", "urls is a list, and must be a list of addresses"),
        ("[[source]]\nurls = ['a']", "urls: a is no address that can be fetched"),
        ("[[source]]\nurls = 'https://a.example/'", 'must be a list of them: urls = ["https://a.example/"]'),
        ("[[source]]\nurls = 'gone.txt'", "urls: There is no file or folder gone.txt; check the name."),
        ("fetch = 3\n" + COURIER, "sources.toml: fetch is 3, and must be one table"),
        ("[[fetch]]\n" + COURIER, "fetch is a list, and must be one table"),
    ],
)
def test_a_file_that_makes_no_sense_is_said(read, tmp_path, toml, said):
    with pytest.raises(NewshoundError) as told:
        read(toml)

    assert said in str(told.value).replace(f"{tmp_path}/", "")
    assert "sources.toml" in str(told.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("user_agent = 'Ñews'", "user_agent is"),
        ("user_agent = '(x)'", "user_agent is"),
        ("user_agent = ''", "user_agent is"),
        ("user-agent = 'x'", "did you mean user_agent?"),
        ("delay = -1", "delay is -1, and must be a number of seconds from 0 to 3600"),
        ("timeout = 0", "timeout is 0"),
        ("timeout = inf", "timeout is inf"),
        ("parallel = 0", "parallel is 0, and must be a whole number from 1 to 64"),
        ("parallel = 2.5", "parallel is 2.5"),
        ("parallel = true", "parallel is true"),
        ("retries = 11", "retries is 11"),
        ("robots = 'no'", 'robots is "no", and must be true or false'),
        ("private_addresses = 0", "private_addresses is 0"),
        ("largest_mb = 1e9", "largest_mb is 1000000000.0, and must be a number from 0.001 to 256"),
    ],
)
def test_a_wrong_key_of_fetching_is_said(refused, line, said):
    assert said in refused(f"[fetch]\n{line}\n{COURIER}")


def test_a_line_feed_can_not_get_into_a_header(read):
    assert read(f'[fetch]\nuser_agent = "a\\r\\nb: c"\n{COURIER}').fetching.user_agent == "a b: c"


@pytest.mark.parametrize(
    "fetch",
    [
        "delay = 0\ntimeout = 0.01\nparallel = 1\nretries = 0\nlargest_mb = 0.001",
        "delay = '1h'\ntimeout = '10m'\nparallel = 64\nretries = 10\nlargest_mb = 256\nrobots = true",
    ],
)
def test_what_is_within_bounds_here_is_so_in_the_settings(read, fetch):
    found = read(f"[fetch]\n{fetch}\n{COURIER}").fetching

    replace(FetchSettings(), **{key: value for key, value in asdict(found).items() if value is not None})


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ("a = 1\nb = = 2", "line 2, column 5"),
        ("[[source]]\nname = 'x", "its end|line 2"),
        ("a = 1\na = 2\n", "line 2"),
        ("[[source]", "its end|line 1"),
        ("\0", "line 1"),
        ("a = 2024-99-99", "line 1"),
        ("a = " + "9" * 5_000, "a number in it"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line(refused, toml, place):
    assert re.search(rf"sources\.toml is not valid TOML at ({place}).*; mend it there\.", refused(toml))


def test_other_encodings_and_depths_are_said(refused, read):
    assert "is not UTF-8; save it in that encoding" in refused(b"name = '\xe9'")
    assert "nests too deep" in refused("a = " + "[" * 100_000)
    assert read(b"\xef\xbb\xbf" + COURIER.encode()).sources


def test_a_file_that_is_gone_or_too_large_is_said(tmp_path):
    with pytest.raises(SourceError, match=r"There is no file or folder .*sources\.toml; check the name\."):
        read_source_file(tmp_path / "sources.toml")
    with (tmp_path / "sources.toml").open("wb") as file:
        file.truncate(2**20 + 1)
    with pytest.raises(SourceError, match="at most 1 MB are read"):
        read_source_file(tmp_path / "sources.toml")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("name = 'a'\npath = 'x'", "name = 'a'\npath = 'y'", "has the name of [[source]] 1, a; give it one of its own"),
        ("name = 'a'\npath = 'x'", "name = 'b'\npath = 'y/../x'", "which [[source]] 1 reads too"),
        ("name = 'a'\npath = 'x'", "name = 'b'\npath = 'x/y/z'", "[[source]] 2 reads"),
        ("name = 'a'\npath = 'x/y/z'", "name = 'b'\npath = 'x'", "[[source]] 1 reads"),
        (
            "name = 'a'\nfeed = 'https://a.example/1'",
            "name = 'b'\nfeed = 'https://A.example:443/1'",
            "names an address of [[source]] 1 again, https://a.example/1",
        ),
        ("name = 'a'\nurls = ['https://a.example/1']", "name = 'b'\nurls = ['https://a.example/1']", "again"),
        ("name = 'a'\nfeed = 'https://a.example/1'", "name = 'b'\nurls = ['https://a.example/1']", "again"),
    ],
)
def test_two_sources_share_neither_name_nor_place(refused, first, second, said):
    assert said in refused(f"[[source]]\n{first}\n[[source]]\n{second}\n")


def test_folders_that_only_begin_alike_are_two_sources(read):
    assert len(read("[[source]]\npath = 'x'\n[[source]]\npath = 'xy'\n").sources) == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"https://a.example/\nhttps://a b.example/\n", "line 2: https://a b.example/ is no address"),
        (b"# none\n\n", "names no address; write one a line"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "is empty"),
        (b"https://a.example/#x #y z\nftp://b.example/", "line 2: ftp://b.example/ is no address"),
        (b"\0", "line 1:  is no address"),
    ],
)
def test_a_wrong_line_of_a_list_is_said(refused, tmp_path, lines, said):
    (tmp_path / "list.txt").write_bytes(lines)

    assert said in refused("[[source]]\nurls = 'list.txt'\n")


def test_a_list_of_many_addresses_has_an_end(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("index.source_file.MOST_ADDRESSES", 50)
    (tmp_path / "list.txt").write_text("".join(f"https://a.example/{n}\n" for n in range(51)), encoding="utf-8")

    assert "has more than 50 addresses; give several sources" in refused("[[source]]\nurls = 'list.txt'\n")


def test_circular_links_are_said(refused, tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    assert "path: a can't be followed" in refused("[[source]]\npath = 'a'\n")


KEYS = st.sampled_from(
    ["name", "path", "feed", "urls", "publisher", "language", "section", "snapshot", "largest_loss", "every", "x"]
)
VALUES = st.sampled_from(
    ["1", "0", "-1", "0.5", "nan", "inf", "true", "[]", "{}", '""', '"x"', '"en"', '"\\u0000"', '"\\uFEFF"', '"1m"',
     "['https://a.example/']", '"https://a.example/"', "2024-09-25", "[[1]]", "'../..'"]
)  # fmt: skip
TABLES = st.dictionaries(KEYS, VALUES, max_size=5).map(
    lambda table: "[[source]]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
)


@given(st.lists(TABLES, max_size=4).map("".join) | st.text(max_size=60) | st.text("[]={}\"'\n.a1", max_size=40))
def test_whatever_the_file_it_is_sources_or_a_sentence(tmp_path_factory, toml):
    file = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    file.write_text(toml, encoding="utf-8")
    try:
        said = read_source_file(file).sources[0].name
    except (SettingsError, SourceError) as error:
        said = str(error)

    assert said.isprintable()

"""`newshound articles`: lists, single articles, and what an operator withdraws and restores."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from command_line import one_sentence, run
from fictional import answered, hits, question, story
from made_index import NOW, vector_of

from bot.ledger import Ledger
from bot.receipt import keep_receipt
from index.announcements import Announcement
from index.archive import Archive, Place, Sighting
from index.article import Article, version_of
from index.edition import Edition
from index.errors import ModelError
from index.home import Home
from index.locks import writer_lock
from index.model_choice import ModelChoice
from index.reindexing import Order, Tools, reindex
from index.splitting import Splitter

ROOT = Path(__file__).parent.parent
DAY = timedelta(days=1)
HOSTILE = "A \x1b[2J wall\u202e \u200bfell\n2099-01-01 · forged"


class HashEmbedder:
    """Vectors that depend on the text alone."""

    fingerprint, window_tokens = "hash@1", 60

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts):
        return np.stack([vector_of(text) for text in texts])

    def embed_query(self, text):
        return vector_of(text)


def tools():
    return Tools(
        model=ModelChoice("", HashEmbedder),
        splitter=Splitter(),
        fetcher=None,
        readers=None,
        language_of=lambda _: None,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A published home of three articles, which the tests copy for themselves."""
    home = Home(tmp_path_factory.mktemp("kept") / "home")
    with Archive(home.archive) as archive, archive.transaction():
        store(archive, "quill", "The wall of Port Quill fell.", published=NOW, publisher="The Quill Post", zone=-240)
        store(
            archive, "ennis", "The ferry to Port Ennis sank.", published=NOW - DAY, publisher="Été News", language="en"
        )
        store(archive, "quiet", "Nothing happened in Selle.", source="/other")
    reindex(home, Order(read=False), tools(), lambda *_: None)
    return home


@pytest.fixture
def made(kept, home):
    """The same home, to do anything with."""
    shutil.copytree(kept.folder, home.folder)
    return home


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory of the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def made_tools(monkeypatch):
    """What a run works with, without the model and the network; notes each use."""
    used = []

    @contextmanager
    def opened(_settings):
        used.append("opened")
        yield tools()

    monkeypatch.setattr("bot.cli_withdrawing.reindex_tools", opened)
    return used


def store(archive, name, text, *, now=NOW, source="/news", announcement=None, **details):  # noqa: PLR0913
    place = Place(file=f"/news/{name}.txt")
    article = Article(**{"id": name, "title": f"Title of {name}", "text": text, **details})
    archive.store(article, Sighting(place=place, now=now, source=source, announcement=announcement))
    return article


def searched(home):
    """The ids of the published articles."""
    folder = home.current_edition()
    if folder is None:
        return []
    with Edition(folder) as edition:
        return sorted(article.id for article in edition.articles_at(range(edition.manifest.articles)))


# Lists


def test_articles_are_listed_with_what_is_to_be_known_of_them(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        said = Announcement(kind="update", words="UPDATE 2")
        store(archive, "ennis", "The ferry was saved.", published=NOW - DAY, publisher="Été News", announcement=said)
        store(archive, "late", "Tomorrow's news.", published=datetime(2099, 1, 2, tzinfo=UTC))
        archive.hold(NOW)
        archive.withdraw("quiet", "source", NOW)

    code, output, errors = run(capsys, "articles", "list", home=made)

    assert (code, errors) == (0, "")
    assert output.splitlines() == [
        "2099-01-02 · Title of late · late · 1 version · held until its date, 2099-01-02",
        "2024-10-01 · The Quill Post · Title of quill · quill · 1 version",
        "2024-09-30 · Été News · Title of ennis · ennis · 2 versions · announces an update",
        "undated    · Title of quiet · quiet · 1 version · withdrawn by its source on 2024-10-01",
    ]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["quill", "ennis", "quiet"]),
        (["--publisher", "THE QUILL post"], ["quill"]),
        (["--publisher", "éTÉ news"], ["ennis"]),
        (["--publisher", " "], ["quill", "ennis", "quiet"]),
        (["--since", "2024-10-01"], ["quill"]),
        (["--until", "2024-09-30"], ["ennis"]),
        (["--until", "2024-09-30", "--since", "2024-09-30"], ["ennis"]),
        (["--source", "/other"], ["quiet"]),
        (["--source", "/other/"], ["quiet"]),
        (["--source", "../../../../../../../../../../../../news"], ["quill", "ennis"]),
        (["--text", "TITLE of Qui"], ["quill", "quiet"]),
        (["--text", "' OR 1=1 --"], []),
        (["--text", "\udcff"], []),
        (["--withdrawn"], []),
        (["--held"], []),
        (["--announces"], []),
        (["--limit", "1"], ["quill"]),
        (["--limit", "0"], ["quill", "ennis", "quiet"]),
        (["--limit", "3"], ["quill", "ennis", "quiet"]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_options_narrow_the_list(kept, capsys, options, found):
    code, output, errors = run(capsys, "articles", "list", "--json", *options, home=kept)

    listed = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [one["id"] for one in listed] == found
    assert ("--limit 0 lists them all" in errors) == (options == ["--limit", "1"])


def test_a_listed_article_is_one_object(kept, capsys):
    _, output, _ = run(capsys, "articles", "list", "--json", "--publisher", "The Quill Post", home=kept)

    one = json.loads(output)
    assert one.pop("version").startswith("sha256:")
    assert one == {
        "id": "quill",
        "versions": 1,
        "title": "Title of quill",
        "publisher": "The Quill Post",
        "published": "2024-10-01T12:00:00Z",
        "source": "/news",
        "first_seen": "2024-10-01T12:00:00Z",
        "last_seen": "2024-10-01T12:00:00Z",
        "genre": None,
        "withdrawn": None,
        "held": False,
        "announces": None,
    }


def test_an_opinion_piece_is_marked_in_lists_and_by_itself(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        store(archive, "view", "The ferry must go.", published=NOW, section="Opinion")
        store(archive, "note", "OPINION\n\nThe ferry must stay.", published=NOW)

    lines = run(capsys, "articles", "list", home=made)[1].splitlines()
    objects = [json.loads(line) for line in run(capsys, "articles", "list", "--json", home=made)[1].splitlines()]
    shown = run(capsys, "articles", "show", "view", home=made)[2]
    form = json.loads(run(capsys, "articles", "show", "view", "--json", home=made)[1])

    assert sorted(line.split(" · ")[-3] for line in lines if line.endswith("opinion")) == ["note", "view"]
    assert {one["id"]: one["genre"] for one in objects} == {
        "view": "opinion",
        "note": "opinion",
        "quill": None,
        "ennis": None,
        "quiet": None,
    }
    assert shown.splitlines()[0].endswith("Opinion")
    assert form["genre"] == "opinion"


def test_a_list_of_nothing_says_so(kept, capsys):
    assert run(capsys, "articles", "list", "--held", home=kept) == (0, "No article is like that.\n", "")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--publisher", "Nobody"], "No article is of the outlet 'Nobody'; name one of The Quill Post, Été News."),
        (["--source", "/nowhere"], "No article is of the source '/nowhere'; name one of /news, /other."),
        (["--since", "soon"], "--since is 'soon', which is no date"),
        (["--since", "2024-10-02", "--until", "2024-10-01"], "which is later than --until"),
        (["--limit", "-1"], "--limit"),
    ],
)
def test_a_list_that_can_t_be_is_one_sentence(kept, capsys, options, sentence):
    code, output, errors = run(capsys, "articles", "list", *options, home=kept)

    assert (code, output) == (2, "")
    assert sentence in one_sentence(errors)


def test_a_hostile_article_is_one_line_that_steers_nothing(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        said = Announcement(kind="correction", words="wrong\x1b]0;title\x07 words")
        store(
            archive, "x", "Words.", title=HOSTILE, publisher="The\x07 Bell\u2028", announcement=said, language="\x1b[1m"
        )

    listed = run(capsys, "articles", "list", "--announces", home=made)[1]
    shown = run(capsys, "articles", "show", "x", "--versions", home=made)

    assert listed.count("\n") == 1
    assert "A [2J wall fell 2099-01-01 · forged" in listed
    assert not set("\x1b\x07\u202e\u200b\u2028") & set(listed + shown[2])
    assert shown[1] == "Words.\n"


def test_a_reader_of_a_list_that_has_gone_is_no_error(made, tmp_path):
    with Archive(made.archive) as archive, archive.transaction():
        for number in range(3_000):
            store(archive, f"n{number}", "Words.", title=f"Title {number} {'x' * 60}")
    program = "import sys; from bot.cli import main; sys.exit(main(['articles', 'list', '--limit', '0']))"
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" -c "$1" | head -n 1', sys.executable, program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSHOUND_HOME": str(made.folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


# One article


def test_an_article_is_shown_with_what_is_known_of_it_beside_its_text(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        said = Announcement(kind="correction", words="Correction: it was the pier")
        details = {
            "published": NOW,
            "zone": -240,
            "language": "en",
            "publisher": "The Quill Post",
            "modified": NOW + DAY,
        }
        new = store(archive, "quill", "The pier fell.", now=NOW + DAY, announcement=said, **details)
        archive.withdraw("quill", "operator", NOW)
    with Archive(made.archive) as archive:
        versions = [one[0] for one in archive.file.rows("SELECT version FROM version WHERE article = 'quill'")]
    before = next(one for one in versions if one != new.version)

    code, output, errors = run(capsys, "articles", "show", "quill", "--versions", home=made)
    earlier = run(capsys, "articles", "show", "quill", before, home=made)

    assert (code, output) == (0, "The pier fell.\n")
    assert errors.splitlines() == [
        "Title of quill · The Quill Post · 1 October 2024",
        "/news/quill.txt",
        new.version,
        "Published 1 October 2024, 08:00 -04:00",
        "Modified 2 October 2024, 12:00 UTC",
        "Language en",
        "Announces a correction: Correction: it was the pier",
        "Withdrawn by an operator on 2024-10-01",
        "2 versions",
        f"- {before}, first seen 1 October 2024, 12:00 UTC",
        f"- {new.version}, first seen 2 October 2024, 12:00 UTC; announces a correction: Correction: it was the pier",
        "",
    ]
    assert earlier[1] == "The wall of Port Quill fell.\n"
    assert "2 versions; this is not the newest" in earlier[2]
    assert "Announces" not in earlier[2]


def test_an_article_is_one_object_for_programs(kept, capsys):
    code, output, _ = run(capsys, "articles", "show", "quill", "--json", home=kept)

    one = json.loads(output)
    assert code == 0
    assert (one["zone"], one["modified"], one["language"]) == (-240, None, None)
    assert (one["published"], one["text"]) == ("2024-10-01T12:00:00Z", "The wall of Port Quill fell.")
    assert (one["withdrawn"], one["held"], one["announces"]) == (None, False, None)
    assert one["versions"] == [{"version": one["version"], "first_seen": "2024-10-01T12:00:00Z", "announces": None}]


def test_an_article_that_is_not_there_is_one_sentence(kept, capsys):
    code, output, errors = run(capsys, "articles", "show", "nobody", home=kept)

    assert (code, output) == (2, "")
    assert "There is no article 'nobody'" in one_sentence(errors)


# Withdrawing


def test_a_withdrawn_article_is_searched_no_more_at_once_and_again_when_it_is_restored(made, capsys):
    code, output, errors = run(capsys, "articles", "withdraw", "quill", home=made)
    left = searched(made)
    edition = made.current_edition().name
    again = run(capsys, "articles", "withdraw", "quill", home=made)
    restored = run(capsys, "articles", "restore", "quill", home=made)

    assert (code, errors, left) == (0, "", ["ennis", "quiet"])
    assert output.splitlines() == [
        "Withdrawn: quill (Title of quill)",
        f"Published edition {edition} with 2 articles.",
    ]
    assert (again[0], again[1].splitlines()) == (
        0,
        ["It was withdrawn already: quill (Title of quill)", "Nothing to publish: the index is up to date."],
    )
    assert (restored[0], restored[1].splitlines()[0]) == (0, "Restored: quill (Title of quill)")
    assert searched(made) == ["ennis", "quiet", "quill"]
    assert run(capsys, "articles", "restore", "quill", home=made)[1].startswith("It was not withdrawn: quill")


def test_several_are_withdrawn_in_one_go_and_published_later(made, capsys, made_tools):
    code, output, errors = run(capsys, "articles", "withdraw", "quill", "ennis", "quill", "--later", home=made)

    assert (code, errors, made_tools) == (0, "", [])
    assert output.splitlines() == [
        "Withdrawn: quill (Title of quill)",
        "Withdrawn: ennis (Title of ennis)",
        "The next `newshound reindex` publishes this.",
    ]
    assert searched(made) == ["ennis", "quiet", "quill"]
    with Archive(made.archive) as archive:
        assert [article.id for article in archive.articles()] == ["quiet"]


def test_where_one_id_is_unknown_nothing_is_changed(made, capsys, made_tools):
    code, output, errors = run(capsys, "articles", "withdraw", "quill", "qiull", "x\udcff", home=made)

    assert (code, output, made_tools) == (2, "", [])
    assert one_sentence(errors) == (
        "There is no article 'qiull' (and 1 more of those given), so nothing was changed; did you mean quill?"
    )
    with Archive(made.archive) as archive:
        assert archive.known_id("quill").withdrawn_by is None


def test_withdrawing_the_last_article_leaves_nothing_published(made, capsys):
    code, output, _ = run(capsys, "articles", "withdraw", "quill", "ennis", "quiet", home=made)
    asked = run(capsys, "ask", "Who?", home=made)

    assert (code, output.splitlines()[-1]) == (0, "No article is searched any more, so no edition is published.")
    assert made.current_edition() is None
    assert asked[0] == 2
    assert "There are no articles yet" in one_sentence(asked[2])
    assert run(capsys, "articles", "restore", "ennis", home=made)[0] == 0
    assert searched(made) == ["ennis"]


def test_an_operator_is_told_when_a_source_will_withdraw_it_again(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        archive.withdraw("quill", "source", NOW)

    code, output, _ = run(capsys, "articles", "restore", "quill", "--later", home=made)

    assert code == 0
    assert "its source will withdraw it again, unless it holds it again" in output


def test_answers_that_cite_a_withdrawn_article_are_counted(made, capsys):
    ledger = Ledger(made.ledger, days=30)
    for name in ("a1b2c3", "d4e5f6"):
        source = story("The wall of Port Quill fell.", name="quill")
        assert keep_receipt(ledger, answered(source, id=name, question=question("What fell?"), hits=hits(source)))

    _, output, _ = run(capsys, "articles", "withdraw", "quill", home=made)
    affected = run(capsys, "ledger", "affected", home=made)[1]

    assert output.splitlines()[-1] == (
        "2 kept answers cite it; `newshound ledger affected` lists those that rest on words which are searched no more."
    )
    assert affected.count("withdrawn: Title of quill") == 2


def test_a_publication_that_fails_leaves_the_mark_and_says_so(made, capsys, monkeypatch):
    @contextmanager
    def broken(_settings):
        raise ModelError("The model can't be loaded.")
        yield

    monkeypatch.setattr("bot.cli_withdrawing.reindex_tools", broken)

    code, output, errors = run(capsys, "articles", "withdraw", "quill", home=made)

    assert (code, output) == (1, "Withdrawn: quill (Title of quill)\n")
    assert errors.splitlines() == [
        "newshound: The model can't be loaded.",
        "The archive keeps the change; the next `newshound reindex` publishes it.",
    ]
    assert searched(made) == ["ennis", "quiet", "quill"]
    assert run(capsys, "articles", "list", "--withdrawn", home=made)[1].count("\n") == 1


def test_while_another_process_writes_nothing_is_withdrawn(made, capsys):
    with writer_lock(made.writer_lock):
        code, output, errors = run(capsys, "articles", "withdraw", "quill", home=made)

    assert (code, output) == (2, "")
    assert f"process {os.getpid()}" in one_sentence(errors)


# Homes


@pytest.mark.parametrize("arguments", [["list"], ["show", "x"], ["withdraw", "x"], ["restore", "x"]])
def test_a_home_without_articles_or_that_is_none_is_one_sentence(home, tmp_path, capsys, arguments):
    (tmp_path / "file").write_text("a file")

    empty = run(capsys, "articles", *arguments, home=home)
    none = run(capsys, "articles", *arguments, home=Home(tmp_path / "file"))

    assert (empty[0], none[0]) == (2, 2)
    assert "newshound reindex FOLDER" in one_sentence(empty[2])
    assert one_sentence(none[2]).endswith("is a file; name a folder as the home.")
    assert not home.folder.exists()


def test_a_home_that_may_not_be_read_is_one_sentence(made, capsys, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.stat", refused)

    code, _, errors = run(capsys, "articles", "list", home=made)

    assert code == 2
    assert "may not be used by this user; mend its permissions" in one_sentence(errors)


# What changed between versions


@pytest.fixture
def revised(made):
    """The home with a second and a third version of one article, and their names."""
    with Archive(made.archive) as archive, archive.transaction():
        second = store(archive, "quill", "The wall of Port Quill fell. Twelve are hurt.", now=NOW + DAY, published=NOW)
        third = store(
            archive,
            "quill",
            f"The wall of Port Quill fell. Fourteen are hurt. {HOSTILE.partition(chr(10))[0]}.",
            now=NOW + 2 * DAY,
            title="Wall fell",
            published=NOW + DAY,
        )
    return made, [version_of("The wall of Port Quill fell."), second.version, third.version]


def test_the_newest_two_versions_of_an_article_are_compared(revised, capsys):
    home, (_, second, third) = revised

    code, output, errors = run(capsys, "articles", "diff", "quill", home=home)

    assert (code, errors) == (0, "")
    assert output.splitlines() == [
        "Wall fell · 2 October 2024",
        f"From {second}, first seen 2 October 2024, 12:00 UTC",
        f"To   {third}, first seen 3 October 2024, 12:00 UTC",
        "Title: “Title of quill” → “Wall fell”",
        "Published: 1 October 2024, 12:00 UTC → 2 October 2024, 12:00 UTC",
        "",
        "Changed (29–45 → 29–47): [-Twelve-]{+Fourteen+} are hurt.",
        "Added (48–67): A [2J wall fell.",
        "",
        "1 sentence stayed; 1 changed, 1 added.",
    ]


def test_any_two_versions_can_be_compared_by_how_their_names_begin(revised, capsys):
    home, (first, second, _) = revised
    short = [version.removeprefix("sha256:")[:8] for version in (first, second)]

    whole = json.loads(run(capsys, "articles", "diff", "quill", second, first, "--json", home=home)[1])
    begun = json.loads(run(capsys, "articles", "diff", "quill", *short, "--json", home=home)[1])

    assert [one["kind"] for one in whole["changes"]] == ["removed"]
    assert begun == {
        "id": "quill",
        "old": {"version": first, "first_seen": "2024-10-01T12:00:00Z"},
        "new": {"version": second, "first_seen": "2024-10-02T12:00:00Z"},
        "details": [{"name": "publisher", "old": "The Quill Post", "new": None}],
        "kept": 1,
        "changes": [
            {
                "kind": "added",
                "old": None,
                "new": {"start": 29, "end": 45, "text": "Twelve are hurt."},
                "words": [],
            }
        ],
    }


def test_white_space_alone_is_said_to_be_all_that_differs(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        store(archive, "quiet", "Nothing  happened in Selle.", now=NOW + DAY, source="/other")

    output = run(capsys, "articles", "diff", "quiet", home=made)[1]

    assert output.splitlines()[-1] == "The sentences are the same; only white space between words differs."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "There is no article 'nobody'"),
        (["ennis"], "There is only one version of 'ennis'"),
        (["quill", "sha256:beef"], "There is no version 'sha256:beef' of 'quill'"),
        (["quill", ""], None),
        (["quill", "s"], "There is no version 's' of 'quill'"),
        (["quill", "{third}"], "which does not differ from itself"),
        (["quill", "{first}", "{first}"], "which does not differ from itself"),
    ],
)
def test_what_can_t_be_compared_is_said_in_one_sentence(revised, capsys, arguments, said):
    home, (first, _, third) = revised
    given = [one.format(first=first, third=third) for one in arguments]

    code, output, errors = run(capsys, "articles", "diff", *given, home=home)

    if said is None:
        assert code == 0
    else:
        assert (code, output) == (2, "")
        assert said in one_sentence(errors)

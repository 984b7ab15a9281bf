"""`newshound quotes`: whose words, on what, and when; as lines, as JSON, and where there is nothing to show."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from command_line import one_sentence, run
from made_index import made_article, publish_articles

from index.archive import Archive

DAY = timedelta(days=1)
FIRST = datetime(2024, 10, 1, 9, tzinfo=UTC)
ARTICLES = [
    made_article(
        "wall",
        "The wall was finished. “The wall will hold for years,” said Mayor Ilse Brandt.\n"
        "“I doubt the wall,” said Tom Hart, an engineer. 😀 The bill for it is open, Mayor Ilse Brandt said.",
        publisher="Courier",
        published=FIRST,
        url="https://courier.example/wall",
    ),
    made_article(
        "copy",
        "Rain fell.\nMayor Ilse Brandt said: “The wall will hold for years.”",
        publisher="Wire",
        published=FIRST + DAY,
    ),
    made_article(
        "ferry",
        "The ferry stays in port. “It sails in spring,” Mayor Ilse Brandt said.",
        publisher="Wire",
        published=FIRST + 2 * DAY,
    ),
    made_article("old", "“The wall is a mistake,” said Peter Brandt, a painter.", publisher="Courier"),
]


@pytest.fixture
def quotes(capsys, home):
    """Runs the command over a home of some articles."""
    publish_articles(home, *ARTICLES)
    return lambda *arguments: run(capsys, "quotes", *arguments, home=home)


@pytest.fixture
def shown(quotes):
    """What it prints, which must go well."""

    def shown(*arguments):
        code, out, err = quotes(*arguments)
        assert (code, err) == (0, "")
        return out

    return shown


@pytest.fixture
def found(shown):
    """The JSON that it prints."""
    return lambda *arguments: json.loads(shown(*arguments, "--json"))


def words(found):
    return [one["quote"] for one in found["quotes"]]


def test_each_statement_has_its_day_outlet_speaker_words_article_and_copies(shown):
    out = shown("--speaker", "Ilse Brandt", "--topic", "wall")
    assert out.splitlines() == [
        "1 October 2024 · Courier · Mayor Ilse Brandt",
        "    “The wall will hold for years”",
        "    in: Title of wall",
        "    https://courier.example/wall",
        "    also in: Wire, 2 October 2024",
        "",
        "1 October 2024 · Courier · Mayor Ilse Brandt",
        "    😀 The bill for it is open, Mayor Ilse Brandt said.",
        "    in: Title of wall",
        "    https://courier.example/wall",
        "",
        "2 statements, newest first. Searched 4 articles.",
    ]


def test_the_json_has_exact_places_in_the_version_of_the_archive(found, home):
    made = found()
    assert {one["article_id"] for one in made["quotes"]} >= {"wall", "ferry", "old"}
    with Archive(home.archive) as archive:
        for one in made["quotes"]:
            article = archive.article(one["article_id"])
            assert article.version == one["version"]
            assert article.text[one["start"] : one["end"]] == one["quote"]
            sentence = one["sentence"]
            assert article.text[sentence["start"] : sentence["end"]] == sentence["text"]
            assert one["quote"] in sentence["text"]


def test_the_json_tells_speaker_office_kind_and_copies(found):
    made = found("--speaker", "Mayor Brandt", "--topic", "wall")
    assert {key: made[key] for key in ("speaker", "topic", "speakers", "near", "total", "articles")} == {
        "speaker": "Mayor Brandt",
        "topic": "wall",
        "speakers": ["Mayor Ilse Brandt"],
        "near": [],
        "total": 3,
        "articles": 4,
    }
    wall, bill = made["quotes"]
    assert (wall["name"], wall["office"], wall["cue"], wall["direct"]) == ("Ilse Brandt", "Mayor", "say", True)
    assert (wall["published"], wall["publisher"]) == ("2024-10-01T09:00:00Z", "Courier")
    assert wall["url"] == "https://courier.example/wall"
    assert [(one["article_id"], one["publisher"]) for one in wall["repeated"]] == [("copy", "Wire")]
    assert (bill["direct"], bill["repeated"]) == (False, [])
    assert bill["quote"].startswith("😀 The bill")


def test_undated_statements_come_last_and_say_so(shown, found):
    assert words(found("--speaker", "Brandt"))[-1] == "The wall is a mistake"
    assert shown("--speaker", "Peter Brandt").startswith("undated · Courier · Peter Brandt, a painter\n")


def test_who_shares_a_name_is_named_below(shown):
    told = "4 statements, newest first. By Mayor Ilse Brandt; Peter Brandt, a painter. Searched 4 articles."
    assert " ".join(shown("--speaker", "Brandt").split()).endswith(told)


def test_without_a_speaker_and_a_topic_all_that_is_said_is_shown(found, shown):
    assert words(found())[0] == "It sails in spring"
    assert found()["total"] == 6
    assert found()["speaker"] is found()["topic"] is None
    assert "5 statements, newest first. Searched 4 articles." in shown()
    assert shown("--speaker", "  ", "--topic", "") == shown()


def test_days_and_outlet_limit_what_is_searched(found, shown):
    assert words(found("--since", "2024-10-03")) == ["It sails in spring"]
    assert found("--since", "2024-10-03")["articles"] == 1
    # The whole last day counts, and no undated article is in a window.
    assert words(found("--until", "2024-10-01")) == [
        "The wall will hold for years", "I doubt the wall", "😀 The bill for it is open, Mayor Ilse Brandt said."
    ]  # fmt: skip
    assert words(found("--publisher", "wire", "--topic", "wall")) == ["The wall will hold for years."]
    assert "Searched 2 articles." in shown("--publisher", "Wire")


@pytest.mark.parametrize(
    ("limit", "statements", "rest"),
    [("1", "1 statement", "; 4 more, which --limit shows."), ("5", "5 statements", "."), ("0", "5 statements", ".")],
)
def test_a_limit_shows_the_newest_and_counts_the_rest(shown, found, limit, statements, rest):
    assert f"{statements}, newest first{rest} Searched 4 articles." in " ".join(shown("--limit", limit).split())
    assert words(found("--limit", limit))[0] == "It sails in spring"


def test_what_was_not_even_read_is_counted_as_well(found, shown, monkeypatch):
    monkeypatch.setattr("bot.quotes_asked.LEAST_READ", 0)
    monkeypatch.setattr("bot.quotes_asked.COPIES", 1)
    assert "1 statement, newest first; 5 more, which --limit shows." in " ".join(shown("--limit", "1").split())
    assert words(found("--limit", "1")) == ["It sails in spring"]


def test_words_that_are_printed_again_are_no_news_however_few_are_wanted(capsys, home):
    first, *between = [
        made_article(f"a{number}", f"“The {thing} will hold for years,” said Ann Lee.", published=FIRST + number * DAY)
        for number, thing in enumerate(["wall", "ferry", "tram", "roof", "pier"])
    ]
    again = made_article("again", first.text, published=FIRST + 9 * DAY)
    publish_articles(home, first, *between, again)
    out = run(capsys, "quotes", "--limit", "1", home=home)[1]
    assert "The pier will hold for years" in out
    assert "4 more, which --limit shows" in out


def test_a_speaker_nobody_quotes_gets_the_names_that_are_spelt_alike(shown, found):
    told = " ".join(shown("--speaker", "Ilse Brand", "--topic", "wall").split())
    assert told == (
        "Nobody called “Ilse Brand” is quoted there. Names like it: Mayor Ilse Brandt, Peter Brandt, a painter."
        " I searched 4 articles."
    )
    made = found("--speaker", "Ilse Brand")
    assert (made["quotes"], made["near"]) == ([], ["Mayor Ilse Brandt", "Peter Brandt, a painter"])
    assert "Names like it" not in shown("--speaker", "Zyx")


def test_a_speaker_who_is_silent_on_the_topic_is_told_apart_from_an_unknown_one(shown):
    assert shown("--speaker", "Hart", "--topic", "ferry") == (
        "“Hart” is quoted 1 time, but not on “ferry”. I searched 4 articles.\n"
    )


def test_a_topic_that_nobody_speaks_of_is_a_sentence(shown):
    assert shown("--topic", "cheese") == "Nobody is quoted on “cheese” there. I searched 4 articles.\n"
    assert "Nobody is quoted there. I searched 0 articles." in shown("--since", "2030-01-01")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--topic", "of the"], "There is no word in the topic 'of the' to look for; name what it is about."),
        (["--topic", "?!"], "There is no word in the topic '?!' to look for; name what it is about."),
        (["--publisher", "Nowhere"], "Nowhere"),
        (["--since", "the day of days"], "--since"),
        (["--until", "2024-13-01"], "--until"),
        (["--since", "2024-10-02", "--until", "2024-10-01"], "exchange the two."),
        (["--speaker", "x" * 2001], "name the speaker or the topic in a few words."),
        (["--topic", "wall " * 500], "name the speaker or the topic in a few words."),
    ],
)
def test_what_cannot_be_looked_for_is_one_sentence(quotes, arguments, told):
    code, out, err = quotes(*arguments)
    assert (code, out) == (2, "")
    assert told in one_sentence(err)


def test_a_limit_below_nothing_is_refused(quotes):
    code, out, _ = quotes("--limit", "-1")
    assert (code, out) == (2, "")


@pytest.mark.parametrize("arguments", [[], ["--speaker", "Lee"], ["--json"]])
def test_without_an_index_it_says_how_to_get_one(capsys, home, arguments):
    code, out, err = run(capsys, "quotes", *arguments, home=home)
    assert (code, out) == (2, "")
    assert one_sentence(err) == "There are no articles yet; run `newshound reindex FOLDER` to index some."


def test_articles_without_any_quotation_are_searched_and_have_nothing(capsys, home):
    publish_articles(home, made_article("dull", "Rain fell on Quill."))
    assert run(capsys, "quotes", home=home) == (0, "Nobody is quoted there. I searched 1 article.\n", "")
    code, out, _ = run(capsys, "quotes", "--speaker", "Lee", home=home)
    assert (code, out) == (0, "Nobody called “Lee” is quoted there. I searched 1 article.\n")


def test_nothing_in_an_article_steers_the_terminal_or_makes_a_link(capsys, home):
    text = (
        "“See http://evil.example/x \x1b]8;;http://evil.example\x07now\x1b[2J\u202e\u200b it’s here,” said Ann Lee, an"
        " ally of https://evil.example fame."
    )
    hostile = made_article(
        "hostile", text, publisher="Courier\x1b[31m\n2099-01-01 · forged", published=FIRST, url="javascript:alert(1)"
    )
    publish_articles(home, hostile)
    code, out, _ = run(capsys, "quotes", home=home)
    assert code == 0
    assert "Ann Lee" in out
    assert "://" not in out
    assert "javascript" not in out
    assert all(sign == "\n" or sign.isprintable() for sign in out)
    assert not any(line.startswith("2099") for line in out.splitlines())
    asked = run(capsys, "quotes", "--speaker", "\x1b[2J http://evil.example", home=home)[1]
    assert "://" not in asked
    assert all(sign == "\n" or sign.isprintable() for sign in asked)
    made = json.loads(run(capsys, "quotes", "--json", home=home)[1])["quotes"][0]
    assert text[made["start"] : made["end"]] == made["quote"]


def test_lines_fit_the_terminal(capsys, home, monkeypatch):
    monkeypatch.setattr("bot.cli_quotes.columns", lambda: 40)
    publish_articles(home, made_article("long", f"“{'All of the walls will hold. ' * 30}” said Ann Lee."))
    out = run(capsys, "quotes", home=home)[1]
    assert all(len(line) <= 40 for line in out.splitlines())
    assert " ".join(out.split()).count("All of the walls will hold.") == 30

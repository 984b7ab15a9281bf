"""From what somebody typed to the question: what an asker says counts more than what a server has set."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking import LONGEST_STATEMENT_CHARACTERS, Limits, Setting, question_of, statement_of
from bot.publishers import PUBLISHERS_SHOWN, check_publisher, suggested
from bot.servers import ServerSettings
from index.errors import QuestionError
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question

NOW = datetime(2031, 11, 26, 12, tzinfo=UTC)  # a Wednesday
VIENNA = ZoneInfo("Europe/Vienna")
OUTLETS = ("The Tarn Bell", "Ennis Echo", "Quill Post")


def setting(*, now=NOW, zone=UTC, outlets=(), **server):
    """A server with its settings; `outlets` are those that it has set."""
    own = ServerSettings(publishers=outlets, **server)
    return Setting(now=now, zone=zone, publishers=OUTLETS, server=own)


def asked(text="Who opened the dam?", *, where=None, **limits):
    return question_of(text, where or setting(), asker="ada", limits=Limits(**limits))


def at(*moment, zone=UTC):
    return datetime(*moment, tzinfo=zone).astimezone(UTC)


def test_a_question_alone_has_no_limits():
    assert asked("  Who opened\nthe dam? ") == Question(text="Who opened the dam?", asked=NOW, zone=UTC, asker="ada")


@pytest.mark.parametrize("text", ["", " \n", "?!", "a" * (LONGEST_QUESTION_CHARACTERS + 1)])
def test_what_is_no_question_is_refused(text):
    with pytest.raises(QuestionError):
        asked(text)


# Days


@pytest.mark.parametrize(
    ("since", "first"),
    [
        ("2031-11-03", at(2031, 11, 3)),
        (" 3   November 2031 ", at(2031, 11, 3)),
        ("Nov 3, 2031", at(2031, 11, 3)),
        ("yesterday", at(2031, 11, 25)),
        ("Last Week", at(2031, 11, 17)),
        ("May 2030", at(2030, 5, 1)),
        ("2030", at(2030, 1, 1)),
        ("3 November", at(2031, 11, 3)),
        ("2031-12-24", at(2031, 12, 24)),
    ],
)
def test_since_is_the_first_moment_of_what_it_names(since, first):
    found = asked(since=since)

    assert (found.since, found.until) == (first, None)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2031-11-03", at(2031, 11, 3, 23, 59, 59)),
        ("last week", at(2031, 11, 23, 23, 59, 59)),
        ("May 2030", at(2030, 5, 31, 23, 59, 59)),
        ("2030", at(2030, 12, 31, 23, 59, 59)),
    ],
)
def test_until_is_the_last_second_of_what_it_names(until, last):
    found = asked(until=until)

    assert (found.since, found.until) == (None, last)


def test_days_are_those_of_the_zone_of_the_server_or_else_of_the_bot():
    late = datetime(2031, 11, 25, 23, 30, tzinfo=UTC)  # 26 November in Vienna

    own = asked(since="today", where=setting(now=late, timezone="Europe/Vienna"))
    bots = asked(since="today", where=setting(now=late, zone=VIENNA))
    other = asked(since="today", where=setting(now=late, zone=VIENNA, timezone="UTC"))

    assert own.since == bots.since == at(2031, 11, 26, zone=VIENNA)
    assert other.since == at(2031, 11, 25)
    assert (own.zone, other.zone) == (VIENNA, ZoneInfo("UTC"))


def test_a_day_on_which_the_clocks_change_is_whole():
    found = asked(since="2031-10-26", until="2031-10-26", where=setting(timezone="Europe/Vienna"))

    assert found.until - found.since == timedelta(hours=25) - timedelta(seconds=1)


def test_one_day_may_be_both_ends():
    found = asked(since="2031-11-03", until="2031-11-03")

    assert (found.since, found.until) == (at(2031, 11, 3), at(2031, 11, 3, 23, 59, 59))


def test_days_that_end_before_they_begin_are_refused_with_what_to_do():
    with pytest.raises(QuestionError, match=r"since is 'last week', which is later than until, '2030', .* exchange"):
        asked(since="last week", until="2030")


@pytest.mark.parametrize("words", ["soon", "30 February", "03/04/2031", "10:30", "9999-12-31", "0001-01-01", "-1"])
@pytest.mark.parametrize("end", ["since", "until"])
def test_what_is_no_day_is_refused_with_how_to_write_one(end, words):
    with pytest.raises(QuestionError, match=f"{end} is '{words}', which is no day that I can read; write it as"):
        asked(**{end: words})


@given(
    since=st.text(max_size=30) | st.dates().map(str),
    until=st.text(max_size=30) | st.dates().map(str),
    zone=st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Vienna"]),
)
def test_whatever_is_given_is_days_in_order_or_a_sentence(since, until, zone):
    try:
        found = asked(since=since, until=until, where=setting(timezone=zone))
    except QuestionError:
        assert since.strip() or until.strip()
    else:
        assert found.since is None or found.until is None or found.since < found.until


# The server's own


def test_a_servers_days_count_where_nobody_names_any():
    assert asked(where=setting(window_days=7)).since == NOW - timedelta(days=7)


@pytest.mark.parametrize("limits", [{"since": "2020-01-01"}, {"until": "2031-11-03"}])
def test_a_servers_days_give_way_to_those_that_are_given(limits):
    found = asked(where=setting(window_days=7), **limits)

    assert found == asked(**limits)


def test_a_servers_days_give_way_to_those_in_the_words():
    text = "What was reported since March 2030?"

    assert asked(text, where=setting(window_days=7)).since is None


def test_a_servers_outlets_count_where_no_outlet_is_named_and_articles_are_of_them():
    where = setting(outlets=("Ennis Echo", "Gone Gazette"))

    assert asked(where=where).outlets == ("Ennis Echo",)
    named = asked(where=where, publisher=" the  tarn bell ")
    assert (named.publisher, named.outlets) == ("the tarn bell", ())


def test_an_outlet_that_no_article_is_of_is_refused_with_those_that_there_are():
    with pytest.raises(QuestionError, match=r"outlet 'The Moon'; name one of The Tarn Bell, Ennis Echo, Quill Post\."):
        asked(publisher="The Moon")


# Publishers


def named(publisher):
    return Question(text="Who?", asked=NOW, publisher=publisher)


def test_an_outlet_is_known_in_capitals_or_not():
    check_publisher(named("THE TARN BELL"), OUTLETS)
    check_publisher(named(None), ())


def test_only_some_outlets_are_named_and_nothing_hidden_in_them():
    many = [f"Outlet\u202e {number}\n" for number in range(PUBLISHERS_SHOWN + 3)]

    with pytest.raises(QuestionError) as refused:
        check_publisher(named("The Moon"), many)
    assert "Outlet 9 and 3 more." in " ".join(str(refused.value).split()).replace(" ,", ",")
    assert "\u202e" not in str(refused.value)


def test_where_no_article_names_an_outlet_the_advice_is_to_ask_without():
    with pytest.raises(QuestionError, match="no article names its outlet, so ask without one"):
        check_publisher(named("The Moon"), ())


def test_outlets_are_suggested_by_their_beginning_and_then_by_their_words():
    names = ("Post of Ennis", "The Quill Post", "Ennis Echo", "Outpost")

    assert suggested(" post", names, 25) == ["Post of Ennis", "The Quill Post"]
    assert suggested("ENNIS", names, 25) == ["Ennis Echo", "Post of Ennis"]
    assert suggested("", names, 2) == list(names[:2])
    assert suggested("moon", names, 25) == []


@given(typed=st.text(max_size=5), names=st.lists(st.text(max_size=8), max_size=8, unique=True), limit=st.integers(0, 9))
def test_what_is_suggested_is_there_and_once(typed, names, limit):
    found = suggested(typed, names, limit)

    assert len(found) == len(set(found)) <= limit
    assert set(found) <= set(names)


# Somebody's message


def test_a_short_message_is_looked_for_as_it_stands():
    assert statement_of("The dam\nbroke. Nobody was hurt!") == "The dam broke. Nobody was hurt!"


def test_of_a_long_message_whole_sentences_are_looked_for():
    sentence = "The warden said that the dam holds. "

    found = statement_of(sentence * 40)

    assert len(found) <= LONGEST_STATEMENT_CHARACTERS
    assert found == (sentence * 40)[: len(found)]
    assert found.endswith("holds.")
    assert len(found) > LONGEST_STATEMENT_CHARACTERS - len(sentence)


def test_of_a_sentence_without_end_whole_words_are_looked_for():
    found = statement_of("word " * 400)

    assert set(found.split()) == {"word"}
    assert LONGEST_STATEMENT_CHARACTERS - 5 <= len(found) <= LONGEST_STATEMENT_CHARACTERS


@pytest.mark.parametrize("text", ["", " \n", "?!", "👍 👍", "—"])
def test_a_message_without_a_word_is_refused(text):
    with pytest.raises(QuestionError, match="That message has no text that I could look for; use /ask"):
        statement_of(text)


@given(st.text(max_size=1500))
def test_a_statement_is_the_beginning_of_the_message(text):
    try:
        found = statement_of(text)
    except QuestionError:
        assert not any(sign.isalnum() for sign in text)
    else:
        assert 0 < len(found) <= LONGEST_STATEMENT_CHARACTERS
        assert " ".join(text.split()).startswith(found)

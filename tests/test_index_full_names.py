"""Speakers under the fullest names that their article gives them, and no two people under one."""

import pytest

from index.quotes import quotes_of


def speakers(text):
    return [quote.speaker for quote in quotes_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Whoever was named with a first name, before or behind.
        (
            "Mayor Ilse Brandt said the wall will hold.\n“We checked it twice,” Brandt said.",
            ["Mayor Ilse Brandt", "Mayor Ilse Brandt"],
        ),
        (
            "“We checked it twice,” Brandt said.\nThe wall will hold, said Mayor Ilse Brandt.",
            ["Mayor Ilse Brandt", "Mayor Ilse Brandt"],
        ),
        # Whom the article introduces without words of theirs.
        (
            "Police arrested the painter Peter Brandt on Monday.\n“I did nothing at all,” Brandt said.",
            ["Peter Brandt"],
        ),
        (
            "Mayor Ilse Brandt opened the hall.\n“It is a house for all of us,” Brandt said.",
            ["Mayor Ilse Brandt"],
        ),
        ("He met Gen. Tom Hart in Ennis.\n“We had no part in it,” Hart said.", ["Gen. Tom Hart"]),
        # Of two who speak, whoever was named in full last.
        (
            "Mayor Ilse Brandt said it will hold. Peter Brandt said that it won't.\n“It is over,” Brandt said.",
            ["Mayor Ilse Brandt", "Peter Brandt", "Peter Brandt"],
        ),
        # The office alone, where one person in the article holds it.
        (
            "“It will hold for years,” said Mayor Ilse Brandt.\n“We checked it twice,” the mayor said.",
            ["Mayor Ilse Brandt", "Mayor Ilse Brandt"],
        ),
    ],
)
def test_a_last_name_or_an_office_is_whom_the_article_calls_so(text, expected):
    assert speakers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Two who share the last name.
        ("Ilse Brandt met Peter Brandt in Ennis.\n“It is over for good,” Brandt said.", "Brandt"),
        # Two who hold the office.
        (
            "“It will hold,” said Mayor Ilse Brandt. “It won’t,” said Mayor Tom Hart.\n“It is over,” the mayor said.",
            "the mayor",
        ),
        # A place that has the name, a day before it, a possessive.
        ("They swam in Lake Brandt.\n“It is over for good,” Brandt said.", "Brandt"),
        ("On Monday Brandt left.\n“It is over for good,” Brandt said.", "Brandt"),
        ("The Courier’s Brandt left.\n“It is over for good,” Brandt said.", "Brandt"),
        # Another name that begins or ends so.
        ("Ilse Brandtner left, and Jo Hildebrandt too.\n“It is over for good,” Brandt said.", "Brandt"),
        # Who is named after somebody is not them.
        ("Mayor Ilse Brandt left.\n“It is over for good,” critics of Brandt said.", "critics of Brandt"),
    ],
)
def test_where_it_may_be_two_the_name_stays_as_it_is(text, expected):
    assert speakers(text)[-1] == expected


def test_whoever_speaks_before_two_namesakes_are_named_is_neither():
    text = "“It is over for good,” Brandt said.\nMayor Ilse Brandt said it will hold.\nPeter Brandt said it won't."
    assert speakers(text) == ["Brandt", "Mayor Ilse Brandt", "Peter Brandt"]


def test_an_office_of_a_body_is_nobody_s_alone():
    text = "“It will hold,” said government spokesman Tom Hart.\n“We checked it twice,” the government said."
    assert speakers(text) == ["government spokesman Tom Hart", "the government"]


def test_titles_of_two_roles_are_kept_with_the_name():
    text = (
        "Pentagon spokesperson Sabina Sand briefed reporters.\n“We had no part in it,” Sand said.\nSand added: “None.”"
    )
    assert set(speakers(text)) == {"Pentagon spokesperson Sabina Sand"}

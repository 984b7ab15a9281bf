"""Names and offices of speakers, and who is one person in two articles."""

import pytest

from index.speaker_names import SpeakerName, is_same_speaker, read_speaker


@pytest.mark.parametrize(
    ("phrase", "name", "office"),
    [
        ("Pentagon spokesperson Sabina Sand", "Sabina Sand", "Pentagon spokesperson"),
        ("Ann Lee, mayor of Ennis", "Ann Lee", "mayor of Ennis"),
        ("President Joe Byrd", "Joe Byrd", "President"),
        ("Israel's military chief, General Herz Hale", "Israel's military chief", "General Herz Hale"),
        ("the Pentagon", "the Pentagon", ""),
        ("the head of the Navy", "the head of the Navy", ""),
        ("Ann Lee", "Ann Lee", ""),
        ("police", "police", ""),
    ],
)
def test_a_speaker_has_a_name_and_an_office(phrase, name, office):
    assert read_speaker(phrase) == SpeakerName(name=name, office=office)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mayor Ilse Brandt", "mayor Ilse Brandt", True),
        ("Mayor Ilse Brandt", "Mayor Brandt", True),
        ("Ilse Brandt", "Mayor Ilse Brandt", True),
        ("Ilse Brandt", "Ilse Brandt", True),
        ("Brandt", "Brandt", False),
        ("Brandt", "Mayor Brandt", False),
        ("Senator John Smith", "Coach John Smith", False),
        ("Ann Lee", "Tom Lee", False),
        ("Mr. Brandt", "Mayor Ilse Brandt", False),
        ("Pentagon spokesperson Sabina Sand", "Navy spokesperson Sabina Sand", True),
    ],
)
def test_two_articles_speak_of_one_person_where_name_and_office_agree(one, other, same):
    assert is_same_speaker(read_speaker(one), read_speaker(other)) is same
    assert is_same_speaker(read_speaker(other), read_speaker(one)) is same

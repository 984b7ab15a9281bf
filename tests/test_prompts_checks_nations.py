"""Countries, their adjectives and what their people are called."""

import pytest

from prompts.checks.nations import is_form_of, same_nation

ALIKE = same_nation()


@pytest.mark.parametrize(
    "line",
    [
        "france french Frenchwoman Frenchmen",
        "england english Englishman Englishwomen",
        "ireland irish Irishman Irishwoman",
        "netherlands dutch Dutchman Dutchwomen",
        "wales welsh Welshman Welshwoman",
        "scotland scottish Scot Scots Scotswoman",
        "spain spanish Spaniard Spaniards",
        "denmark danish Dane Danes",
        "sweden swedish Swede Swedes",
        "finland finnish Finn Finns",
        "poland polish Pole Poles",
        "turkey turkish Turk Turks",
        "britain british Briton Britons Brit",
        "iceland icelandic Icelander Icelanders",
        "zealand Zealander Zealanders Kiwi",
        "philippines philippine Filipino Filipina Filipinos",
        "germany german Germans",
        "serbia serbian Serb Serbs",
        "czechia Czech Czechs",
        "laos lao Laotian Laotians",
    ],
)
def test_a_country_its_adjective_and_its_people_stand_for_one_another(line):
    country, *forms = line.lower().split()

    assert all(form in ALIKE[country] and country in ALIKE[form] for form in forms)


@pytest.mark.parametrize(
    ("one", "other"), [("frenchwoman", "dutchman"), ("irish", "iraqi"), ("dane", "dutch"), ("swede", "swiss")]
)
def test_two_nations_are_two(one, other):
    assert other not in ALIKE[one]
    assert not is_form_of(one, other)

"""Names that stand for one another in news: a country, its people, and the seat of its government."""

from prompts.names import SHORT_FORMS

_NATIONS = """
afghanistan afghan afghans
argentina argentine argentines argentinian
australia australian canberra aussie
belgium belgian
britain british briton britons uk london england english
china chinese beijing
cyprus cypriot
denmark danish dane danes
egypt egyptian cairo
england english
europe european eu
finland finnish finn finns
france french frenchman paris
germany german berlin
greece greek greeks
iceland icelandic icelander
ireland irish irishman
iraq iraqi baghdad
iran iranian tehran
israel israeli israelis
italy italian
lebanon lebanese
mexico mexican
myanmar burma burmese
netherlands dutch holland
northkorea pyongyang
norway norwegian
pakistan pakistani islamabad
palestine palestinian palestinians
peru peruvian
philippines filipino filipinos philippine
poland polish pole poles
portugal portuguese
russia russian russians moscow kremlin
scotland scottish scot scots
spain spanish spaniard spaniards madrid
sweden swedish swede swedes
switzerland swiss
syria syrian damascus
taiwan taiwanese taipei
thailand thai thais
turkey turkish turk turks turkiye ankara
ukraine ukrainian ukrainians kyiv kiev
US usa america american americans washington
venezuela venezuelan caracas
vietnam vietnamese
wales welsh
yemen yemeni houthi
covid coronavirus
congress congressional
parliament parliamentary
democrat democratic democrats dems
republican republicans gop
senate senator senators
christmas xmas
"""
_ENDINGS_OF_PLACES = frozenset({"", "a", "e", "y", "o", "ia", "on", "ey", "en", "us", "os", "as"})
_ENDINGS_OF_PEOPLE = frozenset("n an ian ans ians ese ish i is ic er ers ean eans ite ites".split())
SHORTEST_SHARED_CHARACTERS = 4
LEAST_TYPO_CHARACTERS = 7


def same_nation() -> dict[str, frozenset[str]]:
    """For each name, lower-cased, those that may stand for it; "US" keeps its capitals."""
    groups = [line.split() for line in _NATIONS.strip().splitlines()]
    groups += [[form for form in forms if " " not in form] for forms in SHORT_FORMS]
    alike: dict[str, set[str]] = {}
    for group in groups:
        for name in group:
            alike.setdefault(name, set()).update(group)
    return {name: frozenset(others) for name, others in alike.items()}


def is_form_of(name: str, other: str) -> bool:
    """Whether two lower-cased words are a place and its people, or one name in two spellings.

    So are Lebanon and Lebanese, and Zelensky and Zelenskiy; not Iran and Iraq.
    """
    shared = 0
    while shared < min(len(name), len(other)) and name[shared] == other[shared]:
        shared += 1
    if shared < SHORTEST_SHARED_CHARACTERS:
        return False
    for place, people in ((name[shared:], other[shared:]), (other[shared:], name[shared:])):
        if place in _ENDINGS_OF_PLACES and people in _ENDINGS_OF_PEOPLE:
            return True
    if min(len(name), len(other)) < LEAST_TYPO_CHARACTERS:
        return False
    # One letter more, less or another, behind the beginning.
    return name[shared + 1 :] in {other[shared + 1 :], other[shared:]} or name[shared:] == other[shared + 1 :]

"""Names that stand for one another in news: a country, its people, and the seat of its government."""

from index.names import SHORT_FORMS

_NATIONS = """
afghanistan afghan afghans
argentina argentine argentines argentinian
australia australian canberra aussie aussies
barbados barbadian bajan
bosnia bosnian bosniak
belgium belgian
britain british briton britons brit brits uk london england english
catalonia catalan
china chinese beijing
congo congolese
croatia croatian croat croats
cyprus cypriot cypriots
czechia czech czechs
denmark danish dane danes
egypt egyptian cairo
emirates emirati uae
england english
europe european eu
finland finnish finn finns
france french paris
germany german berlin
greece greek greeks
iceland icelandic icelander
ireland irish
iraq iraqi baghdad
iran iranian tehran
israel israeli israelis
italy italian
laos lao laotian
lebanon lebanese
kazakhstan kazakh kazakhs
kosovo kosovar kosovars
madagascar malagasy
mexico mexican
myanmar burma burmese
netherlands dutch holland
niger nigerien
northkorea pyongyang
norway norwegian
pakistan pakistani islamabad
panama panamanian
palestine palestinian palestinians
peru peruvian
philippines filipino filipinos filipina filipinas philippine
poland polish pole poles
portugal portuguese
russia russian russians moscow kremlin
scotland scottish scot scots
serbia serbian serb serbs
slovakia slovakian slovak slovaks
slovenia slovenian slovene slovenes
spain spanish spaniard spaniards madrid
sweden swedish swede swedes
switzerland swiss
syria syrian damascus
taiwan taiwanese taipei
thailand thai thais
turkey turkish turk turks turkiye ankara
ukraine ukrainian ukrainians kyiv kiev
US usa america american americans washington
uzbekistan uzbek uzbeks
venezuela venezuelan caracas
vietnam vietnamese
wales welsh
yemen yemeni houthi
zealand zealander kiwi kiwis
covid coronavirus
congress congressional
parliament parliamentary
democrat democratic democrats dems
republican republicans gop
senate senator senators
christmas xmas
"""
_WITH_MAN = frozenset("french english irish dutch welsh scots cornish manx".split())
"""Behind these, a person is one word: a Frenchwoman."""
_MAN = ("man", "men", "woman", "women")
_COUNTABLE_ENDINGS = ("an", "er", "i")
_ENDINGS_OF_PLACES = frozenset({"", "a", "e", "y", "o", "ia", "on", "ey", "en", "us", "os", "as"})
_ENDINGS_OF_PEOPLE = frozenset("n an ian ans ians ese ish i is ic er ers ean eans ite ites".split())
SHORTEST_SHARED_CHARACTERS = 4
LEAST_TYPO_CHARACTERS = 7


def same_nation() -> dict[str, frozenset[str]]:
    """For each name, lower-cased, those that may stand for it; "US" keeps its capitals."""
    groups = [[form for name in line.split() for form in _forms(name)] for line in _NATIONS.strip().splitlines()]
    groups += [[form for form in forms if " " not in form] for forms in SHORT_FORMS]
    alike: dict[str, set[str]] = {}
    for group in groups:
        for name in group:
            alike.setdefault(name, set()).update(group)
    return {name: frozenset(others) for name, others in alike.items()}


def _forms(name: str) -> list[str]:
    """A name with what its people are called: english with Englishwoman, german with Germans."""
    people = [name + man for man in _MAN] if name in _WITH_MAN else []
    return [name, *people, *([f"{name}s"] if name.endswith(_COUNTABLE_ENDINGS) else [])]


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

"""Whether a text holds a name, and whether a speaker is the one that a name stands for."""

import re
import unicodedata
from collections.abc import Sequence

from index.cues import ROLES
from index.terms import STOP_WORDS

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’](?:s)?$")
_ROLE_JOINTS = frozenset({"for", "of", "at", "from", "with", "to", "in", "near", "against"})
_ARTICLES = frozenset({"the", "a", "an"})
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|that)\b.*")
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady gen general lt lieutenant col colonel sgt sergeant capt maj"
    " major adm sen rep gov senator congressman congresswoman speaker king queen prince princess pope judge justice"
    " pastor rev reverend bishop archbishop cardinal imam rabbi deputy vice prime supreme councillor".split()
)
OTHERS = frozenset(
    "former ex critic critics rival rivals opponent opponents opposition enemy enemies foe foes lawyer lawyers attorney"
    " attorneys wife husband widow son daughter brother sister mother father family".split()
)
"""Whoever is called so beside a body or a person does not speak for them."""
_LIKE_GRAMMAR = frozenset({"US", "WHO"})
"""Initialisms that keep their capitals, for in small letters they are pronouns."""
_SAME_ROLE = dict.fromkeys(("spokesman", "spokeswoman", "spox"), "spokesperson")
SHORTEST_STEM_CHARACTERS = 4
FEWEST_INITIALS, MOST_INITIALS = 3, 6
_BETWEEN_INITIALS = frozenset({"of", "the", "and", "for", "on", "in"})
"""Words that an initialism leaves out: the Department of Justice is the DOJ with them and the DJ without."""

SHORT_FORMS = (
    frozenset({"US", "usa", "united states", "united states of america", "america", "american", "americans"}),
    frozenset({"uk", "united kingdom", "britain", "great britain", "british"}),
    frozenset({"un", "united nations"}),
    frozenset({"eu", "european union"}),
    frozenset({"uae", "united arab emirates"}),
    frozenset({"WHO", "world health organization", "world health organisation"}),
    frozenset({"nato", "north atlantic treaty organization"}),
    frozenset({"fbi", "federal bureau of investigation"}),
    frozenset({"cia", "central intelligence agency"}),
    frozenset({"fed", "federal reserve"}),
    frozenset({"doj", "department of justice", "justice department"}),
    frozenset({"pentagon", "dod", "department of defense", "defense department"}),
    frozenset({"vp", "vice president"}),
    frozenset({"pm", "prime minister", "premier"}),
    frozenset({"ag", "attorney general"}),
    frozenset({"pd", "police department", "police"}),
    frozenset({"nyc", "new york city", "new york"}),
    frozenset({"nz", "new zealand"}),
    frozenset({"ny", "new york"}),
    frozenset({"la", "los angeles"}),
    frozenset({"dc", "washington"}),
    frozenset({"scotus", "supreme court"}),
    frozenset({"gop", "republican party", "republicans"}),
)
"""Names that stand for one another in any news text."""


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased, without accents, possessive endings and the dots of initialisms.

    The initialisms "US" and "WHO" keep their capitals.
    """
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    bare = _APOSTROPHES.sub("", word).replace(".", "")
    if bare in _LIKE_GRAMMAR:
        return bare
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return _SAME_ROLE.get(bare.lower(), bare.lower())


def holds_name(text: str, name: str) -> bool:
    """Whether a text holds a name: all its words, its last one standing alone (Biden), or a common short form.

    "Cup" alone holds no World Cup where it is in small letters, nor does the Davis Cup.
    """
    wanted = words_of(name)
    found = words_of(text)
    together = " ".join(found)
    if _has_form(wanted, together) or _has_initials(text, name):
        return True
    if all(any(same_word(word, other) for other in found) or _has_form([word], together) for word in wanted):
        return bool(wanted)
    return _stands_alone(text, wanted)


def _has_form(words: Sequence[str], text: str) -> bool:
    return any(f" {form} " in f" {text} " for form in short_forms(words))


def _has_initials(text: str, name: str) -> bool:
    """Whether a name that is an initialism is written out in a text: NSC is the National Security Council."""
    letters = name.replace(".", "")
    if not (FEWEST_INITIALS <= len(letters) <= MOST_INITIALS and letters.isalpha() and letters.isupper()):
        return False
    words = [word.group() for word in _WORD.finditer(text) if word.group().lower() not in _BETWEEN_INITIALS]
    initials = "".join(word[0] if word[0].isupper() else " " for word in words)
    return letters in initials


def _stands_alone(text: str, wanted: Sequence[str]) -> bool:
    """Whether the last word of a name is a name by itself, and nowhere somebody else's: Biden, but no Jill Biden."""
    first = given_names(text, wanted[-1]) if wanted else None
    return first is not None and not first


def given_names(text: str, last: str) -> frozenset[str] | None:
    """The names that a text puts before a last name, without titles; None where it is no name in this text at all."""
    found: set[str] | None = None
    before = ""
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word[:1].isupper() and same_word(last, _plain(word)):
            found = found or set()
            together = not text[end : match.start()].strip()
            if together and before[:1].isupper() and _plain(before) not in ROLES | TITLES | STOP_WORDS:
                found.add(_plain(before))
        before, end = word, match.end()
    return None if found is None else frozenset(found)


def is_another(text: str, name: str) -> bool:
    """Whether who has the last name of `name` in a text has another first name there: no Peter, but Sabrina Singh."""
    *given, last = words_of(name) or [""]
    wanted = {word for word in given if word not in ROLES | TITLES | _ARTICLES}
    found = given_names(text, last) if wanted and last not in ROLES else None
    return bool(found) and bool(wanted) and wanted.isdisjoint(found or ())


def same_word(wanted: str, found: str) -> bool:
    """Whether two lower-cased words are one name: equal, or one the other's longer form (Israel, Israeli)."""
    if wanted == found:
        return True
    shorter, longer = sorted((wanted, found), key=len)
    return len(shorter) >= SHORTEST_STEM_CHARACTERS and longer.startswith(shorter) and len(longer) - len(shorter) <= 3  # noqa: PLR2004


def speaks_for(speaker: str, name: str) -> bool:
    """Whether a speaker, as a text names them, is who a name means.

    So it is where the name is what the speaker's phrase, or a part of it between commas, ends with ("Pentagon
    spokesperson Sabrina Singh" for Singh, but not for Peter Singh), where it is their office ("Mayor Ann Lee" for the
    mayor), or where it names the body for which the speaker has a role (for the Pentagon). "Critics of Singh",
    "Singh's lawyer", "a former Pentagon official" are others.
    """
    words = words_of(name)
    if words == ["us"]:
        # Nobody asks what "us" said: that is the country, in small letters.
        words = ["US"]
    parts = [_WORD.findall(_RELATIVE.sub("", part)) for part in speaker.split(",")]
    wanted_forms = [words, *sorted(form.split() for form in short_forms(words) if form.split() != words)]
    return any(
        _ends_with(part, wanted)
        or _ends_with(_head(part), wanted)
        or _has_office(part, wanted)
        or _has_role_for(part, wanted)
        for wanted in wanted_forms
        for part in parts
        if wanted and part
    )


def _head(part: Sequence[str]) -> Sequence[str]:
    """What stands before "of" and the like where that is a name: Rosa Kimmel | of the passengers' association."""
    for place, word in enumerate(part):
        if word in _ROLE_JOINTS:
            return part[:place] if place and part[place - 1][:1].isupper() else ()
    return ()


def last_name(speaker: str) -> str:
    """The word by which a person is named again: what the first part between commas ends with that ends in a name."""
    part = _named_part(speaker)
    return _plain(part[-1]) if part else ""


def first_names(speaker: str) -> frozenset[str]:
    """The names before the last name, lower-cased, without titles and roles; none where only a last name is given."""
    return frozenset(_names_before_last(_named_part(speaker)))


def _named_part(speaker: str) -> list[str]:
    for part in speaker.split(","):
        words = _WORD.findall(part)
        if words and words[-1][:1].isupper() and _plain(words[-1]) not in ROLES:
            return words
    return []


def short_forms(words: Sequence[str]) -> frozenset[str]:
    """The names that stand for one another with the one that has these words; none where it stands alone."""
    return next((forms for forms in SHORT_FORMS if " ".join(words) in forms), frozenset())


def _ends_with(part: Sequence[str], wanted: Sequence[str]) -> bool:
    words = [_plain(word) for word in part]
    if not words or words[-1] != wanted[-1]:
        return False
    whole = words[-len(wanted) :] == list(wanted)
    before = words[: -len(wanted)] if whole else words[:-1]
    if any(word in _ROLE_JOINTS and not (place and before[place - 1] in ROLES) for place, word in enumerate(before)):
        return False
    given = {word for word in wanted[:-1] if word not in ROLES | TITLES | _ARTICLES}
    others = _names_before_last(part)
    return whole or not given or not others or bool(given & others)


def _names_before_last(part: Sequence[str]) -> set[str]:
    """The capitalised words just before the last one that are neither a title nor a role."""
    found: set[str] = set()
    for word in reversed(part[:-1]):
        if not word[:1].isupper() or _plain(word) in ROLES | TITLES:
            break
        found.add(_plain(word))
    return found


def _has_office(part: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a name that is an office, "the mayor", "mayor of Port Ennis", is that of the person in a phrase."""
    words = [_plain(word) for word in part]
    if not OTHERS.isdisjoint(words):
        return False
    while words[0] in _ARTICLES and len(words) > 1:
        words, part = words[1:], part[1:]
    if wanted[0] in ROLES and words[0] == wanted[0] and len(wanted) > 1:
        rest = iter(words)
        return all(word in rest for word in wanted)
    size = len(wanted)
    for start in range(len(words) - size) if wanted[-1] in ROLES else ():
        office, behind = part[start + size - 1], part[start + size]
        held = words[start : start + size] == list(wanted) and _ROLE_JOINTS.isdisjoint(words[:start])
        if held and not _APOSTROPHES.search(office) and (behind[:1].isupper() or behind == "of"):
            return True
    return False


def _has_role_for(part: Sequence[str], wanted: Sequence[str]) -> bool:
    words = [_plain(word) for word in part]
    if not OTHERS.isdisjoint(words):
        return False
    size = len(wanted)
    for start in range(len(words) - size + 1):
        if not all(same_word(a, b) for a, b in zip(wanted, words[start : start + size], strict=True)):
            continue
        after, before = words[start + size :], words[:start]
        # Directly with a role: "Pentagon spokesperson …", "Israel's military commander …".
        if any(word in ROLES for word in after[:3]):
            return True
        if any(word in _ROLE_JOINTS for word in before[-3:]) and any(word in ROLES for word in before):
            return True
    return False

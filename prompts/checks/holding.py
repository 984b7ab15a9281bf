"""Whether what is cited holds a name: in full, in another form, or as a last name that its article completes."""

import re
from collections.abc import Sequence

from index.names import SHORT_FORMS, holds_name, is_another, same_word, words_of
from prompts.checks.naming import KINDS, Name, is_common
from prompts.checks.nations import is_form_of, same_nation
from prompts.checks.source import Source

LONGER_FORM_CHARACTERS = 6
FEWEST_INITIALS = 2
SHORTEST_JOINED_CHARACTERS = 6
ARTICLE_CHARACTERS = 40_000
"""So much of an article on either side of the passage is read for first names and offices."""
_BETWEEN_INITIALS = frozenset({"of", "the", "and", "for", "on", "in"})
_MORE_SHORT_FORMS = (
    frozenset({"ai", "artificial intelligence"}),
    frozenset({"white house", "biden administration", "trump administration", "us government"}),
    frozenset({"downing street", "prime minister", "uk government"}),
    frozenset({"idf", "israel defense forces", "israeli military", "israeli army"}),
    frozenset({"pla", "people's liberation army", "chinese military"}),
    frozenset({"parliament", "house of commons", "mps"}),
    frozenset({"mp", "member of parliament"}),
    frozenset({"covid", "covid 19", "coronavirus"}),
    frozenset({"twitter", "x"}),
    frozenset({"facebook", "meta"}),
    frozenset({"google", "alphabet"}),
)
_FORMS = same_nation()


class Holder:
    """The names that some cited passages hold, with their titles and outlets; made for one sentence."""

    def __init__(self, cited: Sequence[Source]) -> None:
        self._texts = [source.known for source in cited]
        self._lists = [source.once(_words, source.known) for source in cited]
        self._words = frozenset(word for words in self._lists for word in words)
        self._together = "\n".join(f" {' '.join(words)} " for words in self._lists)
        self._near: dict[str, list[str]] = {}
        for word in self._words:
            self._near.setdefault(word[:3], []).append(word)
        self._articles = list({_around(source) for source in cited})

    def holds(self, name: Name) -> bool:
        """Whether a name, without its titles and offices, is held; one that is all titles is."""
        if f" {name.plain} " in self._together:
            return True
        parts = name.parts
        if name.opens and len(parts) > 1 and len(parts[0]) == 1 and is_common(parts[0][0]):
            # Residents of Port Ennis.
            parts = parts[1:]
        return all(self._holds_part(part, opens=name.opens and part is parts[0]) for part in parts)

    def knows(self, name: Name) -> bool:
        """Whether an article uses a word as a name: in the midst of its sentences, and never in small letters."""
        word = re.escape(name.text)
        used = re.compile(rf"[a-z,] {word}\b")
        small = re.compile(rf"\b{re.escape(name.text.lower())}\b")
        return any(used.search(text) and not small.search(text) for text in self._articles)

    def is_name(self, name: Name) -> bool:
        """Whether a word that begins a sentence is a name rather than a word that any sentence may begin with."""
        if not name.may_be_common or self.knows(name):
            return True
        return not is_common(name.text.lower()) and not self._is_small(name.text.lower())

    def has(self, word: str) -> bool:
        """Whether a word stands in the passages, as it is or in a form that means the same."""
        if word in self._words or not _FORMS.get(word, frozenset()).isdisjoint(self._words):
            return True
        if any(
            same_word(word, other) or is_form_of(word, other) or _is_longer(word, other)
            for other in self._near.get(word[:3], ())
        ):
            return True
        return self._has_short_form(word)

    def _has_short_form(self, phrase: str) -> bool:
        forms = {form for group in (*SHORT_FORMS, *_MORE_SHORT_FORMS) if phrase in group for form in group}
        return any(f" {form} " in self._together for form in forms)

    def _holds_part(self, part: tuple[str, ...], *, opens: bool) -> bool:
        if len(part) > 1 and self._is_word(part[0]):
            # Headmistress Vole, where the article has "headmistress Ida Vole".
            part = part[1:]
        telling = [word for word in part if word not in KINDS and not word.isdigit()] or list(part)
        missing = [word for word in telling if not self.has(word)]
        if not missing:
            return not self._is_another(part)
        phrase = " ".join(part)
        if self._has_short_form(phrase) or self._has_written_otherwise(phrase):
            return True
        if len(missing) == len(telling):
            return False
        if any(self._stands(text, phrase) for text in self._articles):
            return True
        first_only = telling[-1] not in missing
        if not first_only or self._is_another(part):
            return opens and missing == telling[:1] and self._is_small(missing[0])
        return True

    def _has_written_otherwise(self, phrase: str) -> bool:
        """Whether a name is held as an initialism or written out, or with its words parted in another way."""
        words = phrase.split()
        letters = {"".join(word[0] for word in words)}
        letters.add("".join(word[0] for word in words if word not in _BETWEEN_INITIALS))
        if any(len(one) > FEWEST_INITIALS and one.lower() in self._words for one in letters):
            return True
        joined = "".join(words)
        if len(joined) >= SHORTEST_JOINED_CHARACTERS and joined in self._together.replace(" ", ""):
            return True
        upper = phrase.upper()
        return len(words) == 1 and any(holds_name(text, upper) for text in self._texts)

    def _is_another(self, part: tuple[str, ...]) -> bool:
        """Whether the articles know who has this last name by another first name only."""
        if len(part) == 1 or part[-1] in KINDS:
            return False
        phrase = " ".join(part)
        if f" {phrase} " in self._together or any(self._stands(text, phrase) for text in self._articles):
            return False
        return any(is_another(text, phrase) for text in self._articles if _has(text, part[-1]))

    def _stands(self, text: str, phrase: str) -> bool:
        """Whether the words of a name stand in an article one behind the other."""
        pattern = r"[\W_]{1,3}".join(map(re.escape, phrase.split()))
        return re.search(rf"\b{pattern}", text, re.IGNORECASE) is not None

    def _is_word(self, word: str) -> bool:
        """Whether articles have a word in small letters, and nowhere as a name amid a sentence."""
        return self._is_small(word) and not any(re.search(rf"[a-z,] {word.title()}\b", text) for text in self._articles)

    def _is_small(self, word: str) -> bool:
        """Whether an article has a word in small letters."""
        return any(re.search(rf"\b{re.escape(word)}\b", text) for text in self._articles)


def _words(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))


def _has(text: str, word: str) -> bool:
    return word in text.lower()


def _around(source: Source) -> str:
    """The words of an article around the passage."""
    span, text = source.passage.span, source.passage.article.text
    return text[max(0, span.start - ARTICLE_CHARACTERS) : span.end + ARTICLE_CHARACTERS]


def _is_longer(word: str, other: str) -> bool:
    """Whether one word begins with all of the other, which is long: Congress, congressional."""
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= LONGER_FORM_CHARACTERS and longer.startswith(shorter)


def same_name(name: Name, other: Name) -> bool:
    """Whether two names share a telling word, or one is a form of the other."""
    if not (name.telling - KINDS and other.telling - KINDS):
        return bool(name.telling & other.telling) or not name.telling or not other.telling
    own, others = name.telling - KINDS, other.telling - KINDS
    if own & others or any(_FORMS.get(word, frozenset()) & others for word in own):
        return True
    if any(name.plain in group and other.plain in group for group in (*SHORT_FORMS, *_MORE_SHORT_FORMS)):
        return True
    initials = {"".join(word[0] for part in one.parts for word in part).lower() for one in (name, other)}
    if initials & (own | others):
        return True
    return any(same_word(a, b) or is_form_of(a, b) or _is_longer(a, b) for a in own for b in others)

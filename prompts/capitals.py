"""Names in a text as its capitals show them: runs of capitalised words, "Herzi Halevi", "House of Commons", "U.S."."""

import re
from collections.abc import Iterator, Sequence

from index.terms import STOP_WORDS

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[-'’.&][^\W\d_]+)*|&")
_CONTRACTION = re.compile(r"['’](?:s|re|ve|d|ll|m)?$")
_JOINTS = frozenset({"of", "de", "la", "al", "bin", "van", "von", "der", "for", "&"})
_INITIALISMS = frozenset({"US", "WHO", "IT", "AM"})
_GRAMMAR = frozenset(
    "who what when where why how which whose whom the a an is are was were did does do has have had can could will"
    " would should in on at for from by to of and or but if tell me please any latest news roughly about exactly"
    " approximately according".split()
)
_OPENINGS = frozenset(
    "hello hi hey ok okay so well now then also thanks please explain describe name give show list tell find"
    " newest everything anything something summarise summarize yesterday today tomorrow tonight there nobody"
    " everybody some any many most several both each all no not never".split()
)
"""Words that begin a question or a sentence with a capital and are no names."""
_NO_NAMES = (
    _GRAMMAR
    | _OPENINGS
    | STOP_WORDS
    | frozenset(
        "i january february march april may june july august september october november december monday tuesday"
        " wednesday thursday friday saturday sunday".split()
    )
)


def names_in(text: str) -> Iterator[str]:
    """The names in a text, as written, without the possessive ending.

    A headline in title case, or a text all in capitals, shows none, for there capitals say nothing.
    """
    words = list(_WORD.finditer(text))
    if _says_nothing([word.group() for word in words]):
        return
    run: list[str] = []
    end = 0
    for word in words:
        named = word.group()[:1].isupper() and (_base(word.group()) not in _NO_NAMES or word.group() in _INITIALISMS)
        apart = bool(text[end : word.start()].strip()) or (bool(run) and bool(_CONTRACTION.search(run[-1])))
        if run and (apart or not (named or word.group() in _JOINTS)):
            yield from _finished(run)
            run = []
        if named or run:
            run.append(word.group())
            end = word.end()
    yield from _finished(run)


def _says_nothing(words: Sequence[str]) -> bool:
    """Whether capitals are everywhere, also on words of grammar: "What Did The Pentagon Say?"."""
    small = any(word[:1].islower() and word not in _JOINTS for word in words)
    return not small and any(_base(word) in _GRAMMAR for word in words[1:] if word[:1].isupper())


def _base(word: str) -> str:
    return _CONTRACTION.sub("", word).lower()


def _finished(run: list[str]) -> Iterator[str]:
    while run and run[-1] in _JOINTS:
        run = run[:-1]
    if run:
        yield re.sub(r"['’]s?$", "", " ".join(run))

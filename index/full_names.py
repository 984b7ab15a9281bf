"""Speakers under the fullest name that their article gives them: "Singh" is "Pentagon spokesperson Sabrina Singh"."""

from collections.abc import Sequence
from dataclasses import replace

from index.names import first_names, last_name, speaks_for
from index.speech import Speech


def in_full(spoken: Sequence[tuple[Speech, ...]]) -> list[tuple[Speech, ...]]:
    """Speakers with the titles that their article gives them: Singh is "Pentagon spokesperson Sabrina Singh".

    Where several people share a last name, it alone means whoever of them was named with a first name last.
    """
    called: dict[str, tuple[str, frozenset[str]]] = {}
    longest: dict[tuple[str, frozenset[str]], str] = {}
    meant: dict[str, frozenset[str]] = {}
    found: list[list[tuple[Speech, tuple[str, frozenset[str]]]]] = []
    for group in spoken:
        found.append([])
        for speech in group:
            # Most speakers speak several times.
            if speech.speaker not in called:
                last = last_name(speech.speaker)
                # "Critics of Lee" end with the name and are not her.
                last = last if speaks_for(speech.speaker, last) else ""
                called[speech.speaker] = (last, first_names(speech.speaker))
            last, first = called[speech.speaker]
            meant[last] = first or meant.get(last, frozenset())
            person = (last, meant[last])
            if len(speech.speaker) > len(longest.get(person, "")):
                longest[person] = speech.speaker
            found[-1].append((speech, person))

    def named(speech: Speech, person: tuple[str, frozenset[str]]) -> Speech:
        last, first = person
        if not last or len(speech.speaker.split()) > 1:
            return speech
        namesakes = {other for other in longest if other[0] == last and other[1]}
        full = namesakes.pop() if not first and len(namesakes) == 1 else person
        return replace(speech, speaker=longest[full])

    return [tuple(named(speech, person) for speech, person in group) for group in found]

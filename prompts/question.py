"""A question as it was asked, with the limits that came with it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo

from index.errors import QuestionError
from index.query import Query
from prompts.told import Told

LONGEST_QUESTION_CHARACTERS = 2000


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its limits. `asked` is its clock, read in `zone` (None: the server's own); dates are aware UTC.

    What came with it is `since`, `until`, `as_of` and `publisher`; `outlets` are those to read where it names none.
    What its own words say (`prompts.understanding`) narrows `since` and `until`, and `phrase` are the words that did.
    `outlets` are then those named as its source, `unknown_outlets` one of which there is no article, and
    `source_phrase` are the words that say so; `preferred` are outlets that speak. `latest` says that it asks for the
    newest, `news` that it asks for what is new since `since`; `told` is what the asker has been told already, where it
    asks for what is new since then. `typed` is how the asker wrote it, where `text` was completed from the conversation
    before. `asker` names whoever asks, for the ledger, which hashes it, and for nobody else.
    """

    text: str
    asked: datetime
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    publisher: str | None = None
    zone: tzinfo | None = None
    phrase: str | None = None
    outlets: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    unknown_outlets: tuple[str, ...] = ()
    source_phrase: str | None = None
    latest: bool = False
    told: Told | None = None
    news: bool = False
    typed: str | None = None
    asker: str | None = None

    @property
    def content(self) -> str:
        """The question without the words that only narrow the search, which no answer need repeat.

        A date stays: "in 1987" must stand in what answers, unlike "last week".
        """
        text = self.text
        for phrase in (self.source_phrase, self.phrase):
            if phrase and not any(sign.isdecimal() for sign in phrase):
                text = text.replace(phrase, " ", 1)
        return text if any(word.isalnum() for word in text.split()) else self.text

    def query(self, limit: int) -> Query:
        """The search for this question."""
        return Query(
            text=self.text,
            limit=limit,
            asked=self.asked,
            publishers=(self.publisher,) if self.publisher else self.outlets,
            prefers=self.preferred,
            since=self.since,
            until=self.until,
            as_of=self.as_of,
            latest=self.latest,
        )


def check_question(text: str) -> str:
    """The question's text, cleaned of surrounding and control characters.

    Raises:
        QuestionError: it is empty, holds no letter or digit, or is longer than 2,000 characters.
    """
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    question = unicodedata.normalize("NFC", " ".join(kept.split()))
    if not any(c.isalnum() for c in question):
        raise QuestionError(
            "There was no question in that; ask with at least one word, such as “What did the Pentagon say?”."
        )
    if len(question) > LONGEST_QUESTION_CHARACTERS:
        raise QuestionError(
            f"That question has {len(question):,} characters and at most {LONGEST_QUESTION_CHARACTERS:,} can be read;"
            " ask it in fewer words."
        )
    return question

"""What a text announces of its own changes is told from news about corrections, updates and withdrawals."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.announcements import announced
from index.passage import Span

NEWS = "The harbour at Port Ennis reopened on Tuesday after the storm.\n\nFerries ran from noon, the pilot said.\n"


@pytest.mark.parametrize(
    ("title", "kind", "number"),
    [
        ("UPDATE 2-Port Ennis harbour reopens after storm", "update", 2),
        ("UPDATE 1 — Port Ennis harbour reopens", "update", 1),
        ("UPDATE 3 - Harbour reopens", "update", 3),
        ("Update 2: Harbour reopens", "update", 2),
        ("UPDATE: Harbour reopens", "update", None),
        ("UPDATED: What we know of the Ennis fire", "update", None),
        ("WRAPUP 3-Storm closes ports, mayor calls for calm", "update", 3),
        ("WRAPUP 3 Storm closes ports", "update", 3),
        ("Harbour reopens after storm (UPDATE 4)", "update", 4),
        ("Harbour reopens after storm [Updated]", "update", None),
        ("BC-Ennis-Harbor, 2nd Ld-Writethru", "update", 2),
        ("CORRECTED-Port Ennis harbour reopens on Tuesday, not Monday", "correction", None),
        ("CORRECTED-UPDATE 2-Port Ennis harbour reopens", "correction", 2),
        ("CORRECTED: Harbour reopens on Tuesday", "correction", None),
        ("REFILE-Port Ennis harbour reopens", "correction", None),
        ("REFILE-UPDATE 5-Harbour reopens", "correction", 5),
        ("Correction: Ennis Harbour story", "correction", None),
        ("Corrections & clarifications: 14 May", "correction", None),
        ("Harbour reopens on Tuesday (corrected)", "correction", None),
        ("Clarification: Harbour dues", "clarification", None),
        ("CLARIFICATION-Harbour dues rise next year", "clarification", None),
        ("Retraction: Mayor of Ennis and the missing boats", "retraction", None),
        ("RETRACTED: Mayor of Ennis and the missing boats", "retraction", None),
        ("WITHDRAWN-Mayor of Ennis resigns", "retraction", None),
        ("Withdrawn: Mayor of Ennis resigns", "retraction", None),
        ("KILL: Ennis Mayor", "retraction", None),
        ("STORY KILL - Ennis Mayor", "retraction", None),
        ("ADVISORY: story withdrawn", "retraction", None),
        ("ADVISORY-Story on mayor of Ennis withdrawn", "retraction", None),
    ],
)
def test_a_title_announces(title, kind, number):
    found = announced(title, NEWS)

    assert (found.kind, found.number, found.span) == (kind, number, None)
    assert found.words == title


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Correction: The harbour reopened on Tuesday, not on Monday.", "correction"),
        ("CORRECTION — The harbour reopened on Tuesday.", "correction"),
        ("Correction (14 May): The ferry is the Maren.", "correction"),
        ("Correction, May 14, 2024: The ferry is the Maren.", "correction"),
        ("Correction appended on 14 May 2024: The ferry is the Maren.", "correction"),
        ("Corrections and clarifications: The ferry is the Maren.", "correction"),
        ("**Correction:** The ferry is the Maren.", "correction"),
        ("[Correction: The ferry is the Maren.]", "correction"),
        ("CORRECTION", "correction"),
        ("This article has been corrected to give the date of the storm.", "correction"),
        ("The headline of this article has been corrected.", "correction"),
        ("An earlier version of this article misstated the age of the pilot.", "correction"),
        ("An earlier version of this story gave the wrong name for the ferry.", "correction"),
        ("In a previous version of this article, the ferry was called the Karen.", "correction"),
        ("Due to an editing error, an earlier version of this story said the harbour was shut.", "correction"),
        ("A photo caption with an earlier version of this article misidentified the pilot.", "correction"),
        ("A map accompanying this article incorrectly showed the breakwater.", "correction"),
        ("This article originally stated that the harbour had reopened on Monday.", "correction"),
        ("This story misspelled the name of the pilot, Bo Ek.", "correction"),
        ("This article was amended on 14 May 2024 because the ferry is the Maren, not the Karen.", "correction"),
        ("This article was amended to remove a wrong figure.", "correction"),
        ("This May 14 story has been corrected to fix the name of the ferry in paragraph 3.", "correction"),
        ("Editor’s note: This story has been updated to correct the spelling of the pilot’s name.", "correction"),
        ("Updated to fix a typo in the second paragraph.", "correction"),
        ("(Corrects paragraph 3 to say the harbour reopened on Tuesday)", "correction"),
        ("(Refiles to fix headline)", "correction"),
        ("Corrects spelling of the pilot’s name in paragraph 4.", "correction"),
        ("We regret the error.", "correction"),
        ("This version corrects the day of the storm to Monday.", "correction"),
        ("The Ennis Courier has corrected this article.", "correction"),
        ("Clarification: Dues rise only for ferries.", "clarification"),
        ("*Clarification, 14 May:* Dues rise only for ferries.", "clarification"),
        ("This story has been updated to clarify who pays the dues.", "clarification"),
        ("This article has been clarified.", "clarification"),
        ("This article was amended on 14 May to make clear that dues rise only for ferries.", "clarification"),
        ("(Clarifies in paragraph 2 who pays the dues)", "clarification"),
        ("Editor's note: This story has been updated to include the mayor's comments.", "update"),
        ("EDITOR’S NOTE: Updated to reflect the reopening.", "update"),
        ("This article has been updated.", "update"),
        ("This is an updated version of a story published at noon.", "update"),
        ("Updated at 14:05", "update"),
        ("Updated 14 May 2024, 10:00", "update"),
        ("UPDATE (14:05): The harbour has reopened.", "update"),
        ("Update, 2 p.m.: The harbour has reopened.", "update"),
        ("Update, May 14: The harbour has reopened.", "update"),
        ("(Updates with comment from the mayor in paragraph 5)", "update"),
        ("(Adds mayor's comment, background)", "update"),
        ("(Recasts, adds details)", "update"),
        ("This article was amended on 14 May to include the mayor’s reply.", "update"),
        ("This story has been retracted.", "retraction"),
        ("This article has been removed from our website.", "retraction"),
        ("Editor's note: This story was withdrawn because its source could not be verified.", "retraction"),
        ("We have retracted this article, whose source could not be verified.", "retraction"),
        ("The Ennis Courier has withdrawn this story.", "retraction"),
        ("The story headlined “Mayor of Ennis resigns” is withdrawn. There will be no substitute.", "retraction"),
        ("KILL", "retraction"),
        ("MANDATORY KILL: The story about the mayor is wrong.", "retraction"),
        ("Editors: please kill the Ennis mayor story sent at 10:00.", "retraction"),
        ("Retraction: The mayor of Ennis did not resign.", "retraction"),
    ],
)
@pytest.mark.parametrize(("before", "after"), [(NEWS, ""), ("", "\n\n" + NEWS), (NEWS, "\n\n" + NEWS)])
def test_a_line_announces(line, kind, before, after):
    text = before + line + after

    found = announced("Harbour reopens", text)

    assert found is not None
    assert found.kind == kind
    assert line.startswith(found.words.rstrip("…"))
    assert found.span.start == len(before)
    assert found.span.of(text) == line[: found.span.end - found.span.start]


@pytest.mark.parametrize(
    "line",
    [
        "Analysts called it a market correction: shares fell by a tenth.",
        "Market correction: what savers should know",
        "House prices saw a correction of 4 percent.",
        "The Department of Correction said two men had escaped.",
        "Correction officers said on Tuesday: “We are too few.”",
        "Correction officers 12: the union counts its dead",
        "Corrections Minister Ann Lee: No more cells",
        "Correctional staff — 40 of them — walked out.",
        "Correction-facility staff walk out in Ennis",
        "Course correction needed, says the harbour master",
        "Update on the storm",
        "Update on the storm: harbour stays shut",
        "Updates from the council meeting",
        "Updating the harbour will cost 2 million.",
        "Software update 2 breaks the ferry’s tills",
        "The software update 2-in-1 tills needed came late.",
        "Updated rules for pilots take effect in May.",
        "Updated 12 boats, the yard says",
        "He retracted his statement.",
        "The witness retracted his statement: he had seen nothing.",
        "A retraction of the landing gear was heard.",
        "The bill was withdrawn.",
        "Withdrawn from the race, the yacht went home.",
        "The withdrawn troops — about 300 — went home.",
        "“This story has been retracted,” the rival paper wrote.",
        "The Ennis Herald said that this article has been updated.",
        "The Courier has retracted its story about the mayor.",
        "The editor said an earlier version of the bill misstated the dues.",
        "An earlier version of the bill misstated the dues.",
        "An earlier version of this article was published on 3 May.",
        "A version of this article appears in print on page 4.",
        "The first version of this story was published in March.",
        "This story originally appeared in the Ennis Herald.",
        "This article was originally published in May.",
        "This article was amended in 1994 to allow a second term.",
        "This article was withdrawn from sale by the ministry.",
        "This is a developing story and will be updated.",
        "This story will be updated.",
        "This article is by the harbour correspondent.",
        "Kill Bill returns to the Ennis cinema",
        "KILLED IN ACTION: THE NAMES",
        "Kill rate: one in four rats survives",
        "Advisory: boil-water notice withdrawn",
        "Editors: the story of a trade",
        "Clarified butter: a recipe",
        "The ministry issued a clarification.",
        "Clarifications were demanded: none came.",
        "The minister regrets the error.",
        "Removing the wreck: a story",
        "Corrected vision — what it costs",
        "Refiled papers show the mayor’s debts",
        "Wrapup: nothing",
        "The council has updated its map.",
        "The council has changed this map.",
        "(Add salt to taste)",
        "(Correct answers: page 7)",
        "Editor's note: The writer is a pilot at Port Ennis.",
        "Note: all times are local.",
        "Revised figures are due in May.",
        "Corrections",
        "Update",
    ],
)
def test_news_about_corrections_announces_nothing(line):
    assert announced(line, NEWS + line + "\n\n" + NEWS) is None


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("UPDATE 2-Harbour", "Correction: A.\nClarification: B.\nThis story has been retracted.", "retraction"),
        ("UPDATE 2-Harbour", "Updated at 14:05\nClarification: B.\nCorrection: A.", "correction"),
        ("UPDATE 2-Harbour", "Updated at 14:05\nClarification: B.", "clarification"),
        ("CORRECTED-Harbour", "Updated at 14:05", "correction"),
    ],
)
def test_the_gravest_counts_and_the_number_stays(title, text, kind):
    found = announced(title, text)

    assert found.kind == kind
    assert found.number == (2 if title.startswith("UPDATE") else None)


def test_of_several_alike_the_first_in_the_text_counts():
    text = NEWS + "Correction: One.\nCorrection: Two.\n"

    found = announced("CORRECTED-Harbour", text)

    assert found.words == "Correction: One."
    assert found.span == Span(len(NEWS), len(NEWS) + 16)


def test_a_sentence_within_a_paragraph_is_its_own_span():
    text = NEWS + "By Bo Ek in Port Ennis. An earlier version of this story misstated the dues. Ann Lee contributed."

    found = announced("Harbour reopens", text)

    assert found.span.of(text) == "An earlier version of this story misstated the dues."


def test_the_middle_of_a_text_is_not_looked_at():
    lines = ["The ferry left."] * 60
    lines[30] = "Correction: The ferry stayed."

    assert announced("Harbour", "\n\n".join(lines)) is None
    assert announced("Harbour", "\n\n".join(lines[12:])).kind == "correction"
    assert announced("Harbour", "\n\n".join(lines[:49])).kind == "correction"


def test_the_ends_of_a_text_in_one_line_are_looked_at():
    news = "The ferry left. " * 500
    note = "An earlier version of this story misstated the dues."

    for text in (note + " " + news, news + note):
        assert announced("Harbour", text).span.of(text) == note
    assert announced("Harbour", news + note + " " + news) is None


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 3_000_000,
        " " * 3_000_000,
        "(" * 1_000_000,
        "Correction " * 300_000,
        "Correction (" * 300_000,
        "Correction, May 1 " * 200_000,
        "the " * 500_000 + "has corrected this article",
        "The story headlined " + "a " * 1_000_000,
        "Advisory: " + "story kill " * 300_000,
        "Editor's note: " * 200_000,
        "This article has been updated " * 100_000,
        ". " * 1_000_000,
        "* # > • - " * 300_000,
        "Correction:\n" * 300_000,
        ("x" * 999 + "\n") * 1_000,
    ],
)
def test_hostile_texts_end_in_time(text):
    begun = time.process_time()

    announced(text, text)

    assert time.process_time() - begun < 2  # they take milliseconds; what is quadratic takes minutes


WORDS = st.sampled_from(
    ["Correction", "CORRECTED", "UPDATE", "2", "-", ":", " ", "\n", "This article", "has been", "updated", "to correct",
     ". ", "Editor's note:", "(", ")", "KILL", "story", "withdrawn", "*", "An earlier version of this story", "May 4",
     "“", "\u2019", "é", "Advisory", "\xa0", "14:05", "was"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map("".join) | st.text(), st.lists(WORDS, max_size=40).map("".join) | st.text())
def test_whatever_is_announced_stands_in_the_text(title, text):
    found = announced(title, text)

    if found is not None:
        assert found.words
        assert len(found.words) <= 200
        assert found.number is None or 0 <= found.number <= 99
        if found.span is None:
            assert found.words.rstrip("…") in " ".join(title.split())
        else:
            said = found.span.of(text)
            assert said == said.strip() != ""
            assert found.words.rstrip("…") in " ".join(said.split())

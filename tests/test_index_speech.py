"""Who speaks in a sentence, and that nobody is named where it is not clear."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cues import CUE_OF
from index.sentences import sentence_spans
from index.speech import Speech, speeches


def spoken(text):
    """Speaker and verb of everything said, sentence by sentence."""
    return [[(s.speaker, s.cue) for s in said] for said in speeches(text, sentence_spans(text))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # The speaker behind the verb.
        ("“The wall will hold,” said Ann Lee.", [("Ann Lee", "say")]),
        ("“We will strike,” warned Hart.", [("Hart", "warn")]),
        ("“It holds,” said harbour spokesperson Maria Ortiz on Monday.", [("harbour spokesperson Maria Ortiz", "say")]),
        ("“Is it safe?” asked Dana Okoro.", [("Dana Okoro", "ask")]),
        ("“Yes,” replied Dr. Eva Brandt.", [("Dr. Eva Brandt", "reply")]),
        ("“No,” said John F. Kray Jr. of the union.", [("John F. Kray Jr. of the union", "say")]),
        # Behind a comma comes the speaker, and nothing before it is one.
        ("The harbour, said Doyle and others, is deep.", [("Doyle and others", "say")]),
        ("Ida Brook, the mayor, said the harbour is deep.", [("Ida Brook, the mayor", "say")]),
        # What happened before a comma names nobody.
        ("The harbour of Ennis reopened on Friday, Mayor Ann Lee said.", [("Mayor Ann Lee", "say")]),
        # An adverb belongs to no name.
        ("Quill Rovers just announced a new coach.", [("Quill Rovers", "announce")]),
        ("Sen. Bo Finn even suggested that it rains.", [("Sen. Bo Finn", "suggest")]),
        ("The storm, Hart often says, was small.", [("Hart", "say")]),
        # What somebody won't say is not said; a verb behind an owner is an adjective.
        ("Hart's aide Ann Lee wouldn’t say when it opens.", []),
        (
            "Ann Lee accused the port of bombings and air strikes in Selle, rejecting Quill’s repeated claims.",
            [("Ann Lee", "accuse")],
        ),
        # A long description behind a name is left out.
        (
            "“It rains,” said Sen. Bo Finn of Quill, a leading voice in the party who voted to keep Hart both times.",
            [("Sen. Bo Finn of Quill", "say")],
        ),
        # The speaker before it.
        ("But Hart argues, “It rains.”", [("Hart", "argue")]),
        (
            "“It rains,” Ida Brook, a teacher and founder of the school, said on Monday.",
            [("Ida Brook, a teacher and founder of the school", "say")],
        ),
        ("“The wall will hold,” Ann Lee said.", [("Ann Lee", "say")]),
        ("“It will hold,” Mayor Ann Lee told reporters on Tuesday.", [("Mayor Ann Lee", "tell")]),
        ("“We will strike,” Hart warned, “unless they pay.”", [("Hart", "warn")]),
        ("Ann Lee said that the wall would hold.", [("Ann Lee", "say")]),
        ("Hart added: “We will strike.”", [("Hart", "add")]),
        ("Lee has repeatedly said the wall is safe.", [("Lee", "say")]),
        ("On Tuesday, Ann Lee said the wall would hold.", [("Ann Lee", "say")]),
        ("Speaking in Port Ennis, Eva Brandt described the scene.", [("Eva Brandt", "describe")]),
        ("In a statement, the union called the plan a joke.", [("the union", "call")]),
        ("The U.S. said it was ready.", [("The U.S.", "say")]),
        ("The Ministry of Fisheries confirmed the catch.", [("The Ministry of Fisheries", "confirm")]),
        ("The harbour authority denied any delay to Officer Jon Vale.", [("The harbour authority", "deny")]),
        ("Tom Hart accused the council of waste.", [("Tom Hart", "accuse")]),
        ("Officials said the ferry was safe.", [("Officials", "say")]),
        ("Prices rose by 4 percent, the statistics office reported.", [("the statistics office", "report")]),
        ("“Is it safe?” Tom Hart asked.", [("Tom Hart", "ask")]),
        # Apposition.
        ("Ann Lee, the mayor of Port Ennis, said it would hold.", [("Ann Lee, the mayor of Port Ennis", "say")]),
        ("“Fine,” said Dana Okoro, chief engineer of the port.", [("Dana Okoro, chief engineer of the port", "say")]),
        ("“Fine,” the navy’s commander, Rosa Pike, said today.", [("the navy’s commander, Rosa Pike", "say")]),
        (
            "The Old Mill, last sold in 1990, has been bought by Tom Hart, the mayor said on Monday.",
            [("the mayor", "say")],
        ),
        ("Each family gets 15,000 euros, its president Bo Finn said.", [("president Bo Finn", "say")]),
        ("Its president, Bo Finn, said so.", [("president, Bo Finn", "say")]),
        ("Tom Hart disputed her hope.", [("Tom Hart", "dispute")]),
        ("The disputed island was calm.", []),
        # According to.
        ("According to Tom Hart, the ferry was late.", [("Tom Hart", "say")]),
        ("It was late, according to Tom Hart of the transport union.", [("Tom Hart of the transport union", "say")]),
        ("It was late, according to the U.S. Navy.", [("the U.S. Navy", "say")]),
        # Relative clauses.
        ("Ann Lee criticised Tom Hart, who said it was late.", [("Ann Lee", "criticise"), ("Tom Hart", "say")]),
        ("She met a spokesman for the Navy, who said so.", [("a spokesman for the Navy", "say")]),
        ("Ann Lee, who said the wall was safe, told sailors to wait.", [("Ann Lee", "say"), ("Ann Lee", "tell")]),
        ("Brandt said Hart had told her nothing.", [("Brandt", "say"), ("Hart", "tell")]),
        # Quotations inside quotations, and words of speech inside them.
        ("“It’s ‘fine’, they tell me,” Okoro said.", [("Okoro", "say")]),
        ("“Hart said ‘no’,” Okoro told them.", [("Okoro", "tell")]),
        ('"The mayor said so," Okoro said.', [("Okoro", "say")]),
        # Nobody.
        ("The wall stands in the harbour.", []),
        ("The report on the wall was in the paper.", []),
        ("Lee's repeated claims of success were in the paper.", []),
        ("A comment from the mayor would help.", []),
        ("The reported cost was high.", []),
        ("The council was accused of waste.", []),
        ("Sailors were told to wait.", []),
        ("It is said that the wall is old.", []),
        ("There was nothing to say.", []),
        ("To say so is wrong.", []),
        ("Nobody said anything.", []),
        ("They said it was late.", []),
        ("It was late, according to those on board.", []),
        ("Shortly after Lee announced the plan, the crowd left.", []),
        ("“Hart said so.”", []),
        ("", []),
    ],
)
def test_who_speaks_in_a_sentence(sentence, expected):
    assert spoken(sentence) == ([expected] if sentence else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ann Lee said the wall is safe. She added that it cost little.",
            [[("Ann Lee", "say")], [("Ann Lee", "add")]],
        ),
        ("Ann Lee said so. It rained. She left.", [[("Ann Lee", "say")], [], []]),
        (
            "“The wall is safe,” Ann Lee said. “It cost little.” The crowd left.",
            [[("Ann Lee", "say")], [("Ann Lee", "say")], []],
        ),
        ("“The wall is safe,” Ann Lee said.\n“It cost little.”", [[("Ann Lee", "say")], []]),
        (
            "Ann Lee said so. Tom Hart denied it. “It is false.”",
            [[("Ann Lee", "say")], [("Tom Hart", "deny")], [("Tom Hart", "deny")]],
        ),
        ("Ann Lee said so. “Is it safe?” Tom Hart asked.", [[("Ann Lee", "say")], [("Tom Hart", "ask")]]),
        ("Ann Lee said so. “Free trams” were what others wanted.", [[("Ann Lee", "say")], []]),
        ("“Nobody knows.” “Nobody.”", [[], []]),
        ("He said no.", [[]]),
        (
            "Tom Hart said no, according to Ann Lee. She added nothing.",
            [[("Ann Lee", "say"), ("Tom Hart", "say")], []],
        ),
    ],
)
def test_who_speaks_from_sentence_to_sentence(text, expected):
    assert spoken(text) == expected


WORDS = (
    "Ann Lee|said|told|who |he |She |its |Their |and | that |according to |According to |the mayor|Monday|U.S.|lately "
)
PIECES = st.sampled_from([*WORDS.split("|"), " ", ", ", ". ", "\n", *":—?“”\"‘’'«", "''"])


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_can_be_read(text):
    spans = sentence_spans(text)

    found = speeches(text, spans)

    assert len(found) == len(spans)
    for said in found:
        assert all(
            isinstance(speech, Speech) and speech.speaker.strip() and speech.cue in CUE_OF.values() for speech in said
        )


@pytest.mark.parametrize(
    "text",
    [
        "the mayor said that " * 1000,
        "Mayor " * 3000 + "said",
        "the man who said " * 500,
        "“" + " a" * 5000 + "” said Ann" + " " * 5000 + "said",
        "according to " * 1000,
        "Ann said Bob, " * 1400,
        "Lee said " * 4000,
        "Lee, " * 380 + "who said",
    ],
)
def test_no_text_takes_long(text):
    begun = process_time()

    spoken(text)

    assert process_time() - begun < 2  # the first one took nine minutes


@pytest.mark.parametrize(
    ("form", "cue"),
    [
        ("said", "say"),
        ("denied", "deny"),
        ("accusing", "accuse"),
        ("told", "tell"),
        ("describes", "describe"),
        ("admitted", "admit"),
    ],
)
def test_every_form_leads_to_its_verb(form, cue):
    assert CUE_OF[form] == cue


def test_he_is_whoever_was_named_last():
    assert spoken("“Fine,” said Ann Lee. Fire chief Tom Hart, her brother, will retire. He said why.") == [
        [("Ann Lee", "say")],
        [],
        [],
    ]
    assert spoken("“Fine,” said Tom Hart. Fire chief Tom Hart will retire. He said why.")[2] == [("Tom Hart", "say")]

"""What a question asks for, over a table of questions as people type them."""

import pytest
from fictional import ANALYSER
from hypothesis import given
from hypothesis import strategies as st

from prompts.reading import Kind, names_in, read_question

# Question, kind, names, speaker.
TABLE = [
    ("What did the Pentagon say?", Kind.SPEECH, ("Pentagon",), "Pentagon"),
    ("what did the pentagon say?", Kind.SPEECH, (), "pentagon"),
    ("What Did The Pentagon Say?", Kind.SPEECH, (), "Pentagon"),
    ("What has Mayor Ann Lee said about the wall?", Kind.SPEECH, ("Mayor Ann Lee",), "Ann Lee"),
    ("What did Khamenei accuse the U.S. of?", Kind.SPEECH, ("Khamenei", "U.S."), "Khamenei"),
    ("What does Ann Lee think about taxes?", Kind.SPEECH, ("Ann Lee",), "Ann Lee"),
    ("How did Lee describe the storm?", Kind.SPEECH, ("Lee",), "Lee"),
    ("Who did Lee accuse?", Kind.SPEECH, ("Lee",), "Lee"),
    ("Did Tom Hart say anything about the bridge?", Kind.SPEECH, ("Tom Hart",), "Tom Hart"),
    ("Tell me what Lee said about trams", Kind.SPEECH, ("Lee",), "Lee"),
    ("what lee said about trams", Kind.SPEECH, (), "lee"),
    ("What did Lee's lawyer say?", Kind.SPEECH, ("Lee",), "Lee's lawyer"),
    ("What did critics of Lee say?", Kind.SPEECH, ("Lee",), "critics of Lee"),
    ("What did the mayor of Port Ennis promise?", Kind.SPEECH, ("Port Ennis",), "mayor of Port Ennis"),
    ("What did US officials say?", Kind.SPEECH, ("US",), "US officials"),
    ("What did O'Brien say?", Kind.SPEECH, ("O'Brien",), "O'Brien"),
    ("On 9 October, what did Brandt say about the ferry?", Kind.SPEECH, ("Brandt",), "Brandt"),
    ("What was the target of the missile, according to Hezbollah?", Kind.FACT, ("Hezbollah",), "Hezbollah"),
    ("According to the mayor, what was the target?", Kind.FACT, (), "mayor"),
    ("What kind of boat is it, according to the article?", Kind.FACT, (), None),
    ("What does the Bank of England expect?", Kind.FACT, ("Bank of England",), None),
    ("What happened in Port Ennis?", Kind.FACT, ("Port Ennis",), None),
    ("Is the ferry running?", Kind.FACT, (), None),
    ("ferry", Kind.FACT, (), None),
    ("?", Kind.FACT, (), None),
    ("Who is Ann Lee?", Kind.IDENTITY, ("Ann Lee",), None),
    ("who is ann lee?", Kind.IDENTITY, ("ann lee",), None),
    ("Who's Tom Hart?", Kind.IDENTITY, ("Tom Hart",), None),
    ("Who was killed in the crash?", Kind.WHO, (), None),
    ("What's new in Port Ennis?", Kind.LATEST, ("Port Ennis",), None),
    ("What did he say?", Kind.FACT, (), None),
    ("WHAT DID ANN LEE SAY?", Kind.SPEECH, (), "ann lee"),
    ("What did the report by the board say?", Kind.SPEECH, (), "report by the board"),
    ("according to hezbollah what was the target?", Kind.FACT, (), "hezbollah"),
    ("Who runs Corrigan & Hale?", Kind.WHO, ("Corrigan & Hale",), None),
    ("Who was Ida Brook?", Kind.IDENTITY, ("Ida Brook",), None),
    ("Who is the mayor of Port Maren?", Kind.WHO, ("Port Maren",), None),
    ("Who won the 2022 World Cup?", Kind.WHO, ("World Cup",), None),
    ("who built the wall", Kind.WHO, (), None),
    ("Whom did the police arrest?", Kind.WHO, (), None),
    ("Whose boat sank?", Kind.WHO, (), None),
    ("By whom was the wall built?", Kind.WHO, (), None),
    ("Which company will build the wall in Alderbrook?", Kind.WHO, ("Alderbrook",), None),
    ("Who said the wall was safe?", Kind.WHO, (), None),
    ("When did the ferry sail?", Kind.WHEN, (), None),
    ("By when must the wall be built?", Kind.WHEN, (), None),
    ("What time did the ferry leave?", Kind.WHEN, (), None),
    ("what year was the clock built?", Kind.WHEN, (), None),
    ("Where is Port Ennis?", Kind.WHERE, ("Port Ennis",), None),
    ("Which city was hit?", Kind.WHERE, (), None),
    ("How many rockets did Hamas fire?", Kind.NUMBER, ("Hamas",), None),
    ("how many people were injured?", Kind.NUMBER, (), None),
    ("How Many People Were Injured In Port Ennis?", Kind.NUMBER, (), None),
    ("How old is Ann Lee?", Kind.NUMBER, ("Ann Lee",), None),
    ("What percentage of the lake is full?", Kind.NUMBER, (), None),
    ("How long is the wall?", Kind.NUMBER, (), None),
    ("Why did Lee resign?", Kind.WHY, ("Lee",), None),
    ("How come the ferry stopped?", Kind.WHY, (), None),
    ("What was the reason for the delay?", Kind.WHY, (), None),
    ("What is the latest on the ferry?", Kind.LATEST, (), None),
    ("latest on lebanon", Kind.LATEST, (), None),
    ("Any news about Port Ennis?", Kind.LATEST, ("Port Ennis",), None),
    ("What did Lee say when the wall fell?", Kind.SPEECH, ("Lee",), "Lee"),
    ("what did lee warn about where boats could go", Kind.SPEECH, (), "lee"),
    ("What did Lee say about how many boats sank?", Kind.SPEECH, ("Lee",), "Lee"),
    ("What does Lee say about news on the wall?", Kind.SPEECH, ("Lee",), "Lee"),
    ("How many boats did Lee say sank?", Kind.NUMBER, ("Lee",), "Lee"),
    ("How many points did Quill State score?", Kind.NUMBER, ("Quill State",), None),
    ("How did prices compare with last year?", Kind.FACT, (), None),
    ("Which engineer did Lee say would come?", Kind.WHO, ("Lee",), "Lee"),
    ("When did the ministry announce the wall?", Kind.WHEN, (), None),
    ("what was the score when Lee left?", Kind.NUMBER, ("Lee",), None),
    ("What was the council vote on the wall?", Kind.NUMBER, (), None),
    ("What did the wall cost?", Kind.NUMBER, (), None),
    ("crowd size at the harbour parade?", Kind.NUMBER, (), None),
    ("how long ago was the clock built?", Kind.WHEN, (), None),
    ("Who was the coach when the team won?", Kind.WHO, (), None),
    ("which former lawyer built the wall?", Kind.WHO, (), None),
    ("Which bill did the governor sign?", Kind.FACT, (), None),
    ("Which stadium is hosting the race?", Kind.WHERE, (), None),
    ("who is ann lee's partner?", Kind.WHO, (), None),
    ("Who was the woman that got Lee's vote for the board?", Kind.WHO, ("Lee",), None),
]


@pytest.mark.parametrize(("question", "kind", "names", "speaker"), TABLE, ids=lambda value: str(value)[:50])
def test_a_question_is_understood(question, kind, names, speaker):
    reading = read_question(question, ANALYSER)

    assert (reading.kind, reading.names, reading.speaker) == (kind, names, speaker)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Lee say about the old wall?", "old wall"),
        ("What did Lee say?", ""),
        ("Did Lee say anything about the wall?", "wall"),
        ("What did Lee accuse the council of?", "accuse council"),
        ("What was the target of the missile, according to Hezbollah?", "target missile"),
        ("What threat did Lee make to the council?", "council"),
        ("What was Lee's view of the wall?", "wall"),
        ("Who is Ann Lee?", ""),
    ],
)
def test_what_somebody_s_words_should_be_about_is_their_topic(question, topic):
    assert read_question(question, ANALYSER).topic == tuple(ANALYSER.stems(topic))


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many rockets did Hamas fire?", "rockets"),
        ("How many of the passengers were hurt?", "passengers"),
        ("How many more boats came?", "boats"),
        ("How much money was lost?", "money"),
        ("How long is the wall?", ""),
        ("Who is Ann Lee?", ""),
    ],
)
def test_what_how_many_counts_is_read(question, counted):
    assert read_question(question, ANALYSER).counted == tuple(ANALYSER.stems(counted))


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Who won the 2022 World Cup?", ("2022",)),
        ("Which 1,200 ports have 3.5 boats?", ("1200", "3.5")),
        ("What did Brandt say on 9 October?", ()),
        ("What happened on October 9th, 2024?", ("2024",)),
        ("Who is Ann Lee?", ()),
    ],
)
def test_the_numbers_of_a_question_are_not_those_of_its_days(question, numbers):
    assert read_question(question, ANALYSER).numbers == numbers


def test_words_that_only_ask_are_no_content():
    assert read_question("What is the latest news about the ferry, according to Lee?", ANALYSER).stems == (
        *ANALYSER.stems("ferry"),
        *ANALYSER.stems("Lee"),
    )


def test_an_age_is_asked_for_by_how_old():
    assert read_question("How old is Ann Lee?", ANALYSER).age
    assert not read_question("How many boats are old?", ANALYSER).age


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the mayor of Port Ennis met Ann Lee of the Bank of England", ["Port Ennis", "Ann Lee", "Bank of England"]),
        ("Israel’s army and Lee's boats", ["Israel", "Lee"]),
        ("the U.S. and St. Brannoc", ["U.S.", "St", "Brannoc"]),
        ("A Headline In Title Case", []),
        ("in March, on Monday", []),
        ("nothing here", []),
        ("", []),
    ],
)
def test_names_are_runs_of_capitalised_words(text, names):
    assert list(names_in(text)) == names


WORDS = st.sampled_from(
    "what who when how many did does said say according to the of Lee Ann U.S. ' ’s ? , “ ” 9 October 1,200 🙂 news"
    " latest why is was told anything about report".split()
)


@given(st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=15).map(" ".join)))
def test_any_text_is_read_as_some_question(text):
    reading = read_question(text, ANALYSER)

    assert reading.kind in Kind
    assert all(name.strip() for name in reading.names)
    assert reading.speaker is not None or not reading.topic

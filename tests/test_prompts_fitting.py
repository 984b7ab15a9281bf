"""Whether a sentence holds the kind of thing that a question asks for."""

import pytest
from fictional import ANALYSER, hits, story

from prompts.describing import describes
from prompts.evidence import candidates
from prompts.fitting import fits, leans, measured
from prompts.reading import read_question


def candidate(sentence):
    [one] = candidates(hits(story(sentence)), ANALYSER)
    return one


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many boats sank?", "Some 300 boats sank."),
        ("How many boats sank?", "Three old fishing boats sank."),
        ("How many boats sank?", "Boats sank, 14 in all."),
        ("How many boats sank?", "The port lost 14."),
        ("How many boats sank?", "Boats of many a port and of every kind sank, 14 by noon."),
        ("How many people were hurt?", "Fourteen were hurt."),
        ("How much does it cost?", "It will cost $4.5 million."),
        ("How old is Ann Lee?", "Lee, 58, is a baker."),
        ("How old is Ann Lee?", "The 58-year-old baker Lee left."),
        ("When did it open?", "It opened on 5 September."),
        ("When did it open?", "It opened on Monday."),
        ("When did it open?", "It opened last year."),
        ("When did it open?", "It opened at 7.40 a.m."),
        ("When did it open?", "It opened in 1887."),
        ("Who built the wall?", "The wall was built by Ida Brook."),
        ("Who built the wall in Quill?", "The engineer Ida Brook built the wall."),
        ("Who is Ida Brook?", "Ida Brook, an engineer, built it."),
        ("Who is Ida Brook?", "The engineer Ida Brook built it."),
        ("Who is Ida Brook?", "Ida Brook is an engineer."),
        ("Why did it fall?", "It fell."),
        ("What is it?", "It fell."),
    ],
)
def test_a_sentence_that_can_answer_fits(question, sentence):
    assert fits(read_question(question, ANALYSER), candidate(sentence), ANALYSER)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many boats sank?", "Many boats sank."),
        ("How many people were hurt?", "People were hurt on 9 October."),
        ("How many boats sank?", "The mayor, who had waited for nine hours at the quay, saw boats."),
        ("How many boats sank?", "Boats cost $40 or 12% more."),
        ("How many boats sank?", "Related: Three boats sank."),
        ("How much does it cost?", "It will cost a lot."),
        ("What is it?", "What is it?"),
        ("How old is Ann Lee?", "Lee has 14 boats."),
        ("When did it open?", "It opened with a song."),
        ("Who built the wall?", "The wall was built by an engineer."),
        ("Who is Ida Brook?", "Ida Brook laughed."),
        ("Who is Ida Brook?", "A letter said that Ida Brook laughed, and left."),
        ("Who is Ida Brook?", "The engineer laughed."),
    ],
)
def test_a_sentence_that_can_t_answer_does_not_fit(question, sentence):
    assert not fits(read_question(question, ANALYSER), candidate(sentence), ANALYSER)


@pytest.mark.parametrize(
    ("question", "sentence", "leaning"),
    [
        ("Why did it close?", "It closed because of the price of energy.", True),
        ("Why did it close?", "It closed.", False),
        ("Where did it sink?", "It sank off Port Ennis.", True),
        ("Where did it sink?", "It sank.", False),
        ("What is it?", "It sank off Port Ennis because of a storm.", False),
        ("What time did it open?", "It opened at 7.40 a.m.", True),
        ("What time did it open?", "It opened on Monday.", False),
        ("How much did it cost?", "It cost £4 million.", True),
        ("How much did it cost?", "It cost 14 workers a night.", False),
    ],
)
def test_a_reason_or_a_place_speaks_for_a_sentence(question, sentence, leaning):
    assert leans(read_question(question, ANALYSER), candidate(sentence)) is leaning


@pytest.mark.parametrize(
    ("question", "sentence", "held"),
    [
        ("How many boats sank?", "Some 14 old boats sank.", True),
        ("How many parties came?", "Three parties came.", True),
        ("How many boats sank?", "Boats of many a port and of every kind sank, 14 by noon.", False),
        ("How many boats sank?", "Dozens sank.", True),
        ("How deep is it?", "It is 14 metres deep.", True),
        ("How deep is it?", "It is 14 years old.", False),
        ("What is it?", "It is 14 metres deep.", False),
        ("How big is it?", "It is 14 metres deep.", False),
    ],
)
def test_a_sentence_is_measured_by_what_the_question_asks_for(question, sentence, held):
    assert measured(read_question(question, ANALYSER), candidate(sentence)) is held


@pytest.mark.parametrize(
    ("sentence", "name", "described"),
    [
        ("Union leader Tom Hart left.", "Tom Hart", True),
        ("Mayor Ann Lee left.", "Ann Lee", True),
        ("Hart, a fisherman, left.", "Tom Hart", True),
        ("Hart, who leads the union, left.", "Tom Hart", True),
        ("Hart became the leader.", "Tom Hart", True),
        ("They met Tom Hart.", "Tom Hart", False),
        ("Hart, said Lee, left.", "Tom Hart", False),
        ("Costs (C++) rose.", "C++", False),
    ],
)
def test_a_title_an_apposition_or_a_predicate_describes_a_name(sentence, name, described):
    assert describes(sentence, name) is described

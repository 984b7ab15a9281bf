"""Who was killed has died: a toll answers whatever word it is asked by."""

import pytest
from fictional import ANALYSER, ask

from index.article import Article
from prompts.answer import Answer
from prompts.tolls import with_tolls

FIRE = "A fire broke out on the Tarn ferry on Monday. The fire killed 14 people, police said. Twenty others were hurt."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many people died in the fire on the Tarn ferry?", "killed 14 people"),
        ("How many people were killed in the fire on the Tarn ferry?", "killed 14 people"),
        ("How many were injured in the fire on the Tarn ferry?", "Twenty others were hurt"),
        ("What is the death toll of the fire on the Tarn ferry?", "killed 14 people"),
    ],
)
def test_a_toll_is_found_by_any_of_its_words(question, words):
    outcome = ask(question, Article(id="a", title="Fire on the Tarn ferry", text=FIRE))

    assert isinstance(outcome, Answer)
    assert words in outcome.claims[0].text


def test_the_dead_are_not_the_hurt_and_other_words_stay_as_they_are():
    killed = with_tolls(ANALYSER.stems("The fire killed them"), ANALYSER)

    assert ANALYSER.stem("died") in killed
    assert ANALYSER.stem("injured") not in killed
    assert with_tolls(["ferri"], ANALYSER) == {"ferri"}

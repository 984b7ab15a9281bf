"""The chat model generator: from hits to a reply, whatever the model says."""

from datetime import UTC, datetime

import pytest

from index.article import Article
from index.errors import ModelError
from index.passage import Passage, Span
from index.query import Coverage, Hit, Results
from prompts.chat_generator import ChatModelGenerator
from prompts.generator import MarkedSentence, Reply
from prompts.question import Question
from prompts.rendering import prompt_for, within
from prompts.template import load_template

ANSWER = load_template("answer")
ASKED = datetime(2031, 3, 14, tzinfo=UTC)
QUESTION = Question(text="Did it rain in Tessary?", asked=ASKED)


class Parrot:
    """Says what it was told to, and remembers what it was asked."""

    name = "parrot"

    def __init__(self, say):
        self.say = say
        self.asked = []
        self.closed = False

    def stream(self, messages):
        self.asked.append(tuple(messages))
        said = self.say(messages) if callable(self.say) else self.say
        try:
            yield from [said] if isinstance(said, str) else said
        finally:
            self.closed = True


def results(*similarities, text="It rained."):
    hits = []
    for number, similarity in enumerate(similarities):
        article = Article(id=f"a{number}", title="Rain", text=text)
        hits.append(Hit(passage=Passage(article=article, span=Span(0, len(text))), score=1, similarity=similarity))
    return Results(hits=tuple(hits), coverage=Coverage(edition="e", built=ASKED, articles=len(hits)))


def reply(say, found):
    return ChatModelGenerator(template=ANSWER, chat=Parrot(say)).reply(QUESTION, found)


def test_a_reply_is_sentences_with_markers_and_the_prompt_that_it_came_from():
    found = results(0.5, 0.75)

    assert reply("It rained. [2]", found) == Reply(
        sentences=(MarkedSentence(text="It rained.", markers=(2,)),),
        model="parrot",
        confidence=0.75,
        prompt=prompt_for(ANSWER, QUESTION, found.hits).used,
    )


def test_the_model_is_given_the_rendered_template():
    chat, found = Parrot("It rained. [1]"), results(0.5)

    ChatModelGenerator(template=ANSWER, chat=chat, fence=lambda: "<<f>>").reply(QUESTION, found)

    assert chat.asked == [prompt_for(ANSWER, QUESTION, found.hits, lambda: "<<f>>").messages]


def test_every_question_has_a_fence_of_its_own():
    chat, found = Parrot("It rained. [1]"), results(0.5)
    generator = ChatModelGenerator(template=ANSWER, chat=chat)

    one, other = generator.reply(QUESTION, found), generator.reply(QUESTION, found)

    assert chat.asked[0] != chat.asked[1]
    assert one == other


@pytest.mark.parametrize(
    ("said", "confidence"),
    [
        ("It rained. [1] It rained. [2]", 0.75),
        ("It rained. [1]", 0.5),
        ("It rained. [3]", 0.0),
        ("It rained. [9]", 0.0),
        ("It rained.", 0.0),
        (ANSWER.refusal, 0.0),
    ],
)
def test_confidence_is_the_similarity_of_the_nearest_passage_pointed_at(said, confidence):
    assert reply(said, results(0.5, 0.75, -0.2)).confidence == confidence


def test_the_refusal_is_a_reply_without_sentences():
    assert reply(f"**{ANSWER.refusal}**", results(0.5)).sentences == ()


@pytest.mark.parametrize("said", ["", " \n "])
def test_an_empty_reply_is_a_failure_of_the_model(said):
    with pytest.raises(ModelError) as caught:
        reply(said, results(0.5))

    assert str(caught.value) == "The chat model parrot wrote an empty reply; ask again or choose another model."


def test_a_reply_that_echoes_the_prompt_is_a_failure_of_the_model():
    with pytest.raises(ModelError, match=r"^The chat model parrot repeated its instructions instead of answering; "):
        reply(lambda messages: "\n".join(message.content for message in messages), results(0.5))


def test_a_reply_is_read_no_further_than_to_the_fence():
    chat = Parrot(lambda messages: iter(["It rained. [1] ", messages[0].content, "x" * 10]))

    with pytest.raises(ModelError, match="repeated its instructions"):
        ChatModelGenerator(template=ANSWER, chat=chat).reply(QUESTION, results(0.5))

    assert chat.closed


def test_sentences_are_handed_over_before_the_reply_has_ended():
    taken = []

    def says(_):
        yield "It rained. [1] It snowed, and the wind blew over the whole of the valley all night"
        assert taken == [MarkedSentence(text="It rained.", markers=(1,))]
        yield ". [2]"

    chat = Parrot(says)
    whole = ChatModelGenerator(template=ANSWER, chat=chat).reply(QUESTION, results(0.5, 0.6), on_sentence=taken.append)

    assert tuple(taken) == whole.sentences
    assert [sentence.markers for sentence in taken] == [(1,), (2,)]


@pytest.mark.parametrize(
    "said", [ANSWER.refusal, f"{ANSWER.refusal} It rained. [1]", "[1] [2]", '{"a": "It rained. [1]"}']
)
def test_of_a_refusal_nothing_is_handed_over(said):
    taken = []

    ChatModelGenerator(template=ANSWER, chat=Parrot(list(said))).reply(QUESTION, results(0.5), on_sentence=taken.append)

    assert taken == []


def test_who_waits_for_sentences_may_break_off():
    chat = Parrot(lambda _: iter(["It rained. [1] " * 10, "It snowed. [1]"]))

    def refuse(_):
        raise ModelError("enough")

    with pytest.raises(ModelError, match="enough"):
        ChatModelGenerator(template=ANSWER, chat=chat).reply(QUESTION, results(0.5), on_sentence=refuse)

    assert chat.closed


def test_a_prompt_that_can_not_keep_its_limit_is_not_sent():
    chat = Parrot("It rained. [1]")

    with pytest.raises(ModelError) as caught:
        ChatModelGenerator(template=within(ANSWER, 1000), chat=chat).reply(QUESTION, results(0.5))

    assert str(caught.value) == (
        "A prompt of one passage for the chat model parrot has 944 tokens, more than the 750 that it may have;"
        " raise NEWSHOUND_MODEL_TOKENS."
    )
    assert chat.asked == []


def test_a_small_model_reads_fewer_passages():
    found = results(*[0.5] * 8, text="It rained in the valley. " * 30)

    whole = ChatModelGenerator(template=within(ANSWER, 2048), chat=Parrot("It rained. [1]")).reply(QUESTION, found)

    assert whole.note == "The model read the best 2 of 8 passages."


def test_a_reply_notes_how_many_passages_the_model_read_where_not_all_fitted():
    found = results(*[0.5] * 40, text="w" * 1500)

    shown = prompt_for(ANSWER, QUESTION, found.hits).shown
    assert reply("It rained. [1]", found).note == f"The model read the best {shown} of 40 passages."

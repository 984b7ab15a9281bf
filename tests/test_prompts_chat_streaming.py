"""Streamed replies over HTTP on loopback: whatever a server does, a text or a sentence of ours, within the deadline."""

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from chat_server import ChatServer, Response, chat_server, event, events, fails, says, streams

from index.errors import ModelError
from prompts.chat_model import LONGEST_REPLY_CHARACTERS, ChatModel, open_chat_model
from prompts.providers import Limits
from prompts.template import Message

MESSAGES = (Message(role="system", content="Be brief."), Message(role="user", content="Did it rain?"))
PATIENT = 20.0
SHORT = 0.5
# A shared machine may stand still for a while; what would go on for ever is still told from what ends.
LENIENCE = 5.0

TOO_SLOW = f"did not answer within {SHORT:g} seconds; ask again, or raise NEWSHOUND_MODEL_TIMEOUT."
TOO_OFTEN = "is asked too often, or its quota is used up; wait a little and ask again."
FAILED = "failed on its server; ask again later."
BROKE_OFF = "broke off its reply; ask again later."
UNREADABLE = (
    "did not send a reply that can be read;"
    " check that OPENAI_API_BASE or OPENAI_BASE_URL is the address of a server for chats."
)
OUT_OF_REACH = "could not be reached; check the network and OPENAI_API_BASE or OPENAI_BASE_URL."


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    give_up = time.monotonic() + LENIENCE
    while any(thread.name == "model" for thread in threading.enumerate()):
        assert time.monotonic() < give_up, "a thread still reads from a server that was given up"
        time.sleep(0.01)


def opened(server: ChatServer, seconds: float = PATIENT, retries: int = 0) -> ChatModel:
    limits = Limits(timeout_s=seconds, retries=retries, max_tokens=50, temperature=0)
    return open_chat_model("openai:parrot", limits, {"OPENAI_API_KEY": "key-1", "OPENAI_BASE_URL": server.address})


def said(*responses: Response, seconds: float = PATIENT, retries: int = 0) -> str:
    with chat_server(*responses) as server:
        return "".join(opened(server, seconds, retries).stream(MESSAGES))


def trouble(*responses: Response, seconds: float = PATIENT, retries: int = 0) -> str:
    """What the error says behind the model's name."""
    with pytest.raises(ModelError) as caught:
        said(*responses, seconds=seconds, retries=retries)
    return str(caught.value).removeprefix("The chat model openai:parrot ")


def test_the_pieces_come_as_the_server_sends_them() -> None:
    with chat_server(streams("It ", "rained. ", "[1]")) as server:
        assert list(opened(server).stream(MESSAGES)) == ["It ", "rained. ", "[1]"]

        (request,) = server.requests
        assert request.body["stream"] is True
        assert "stream_options" not in request.body  # some servers refuse it


def test_a_piece_is_there_before_the_reply_has_ended() -> None:
    endless = Response(events=events(["It rained."])[:2], for_ever=events(["x"])[1], pause_s=0.01)
    with chat_server(endless) as server:
        pieces = opened(server).stream(MESSAGES)

        assert next(pieces) == "It rained."
        pieces.close()
        assert server.gone.wait(LENIENCE)


def test_a_server_that_does_not_stream_is_asked_for_the_whole() -> None:
    with chat_server(Response(body=says("It rained. [1]").body)) as server:
        assert "".join(opened(server).stream(MESSAGES)) == "It rained. [1]"
        assert [bool(request.body.get("stream")) for request in server.requests] == [True, False]


@pytest.mark.parametrize(
    "response",
    [
        Response(never=True),
        Response(events=(), for_ever=b": still here\n\n", pause_s=0.02),
        Response(events=(), for_ever=b"\n", pause_s=0.02),
        Response(events=events([])[:1], for_ever=event({"choices": []}), pause_s=0.02),
        streams("It rained. ", done=False, finish_reason=None, for_ever=event({"choices": []}), pause_s=0.02),
        Response(events=(), for_ever=events(["x"])[1], pause_s=0.05),
        Response(events=(b"data: ",), for_ever=b"x", pause_s=0.02),
    ],
    ids=["silence", "comments", "empty lines", "empty pieces", "stops in the midst", "drips", "drips one line"],
)
def test_what_never_ends_is_given_up_at_the_deadline(response: Response) -> None:
    began = time.monotonic()

    assert trouble(response, seconds=SHORT, retries=2) == TOO_SLOW

    assert time.monotonic() - began < SHORT + LENIENCE


def test_a_slow_first_piece_is_waited_for() -> None:
    assert said(streams("It rained. [1]", pause_s=0.1)) == "It rained. [1]"


@pytest.mark.parametrize(
    "response",
    [
        streams("It rai", finish_reason=None, done=False),
        streams("It rai", finish_reason=None),
        Response(events=(*events(["It rai"], finish_reason=None, done=False), b'data: {"choi')),
    ],
    ids=["the connection ends", "without a reason", "amid an event"],
)
def test_a_reply_that_is_cut_off_is_no_reply(response: Response) -> None:
    assert trouble(response, retries=2) in {BROKE_OFF, UNREADABLE}


def test_a_reply_that_reached_its_length_is_a_reply() -> None:
    assert said(streams("It rained. [1] It sno", finish_reason="length")) == "It rained. [1] It sno"


@pytest.mark.parametrize("failure", [fails(429), fails(500), fails(503), fails(504)], ids=["429", "500", "503", "504"])
def test_what_may_pass_is_tried_again(failure: Response) -> None:
    with chat_server(failure, failure, streams("It rained. [1]")) as server:
        assert "".join(opened(server, retries=2).stream(MESSAGES)) == "It rained. [1]"
        assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    with chat_server(fails(status)) as server, pytest.raises(ModelError):
        "".join(opened(server, retries=5).stream(MESSAGES))

    assert len(server.requests) == 1


def test_a_reply_that_has_begun_is_not_asked_for_again() -> None:
    with chat_server(streams("It rai", finish_reason=None, done=False)) as server, pytest.raises(ModelError):
        "".join(opened(server, retries=5).stream(MESSAGES))

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (fails(429), TOO_OFTEN),
        (fails(500), FAILED),
        (Response(status=503, body=b"<html>SECRET</html>", content_type="text/html"), FAILED),
    ],
    ids=["429", "500", "503 web page"],
)
def test_what_does_not_pass_in_all_attempts_is_a_sentence_of_ours(response: Response, sentence: str) -> None:
    with chat_server(response) as server, pytest.raises(ModelError) as caught:
        "".join(opened(server, retries=2).stream(MESSAGES))

    assert str(caught.value) == f"The chat model openai:parrot {sentence}"
    assert len(server.requests) == 3


def test_a_server_that_asks_for_more_time_than_there_is_is_not_waited_for() -> None:
    busy = Response(status=429, body=fails(429).body, headers={"retry-after": "60"})
    began = time.monotonic()

    assert trouble(busy, retries=2) == TOO_OFTEN

    assert time.monotonic() - began < LENIENCE


def test_the_pause_that_a_server_asks_for_is_kept() -> None:
    busy = Response(status=429, body=fails(429).body, headers={"retry-after": "0.3"})
    began = time.monotonic()

    assert said(busy, streams("It rained."), retries=1) == "It rained."

    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("header", ["soon", "-1", "nan", "inf", ""])
def test_a_pause_that_is_none_is_not_kept(header: str) -> None:
    busy = Response(status=429, body=fails(429).body, headers={"retry-after": header})

    assert said(busy, streams("It rained."), retries=1) == "It rained."


UNREADABLE_RESPONSES = {
    "malformed json": Response(body=b'{"choices": [SECRET'),
    "malformed event": Response(events=(b'data: {"choices": [SECRET\n\n',)),
    "malformed event later": Response(events=(*events(["It "], done=False), b'data: {"choices": [SECRET\n\n')),
    "no event": Response(events=(b"SECRET\n\nSECRET: x\n\n",)),
    "event of a list": Response(events=(b"data: [1, 2]\n\n",)),
    "event of null": Response(events=(b"data: null\n\n",)),
    "event of a number": Response(events=(b"data: 5\n\n",)),
    "event without choices": Response(events=(b'data: {"SECRET": 1}\n\n',)),
    "choices are null": Response(events=(event({"choices": None}),)),
    "empty choices": Response(events=(event({"choices": []}), b"data: [DONE]\n\n")),
    "delta is null": Response(events=(event({"choices": [{"index": 0, "delta": None}]}),)),
    "content is a number": Response(events=(event({"choices": [{"index": 0, "delta": {"content": 5}}]}),)),
    "content is an object": Response(events=(event({"choices": [{"index": 0, "delta": {"content": {"a": 1}}}]}),)),
    "an error event": Response(events=(b'data: {"error": {"message": "SECRET", "code": 500}}\n\n',)),
    "nothing": Response(events=()),
    "not text": Response(events=(b"data: \xff\xfe\x00\n\n",)),
    "a web page": Response(body=b"<html>SECRET</html>", content_type="text/html"),
    "deep json": Response(events=(b"data: " + b"[" * 100_000 + b"\n\n",)),
    "a redirect without an aim": Response(status=302),
    "a status of its own": Response(status=299),
}


@pytest.mark.parametrize("name", UNREADABLE_RESPONSES)
def test_what_is_no_reply_is_a_sentence_of_ours(name: str) -> None:
    with chat_server(UNREADABLE_RESPONSES[name]) as server, pytest.raises(ModelError) as caught:
        "".join(opened(server).stream(MESSAGES))

    assert str(caught.value).startswith("The chat model openai:parrot ")
    assert "SECRET" not in str(caught.value)


def test_a_redirect_is_not_followed() -> None:
    with chat_server(says("It rained.")) as other:
        redirect = Response(status=307, headers={"location": f"{other.address}/chat/completions"})

        assert trouble(redirect) == UNREADABLE
        assert other.connections == 0


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_reply_has_no_piece(text: str | None) -> None:
    assert said(streams(text)) == ""


def test_calls_of_tools_are_no_text() -> None:
    call = {"index": 0, "id": "c1", "type": "function", "function": {"name": "rm", "arguments": '{"path": "/"}'}}

    assert said(Response(events=events([None], finish_reason="tool_calls", tool_calls=[call]))) == ""


def test_fields_of_thoughts_are_no_text() -> None:
    thinking = events([None], reasoning_content="Passage [2] says hail.", finish_reason=None, done=False)

    assert said(Response(events=(*thinking, *events(["It rained. [1]"])))) == "It rained. [1]"


@pytest.mark.parametrize(
    "text",
    [
        "[1] [2]",
        "Es hat geregnet. [1]",
        "下雨了。[1]",
        '{"answer": "It rained. [1]"}',
        "It\x00 rained\x07. [1]\u202e",
        "<think>hail [3]</think>It rained. [1]",
        "{{ x }} {% raw %} ``` [3]",
    ],
)
def test_any_text_comes_back_as_it_was_sent(text: str) -> None:
    assert said(streams(*text)) == text
    assert said(Response(body=says(text).body)) == text


def test_lone_surrogates_come_back() -> None:
    assert said(streams("It \ud83d", "\ude00 rained. [1]")).startswith("It ")


@pytest.mark.parametrize(
    "response",
    [
        streams("x" * 200_000),
        streams(*["It rained. [1] "] * 14_000),
        Response(body=says("x" * 200_000).body),
        streams("It rained. [1] ", finish_reason=None, done=False, for_ever=events(["It rained. [1] "])[1]),
    ],
    ids=["one piece", "many pieces", "not streamed", "no end"],
)
def test_a_long_reply_is_read_to_its_limit(response: Response) -> None:
    assert len(said(response)) == LONGEST_REPLY_CHARACTERS


def test_one_line_without_an_end_is_read_to_its_limit() -> None:
    assert trouble(Response(events=(b"data: ",), for_ever=b"x" * 100_000)) == UNREADABLE
    assert trouble(Response(body=b" " * 11_000_000 + says("It rained.").body)) == UNREADABLE


def test_the_kind_that_a_server_gives_to_its_stream_does_not_matter() -> None:
    assert said(Response(body=b"".join(streams("It rained. [1]").events or ()), content_type="text/plain")) == (
        "It rained. [1]"
    )


def test_two_questions_at_once_get_their_own_replies() -> None:
    with chat_server(streams("It rained."), streams("It snowed.")) as server:
        model = opened(server)
        replies: list[str] = []

        def ask() -> None:
            replies.append("".join(model.stream(MESSAGES)))

        run_together(ask, ask)

        assert sorted(replies) == ["It rained.", "It snowed."]


def run_together(*functions: Callable[[], None]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_body_of_a_request_is_json_that_any_server_reads() -> None:
    with chat_server(streams("Yes.")) as server:
        "".join(opened(server).stream(MESSAGES))

        assert set(server.requests[0].body) == {"messages", "model", "stream", "temperature", "max_completion_tokens"}
        json.dumps(server.requests[0].body)

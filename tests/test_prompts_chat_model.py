"""The chat model against a loopback server: what it is sent, and how each failure becomes a sentence of ours."""

import logging
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest
from chat_server import Response, chat_server, fails, says
from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatResult

from index.errors import ModelError, SettingsError
from prompts.chat_model import ChatModel, open_chat_model
from prompts.providers import Limits, options_for, provider_of
from prompts.template import Message

LIMITS = Limits(timeout_s=20, retries=0, max_tokens=50, temperature=0)
MESSAGES = (Message(role="system", content="Be brief."), Message(role="user", content="Did it rain?"))


def opened(address: str, limits: Limits = LIMITS, environment: Mapping[str, str] | None = None) -> ChatModel:
    return open_chat_model(
        "openai:parrot", limits, environment or {"OPENAI_API_KEY": "key-1", "OPENAI_BASE_URL": address}
    )


def said(model: ChatModel) -> str:
    return "".join(model.stream(MESSAGES))


def test_the_reply_of_the_server_comes_back_as_text() -> None:
    with chat_server(says("It rained. [1]")) as server:
        reply = said(opened(server.address))

        assert reply == "It rained. [1]"


def test_the_messages_key_and_limits_reach_the_server() -> None:
    with chat_server(says("Yes.")) as server:
        said(opened(server.address))

        (request,) = server.requests
        assert request.path == "/v1/chat/completions"
        assert request.authorization == "Bearer key-1"
        assert request.body["model"] == "parrot"
        assert request.body["temperature"] == 0
        assert request.body["max_completion_tokens"] == 50
        assert request.body["messages"] == [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Did it rain?"},
        ]


def test_both_names_of_the_base_url_are_read() -> None:
    with chat_server(says("Yes.")) as server:
        model = opened("", environment={"OPENAI_API_KEY": "key-1", "OPENAI_API_BASE": server.address})

        assert said(model) == "Yes."


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with chat_server(says("Yes.")) as server:
        model = opened("", environment={"OPENAI_BASE_URL": server.address})

        assert said(model) == "Yes."
        assert server.requests[0].authorization == "Bearer none"


def test_a_failing_server_is_asked_again() -> None:
    with chat_server(fails(500), fails(503), says("Yes.")) as server:
        model = opened(server.address, Limits(timeout_s=20, retries=2, max_tokens=50, temperature=0))

        assert said(model) == "Yes."
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (fails(500), "The chat model openai:parrot failed on its server; ask again later."),
        (
            fails(429),
            "The chat model openai:parrot is asked too often, or its quota is used up; wait a little and ask again.",
        ),
        (fails(401), "The chat model openai:parrot did not accept the key; check OPENAI_API_KEY."),
        (fails(403), "The chat model openai:parrot did not accept the key; check OPENAI_API_KEY."),
        (
            fails(404),
            "The chat model openai:parrot is not known to its server;"
            " check NEWSHOUND_MODEL and OPENAI_API_BASE or OPENAI_BASE_URL.",
        ),
        (
            fails(400),
            "The chat model openai:parrot refused the request; check that NEWSHOUND_MODEL names a model for chats.",
        ),
        (
            fails(422),
            "The chat model openai:parrot refused the request; check that NEWSHOUND_MODEL names a model for chats.",
        ),
        (
            fails(400, "this prompt is too long, context_length_exceeded"),
            "The chat model openai:parrot can't read so much at once; ask for fewer passages.",
        ),
    ],
    ids=["500", "429", "401", "403", "404", "400", "422", "too long"],
)
def test_each_refusal_of_the_server_is_a_sentence_of_ours(response: Response, sentence: str) -> None:
    with chat_server(response) as server, pytest.raises(ModelError) as caught:
        said(opened(server.address))

    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "response",
    [
        Response(body=b'{"choices": [SECRET'),
        Response(body=b""),
        Response(body=b"<html>SECRET</html>", content_type="text/html"),
        Response(body=b"{}"),
        Response(body=b"[1, 2]"),
        Response(body=b"null"),
        Response(body=b'{"choices": []}'),
        Response(body=b'{"choices": [{"message": null}]}'),
        Response(body=b'{"choices": null, "error": {"message": "SECRET"}}'),
        Response(body=b"\xff\xfe\x00"),
    ],
    ids=[
        "cut json",
        "nothing",
        "a web page",
        "{}",
        "a list",
        "null",
        "no choice",
        "no message",
        "an error",
        "not text",
    ],
)
def test_what_is_no_reply_is_a_model_error_without_foreign_text(response: Response) -> None:
    with chat_server(response) as server, pytest.raises(ModelError) as caught:
        said(opened(server.address))

    assert str(caught.value).startswith("The chat model openai:parrot did not send a reply that can be read; ")
    assert "SECRET" not in str(caught.value)


def test_a_server_that_never_answers_is_given_up_in_time() -> None:
    with chat_server(Response(never=True)) as server, pytest.raises(ModelError) as caught:
        said(opened(server.address, Limits(timeout_s=0.2, retries=0, max_tokens=50, temperature=0)))

    assert str(caught.value) == (
        "The chat model openai:parrot did not answer within 0.2 seconds; ask again, or raise NEWSHOUND_MODEL_TIMEOUT."
    )


def test_a_server_that_is_not_there_is_a_model_error() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        with pytest.raises(ModelError) as caught:
            said(opened(address))

    assert str(caught.value) == (
        "The chat model openai:parrot could not be reached; check the network and OPENAI_API_BASE or OPENAI_BASE_URL."
    )


class Broken(BaseChatModel):
    """A model of a package that doesn't sort its errors as LangChain asks: it raises what it was told to."""

    error: Exception
    cause: Exception | None = None

    @property
    def _llm_type(self) -> str:
        return "broken"

    def _generate(self, *_: object, **__: object) -> ChatResult:
        raise self.error from self.cause


class StatusError(Exception):
    def __init__(self, status: object) -> None:
        super().__init__("SECRET")
        self.status_code = status


class ResponseError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__("SECRET")
        self.response = StatusError(status)


@pytest.mark.parametrize(
    ("error", "cause", "trouble"),
    [
        (StatusError(404), None, "is not known to its server; "),
        (StatusError(502), None, "failed on its server; "),
        (ResponseError(429), None, "is asked too often, or "),
        (ConnectionRefusedError("SECRET"), None, "could not be reached; check the network and OLLAMA_HOST"),
        (TimeoutError("SECRET"), None, "did not answer within 20 seconds; "),
        (RuntimeError("SECRET"), OSError("SECRET"), "could not be reached; "),
        (RuntimeError("SECRET"), TimeoutError("SECRET"), "did not answer within 20 seconds; "),
        (StatusError("SECRET"), None, "did not send a reply that can be read; "),
        (KeyError("SECRET"), None, "did not send a reply that can be read; "),
        (AttributeError("SECRET"), TypeError("SECRET"), "did not send a reply that can be read; "),
    ],
)
def test_errors_of_every_package_become_ours(error: Exception, cause: Exception | None, trouble: str) -> None:
    model = ChatModel(
        name="ollama:llama", provider=provider_of("ollama"), model=Broken(error=error, cause=cause), limits=LIMITS
    )

    with pytest.raises(ModelError) as caught:
        said(model)

    assert str(caught.value).startswith(f"The chat model ollama:llama {trouble}")
    assert "SECRET" not in str(caught.value)


def test_a_chain_of_causes_without_end_is_left() -> None:
    error = RuntimeError("one")
    error.__context__ = ValueError("two")
    error.__context__.__context__ = error
    model = ChatModel(name="ollama:llama", provider=provider_of("ollama"), model=Broken(error=error), limits=LIMITS)

    with pytest.raises(ModelError):
        said(model)


def test_an_empty_reply_is_handed_over_as_it_is() -> None:
    with chat_server(says(None, finish_reason="length")) as server:
        assert said(opened(server.address)) == ""


def test_the_log_of_a_failure_holds_no_text_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG, logger="prompts"),
        chat_server(fails(401, "Incorrect API key provided: SECRET")) as server,
        pytest.raises(ModelError),
    ):
        said(opened(server.address))

    assert [record.getMessage() for record in caplog.records if record.name.startswith("prompts")] == [
        "the chat model openai:parrot failed: OpenAIAuthenticationError"
    ]


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with chat_server(says("Yes.")) as server, chat_server(Response()) as langsmith:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "key-2")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", langsmith.address)

        said(opened(server.address))

        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
        assert langsmith.connections == 0


@pytest.mark.parametrize("name", ["", "  ", "gpt-5", ":gpt-5", "openai:", "openai"])
def test_a_name_without_provider_or_model_says_how_to_write_it(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_chat_model(name, LIMITS, {"OPENAI_API_KEY": "key-1"})

    assert str(caught.value) == (
        f"The chat model is {name!r}, but it needs a provider and a model;"
        " write NEWSHOUND_MODEL as “openai:gpt-5.5” or the like."
    )


NOT_OPENED = (
    "The chat model {} can't be opened: its provider is not known, or its address or another setting of its own is"
    " wrong or missing; use one of openai, anthropic, google_genai, ollama, and check the variables that its package"
    " reads."
)


def test_an_unknown_provider_names_those_that_are_known() -> None:
    with pytest.raises(SettingsError) as caught:
        open_chat_model("delphi:pythia", LIMITS, {})

    assert str(caught.value) == NOT_OPENED.format("delphi:pythia")


@pytest.mark.parametrize("address", ["http://[::1", "http://a:b:c/v1"])
def test_an_address_that_is_none_is_a_settings_error(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(address)

    assert str(caught.value) == NOT_OPENED.format("openai:parrot")


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "localhost", "ftp://127.0.0.1", "/v1"])
def test_an_address_without_a_scheme_for_it_can_not_be_reached(address: str) -> None:
    with pytest.raises(ModelError, match=r"^The chat model openai:parrot could not be reached; "):
        said(opened(address))


@pytest.mark.parametrize("key", ["kéy", "key\nX-Evil: 1", " "])
def test_a_key_that_is_none_is_a_sentence_of_ours(key: str) -> None:
    with chat_server(fails(401)) as server, pytest.raises(ModelError) as caught:
        said(opened("", environment={"OPENAI_API_KEY": key, "OPENAI_BASE_URL": server.address}))

    assert str(caught.value).startswith("The chat model openai:parrot ")
    assert key.strip() not in str(caught.value) or not key.strip()


@pytest.mark.parametrize(
    ("name", "variables"),
    [("openai:gpt-5.5", "OPENAI_API_KEY"), ("google-genai:gemini", "GOOGLE_API_KEY or GEMINI_API_KEY")],
)
def test_a_missing_key_is_named(name: str, variables: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_chat_model(name, LIMITS, {})

    assert str(caught.value) == (
        f"The chat model {name} needs a key, but {variables} is not set; set it in the environment or in .env,"
        " or unset NEWSHOUND_MODEL to answer without a model."
    )


@pytest.mark.parametrize(
    ("name", "package", "command"),
    [
        ("anthropic:claude", "langchain_anthropic", "pip install 'newshound-bot[anthropic]'"),
        ("google_genai:gemini", "langchain_google_genai", "pip install 'newshound-bot[google]'"),
        ("ollama:llama3.3", "langchain_ollama", "pip install 'newshound-bot[ollama]'"),
        ("mistralai:mistral", "langchain_mistralai", "pip install langchain-mistralai"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(
    name: str, package: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it weren't installed, wherever it is

    with pytest.raises(SettingsError) as caught:
        open_chat_model(name, LIMITS, {"ANTHROPIC_API_KEY": "k", "GOOGLE_API_KEY": "k"})

    assert str(caught.value) == (
        f"The chat model {name} needs a package that is not installed; install it with “{command}”,"
        " or unset NEWSHOUND_MODEL to answer without a model."
    )


def test_ollama_gets_its_own_names_for_the_limits() -> None:
    assert options_for("ollama", "llama3.3", LIMITS) == {
        "temperature": 0,
        "num_predict": 50,
        "client_kwargs": {"timeout": 20},
    }


@pytest.mark.parametrize(("kind", "retries"), [("openai", 0), ("anthropic", 0), ("google_genai", 1)])
def test_no_package_retries_on_its_own(kind: str, retries: int) -> None:
    assert options_for(kind, "oracle", replace(LIMITS, retries=5))["max_retries"] == retries


def test_openai_reasoning_models_get_no_temperature() -> None:
    assert "temperature" not in options_for("openai", "o3-mini", LIMITS)
    assert "temperature" in options_for("openai", "olmo", LIMITS)

"""What the log of the bot may hold: everything but the tokens of interactions."""

import io
import logging
import re

import pytest

from bot.discord_log import WithoutTokens, keep_secrets_out_of_the_log

ADDRESSES = [
    "https://discord.com/api/v10/webhooks/1/aW50-ZXJ_hY3Q.x:1/messages/@original",
    "https://discord.com/api/v10/interactions/1/aW50-ZXJ_hY3Q.x:1/callback",
    "url='https://discord.com/api/v10/webhooks/1/aW50-ZXJ_hY3Q.x:1'",
    "https://discord.com/api/v10/webhooks/1/aW50-ZXJ_hY3Q.x:1?wait=true",
]


@pytest.fixture
def written(monkeypatch):
    """What the root logger, set up as the command line sets it up, has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    level = logging.getLogger("discord").level
    keep_secrets_out_of_the_log()
    yield stream.getvalue
    logging.getLogger("discord").setLevel(level)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_token_is_written_in_words_arguments_or_tracebacks_of_any_logger(written, address):
    logging.getLogger("discord.client").error(f"words {address}")  # noqa: G004 - as somebody else's may be
    logging.getLogger("aiohttp").error("argument %s", address)
    later = ValueError("later")
    later.__cause__ = OSError(address)
    logging.getLogger("bot.discord_errors").error("error %s", "a1b2c3", exc_info=later)

    assert "aW50" not in written()
    assert len(re.findall(r"/(?:webhooks|interactions)/1/…", written())) == 3
    assert "ERROR bot.discord_errors: error a1b2c3\nOSError: " in written()


def test_what_holds_no_token_is_written_as_it_is(written):
    logging.getLogger("bot").warning("told %d of %d, https://post.example/webhooks/news", 1, 2)

    assert written() == "WARNING bot: told 1 of 2, https://post.example/webhooks/news\n"


def test_where_no_handler_is_set_up_the_last_resort_is_taken(monkeypatch):
    last = logging.StreamHandler(io.StringIO())
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging, "lastResort", last)
    keep_secrets_out_of_the_log()

    assert isinstance(last.formatter, WithoutTokens)

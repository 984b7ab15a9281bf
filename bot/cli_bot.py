"""`newshound bot`, and `newshound start`, which does what fits: index the samples, then the bot or the conversation."""

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_ask import converse
from bot.cli_options import HomeOption
from bot.cli_reindex import run_reindex
from bot.composition import home_of, open_newsroom
from bot.instance_lock import one_instance
from bot.settings import Settings, TokenError, load_settings

HOW_TO_JOIN_DISCORD = (
    "make an application at https://discord.com/developers/applications and put its bot token into .env as"
    " DISCORD_TOKEN=…"
)


def bot(home: HomeOption = None) -> int:
    """Serve questions in Discord until it is stopped; needs DISCORD_TOKEN."""
    return serve(load_settings(home))


def start(
    samples: Annotated[Path, typer.Option(help="What to index where nothing is indexed yet.")] = Path("samples"),
    home: HomeOption = None,
) -> int:
    """Index the samples if there is no index yet, then start the bot, or without a token the conversation."""
    settings = load_settings(home)
    if home_of(settings).current_edition() is None:
        print(f"Indexing {samples}/ into {settings.home}/ …", file=sys.stderr)
        # Standard output is for answers, which may be piped on.
        with redirect_stdout(sys.stderr):
            run_reindex(settings, [samples])
    if settings.discord_token is not None:
        return serve(settings)
    print(
        "No DISCORD_TOKEN is set, so this is the conversation in the terminal. To have the bot in Discord,"
        f" {HOW_TO_JOIN_DISCORD}",
        file=sys.stderr,
    )
    return converse(settings)


def serve(settings: Settings) -> int:
    """Run the bot; returns when it was stopped in good order.

    Raises:
        TokenError: there is no token.
        AlreadyRunningError: another process on this machine serves with it; nothing is loaded before that is known.
    """
    if settings.discord_token is None:
        raise TokenError(f"DISCORD_TOKEN is not set; {HOW_TO_JOIN_DISCORD}")
    token = settings.discord_token.get_secret_value()
    with one_instance(token, server=settings.discord_api):
        return _serve_alone(settings, token)


def _serve_alone(settings: Settings, token: str) -> int:
    from bot.discord_composition import corrections_of, desk_of
    from bot.discord_run import run_bot

    with open_newsroom(settings, waits=True) as newsroom:
        desk = desk_of(settings, newsroom)
        return run_bot(
            token,
            desk,
            settings.home,
            watch=newsroom.shelf.refresh,
            corrections=corrections_of(settings, desk),
            api=settings.discord_api,
            gateway=settings.discord_gateway,
            announce=lambda sentence: print(sentence, flush=True),
        )

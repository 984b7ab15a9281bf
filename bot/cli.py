"""The command `newshound`: every use of the program has its place under it.

Exit codes: 0 done (a refusal is an answer too), 1 done in part, or something is wrong (`doctor`), 2 not done and
nothing changed, 78 the bot's token or intents, which a person must mend before a restart can help, 69 Discord can't be
reached.
"""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer
from typer import Typer
from typer.main import get_command

from bot.cli_articles import articles
from bot.cli_ask import ask, chat
from bot.cli_backup import backup_command
from bot.cli_bot import bot, start
from bot.cli_convert import convert_command
from bot.cli_doctor import doctor
from bot.cli_eval import evaluate
from bot.cli_feedback import feedback
from bot.cli_latest import latest_command
from bot.cli_ledger import explain_command, ledger
from bot.cli_prompts import prompts
from bot.cli_quotes import quotes
from bot.cli_reindex import reindex_command
from bot.cli_rollback import rollback_command
from bot.cli_status import status
from bot.cli_timeline import timeline_command
from bot.composition import quiet_libraries
from bot.settings import load_env_file, load_settings
from index.errors import NewshoundError

logger = logging.getLogger(__name__)

NOT_DONE = 2
INTERRUPTED = 130


def application() -> Typer:
    """The commands, put together."""
    app = Typer(
        name="newshound",
        help="Answers questions about the news with words that you can check.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.command("ask")(ask)
    app.command("chat")(chat)
    app.command("latest")(latest_command)
    app.command("timeline")(timeline_command)
    app.command("explain")(explain_command)
    app.command("feedback")(feedback)
    app.command("reindex")(reindex_command)
    app.command("status")(status)
    app.command("rollback")(rollback_command)
    app.command("backup")(backup_command)
    app.command("doctor")(doctor)
    app.command("quotes")(quotes)
    app.command("eval")(evaluate)
    app.command("convert")(convert_command)
    app.command("bot")(bot)
    app.command("start")(start)
    app.add_typer(articles, name="articles")
    app.add_typer(ledger, name="ledger")
    app.add_typer(prompts, name="prompts")
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a person sees sentences, never a traceback."""
    quiet_libraries()
    code = 0
    try:
        code = _run(argv)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # Whoever read the output has gone, as `head` does, and typer then exits by itself.
        _drop_output()
    except OSError as error:
        logger.debug("input or output failed", exc_info=True)
        _drop_output()
        with suppress(OSError):
            print(f"newshound: {_failed(error)}", file=sys.stderr)
        return NOT_DONE
    return code


def _run(argv: Sequence[str] | None) -> int:
    try:
        load_env_file()
        logging.basicConfig(level=load_settings().log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        code = get_command(application())(args=argv, prog_name="newshound", standalone_mode=False)
    except NewshoundError as error:
        print(f"newshound: {error}", file=sys.stderr)
        return int(getattr(error, "exit_code", NOT_DONE))
    except typer.TyperException as error:
        message = error.format_message()
        # A command without its subcommand ends in its help, which is no complaint.
        print(message if message.startswith("Usage:") else f"newshound: {message}", file=sys.stderr)
        return NOT_DONE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _failed(error: OSError) -> str:
    """The last resort: what no command has translated, such as a full disk behind the standard output."""
    what = "The output can't be written" if error.filename is None else f"{error.filename} can't be read or written"
    return (
        f"{what} ({error.strerror or 'input or output failed'}); free some space or mend the permissions, and run it"
        " again."
    )


def _drop_output() -> None:
    """Send what is still to be printed nowhere, so that Python does not complain when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""The doctor's checks of what the index knows nothing of: settings, source file, the Discord token's shape, the ledger.

The token is looked at and never shown.
"""

import base64
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.ledger_file import SCHEMA as LEDGER_SCHEMA
from bot.settings import Settings, unknown_variables
from index.errors import NewshoundError
from index.finding import Finding, Scope, counted, fault, ok, warning, wrong
from index.source_file import read_source_file

BUSY_SECONDS = 5.0

_TOKEN_PARTS = 3
_SNOWFLAKE_DIGITS = range(15, 21)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is examined: the index, and the settings and variables of this run."""

    scope: Scope
    settings: Settings
    environ: Mapping[str, str]


def check_settings(case: Case) -> Finding:
    """Whether a variable looks like a setting and is none; that the others can be used is known by now."""
    set_now = {name: value for name, value in case.environ.items() if value.strip()}
    unknown = unknown_variables(set_now)
    if unknown:
        name, nearest = next(iter(unknown.items()))
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        return warning(
            f"{name} is not a setting and does nothing{more}", f"unset it, or rename it to {nearest} if that is meant"
        )
    count = sum(name.startswith("NEWSHOUND_") for name in set_now)
    return ok(f"{counted(count, 'variable')} set, each known")


def check_sources(case: Case) -> Finding:
    """Whether the source file can be understood, and its folders are there."""
    settings = case.settings
    if not settings.names_sources and not settings.sources.exists():
        return ok(f"there is no {settings.sources}; sources are named on the command line")
    try:
        sources = read_source_file(settings.sources).sources
    except NewshoundError as error:
        return fault(error)
    gone = [source for source in sources if source.kind == "path" and not Path(source.place).exists()]
    if gone:
        return warning(
            f"{counted(len(gone), 'source')} of {len(sources)} not there, such as {gone[0].name}",
            f"mend its path in {settings.sources}, or put the folder there",
        )
    kinds = {kind: sum(source.kind == kind for source in sources) for kind in dict.fromkeys(s.kind for s in sources)}
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return ok(f"{settings.sources} names {counted(len(sources), 'source')} ({told})")


def check_discord(case: Case) -> Finding:
    """Whether the token has the shape of one; Discord is not asked."""
    settings = case.settings
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not token:
        return ok("DISCORD_TOKEN is not set (terminal only)")
    if not has_token_shape(token):
        return wrong(
            f"DISCORD_TOKEN has {len(token)} characters and not the shape of a bot's token",
            "copy the token from the page “Bot” of Discord's developer portal; the application's id, public key and"
            " client secret are others",
        )
    others = [address for address in (settings.discord_api, settings.discord_gateway) if address]
    if others:
        return warning(
            f"the token has the right shape, and goes to {' and '.join(others)}",
            "unset NEWSHOUND_DISCORD_API and NEWSHOUND_DISCORD_GATEWAY, which are for tests",
        )
    return ok("the token has the right shape (Discord was not asked)")


def has_token_shape(token: str) -> bool:
    """Whether a token has three parts, the first of which is a number, the bot's id, in base64."""
    parts = token.split(".")
    if len(parts) != _TOKEN_PARTS or not all(parts):
        return False
    try:
        name = base64.b64decode(parts[0] + "=" * (-len(parts[0]) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    return name.isdigit() and len(name) in _SNOWFLAKE_DIGITS


def check_ledger(case: Case) -> Finding:
    """Whether the ledger is whole, and how large it is."""
    path = case.scope.home.ledger
    if not path.exists():
        return ok("no answer was kept yet")
    mend = "move it away, and a new one is begun"
    query = f"PRAGMA {'quick_check' if case.scope.quick else 'integrity_check'}(1)"
    try:
        # Read only, so that looking at it changes nothing.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as database:
            damage = str(database.execute(query).fetchone()[0])
            schema = int(database.execute("PRAGMA user_version").fetchone()[0])
            known = 0 < schema <= LEDGER_SCHEMA
            kept = int(database.execute("SELECT count(*) FROM receipt").fetchone()[0]) if known else 0
        size = path.stat().st_size
    except sqlite3.Error as error:
        return wrong(f"{path} can't be read as a ledger ({error})", mend)
    except OSError as error:
        return wrong(f"{path} can't be read ({error.strerror})", "mend its permissions and the disk")
    if damage != "ok":
        return wrong(f"{path} is damaged ({damage.splitlines()[-1]})", mend)
    if schema > LEDGER_SCHEMA:
        return wrong(f"{path} has schema {schema}, this Newshound knows {LEDGER_SCHEMA}", "use the newer Newshound")
    return ok(f"whole, {counted(kept, 'receipt')}, {size / 1e6:,.1f} MB")

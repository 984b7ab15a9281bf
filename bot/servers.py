"""What the servers want of the bot, each for itself: where it answers, from what by default, and how.

All of it is in memory, for it is asked for on the event loop with every question, and in one JSON file that is written
whole and put in place at once. That suits it better than a database: it is small, has one writer (one bot for a token
on a machine), is read once, and can be read and mended by a person. A damaged file costs its servers their settings,
not the bot: what can be read of it counts, and the file is kept beside the new one.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from bot.quantities import counted
from bot.visible import seen
from index.errors import NewshoundError
from index.home import home_fault, sync_folder

logger = logging.getLogger(__name__)

FILE_NAME = "servers.json"
FORMAT = 1
MOST_CHANNELS = 25
MOST_PUBLISHERS = 10
LONGEST_PUBLISHER_CHARACTERS = 100
LONGEST_WINDOW_DAYS = 3650
LONGEST_ZONE_CHARACTERS = 64
MOST_SERVERS = 10_000
LARGEST_FILE_BYTES = 64 << 20
"""More than so many servers with so many settings take; a larger file isn't ours."""


class ServersError(NewshoundError):
    """A server's settings can't be what was given, or can't be kept."""


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """What one server wants; every default is what a server gets that has said nothing.

    Without `channels` the bot answers in all. `publishers` and `window_days` narrow what is searched where the asker
    names neither; `timezone` is the bot's own where it is empty. Raises ServersError where a value can't be.
    """

    channels: frozenset[int] = frozenset()
    publishers: tuple[str, ...] = ()
    window_days: int | None = None
    timezone: str = ""
    private: bool = False
    corrections: bool = False

    def __post_init__(self) -> None:
        if len(self.channels) > MOST_CHANNELS:
            raise ServersError(f"These are {len(self.channels)} channels; choose at most {MOST_CHANNELS}, or none.")
        if not all(0 <= channel < 1 << 63 for channel in self.channels):
            raise ServersError("One of these channels is none; choose channels of this server.")
        if len(self.publishers) > MOST_PUBLISHERS:
            raise ServersError(f"These are {len(self.publishers)} outlets; name at most {MOST_PUBLISHERS}, or none.")
        if any(not name.strip() or name != seen(name) for name in self.publishers):
            raise ServersError("One of these outlets is no name; write the outlets as the articles name them.")
        if any(len(name) > LONGEST_PUBLISHER_CHARACTERS for name in self.publishers):
            raise ServersError(f"One of these outlets has more than {LONGEST_PUBLISHER_CHARACTERS} characters.")
        if self.window_days is not None and not 1 <= self.window_days <= LONGEST_WINDOW_DAYS:
            raise ServersError(
                f"{self.window_days:,} days can't be searched; give 1 to {LONGEST_WINDOW_DAYS:,}, or none for all."
            )
        if not _is_zone(self.timezone):
            raise ServersError(
                "There is no such time zone; write one such as Europe/Vienna, or none for the bot's own."
            )


class Servers:
    """The settings of all servers, and the file that keeps them, which need not be there yet.

    Opening reads the file, and `change` and `forget` write it: call these on a worker thread. `of` only looks up.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changing = Lock()
        self._defaults = ServerSettings()
        self._servers, damage = _read(path)
        if damage:
            self._keep_aside(damage)

    def of(self, guild: int | None) -> ServerSettings:
        """What a server wants; the defaults where it has said nothing, and outside servers."""
        return self._defaults if guild is None else self._servers.get(guild, self._defaults)

    def change(self, guild: int, settings: ServerSettings) -> None:
        """Keep what a server wants now; `of` says so from then on.

        Raises:
            ServersError: it can't be written, and what counted before still counts.
        """
        with self._changing:
            changed = {**self._servers, guild: settings}
            if settings == self._defaults:
                del changed[guild]
            if changed == self._servers:
                return
            if len(changed) > MOST_SERVERS:
                raise ServersError(f"The settings of {MOST_SERVERS:,} servers are kept, and no more can be.")
            self._write(changed)
            self._servers = changed

    def forget(self, guild: int) -> None:
        """Forget a server that the bot has left; raises ServersError where that can't be written."""
        self.change(guild, self._defaults)

    def _write(self, servers: Mapping[int, ServerSettings]) -> None:
        kept = {str(guild): {**asdict(one), "channels": sorted(one.channels)} for guild, one in sorted(servers.items())}
        temporary = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("w", encoding="ascii") as file:
                json.dump({"format": FORMAT, "servers": kept}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            raise ServersError(str(home_fault(self._path, error))) from error

    def _keep_aside(self, damage: str) -> None:
        """Move a damaged file away and write what could be read of it, so that the next start finds it whole."""
        aside = self._path.with_name(f"{self._path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
        try:
            self._path.rename(aside)
            if self._servers:
                self._write(self._servers)
            where = f"it is kept as {aside.name}"
        except (OSError, ServersError):
            where = "it can't be moved away"
        logger.warning(
            "%s can't be read (%s); %s, and what could be read of it, the settings of %s, counts",
            self._path, damage, where, counted(len(self._servers), "server"),
        )  # fmt: skip


_GUILD = re.compile(r"[0-9]{1,20}")
_ONE = TypeAdapter(ServerSettings)


def _read(path: Path) -> tuple[dict[int, ServerSettings], str | None]:
    """The settings in a file, and what is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
        found = json.loads(data) if len(data) <= LARGEST_FILE_BYTES else None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, error.strerror or "input or output failed"
    except (ValueError, RecursionError):
        return {}, "it is no JSON"
    servers = found.get("servers") if isinstance(found, dict) and found.get("format") == FORMAT else None
    if not isinstance(servers, dict):
        return {}, "it holds no settings of servers that this Newshound knows"
    read: dict[int, ServerSettings] = {}
    damaged = 0
    for guild, fields in servers.items():
        whole = _settings(fields)
        if whole is None or not _GUILD.fullmatch(guild) or len(read) == MOST_SERVERS:
            damaged += 1
        if _GUILD.fullmatch(guild) and len(read) < MOST_SERVERS:
            read[int(guild)] = whole or _salvaged(fields)
    return read, f"{damaged} of {counted(len(servers), 'server')} in it damaged" if damaged else None


def _settings(fields: object) -> ServerSettings | None:
    try:
        # JSON knows no sets and no tuples; the strict reading of JSON takes lists for them, and nothing else for them.
        return _ONE.validate_json(json.dumps(fields), strict=True)
    except (ValidationError, ServersError):
        return None


def _salvaged(fields: object) -> ServerSettings:
    """What can be read of one server's settings, each for itself: a time zone that is no more opens no channel."""
    settings = ServerSettings()
    for name, value in fields.items() if isinstance(fields, dict) else ():
        one = _settings({name: value})
        if one is not None and hasattr(one, name):
            settings = replace(settings, **{name: getattr(one, name)})
    return settings


def _is_zone(name: str) -> bool:
    if not name:
        return True
    try:
        ZoneInfo(name if len(name) <= LONGEST_ZONE_CHARACTERS else "")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True

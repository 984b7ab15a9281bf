"""Registers the commands with Discord, only when they changed since the last time.

The hash of what was registered is kept per application in `discord-commands.json`; removing that file registers anew.
What is hashed is what Discord is told, so that a setting which changes where commands may be used counts as a change.
"""

import asyncio
import hashlib
import json
import logging
from pathlib import Path

import discord
from discord import app_commands

from bot.discord_errors import UNSENT

logger = logging.getLogger(__name__)

FILE_NAME = "discord-commands.json"
SYNC_SECONDS = 30.0
"""Where Discord limits registering, the library would wait for hours, and the bot would answer nobody meanwhile."""
LARGEST_FILE_BYTES = 1 << 20


async def sync_if_changed(
    tree: app_commands.CommandTree[discord.Client], folder: Path, *, seconds: float = SYNC_SECONDS
) -> bool:
    """Register the tree's commands if they are not those registered last; True if Discord was told.

    A failure is logged and tried again at the next start: the commands registered before go on working.
    """
    application = str(tree.client.application_id)
    file = folder / FILE_NAME
    registered = _read(file)
    current = _hash(tree)
    if registered.get(application) == current:
        return False
    try:
        async with asyncio.timeout(seconds):
            await tree.sync()
    except UNSENT as error:
        reason = f"HTTP status {error.status}" if isinstance(error, discord.HTTPException) else type(error).__name__
        logger.warning("Discord did not register the commands (%s); they are registered at the next start", reason)
        return False
    logger.info("registered the commands with Discord")
    _write(file, registered | {application: current})
    return True


def _hash(tree: app_commands.CommandTree[discord.Client]) -> str:
    commands = [command.to_dict(tree) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> dict[str, str]:
    """What was registered last; of a damaged file nothing, so that the commands are registered once more."""
    try:
        with file.open("rb") as opened:
            stored = json.loads(opened.read(LARGEST_FILE_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(key): str(value) for key, value in stored.items()} if isinstance(stored, dict) else {}


def _write(file: Path, registered: dict[str, str]) -> None:
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(registered, indent=1), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        logger.warning("can't write %s (%s); the commands are registered again at the next start", file, error.strerror)

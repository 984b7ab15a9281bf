"""The application commands that the bot has registered with the fake Discord, and the data of using one."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from loopback_payloads import JsonObject, Scene, Snowflakes
from loopback_rules import Refusal, check_command, length

SLASH_COMMAND, MESSAGE_MENU = 1, 3
SUBCOMMAND, SUBCOMMAND_GROUP, STRING = 1, 2, 3

OptionValue = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class CommandSync:
    """One bulk overwrite: the guild it was for (none: all guilds) and the commands that it registered."""

    guild_id: int | None
    commands: tuple[JsonObject, ...]


class Commands:
    """The registered commands of every guild, and under `None` those of all guilds."""

    def __init__(self, scene: Scene, *, snowflakes: Snowflakes) -> None:
        self._scene = scene
        self._snowflakes = snowflakes
        self.registered: dict[int | None, list[JsonObject]] = {}
        self.syncs: list[CommandSync] = []

    def put(self, guild_id: int | None, command: JsonObject) -> JsonObject:
        """Register a command, in the place of one of the same type and name, and return it with its id."""
        check_command(command)
        registered = self.registered.setdefault(guild_id, [])
        key = (command.get("type", SLASH_COMMAND), command["name"])
        same = [one for one in registered if (one["type"], one["name"]) == key]
        stored: JsonObject = {"type": SLASH_COMMAND, "description": "", "options": []} | copy.deepcopy(command)
        stored["id"] = same[0]["id"] if same else str(self._snowflakes.take())
        stored["application_id"] = str(self._scene.application_id)
        stored["version"] = str(self._snowflakes.take())
        if guild_id is not None:
            stored["guild_id"] = str(guild_id)
        self.registered[guild_id] = [one for one in registered if one not in same] + [stored]
        return stored

    def overwrite(self, guild_id: int | None, commands: list[JsonObject]) -> list[JsonObject]:
        """Register exactly these commands, or none if one is refused, and return them."""
        for command in commands:
            check_command(command)
        self.registered[guild_id] = [self.put(guild_id, command) for command in commands]
        self.syncs.append(CommandSync(guild_id=guild_id, commands=tuple(copy.deepcopy(commands))))
        return self.registered[guild_id]

    def by_id(self, guild_id: int | None, command_id: str) -> JsonObject:
        """Return a registered command, or refuse with 10063."""
        for command in self.registered.get(guild_id, []):
            if command["id"] == command_id:
                return command
        raise Refusal(10063)

    def change(self, guild_id: int | None, command_id: str, changes: JsonObject) -> JsonObject:
        """Change fields of a command and return it."""
        command = self.by_id(guild_id, command_id)
        check_command(command | changes)
        command.update(copy.deepcopy(changes))
        return command

    def remove(self, guild_id: int | None, command_id: str) -> None:
        """Take a command away."""
        self.registered[guild_id].remove(self.by_id(guild_id, command_id))

    def usage(self, name: str, values: Mapping[str, OptionValue], *, focused: str | None = None) -> JsonObject:
        """Return the interaction data of a slash command; `group sub` names a subcommand.

        The options are held against what was registered, for Discord's own client lets nobody send others.
        `focused` names the option that is being completed; then the others may be missing.
        """
        top, *path = name.split()
        command = self._used(top, SLASH_COMMAND)
        node, steps = command, []
        for part in path:
            node = _option(node, part)
            steps.append(node)
        options = _filled_options(node, values, focused=focused)
        for step in reversed(steps):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        return self._data(command) | {"options": options}

    def menu_usage(self, name: str, message: JsonObject) -> JsonObject:
        """Return the interaction data of a message menu: the whole message travels in it, whatever the intents."""
        resolved = {"messages": {message["id"]: copy.deepcopy(message)}}
        return self._data(self._used(name, MESSAGE_MENU)) | {"target_id": message["id"], "resolved": resolved}

    def _used(self, name: str, kind: int) -> JsonObject:
        everything = self.registered.get(self._scene.guild_id, []) + self.registered.get(None, [])
        for command in everything:
            if (command["name"], command["type"]) == (name, kind):
                return command
        names = sorted(command["name"] for command in everything)
        raise LookupError(f"the bot has registered no command {name!r} of type {kind}, only {names}; let it sync first")

    @staticmethod
    def _data(command: JsonObject) -> JsonObject:
        return {key: command[key] for key in ("id", "name", "type", "guild_id") if key in command}


def _option(node: JsonObject, name: str) -> JsonObject:
    for option in node.get("options", []):
        if option["name"] == name:
            found: JsonObject = option
            return found
    raise LookupError(f"{node['name']!r} has no option or subcommand {name!r}")


def _filled_options(node: JsonObject, values: Mapping[str, OptionValue], *, focused: str | None) -> list[JsonObject]:
    given = []
    for name, value in values.items():
        option = _option(node, name)
        if option["type"] == STRING and focused is None:
            least, most = option.get("min_length", 0), option.get("max_length", 6000)
            if not least <= length(str(value)) <= most:
                raise ValueError(
                    f"Discord's client takes {least} to {most} characters for {name!r}, not {length(str(value))}"
                )
        entry: JsonObject = {"name": name, "type": option["type"], "value": value}
        given.append(entry | ({"focused": True} if name == focused else {}))
    missing = [
        option["name"] for option in node.get("options", []) if option.get("required") and option["name"] not in values
    ]
    if missing and focused is None:
        raise ValueError(f"Discord's client does not send {node['name']!r} without {missing}")
    return given

"""The JSON objects that Discord sends, built from values; field by field they hold what discord.py 2.7 reads."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object as it travels; its shape is Discord's, and only these tests look into it, so it stays untyped."""

DISCORD_EPOCH_MS = 1_420_070_400_000

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15

SEND_MESSAGES = 1 << 11
READ_MESSAGE_HISTORY = 1 << 16
ORDINARY_PERMISSIONS = (1 << 10) | SEND_MESSAGES | (1 << 14) | (1 << 15) | READ_MESSAGE_HISTORY | (1 << 31)
"""View Channel, Send Messages, Embed Links, Attach Files, Read Message History, Use Application Commands."""

ATTACHMENT_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class User:
    """A person or a bot who acts in Discord."""

    id: int
    name: str
    bot: bool = False


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who and what exists, and on which terms: a guild with a text channel, a direct channel, the bot and the asker.

    `privileged_intents` are those switched on in the developer portal. The bot must acknowledge an interaction within
    `answer_window_s`, and may answer it for `token_life_s`. Edits are unlimited unless `edits_per_window` is given.
    """

    token: str = "loopback-token"
    application_id: int = 1_100_000_000_000_000_001
    guild_id: int = 1_100_000_000_000_000_002
    channel_id: int = 1_100_000_000_000_000_003
    dm_channel_id: int = 1_100_000_000_000_000_004
    bot_permissions: int = ORDINARY_PERMISSIONS
    privileged_intents: int = 0
    heartbeat_interval_s: float = 41.25
    answer_window_s: float = 3.0
    token_life_s: float = 900.0
    edits_per_window: int | None = None
    edit_window_s: float = 5.0
    asker: User = field(default_factory=lambda: User(id=1_100_000_000_000_000_005, name="asker"))

    @property
    def bot(self) -> User:
        """The bot's user; since 2016 Discord gives it the id of its application."""
        return User(id=self.application_id, name="newshound", bot=True)

    def in_guild(self, channel_id: int) -> bool:
        """Tell whether a channel belongs to the guild rather than to a conversation of two."""
        return channel_id != self.dm_channel_id


class Snowflakes:
    """Ids as Discord makes them: they rise, and the upper bits are the time."""

    def __init__(self) -> None:
        self._last = 0

    def take(self) -> int:
        """Return the next id."""
        now = (int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return self._last


def timestamp() -> str:
    """Return the present in Discord's notation."""
    return datetime.now(UTC).isoformat()


def user_json(user: User) -> JsonObject:
    """Return a user object."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None,
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def member_json(user: User, *, permissions: int | None = None) -> JsonObject:
    """Return a guild member; `permissions` are present only inside interactions, as in Discord."""
    member: JsonObject = {
        "user": user_json(user),
        "roles": [],
        "nick": None,
        "avatar": None,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if permissions is not None:
        member["permissions"] = str(permissions)
    return member


def channel_json(scene: Scene, channel_id: int) -> JsonObject:
    """Return the guild's text channel or the direct channel."""
    if not scene.in_guild(channel_id):
        return {"id": str(channel_id), "type": 1, "last_message_id": None, "recipients": [user_json(scene.asker)]}
    return {
        "id": str(channel_id),
        "guild_id": str(scene.guild_id),
        "type": 0,
        "name": "news",
        "topic": None,
        "position": 0,
        "nsfw": False,
        "parent_id": None,
        "permission_overwrites": [],
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }


def guild_json(scene: Scene) -> JsonObject:
    """Return a guild as GUILD_CREATE carries it, with every list that discord.py walks."""
    everyone = {
        "id": str(scene.guild_id),
        "name": "@everyone",
        "permissions": str(scene.bot_permissions),
        "position": 0,
        "color": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    empty: tuple[str, ...] = (
        "threads",
        "presences",
        "voice_states",
        "emojis",
        "stickers",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
        "features",
    )
    return {
        "id": str(scene.guild_id),
        "name": "Newsroom",
        "owner_id": str(scene.asker.id),
        "preferred_locale": "en-US",
        "member_count": 2,
        "large": False,
        "unavailable": False,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "roles": [everyone],
        "members": [member_json(scene.bot), member_json(scene.asker)],
        "channels": [channel_json(scene, scene.channel_id)],
        **{name: [] for name in empty},
    }


def application_json(scene: Scene) -> JsonObject:
    """Return the application object that discord.py asks for during login."""
    return {
        "id": str(scene.application_id),
        "name": scene.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_json(scene.asker),
        "verify_key": "0" * 64,
        "summary": "",
        "team": None,
        "flags": 0,
    }


def message_json(scene: Scene, *, message_id: int, channel_id: int, author: User) -> JsonObject:
    """Return a message without content, as every way of writing one fills it."""
    message: JsonObject = {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "author": user_json(author),
        "content": "",
        "timestamp": timestamp(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
    }
    if scene.in_guild(channel_id):
        message["guild_id"] = str(scene.guild_id)
        message["member"] = {key: value for key, value in member_json(author).items() if key != "user"}
    return message


def as_readable_without_intent(scene: Scene, message: JsonObject) -> JsonObject:
    """Return the message as an application without the message-content intent sees it.

    Its own messages, direct messages and messages that mention it keep their content.
    """
    if "author" not in message:
        return message
    own = int(message["author"]["id"]) == scene.bot.id
    mentioned = any(int(user["id"]) == scene.bot.id for user in message["mentions"])
    readable = dict(message)
    if not own and not mentioned and scene.in_guild(int(message["channel_id"])):
        readable |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if readable.get("referenced_message"):
        readable["referenced_message"] = as_readable_without_intent(scene, readable["referenced_message"])
    return readable


def walk_components(components: list[JsonObject]) -> Iterator[JsonObject]:
    """Yield every component, parents before children, the accessory of a section included."""
    for component in components:
        yield component
        yield from walk_components(component.get("components", []))
        for key in ("accessory", "component"):
            if key in component:
                yield from walk_components([component[key]])

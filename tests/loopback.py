"""A Discord on the loopback interface: gateway and REST version 10 for an unmodified bot process, driven by a test.

The server has its own thread and event loop, and its interface is synchronous: a test acts as a person (`use_command`,
`say`, `press`), waits for what must happen, and looks at everything that the bot sent (`requests`, `payloads`).
In an asynchronous test whose own loop runs the bot, call whatever waits through `asyncio.to_thread`.

On leaving, the server fails the test if any message that the bot sent or edited may notify people. It fails it too if
the bot asked for a route that is not served here, if a scripted fault was never met, or if the server itself broke
down: each of these would mean that the test proved less than it says.
"""

import copy
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from loopback_commands import OptionValue
from loopback_handles import Interaction, SaidMessage
from loopback_host import Host
from loopback_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from loopback_payloads import JsonObject, Scene, User
from loopback_people import filled_modal, mentions, pressed_button
from loopback_requests import Fault, Request, fault_reply, turns_mentions_off
from loopback_rest import BASE_PATH
from loopback_world import GATEWAY_PATH, World

LOOK_AGAIN_S = 0.05
"""How often a wait looks again by itself; what the bot does makes it look at once."""


class LoopbackDiscord:
    """The fake Discord; a context manager that serves from its entry to its exit.

    `gateway` knows every IDENTIFY (`identifies`), RESUME (`resumes`), refusal (`close_codes`) and heartbeat, `commands`
    what is registered (`registered`) and how often it was synced (`syncs`).
    """

    def __init__(self, scene: Scene | None = None, *, commands: Sequence[JsonObject] = ()) -> None:
        """Prepare a server; `commands` are those that the bot registered some time before."""
        self.scene = scene or Scene()
        self._world = World(self.scene)
        self._changed = self._world.changed
        self.gateway = self._world.gateway
        self.commands = self._world.commands
        for command in commands:
            self.commands.put(None, command)
        self._host = Host(self._world.application(), before_stop=self.gateway.close)
        self._port = 0

    # Life

    def __enter__(self) -> Self:
        """Start serving."""
        self._port = self._host.start()
        self.gateway.url = self._world.rest.gateway_url = self.gateway_url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop serving; fail a test that has passed so far if the bot was loud, or if it proved less than it says."""
        self._host.stop()
        if error is None and self._world.weaknesses():
            raise AssertionError("; ".join(self._world.weaknesses()))
        if error is None:
            self._assert_no_pings()

    # Where and who

    @property
    def api_url(self) -> str:
        """The base of all routes, as `discord.http.Route.BASE` has it."""
        return f"http://127.0.0.1:{self._port}{BASE_PATH}"

    @property
    def gateway_url(self) -> str:
        """The gateway's address, as `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` has it."""
        return f"ws://127.0.0.1:{self._port}{GATEWAY_PATH}"

    @property
    def mention(self) -> str:
        """The text that mentions the bot."""
        return f"<@{self.scene.bot.id}>"

    def environment(self) -> dict[str, str]:
        """Return the settings that lead a Newshound process here."""
        return {
            "DISCORD_TOKEN": self.scene.token,
            "NEWSHOUND_DISCORD_API": self.api_url,
            "NEWSHOUND_DISCORD_GATEWAY": self.gateway_url,
        }

    # What the bot did

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, in the order of the answers."""
        with self._changed:
            return tuple(self._world.rest.requests)

    def payloads(self) -> list[JsonObject]:
        """Return the body of every message that the bot sent or edited, whether it was taken or not."""
        return [body for request in self.requests if (body := request.message_body()) is not None]

    def messages(self, channel_id: int | None = None) -> list[JsonObject]:
        """Return the messages of a channel (by default the guild's), oldest first, ephemeral ones included."""
        wanted = str(channel_id or self.scene.channel_id)
        with self._changed:
            everything = [message for _, message in sorted(self._world.messages.by_id.items())]
            return copy.deepcopy([message for message in everything if message["channel_id"] == wanted])

    # Waiting

    def wait_until(self, condition: Callable[[], bool], what: str, timeout: float = 30) -> None:
        """Return once the condition holds, which may be about anything; after `timeout` seconds fail the test."""
        end = time.monotonic() + timeout
        with self._changed:
            while not condition():
                if time.monotonic() > end:
                    recent = [f"{one.method} {one.path} -> {one.status}" for one in self._world.rest.requests[-10:]]
                    raise AssertionError(f"waited {timeout} s in vain for {what}; the bot's last requests: {recent}")
                self._changed.wait(LOOK_AGAIN_S)

    def wait_until_ready(self, timeout: float = 30, *, bots: int = 1) -> None:
        """Wait until `bots` processes are connected and have read READY and their guild.

        From here on the bot hears everything, although its own `on_ready` may come two seconds later.
        """

        def ready() -> bool:
            return sum(session.heard > 0 for session in self.gateway.connected()) >= bots

        self.wait_until(ready, f"{bots} bot(s) to be ready", timeout)

    def wait_until_caught_up(self, timeout: float = 30) -> None:
        """Wait until every connected bot has read all events so far; its handlers may still be at work."""
        with self._changed:
            goals = [(session, len(session.sent)) for session in self.gateway.connected()]
            for session, _ in goals:
                session.ask_what_was_heard()
            self.wait_until(lambda: all(one.heard >= goal for one, goal in goals), "all events to be read", timeout)

    def wait_until_resumed(self, timeout: float = 30, *, times: int = 1) -> None:
        """Wait until sessions have been resumed `times` times since the start."""
        self.wait_until(lambda: len(self.gateway.resumes) >= times, f"RESUME number {times}", timeout)

    def wait_until_offline(self, timeout: float = 30) -> None:
        """Wait until no bot is connected."""
        self.wait_until(lambda: not self.gateway.connected(), "the bot to disconnect", timeout)

    def wait_until_silent_for(self, seconds: float, timeout: float = 30) -> None:
        """Wait until the bot has sent no heartbeat for this long, as one does that blocks its event loop."""
        silent = f"the bot to send no heartbeat for {seconds} s"
        self.wait_until(lambda: self.gateway.silence_s() >= seconds, silent, timeout)

    def wait_for_request(self, method: str, path: str, timeout: float = 30) -> Request:
        """Wait for a request whose path holds the pattern `path`, and return the first one."""

        def matches() -> list[Request]:
            return [one for one in self._world.rest.requests if one.method == method and re.search(path, one.path)]

        self.wait_until(lambda: bool(matches()), f"{method} {path}", timeout)
        return matches()[0]

    # People

    def use_command(
        self, name: str, *, user: User | None = None, channel_id: int | None = None, **options: OptionValue
    ) -> Interaction:
        """Let a person use a slash command that the bot has registered."""
        with self._changed:
            return self._interact(COMMAND, self.commands.usage(name, options), user, channel_id)

    def complete(self, name: str, focused: str, *, user: User | None = None, **options: OptionValue) -> Interaction:
        """Let a person type into an option that completes itself."""
        with self._changed:
            return self._interact(AUTOCOMPLETE, self.commands.usage(name, options, focused=focused), user, None)

    def use_message_menu(self, name: str, message: JsonObject, *, user: User | None = None) -> Interaction:
        """Let a person choose a message command on a message."""
        with self._changed:
            data = self.commands.menu_usage(name, message)
            return self._interact(COMMAND, data, user, int(message["channel_id"]))

    def press(self, message: JsonObject, label: str, *, user: User | None = None) -> Interaction:
        """Let a person press the button with this label (or custom id) on a message."""
        with self._changed:
            current = self._world.messages.by_id[int(message["id"])]
            data = pressed_button(current, label)
            return self._interact(COMPONENT, data, user, int(current["channel_id"]), message=current)

    def submit_modal(self, interaction: Interaction, *texts: str, user: User | None = None) -> Interaction:
        """Let a person fill the text inputs of the modal that an interaction opened, in order, and send it."""
        modal = interaction.wait_for_modal()
        with self._changed:
            payload, data = interaction.record.payload, filled_modal(modal, texts)
            return self._interact(MODAL_SUBMIT, data, user, int(payload["channel_id"]), message=payload.get("message"))

    def _interact(
        self,
        kind: int,
        data: JsonObject,
        user: User | None,
        channel_id: int | None,
        *,
        message: JsonObject | None = None,
    ) -> Interaction:
        if not self.gateway.sessions:
            raise RuntimeError("no bot has logged in, so Discord would offer no commands; call wait_until_ready first")
        record = self._world.interactions.interact(
            kind,
            data,
            user=user or self.scene.asker,
            channel_id=channel_id or self.scene.channel_id,
            message=message,
        )
        return Interaction(record, self._world.messages, self.wait_until)

    def say(
        self,
        content: str,
        *,
        user: User | None = None,
        channel_id: int | None = None,
        reply_to: JsonObject | None = None,
    ) -> SaidMessage:
        """Let a person write a message, as a reply to another if wanted; `mention` in the text mentions the bot."""
        author = user or self.scene.asker
        with self._changed:
            message = self._world.messages.new_message(channel_id or self.scene.channel_id, author, content)
            message["mentions"] = mentions(self.scene, content, author=author, reply_to=reply_to)
            if reply_to is not None:
                self._world.messages.refer(message, reply_to)
            self._world.messages.store(message)
            return SaidMessage(message, self._world.messages, self.wait_until)

    # Trouble

    def fail_next(  # noqa: PLR0913 - each parameter is one trait of the fault
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int | None = None,
        body: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        after_commit: bool = False,
    ) -> None:
        """Answer the next requests whose path holds the pattern `path` with a status or one of Discord's error codes.

        A 429 comes with the header and the waiting time (0.05 s) of a real one. With `after_commit` the request is
        carried out and only its answer is lost.
        """
        reply = fault_reply(status=status, code=code, body=body, headers=headers)
        fault = Fault(method=method, path=re.compile(path), reply=reply, after_commit=after_commit)
        with self._changed:
            self._world.faults.add(fault, times=times)

    def advance_time(self, seconds: float) -> None:
        """Let the server's clock jump, so that answer windows and tokens run out without waiting."""
        with self._changed:
            self._world.advance(seconds)

    def drop_socket(self) -> None:
        """Break the gateway connections; the bot may resume at once."""
        with self._changed:
            self.gateway.cut()

    @contextmanager
    def gateway_down(self) -> Iterator[None]:
        """Break the gateway connections and let none through until the block ends; the sessions stay."""
        self._host.call(lambda: self.gateway.accept(accepting=False))
        self.drop_socket()
        try:
            yield
        finally:
            self._host.call(lambda: self.gateway.accept(accepting=True))

    def forget_sessions(self) -> None:
        """Lose all sessions and break their connections, so that the next RESUME is told INVALID_SESSION."""
        with self._changed:
            self.gateway.cut()
            self.gateway.sessions.clear()

    def delete_channel(self, channel_id: int | None = None) -> None:
        """Remove a channel, by default the guild's, with everything in it out of reach."""
        with self._changed:
            self._world.messages.delete_channel(channel_id or self.scene.channel_id)

    def dispatch(self, event: str, data: JsonObject) -> None:
        """Send any gateway event, for instance the same MESSAGE_CREATE once more."""
        with self._changed:
            self.gateway.dispatch(event, data)

    def _assert_no_pings(self) -> None:
        payloads = self.payloads()
        loud = [body for body in payloads if not turns_mentions_off(body)]
        if loud:
            raise AssertionError(f"{len(loud)} of {len(payloads)} messages may notify people: {loud}")

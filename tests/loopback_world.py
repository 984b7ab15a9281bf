"""The whole fake Discord but for its thread: state, gateway and routes, tied together by one lock and one clock."""

import threading
import time

from aiohttp import web
from loopback_commands import Commands
from loopback_gateway import Gateway
from loopback_interactions import Interactions
from loopback_messages import Messages
from loopback_payloads import Scene, Snowflakes
from loopback_requests import FaultScript
from loopback_rest import BASE_PATH, Rest

GATEWAY_PATH = "/gateway"
BODY_LIMIT_BYTES = 32 * 1024 * 1024


class World:
    """What there is in Discord; every change to it happens while `changed` is held, and notifies it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.changed = threading.Condition()
        self._time_passed_s = 0.0
        snowflakes = Snowflakes()
        self.gateway = Gateway(scene, changed=self.changed)
        self.messages = Messages(scene, snowflakes=snowflakes, dispatch=self.gateway.dispatch)
        self.interactions = Interactions(self.messages, clock=self.now)
        self.commands = Commands(scene, snowflakes=snowflakes)
        self.faults = FaultScript(scene)
        self.rest = Rest(
            messages=self.messages,
            interactions=self.interactions,
            commands=self.commands,
            faults=self.faults,
            changed=self.changed,
        )

    def application(self) -> web.Application:
        """Return the web application that serves this world."""
        application = web.Application(client_max_size=BODY_LIMIT_BYTES)
        application.router.add_get(GATEWAY_PATH, self.gateway.handle)
        application.router.add_route("*", BASE_PATH + "/{path:.*}", self.rest.handle)
        return application

    def now(self) -> float:
        """Return the clock by which answers come too late."""
        return time.monotonic() + self._time_passed_s

    def advance(self, seconds: float) -> None:
        """Let the clock jump."""
        self._time_passed_s += seconds

    def weaknesses(self) -> list[str]:
        """Return why a test that passes would prove less than it says."""
        named = [(f"{request.method} {request.path}", request) for request in self.rest.requests]
        found = {
            "the bot asked for routes that are not served here": [name for name, one in named if not one.served],
            "this server itself failed, see its traceback in the log": [
                name for name, one in named if one.status == 500 and one.answer is None
            ],
            "no request met these scripted faults": self.faults.unused(),
        }
        return [f"{what}: {cases}" for what, cases in found.items() if cases]

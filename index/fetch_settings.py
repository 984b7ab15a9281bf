"""How to fetch from the web: how politely, how patiently, how much. Plain values, whose readers load no client."""

import re
from dataclasses import dataclass

USER_AGENT = "Newshound/0.1"

MEBIBYTE = 1 << 20
_USER_AGENT = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:/[!-~]+)?(?: [ -~]*)?")
_LONGEST_USER_AGENT_CHARACTERS = 200
_BOUNDS = {
    "delay_s": (0, 3_600),
    "timeout_s": (0.01, 600),
    "parallel": (1, 64),
    "retries": (0, 10),
    "largest_bytes": (1_024, 256 * MEBIBYTE),
}


@dataclass(frozen=True, kw_only=True)
class FetchSettings:
    """The settings of one run's fetching.

    `user_agent` is sent with every request, and robots.txt knows us by what stands before its slash; `delay_s` is the
    shortest pause between two requests to one host, `timeout_s` the longest that one response may take from the
    connection to its last byte, `parallel` the number of hosts that are asked at the same time, `retries` how often
    one address is asked again after a failure that may pass. `allow_private` lets requests go to private, loopback
    and metadata addresses and to any port: for tests and for an operator's own network. `largest_bytes` bounds one
    response, as sent and as unpacked.
    """

    user_agent: str = USER_AGENT
    delay_s: float = 1.0
    timeout_s: float = 30.0
    parallel: int = 8
    retries: int = 2
    obey_robots: bool = True
    allow_private: bool = False
    largest_bytes: int = 10 * MEBIBYTE

    def __post_init__(self) -> None:
        if len(self.user_agent) > _LONGEST_USER_AGENT_CHARACTERS or not _USER_AGENT.fullmatch(self.user_agent):
            raise ValueError(
                f"user_agent is {self.user_agent[:40]!r}, and must be a name in ASCII such as {USER_AGENT!r},"
                f" with a comment behind it or none, of at most {_LONGEST_USER_AGENT_CHARACTERS} characters"
            )
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:  # a NaN is not within
                raise ValueError(f"{name} is {value}, and must be from {least} to {most}")

    @property
    def product(self) -> str:
        """The name by which a robots.txt addresses this program."""
        return re.split(r"[/ ]", self.user_agent, maxsplit=1)[0]

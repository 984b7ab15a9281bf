"""The log holds no token of an interaction, with which anybody could speak in the bot's name for a quarter of an hour.

Addresses hold them, and what the network says of an error can hold the address, in its words and in a traceback.
"""

import logging
import re

_TOKEN = re.compile(r"/(webhooks|interactions)/(\d+)/[^/\s'\"?]+")


class WithoutTokens(logging.Formatter):
    """Writes as another formatter does, with the tokens blanked, in tracebacks too."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        """What the other one writes, without the tokens."""
        return _TOKEN.sub(r"/\1/\2/…", self._formatter.format(record))


def keep_secrets_out_of_the_log() -> None:
    """From now on, for the handlers that are set up already."""
    # At its most talkative discord.py logs what it sends, with addresses, and all that people write.
    library = logging.getLogger("discord")
    library.setLevel(max(library.getEffectiveLevel(), logging.INFO))
    for handler in logging.getLogger().handlers or filter(None, [logging.lastResort]):
        handler.setFormatter(WithoutTokens(handler.formatter or logging.Formatter()))

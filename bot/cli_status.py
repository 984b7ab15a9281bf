"""`newshound status`: what is published, what is there, what was read when, and what fails."""

import json
from datetime import UTC, datetime

from bot.cli_options import HomeOption, JsonOption
from bot.composition import home_of
from bot.settings import load_settings
from bot.source_listing import source_file_of
from bot.standing import standing_lines
from bot.standing_form import standing_object
from index.errors import SettingsError, SourceError
from index.overview import overview


def status(json_form: JsonOption = False, home: HomeOption = None) -> int:
    """Say what is published, what the archive holds, what was read when, and what could not be read."""
    settings = load_settings(home)
    fault = None
    try:
        listing = source_file_of(settings)
    except (SettingsError, SourceError) as error:
        # What is published is worth knowing all the same.
        listing, fault = None, str(error)
    found = overview(home_of(settings), listing.sources if listing else ())
    now = datetime.now(UTC)
    if json_form:
        # In ASCII, for files and titles may be named anything, and so may steer the terminal.
        print(json.dumps(standing_object(found, now, fault)))
    else:
        print("\n".join(standing_lines(found, now, fault)))
    return 0

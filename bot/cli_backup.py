"""`newshound backup`: a copy of the whole home, made while the bot answers."""

import json
from pathlib import Path
from typing import Annotated

from typer import Argument

from bot.cli_options import HomeOption, JsonOption
from bot.cli_progress import progress_shown
from bot.composition import home_of
from bot.quantities import counted, size_words
from bot.settings import load_settings
from bot.terminal import shown
from index.backup import backup


def backup_command(
    folder: Annotated[Path, Argument(help="A folder that is not there yet, or is empty.")],
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Copy the archive, the published edition and the ledger, as they are at one moment, and check the copy.

    The copy is a home: `newshound ask --home FOLDER` answers from it.
    """
    with progress_shown() as progress:
        made = backup(home_of(load_settings(home)), folder, progress)
    if json_form:
        # In ASCII, for a folder may be named anything, and so may steer the terminal.
        told = {"folder": str(made.folder), "edition": made.edition, "files": made.files, "bytes": made.size}
        print(json.dumps(told))
    else:
        edition = f", with edition {shown(made.edition)}" if made.edition else "; no edition is published"
        files = f"{counted(made.files, 'file')}, {size_words(made.size)}"
        print(f"Backed up to {shown(str(made.folder))}: {files}{edition}.")
        print(f"To use it: newshound ask --home {shown(str(made.folder))} …")
    return 0

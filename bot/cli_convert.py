"""`newshound convert`: other evaluation sets into packs for `newshound eval`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.pack_converted import write_pack
from bot.pack_converters import FORMATS, convert


def convert_command(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")],
    source: Annotated[Path, typer.Argument(help="The set's file, or the folder of its files.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write the pack into.")],
) -> int:
    """Make an evaluation pack of another set."""
    converted = convert(format_, source)
    write_pack(converted, folder)
    left_out = f"; {converted.left_out:,} could not be asked and were left out" if converted.left_out else ""
    print(f"{len(converted.documents):,} articles and {len(converted.questions):,} questions in {folder}{left_out}.")
    return 0

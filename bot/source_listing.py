"""The source file of the settings, where there is one."""

from bot.settings import Settings
from index.source_file import SourceFile, read_source_file


def source_file_of(settings: Settings) -> SourceFile | None:
    """What the source file says; None where there is none and nobody has named one.

    Raises:
        SourceError: it can't be read.
        SettingsError: it says something that is not understood.
    """
    if not settings.names_sources and not settings.sources.exists():
        return None
    return read_source_file(settings.sources)

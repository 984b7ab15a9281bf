"""Where template files come from: a folder of an operator's own before the one that comes with Newshound.

`read` takes a path relative to the folder of templates, such as `answer.md` or `examples/answer.yaml`.
"""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol

from index.errors import PromptError

SHIPPED = "prompts/templates"
"""What messages call the folder that comes with Newshound."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The text of a file, and what messages call the file."""

    text: str
    shown: str


class TemplateFiles(Protocol):
    """Whoever has template files."""

    def read(self, path: str) -> Source | None:
        """A file's text; None where there is no such file.

        Raises:
            PromptError: it is there, but can't be read.
        """


@dataclass(frozen=True, kw_only=True)
class FolderFiles:
    """The files of a folder, if there is one, and those that come with Newshound behind them."""

    own: Path | None = None

    def read(self, path: str) -> Source | None:
        """See `TemplateFiles.read`."""
        places: list[tuple[Traversable, str]] = [(files("prompts") / "templates", SHIPPED)]
        if self.own is not None:
            places.insert(0, (self.own, str(self.own)))
        for folder, shown in places:
            file, name = folder.joinpath(path), f"{shown}/{path}"
            if file.is_file():
                return Source(text=read_text(file, name), shown=name)
        return None

    def names(self) -> list[str]:
        """The names of all templates, in order.

        Raises:
            PromptError: the folder can't be read.
        """
        shipped = [Path(entry.name) for entry in (files("prompts") / "templates").iterdir()]
        try:
            own = [*self.own.iterdir()] if self.own else []
        except OSError as error:
            raise PromptError(
                f"There is no folder {self.own} that can be read; name one that holds templates."
            ) from error
        return sorted({path.stem for path in [*shipped, *own] if path.suffix == ".md"})


def read_text(file: Traversable, shown: str) -> str:
    """The text of a file, without a mark of its byte order and with plain ends of lines.

    Raises:
        PromptError: it can't be read as UTF-8.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{shown}: the file can't be read as UTF-8; check its permissions and encoding.") from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n")

"""An earlier version of a template: from git, by any name that git has for a revision, or from a file.

With a revision, examples are read from it too; what it lacks is taken from nowhere else.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from index.errors import PromptError
from prompts.template import Template, parse_template
from prompts.template_files import FolderFiles, Source, read_text

LONGEST_WAIT_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class RevisionFiles:
    """The template files of a git revision; `folder` is where they are now."""

    revision: str
    folder: Path

    def read(self, path: str) -> Source | None:
        """A file's text at the revision; None where it had no such file.

        Raises:
            PromptError: git doesn't know the revision, can't be run, or the file is no UTF-8.
        """
        shown = f"{self.revision}:{path}"
        if self._git("ls-tree", self.revision, "--", path) == b"":
            return None
        # A path that begins with "./" is relative to the folder that git runs in.
        try:
            text = self._git("show", f"{self.revision}:./{path}").decode()
        except UnicodeDecodeError as error:
            raise PromptError(f"{shown}: the file can't be read as UTF-8; compare with another revision.") from error
        return Source(text=text.removeprefix("\ufeff").replace("\r\n", "\n"), shown=shown)

    def check(self) -> None:
        """Raise a PromptError where git doesn't know the revision."""
        if self.revision.startswith("-"):
            raise PromptError(f"{self.revision!r} is no revision; name one that git knows, such as HEAD~1.")
        self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.revision}^{{commit}}")

    def _git(self, *arguments: str) -> bytes:
        command = ["git", "-C", str(self.folder), *arguments]
        try:
            # What goes in is a revision that was checked and the path of a template, never through a shell.
            done = subprocess.run(command, capture_output=True, timeout=LONGEST_WAIT_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PromptError("git can't be run here; name a file after --against instead of a revision.") from error
        if done.returncode:
            raise PromptError(
                f"There is no revision {self.revision!r} in the git repository of {self.folder}, or no repository; name"
                " one that git knows, such as HEAD~1, or a file."
            )
        return done.stdout


def earlier_version(template: Template, against: str, folder: Path | None, shipped: Path) -> Template:
    """The version of a template that it is compared with: the one of a file, or else of a git revision.

    `folder` is an operator's own folder of templates, `shipped` the one that comes with Newshound.

    Raises:
        PromptError: there is neither, or it holds no such template.
    """
    file = Path(against)
    if file.is_file():
        files = FolderFiles(own=file.parent)
        return parse_template(Source(text=read_text(file, str(file)), shown=str(file)), name=file.stem, files=files)
    own = folder is not None and (folder / f"{template.id}.md").is_file()
    revision = RevisionFiles(revision=against, folder=folder if own and folder else shipped)
    revision.check()
    found = revision.read(f"{template.id}.md")
    if found is None:
        raise PromptError(f"At {against} there is no template {template.id}.md; compare with a later revision.")
    return parse_template(found, name=template.id, files=revision)

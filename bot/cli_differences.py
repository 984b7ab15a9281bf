"""`newshound articles diff`: what changed between two versions of an article."""

import json
from collections.abc import Sequence
from typing import Annotated

from typer import Argument

from bot.cli_indexed import as_text, indexed_home
from bot.cli_options import HomeOption, JsonOption
from bot.difference_lines import difference_lines, difference_object
from bot.settings import load_settings
from index.archive import Archive
from index.differences import differences
from index.errors import QuestionError
from index.holdings import Holdings, KeptVersion

FEWEST_DIGITS = 4
"""So much of a version's name, behind `sha256:`, is enough where no other version of the article begins so."""


def diff(
    article_id: Annotated[str, Argument(metavar="ID", help="The article's id, as `ask --json` gives it.")],
    old: Annotated[str | None, Argument(help="A version, or how its name begins; otherwise the one before.")] = None,
    new: Annotated[str | None, Argument(help="Another version; otherwise the newest.")] = None,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Show what changed between two versions of an article: sentences, words, figures, title and dates."""
    name = as_text(article_id)
    home_folder = indexed_home(load_settings(home))
    with Archive(home_folder.archive) as archive:
        holdings = Holdings(archive.file)
        listed, kept = holdings.one(name), holdings.versions(name)
        if listed is None:
            raise QuestionError(f"There is no article {name!r}; `newshound articles list` gives the ids.")
        pair = _pair(name, kept, listed.version, (as_text(old or ""), as_text(new or "")))
        was, became = (archive.article(name, one.version) for one in pair)
    if was is None or became is None:
        raise QuestionError(f"A version of {name!r} was taken away meanwhile; ask again.")
    found = differences(was, became)
    if json_form:
        # In ASCII, for a text may hold anything, and so may steer the terminal.
        print(json.dumps(difference_object(was, became, found, pair)))
    else:
        print("\n".join(difference_lines(was, became, found, pair)))
    return 0


def _pair(
    name: str, kept: Sequence[KeptVersion], newest: str, given: tuple[str, str]
) -> tuple[KeptVersion, KeptVersion]:
    """The two versions that are meant: the newest, and the one that was first seen last before it, unless given."""
    old, new = given
    became = _meant(name, kept, new or newest)
    others = [one for one in kept if one.version != became.version]
    if not old and not others:
        raise QuestionError(
            f"There is only one version of {name!r}, so nothing changed; another one comes when its text does."
        )
    was = _meant(name, kept, old) if old else others[-1]
    if was.version == became.version:
        raise QuestionError(f"Both versions are {was.version}, which does not differ from itself; name another one.")
    return was, became


def _meant(name: str, kept: Sequence[KeptVersion], given: str) -> KeptVersion:
    """The version that a name, or its beginning, means."""
    digits = given.strip().lower().removeprefix("sha256:")
    found = [one for one in kept if one.version.removeprefix("sha256:").startswith(digits)]
    if len(found) == 1 and len(digits) >= FEWEST_DIGITS:
        return found[0]
    if found and len(digits) >= FEWEST_DIGITS:
        raise QuestionError(f"{len(found)} versions of {name!r} begin with {given!r}; give more of the one you mean.")
    raise QuestionError(
        f"There is no version {given!r} of {name!r}; `newshound articles show {name} --versions` names them all."
    )

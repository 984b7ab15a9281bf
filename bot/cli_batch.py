"""`newshound ask --batch`: many questions from a file, their answers into another."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.cli_newsroom import shown_newsroom
from bot.cli_options import read_question
from bot.machine_form import Json, machine_form
from bot.newsroom import Newsroom
from bot.publishers import check_publisher
from bot.settings import Settings
from index.errors import QuestionError

_FIELDS = ("id", "question", "asked", "since", "until", "as_of", "publisher")


def answer_batch(settings: Settings, batch: Path, output: Path, *, hits: int) -> int:
    """Answer each line of a file; one that can't be asked gets an `error` for an answer, and the others go on."""
    lines = _lines(batch)
    if output.exists() and output.samefile(batch):
        raise QuestionError(f"The answers would replace the questions in {batch}; give another file for --output.")
    failed = 0
    with shown_newsroom(settings) as newsroom, _writer(output) as write:
        for number, line in track(lines, description="answering", console=Console(stderr=True), transient=True):
            try:
                result = _answer(newsroom, line, number, hits)
            except QuestionError as error:
                result = {"id": _id(line, number), "error": str(error)}
                failed += 1
            write(result)
    if failed:
        raise QuestionError(f"{failed} of {len(lines)} questions could not be asked; see “error” in {output}.")
    return 0


def _lines(batch: Path) -> list[tuple[int, str]]:
    """The lines that are not blank, with their numbers. Only a line feed ends one: JSON may hold U+2028 as it is."""
    try:
        lines = batch.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"The questions in {batch} can't be read; give a file of UTF-8 text.") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


@contextmanager
def _writer(output: Path) -> Iterator[Callable[[dict[str, Json]], None]]:
    """What writes one answer into the file, at once."""
    try:
        # Half a surrogate pair, which JSON can hold and UTF-8 can't, is written as JSON's own escape.
        file = output.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise QuestionError(f"{output} can't be written; give a file in a folder that exists.") from error

    def write(result: dict[str, Json]) -> None:
        try:
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            file.flush()
        except OSError as error:
            raise QuestionError(
                f"{output} can't be written ({error.strerror or 'output failed'}) and lacks answers; free some space or"
                " give another file for --output."
            ) from error

    try:
        yield write
    finally:
        # Every answer was flushed, so closing can only fail once more where that has failed.
        with suppress(OSError):
            file.close()


def _answer(newsroom: Newsroom, line: str, number: int, hits: int) -> dict[str, Json]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"Line {number} is no JSON object.") from error
    if not isinstance(given, dict) or not isinstance(given.get("question"), str):
        raise QuestionError(f"Line {number} has no “question”.")
    unknown = [name for name in given if name not in _FIELDS]
    if unknown:
        raise QuestionError(f"Line {number} has “{unknown[0]}”, which is none of {', '.join(_FIELDS)}.")
    wrong = [name for name in _FIELDS[2:] if not isinstance(given.get(name), str | None)]
    if wrong:
        raise QuestionError(f"“{wrong[0]}” in line {number} is no text.")
    question = read_question(given["question"], given, f"“{{}}” in line {number}")
    with newsroom.shelf.borrow() as edition:
        check_publisher(question, edition.publishers)
    form = machine_form(newsroom.answer(question, hits=hits))
    # The id is the question's own; the receipt keeps the name by which `explain` knows the answer.
    return {**form, "id": _id(line, number), "receipt": form["id"]}


def _id(line: str, number: int) -> str | int:
    """The id that a line gives its question, or the number of the line."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return number
    found = given.get("id", number) if isinstance(given, dict) else number
    return found if isinstance(found, str | int) else number

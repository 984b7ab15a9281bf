"""`newshound ask --batch`: many questions from a file, their answers into another."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import track

from bot.cli_newsroom import shown_newsroom
from bot.cli_options import read_moment
from bot.machine_form import Json, machine_form
from bot.settings import Settings
from index.errors import QuestionError
from prompts.answering import Answerer
from prompts.question import Question, check_question

NOT_ALL_ASKED = 2
_FIELDS = ("id", "question", "asked", "since", "until", "as_of", "publisher")


def answer_batch(settings: Settings, batch: Path, output: Path, *, hits: int) -> int:
    """Answer each line of a file; one that can't be asked gets an `error` for an answer, and the others go on."""
    lines = _lines(batch)
    if output.exists() and output.samefile(batch):
        raise QuestionError(f"The answers would replace the questions in {batch}; give another file for --output.")
    failed = 0
    with shown_newsroom(settings) as newsroom, _opened(output) as file:
        for number, line in track(lines, description="answering", console=Console(stderr=True), transient=True):
            try:
                result = _answer(newsroom.answerer, line, number, hits)
            except QuestionError as error:
                result = {"id": _id(line, number), "error": str(error)}
                failed += 1
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            file.flush()
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


def _opened(output: Path) -> IO[str]:
    try:
        # Half a surrogate pair, which JSON can hold and UTF-8 can't, is written as JSON's own escape.
        return output.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise QuestionError(f"{output} can't be written; give a file in a folder that exists.") from error


def _answer(answerer: Answerer, line: str, number: int, hits: int) -> dict[str, Json]:
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
    question = Question(
        text=check_question(given["question"]),
        asked=read_moment(given.get("asked"), f"“asked” in line {number}") or datetime.now(UTC),
        since=read_moment(given.get("since"), f"“since” in line {number}"),
        until=read_moment(given.get("until"), f"“until” in line {number}", end=True),
        as_of=read_moment(given.get("as_of"), f"“as_of” in line {number}", end=True),
        publisher=given.get("publisher"),
    )
    return {**machine_form(answerer.answer(question, hits=hits)), "id": _id(line, number)}


def _id(line: str, number: int) -> str | int:
    """The id that a line gives its question, or the number of the line."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return number
    found = given.get("id", number) if isinstance(given, dict) else number
    return found if isinstance(found, str | int) else number

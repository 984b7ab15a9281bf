"""What another evaluation set has become: articles and questions as a pack holds them, ready to be written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.pack import DOCUMENTS, GOLD_QUESTIONS
from bot.pack_lines import PackError
from index.errors import QuestionError
from prompts.question import check_question

Fields = dict[str, object]

NEAR = "near"
"""The kind of an unanswerable question on the topic of an article."""


@dataclass(kw_only=True)
class Converted:
    """Articles by their id, questions, and how many records could not become questions."""

    documents: dict[str, Fields] = field(default_factory=dict)
    questions: list[Fields] = field(default_factory=list)
    left_out: int = 0

    def add(self, id_: str, text: str, **fields: str | None) -> str:
        """Keep an article, once; returns its id."""
        self.documents.setdefault(id_, {"id": id_, **{k: v for k, v in fields.items() if v}, "text": text})
        return id_

    def ask(self, question: str, kind: str, gold: Sequence[Mapping[str, object]], **fields: object) -> None:
        """Keep a question that these places answer."""
        self._keep({"question": question, "kind": kind, "answerable": True, "gold": list(gold), **fields})

    def ask_in_vain(self, question: str, about: str | None, **fields: object) -> None:
        """Keep a question that nothing answers."""
        kind = {"kind": NEAR, "answerable": False, "answers": [], "gold": [], "about": about}
        self._keep({"question": question, **kind, **fields})

    def _keep(self, fields: Fields) -> None:
        try:
            check_question(str(fields["question"]))
        except QuestionError:
            self.left_out += 1
        else:
            self.questions.append(fields)


def write_pack(converted: Converted, folder: Path) -> None:
    """Write a pack into a folder that holds none yet.

    Raises:
        PackError: it holds one, or can't be written.
    """
    files = {DOCUMENTS: converted.documents.values(), GOLD_QUESTIONS: converted.questions}
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise PackError(f"{folder} holds a {there[0]} already; name another folder, or remove it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, records in files.items():
            lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
            (folder / name).write_text("".join(lines), encoding="utf-8", errors="replace")
    except OSError as error:
        raise PackError(f"{folder} can't be written ({error.strerror}); name another folder.") from error

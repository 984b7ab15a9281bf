"""Brings other evaluation sets into pack form: one reader a set, all with the same outcome.

A passage that a set gives without its article becomes an article of its own. A gold place may name the article alone,
where the set does not say which words of it answer. What a pack can't say, such as a question that only the turns
before it explain, is left out and counted.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.evaluation_scores import WHO_SAID
from bot.pack_converted import Converted, Fields
from bot.pack_lines import PackError, Record, read_records
from index.text import normalise
from prompts.folding import fold

FEWEST_WORDS = 10
"""A quotation of fewer words says too little by its second half to be looked for."""
_NOT_SAID = "not enough information"


def convert(name: str, source: Path) -> Converted:
    """An evaluation set, a file or a folder of its files, as articles and questions.

    Raises:
        PackError: there is no such format, or a file can't be read; the message names file and line.
    """
    if name not in FORMATS:
        raise PackError(f"{name!r} is no format that can be converted; name one of {', '.join(FORMATS)}.")
    convert_one, pattern = FORMATS[name]
    files = sorted(source.glob(pattern)) if source.is_dir() else [source]
    if not files:
        raise PackError(f"{source} holds no {pattern}; give that file, or its folder.")
    converted = Converted()
    for path in files:
        convert_one(path, converted)
    if not converted.questions:
        raise PackError(f"{source} holds no question that a pack can hold; give a file of the format {name}.")
    return converted


def _polnear(path: Path, converted: Converted) -> None:
    """Who said ⟨the second half of the words⟩? One question for each attribution that is long enough."""
    documents = path.with_name(path.name.replace("attributions", "docs"))
    if documents == path:
        raise PackError(f"{path} holds no attributions; give attributions_dev.jsonl, or the folder of PolNeAR.")
    texts = {}
    for record in read_records(documents):
        texts[record.text("id")] = normalise(record.text("text"))
        _article(record, converted, date="date", source="source", author="author")
    for record in read_records(path):
        words = normalise(record.text("content")).split()
        name = record.text("doc")
        if len(words) < FEWEST_WORDS or name not in texts:
            converted.left_out += 1
            continue
        half = " ".join(words[len(words) // 2 :]).strip(" .,;:!?'\"“”‘’")
        converted.ask(
            f"Who said {half}?",
            WHO_SAID,
            [_place(name, texts[name], " ".join(words))],
            asked=record.maybe("date"),
            answers=[record.text("source")],
            speaker=record.text("source"),
        )


def _quail(path: Path, converted: Converted) -> None:
    for record in read_records(path):
        name = _article(record, converted, url="url", author="author")
        for question in record.records("questions"):
            right = [option.text("text") for option in question.records("options") if option.maybe("correct") == "True"]
            text = question.text("question")
            if not right or right[0] == _NOT_SAID:
                converted.ask_in_vain(text, name)
            else:
                converted.ask(text, _kind(question.text("type")), [{"doc": name}], answers=right[:1])


def _rgb(path: Path, converted: Converted) -> None:
    """Right and noise passages become articles; the falsified ones are left out, for they make the answer unsure."""
    for record in read_records(path):
        name = f"rgb-{record.text('id')}"
        right = [converted.add(f"{name}-p{n}", text) for n, text in enumerate(record.texts("positive"))]
        for number, text in enumerate(record.texts("negative")):
            converted.add(f"{name}-n{number}", text)
        answers = list(_strings(record.fields.get("answer")))
        converted.ask(record.text("query"), "fact", [{"doc": doc} for doc in right], answers=answers)


def _multihoprag(path: Path, converted: Converted) -> None:
    """Each piece of evidence is a gold sentence; those of one address make up its article, for no bodies come along."""
    questions = []
    facts: dict[str, tuple[Record, dict[str, None]]] = {}
    for record in read_records(path):
        evidence = record.records("evidence_list")
        for fact in evidence:
            facts.setdefault(fact.text("url"), (fact, {}))[1][fact.text("fact")] = None
        questions.append((record, evidence))
    names = {url: f"multihoprag-{_digest(url)}" for url in facts}
    for url, (fact, sentences) in facts.items():
        about = {"title": fact.maybe("title"), "date": fact.maybe("published_at"), "source": fact.maybe("source")}
        converted.add(names[url], "\n\n".join(sentences), url=url, **about)
    for record, evidence in questions:
        if not evidence:
            converted.ask_in_vain(record.text("question"), None)
            continue
        gold = [{"doc": names[fact.text("url")], "text": fact.text("fact")} for fact in evidence]
        # "Yes" and "no" stand in any text: such an answer can't be looked for.
        answer = record.text("answer")
        answers = [] if answer.lower() in {"yes", "no"} else [answer]
        converted.ask(record.text("question"), _kind(record.text("question_type")), gold, answers=answers)


def _clapnq(path: Path, converted: Converted) -> None:
    for record in read_records(path):
        names = [
            converted.add(f"clapnq-{_digest(passage.text('text'))}", passage.text("text"), title=passage.maybe("title"))
            for passage in record.records("passages")
        ]
        sentences = [one for output in record.records("output") for one in output.texts("selected_sentences")]
        if not names:
            converted.left_out += 1
        elif sentences:
            gold = [{"doc": names[0], "text": one} for one in dict.fromkeys(sentences)]
            converted.ask(record.text("input"), "long", gold, answers=[])
        else:
            converted.ask_in_vain(record.text("input"), names[0])


def _ramdocs(path: Path, converted: Converted) -> None:
    for record in read_records(path):
        right = []
        for document in record.records("documents"):
            name = converted.add(f"ramdocs-{_digest(document.text('text'))}", document.text("text"))
            if document.text("type") == "correct":
                right.append(name)
        gold = [{"doc": name} for name in dict.fromkeys(right)]
        if gold:
            converted.ask(record.text("question"), "conflict", gold, answers=list(record.texts("gold_answers")))
        else:
            converted.ask_in_vain(record.text("question"), None)


def _mtrag(path: Path, converted: Converted) -> None:
    """First turns alone: a later one is understood from those before it, which a pack can't hold."""
    for record in read_records(path):
        contexts = [(one.text("document_id"), one.text("text")) for one in record.records("contexts")]
        names = [converted.add(f"mtrag-{name}", text) for name, text in contexts]
        turns = record.records("input")
        answerability = " ".join(record.texts("answerability")).upper()
        if len(turns) != 1:
            converted.left_out += 1
        elif answerability in {"UNANSWERABLE", "UNDERSPECIFIED"} or not names:
            kind = {"kind": "underspecified"} if answerability == "UNDERSPECIFIED" else {}
            converted.ask_in_vain(turns[0].text("text"), names[0] if names else None, **kind)
        else:
            converted.ask(turns[0].text("text"), _kind(answerability), [{"doc": name} for name in names], answers=[])


Converter = Callable[[Path, Converted], None]

FORMATS: Mapping[str, tuple[Converter, str]] = {
    "polnear": (_polnear, "attributions_*.jsonl"),
    "quail": (_quail, "quail*.jsonl"),
    "rgb": (_rgb, "rgb*.jsonl"),
    "multihoprag": (_multihoprag, "multihoprag*.jsonl"),
    "clapnq": (_clapnq, "clapnq*.jsonl"),
    "ramdocs": (_ramdocs, "ramdocs*.jsonl"),
    "mtrag": (_mtrag, "mtrag*.jsonl"),
}
"""The formats that can be converted, with the files that are looked for where a folder is given."""


def _article(record: Record, converted: Converted, **names: str) -> str:
    """Keep the article that a record is, with the fields that are named."""
    fields = {field_: record.maybe(name) for field_, name in names.items()}
    return converted.add(record.text("id"), record.text("text"), title=record.maybe("title"), **fields)


def _place(name: str, text: str, words: str) -> Fields:
    """Where the words stand in an article: the article alone where they were joined from several places."""
    span = fold(text).find(words)
    return {"doc": name, "start": span.start, "end": span.end, "text": span.of(text)} if span else {"doc": name}


def _kind(name: str) -> str:
    return name.lower().removesuffix("_query").replace("_", "-")


def _strings(value: object) -> Iterator[str]:
    """The strings of an answer, however deep its lists of alternatives go."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]

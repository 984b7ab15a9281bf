"""A comparison as one HTML page that needs nothing else: no network, no other file, and no script but its own.

Article texts and replies are strangers' words: everything is escaped, and the page's own policy forbids what is not in
it. What a colour says is said in words, too.
"""

import base64
import difflib
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import jinja2

from prompts.answer import Answer, NoAnswer
from prompts.checks.finding import Outcome
from prompts.template import Message
from prompts.testing.comparing import Change, Comparison, Pair
from prompts.testing.comparison_text import change_of
from prompts.testing.running import Ran

_KINDS = {"+": "added", "-": "removed", "@": "place"}
_FILES = files("prompts") / "testing"
_ORDER = (Change.WORSE, Change.BETTER, Change.UNMEASURED, Change.SAME)


def comparison_page(compared: Comparison) -> str:
    """The page: the verdict first, then metrics, what changed, and the cases side by side, those that changed first."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((_FILES / "comparison.html").read_text(encoding="utf-8"))
    style, script = ((_FILES / f"comparison.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    ordered = sorted(compared.pairs, key=lambda pair: _ORDER.index(pair.change))
    read = next((pair for pair in ordered if _messages(pair.old) and _messages(pair.new)), None)
    return template.render(
        c=compared,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        rows=[
            {
                "label": f"{row.metric.label}{' *' if row.metric.name == compared.new.primary_metric else ''}",
                "old": _mean(row.old.mean),
                "new": _mean(row.new.mean),
                "change": change_of(row),
                "count": max(row.old.count, row.new.count),
            }
            for row in compared.rows
            if row.old.mean is not None or row.new.mean is not None
        ],
        template_diff=_diff(compared.old.text, compared.new.text),
        rendered_case=read.new.case.id if read else None,
        rendered_diff=_diff(_shown(_messages(read.old)), _shown(_messages(read.new))) if read else [],
        tags=sorted({tag for pair in compared.pairs for tag in pair.new.case.tags}),
        changes=[change.value for change in _ORDER],
        cases=[_case(pair) for pair in ordered],
    )


def _case(pair: Pair) -> Mapping[str, object]:
    case = pair.new.case
    return {
        "id": case.id,
        "change": pair.change.value,
        "question": case.question.text,
        "tags": case.tags,
        "reserved": case.reserved,
        "sides": [_side("Old", pair.old), _side("New", pair.new)],
    }


def _side(name: str, ran: Ran) -> Mapping[str, object]:
    verdict = "not recorded" if not ran.measured else "passes" if ran.passed else "fails"
    return {
        "name": name,
        "verdict": verdict,
        "failures": ran.failures or (),
        "lines": _lines(ran.outcome) if ran.outcome else [],
        "text": ran.completed or (ran.outcome.text if isinstance(ran.outcome, NoAnswer) else ""),
    }


def _lines(outcome: Answer | NoAnswer) -> list[Mapping[str, object]]:
    """The sentences as they were written, with what became of them."""
    return [
        {
            "text": f"{checked.written} {' '.join(f'[{marker}]' for marker in checked.pointed)}".strip(),
            "dropped": checked.outcome is Outcome.DROPPED,
            "why": checked.why,
        }
        for checked in outcome.trace.checks
    ]


def _messages(ran: Ran) -> tuple[Message, ...]:
    return ran.heard.messages if ran.heard else ()


def _shown(messages: Sequence[Message]) -> str:
    return "\n\n".join(f"{message.role}:\n{message.content}" for message in messages)


def _diff(old: str, new: str) -> list[tuple[str, str]]:
    """The lines of a unified diff without its head, each with its kind."""
    lines = list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm=""))[2:]
    return [(_KINDS.get(line[:1], "same"), line) for line in lines]


def _mean(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.3f}"


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

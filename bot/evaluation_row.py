"""One question of an evaluation as it went: what the journal and the file of results keep, and read back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from bot.pack_lines import Record

Values = dict[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question as it went. `dropped` says that it counts nowhere: what should have been left out was found.

    `retrieved` are the articles of the passages, best first; `timings_ms` as in an answer's trace.
    """

    id: str
    question: str
    part: str
    kind: str
    answerable: bool
    keys: tuple[str, ...]
    status: str
    reason: str | None
    confidence: float
    values: Mapping[str, float | None]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    retrieved: tuple[str, ...] = ()
    text: str = ""
    dropped: bool = False

    def form(self) -> dict[str, object]:
        """The row as a JSON object."""
        return asdict(self)


def read_row(record: Record) -> Row:
    """The row that a JSON object is.

    Raises:
        PackError: it is none.
    """
    values, timings = (_numbers(record, name) for name in ("values", "timings_ms"))
    confidence = record.fields.get("confidence")
    if not isinstance(confidence, int | float):
        raise record.wrong("confidence", "a number")
    return Row(
        id=record.text("id"),
        question=record.text("question"),
        part=record.text("part"),
        kind=record.text("kind"),
        answerable=record.flag("answerable"),
        keys=record.texts("keys"),
        status=record.text("status"),
        reason=record.maybe("reason"),
        confidence=float(confidence),
        values=values,
        timings_ms={name: value for name, value in timings.items() if value is not None},
        retrieved=record.texts("retrieved"),
        text=record.maybe("text") or "",
        dropped=record.flag("dropped"),
    )


def _numbers(record: Record, name: str) -> Values:
    found = record.fields.get(name)
    if not isinstance(found, dict):
        raise record.wrong(name, "an object of numbers")
    numbers: Values = {}
    for key, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise record.wrong(name, "an object of numbers")
        numbers[str(key)] = None if value is None else float(value)
    return numbers

"""How long each stage of a question took."""

import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Milliseconds that each stage took, all its laps together."""

    begun: float = field(default_factory=time.perf_counter)
    lap_begun: float = field(default_factory=time.perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        """The time since the last lap went into this stage."""
        now = time.perf_counter()
        self.laps[name] = round(self.laps.get(name, 0.0) + (now - self.lap_begun) * 1000, 1)
        self.lap_begun = now

    def all(self) -> dict[str, float]:
        """Each stage, and the `total`."""
        return {**self.laps, "total": round((time.perf_counter() - self.begun) * 1000, 1)}

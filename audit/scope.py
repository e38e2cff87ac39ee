"""What of a log is taken away: all of it, the streams of a cycle, or one stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Scope:
    """All of an organisation's log, or the streams of a cycle, or one stream."""

    kind: Literal["organisation", "cycle", "stream"] = "organisation"
    name: str = ""

    @property
    def said(self) -> dict[str, str]:
        return {"kind": self.kind} | ({"name": self.name} if self.name else {})

    @property
    def streams(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Streams by name, and what other streams begin with."""
        match self.kind:
            case "organisation":
                return (), ("",)
            case "cycle":
                named = (f"cycle/{self.name}", f"culture/{self.name}", f"incentives/{self.name}")
                return named, (f"unit/{self.name}/", f"seller/{self.name}/")
            case "stream":
                return (self.name,), ()

    def holds(self, stream: str) -> bool:
        named, others = self.streams
        return stream in named or stream.startswith(others)


WHOLE = Scope()

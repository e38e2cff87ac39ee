"""What one person is told about one decision, before it is a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime

from domain.model import Value
from domain.sealed import tokens
from store.sealing import Opening
from store.seals import replaced


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person; `asks` where something is asked of them.

    `page` is an address under the cycle's own. `code` names the exact content to sign.
    """

    person: str
    headline: str
    words: str
    asks: bool = False
    due_at: datetime | None = None
    page: str = ""
    code: str | None = None


class Content(Value):
    """Everything a letter says: kept with its delivery, so that each attempt sends the same.

    It is kept sealed, names and addresses too, and opened when it is sent.
    """

    organisation: str
    name: str
    subject: str
    lines: tuple[str, ...]
    asks: bool
    rehearsal: bool
    due_at: AwareDatetime | None = None
    zone: str = "UTC"
    path: str = ""
    code: str | None = None
    acted: str | None = None
    to: str | None = None

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token that it holds."""
        return tokens("\n".join(self._texts.values()) + "\n".join(self.lines))

    def opened(self, found: Mapping[str, Opening | None]) -> Self:
        """The same as it is read."""
        texts = {name: replaced(text, found) for name, text in self._texts.items()}
        lines = tuple(replaced(line, found) for line in self.lines)
        return self.model_copy(update={**texts, "lines": lines})

    @property
    def _texts(self) -> dict[str, str]:
        texts = {"name": self.name, "subject": self.subject, "acted": self.acted, "to": self.to}
        return {name: text for name, text in texts.items() if text is not None}

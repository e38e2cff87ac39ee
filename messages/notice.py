"""What one person is told about one decision, before it is a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime

from domain.model import Value


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
    """Everything a letter says: kept with its delivery, so that each attempt sends the same."""

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

    def to_address(self, address: str) -> Self:
        return self.model_copy(update={"to": address})

"""What a page has done for it in a process of its own, and what that process says while it does it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from audit.bundle import Taken
from audit.report import Report
from audit.scope import WHOLE, Scope
from domain.model import Value

Kind = Literal["verification", "bundle"]
BUNDLE: Final = "bundle.zip"


class Brought(Value):
    """A file that somebody kept, by the name that they know it by."""

    name: str
    path: Path


class Errand(Value):
    """One piece of work; all that it writes lies in `folder`, which is its own.

    `brought` and `key` are held against the record in a verification.
    """

    kind: Kind
    organisation: str
    folder: Path
    scope: Scope = WHOLE
    without: tuple[str, ...] = ()
    brought: tuple[Brought, ...] = ()
    key: str = ""


class Said(Value):
    """One line: how far it is, and at the end what was found, taken, or why neither."""

    part: str = ""
    done: int = 0
    of: int = 0
    report: Report | None = None
    taken: Taken | None = None
    failed: str | None = None

"""Options that several of an auditor's commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folders = Annotated[
    list[Path] | None,
    typer.Option("--histories", help="A folder of Temporal's histories as JSON; repeatable."),
]
WithoutTemporal = Annotated[
    bool, typer.Option("--without-temporal", help="Do not ask the Temporal that runs.")
]

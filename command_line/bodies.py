"""Any command by its name, with its body from a file: every command is reachable this way."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from command_line.paths import kebab
from command_line.refusals import Misused
from domain.model import Command

Body = Annotated[
    Path | None,
    typer.Option("--json-file", help="The body as JSON; - reads standard input.", metavar="FILE"),
]


def read_body(name: str, commands: Mapping[str, type[Command]], file: Path | None) -> Command:
    """The command of that name; raises Misused, and ValidationError for another's body."""
    known = {kebab(one): kind for one, kind in commands.items()}
    kind = known.get(name) or commands.get(name)
    if kind is None:
        close = get_close_matches(name, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}"
        raise Misused(f"There is no command {name!r}{hint}")
    return kind.model_validate_json(json.dumps(read_json(file)))


def read_json(file: Path | None) -> dict[str, JsonValue]:
    """An object of JSON, empty where no file is named; raises Misused."""
    if file is None:
        return {}
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        found: JsonValue = json.loads(text)
    except OSError as missing:
        raise Misused(f"{file}: {missing.strerror}") from None
    except ValueError as broken:
        raise Misused(f"{file} is no JSON: {broken}") from None
    if not isinstance(found, dict):
        raise Misused(f"{file} holds no object of JSON: {{...}}")
    return found

"""`tally receipt`: the file with which one proves a decision later, without this service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from command_line.call import Call, exporting
from command_line.client import segment
from command_line.refusals import Misused
from command_line.screen import waiting
from runtime.private import kept, private


@exporting
def receipt(
    call: Call,
    *,
    command: Annotated[str, typer.Option(help="The command's id, as its answer had it.")],
    output: Annotated[Path, typer.Option("--output", "-O", help="A new file, for you alone.")],
    unit: Annotated[str | None, typer.Option(help="Whose plan it was about, if one's.")] = None,
) -> None:
    """Keep the proof of a decision: its entries, that they are in the log, and who signed it."""
    path = f"/receipts/{segment(call.cycle)}/{segment(command)}/file"
    try:
        with private(output) as file, waiting(call.errors, "Reading …"):
            file.write(call.client.download(path, call.identity, {"unit": unit}))
    except FileExistsError:
        raise Misused(kept(output)) from None
    except OSError as refused:
        raise Misused(f"{output}: {refused.strerror}") from None
    call.say(f"{output}: look whether it is still so with `tally verify receipt {output}`.")

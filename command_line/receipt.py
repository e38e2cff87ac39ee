"""`tally receipt`: the file with which one proves a decision later, without this service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from command_line.call import Call, exporting
from command_line.client import Query, segment
from command_line.refusals import Misused
from command_line.screen import waiting
from runtime.private import kept, private


@exporting
def receipt(
    call: Call,
    *,
    command: Annotated[str, typer.Option(help="The command's id, as its answer had it.")],
    output: Annotated[Path, typer.Option("--output", "-O", help="A new file, for you alone.")],
    unit: Annotated[str | None, typer.Option(help="Whose plan it was about, if a unit's.")] = None,
    seller: Annotated[
        str | None, typer.Option(help="Whose plan it was about, if one's own.")
    ] = None,
    culture: Annotated[bool, typer.Option("--culture", help="It was about the culture.")] = False,
    incentives: Annotated[
        bool, typer.Option("--incentives", help="It was about the incentives.")
    ] = False,
    custody: Annotated[
        bool, typer.Option("--custody", help="It was about keys, holds, periods or an erasure.")
    ] = False,
) -> None:
    """Keep the proof of a decision: its entries, that they are in the log, and who signed it.

    Of the cycle itself, where nothing else is said.
    """
    if sum(map(bool, (unit, seller, culture, incentives, custody))) > 1:
        raise Misused("Say one of --unit, --seller, --culture, --incentives and --custody.")
    place = "/custody/receipts" if custody else f"/receipts/{segment(call.cycle)}"
    query: Query = {
        "unit": unit,
        "seller": seller,
        "culture": culture or None,
        "incentives": incentives or None,
    }
    try:
        with private(output) as file, waiting(call.errors, "Reading …"):
            path = f"{place}/{segment(command)}/file"
            file.write(call.client.download(path, call.identity, query))
    except FileExistsError:
        raise Misused(kept(output)) from None
    except OSError as refused:
        raise Misused(f"{output}: {refused.strerror}") from None
    call.say(f"{output}: look whether it is still so with `tally verify receipt {output}`.")

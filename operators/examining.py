"""`tally doctor`: what keeps the stack from running well, and what to do about it."""

from __future__ import annotations

import typer
from rich.console import Console

from operators.reaching import AsJson, settings
from runtime import doctor as examination


def doctor(as_json: AsJson = False) -> None:
    """Look for what keeps the stack from running well; exit 1 on a failure."""
    findings = examination.examine(settings())
    if as_json:
        typer.echo(examination.Findings(findings).model_dump_json(indent=2))
    else:
        examination.show(findings, Console())
    raise typer.Exit(int(any(finding.level == "failure" for finding in findings)))

"""`tally demo`: the product's story through the HTTP API, every "must hold" of it asserted.

The whole year in one organisation; and once more, up to the day on which Ana's signature is out,
in another, where people find a cycle that lives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from command_line.call import tell
from command_line.client import Identity
from command_line.reaching import opened
from command_line.refusals import Problem, Stopped
from command_line.screen import console, line
from command_line.story import (
    changing,
    closing,
    company,
    executing,
    objecting,
    offering,
    preparing,
    proposing,
    revising,
    sitting,
    telling,
)
from command_line.story.stage import Over, Story, act
from command_line.view import Unexpected

NAME = "halden-demo"
LIVING = "halden-live"
SIGNING = 13
"""Dana has signed, and so have three of the four members; Ana has not."""
THEN = date(2026, 12, 7)
"""The day of that step: eleven days are left to sign."""

LAST = 28
ACTS = (
    ("Preparing", (preparing.play,)),
    ("Proposing and objecting", (proposing.play, objecting.play)),
    ("Revising, offering, declining", (revising.play, offering.play)),
    ("Signing", (sitting.play,)),
    ("The year", (executing.play, changing.play)),
    ("The close", (closing.play,)),
)


Organisation = Annotated[
    str, typer.Option("--organisation", "-o", help="With a number after it, if it exists.")
]
Until = Annotated[
    int | None, typer.Option(min=1, max=LAST, help="Stop after this step: a cycle under way.")
]
Today = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day on which the living cycle is under way."),
]


@dataclass(frozen=True)
class Played:
    """The organisations that were played, and the one to look at first."""

    organisations: tuple[str, ...]
    first: str


def demo(organisation: str, until: int | None, today: date) -> Played:
    """The whole year and then the living cycle, as of today; or one organisation, up to a step."""
    on = console()
    try:
        if until is not None:
            name = _played_in(organisation, on, until)
            return Played((name,), name)
        year = _played_in(organisation, on, None)
        living = _played_in(LIVING, on, SIGNING, weeks=weeks_until(today))
    except (Stopped, Unexpected) as stopped:
        raise typer.Exit(tell(stopped, on)) from None
    return Played((living, year), living)


def weeks_until(today: date) -> int:
    """How many weeks later than it is written the story is played, to be at its signing now."""
    return (today - THEN).days // 7


def _played_in(wanted: str, on: Console, until: int | None, *, weeks: int = 0) -> str:
    name = free(wanted, on)
    play(name, on, until, weeks=weeks)
    return name


def free(wanted: str, on: Console) -> str:
    """The first of `wanted`, `wanted-2`, … in which nothing was played yet."""
    name, number = wanted, 1
    while _played(name, on):
        number += 1
        name = f"{wanted}-{number}"
    return name


def _played(organisation: str, on: Console) -> bool:
    client = opened(organisation, notice=lambda text: line(on, text, "yellow"))
    try:
        return bool(client.read("/cycles", Identity("ines")).view.rows("cycles"))
    finally:
        client.close()


def play(organisation: str, on: Console, until: int | None = None, *, weeks: int = 0) -> Story:
    """Play the story in an organisation of its own; raises DoesNotHold, naming the step."""
    client = opened(organisation, notice=lambda text: line(on, text, "yellow"))
    story = Story(client, on, until, weeks=weeks)
    begun = time.monotonic()
    whole = "" if until is None else f" · up to step {until}"
    year = f"the year from {story.day(company.YEAR)}" if weeks else "2027"
    on.print(
        Text(f"\nHalden Instruments, {year} · organisation {organisation} · a rehearsal{whole}")
    )
    try:
        _acts(story)
        telling.tell(story)
    except Over:
        pass
    finally:
        client.close()
    seconds = time.monotonic() - begun
    on.print(
        Text(f"\n{story.held} things held in {seconds:.0f} s. Look at it: ", style="green").append(
            f"tally cycle summary -o {organisation} --as sam", style="bold"
        )
    )
    return story


def _acts(story: Story) -> None:
    for title, parts in ACTS:
        with act(story.console, title):
            for part in parts:
                _part(story, part)


def _part(story: Story, part: Callable[[Story], None]) -> None:
    try:
        part(story)
    except (Problem, Unexpected):
        story.console.print(Text(f"  ✗ {story.step}", style="bold red"))
        raise

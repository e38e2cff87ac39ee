"""`tally demo`: the product's story through the HTTP API, every "must hold" of it asserted."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    executing,
    objecting,
    offering,
    preparing,
    proposing,
    revising,
    sitting,
    telling,
)
from command_line.story.stage import Story, act
from command_line.view import Unexpected

NAME = "halden-demo"
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


def demo(
    organisation: Organisation = NAME,
) -> str:
    """Replay the demo company's year, and assert all that must hold; the organisation's name."""
    on = console()
    try:
        name = free(organisation, on)
        play(name, on)
    except (Stopped, Unexpected) as stopped:
        raise typer.Exit(tell(stopped, on)) from None
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


def play(organisation: str, on: Console) -> Story:
    """Play the whole story in an organisation of its own; raises DoesNotHold, naming the step."""
    client = opened(organisation, notice=lambda text: line(on, text, "yellow"))
    story = Story(client, on)
    begun = time.monotonic()
    on.print(Text(f"Halden Instruments, 2027 · organisation {organisation} · a rehearsal"))
    try:
        for title, parts in ACTS:
            with act(on, title):
                for part in parts:
                    _part(story, part)
        telling.tell(story)
    finally:
        client.close()
    seconds = time.monotonic() - begun
    on.print(
        Text(f"\n{story.held} things held in {seconds:.0f} s. Look at it: ", style="green").append(
            f"tally cycle summary -o {organisation} --as sam", style="bold"
        )
    )
    return story


def _part(story: Story, part: Callable[[Story], None]) -> None:
    try:
        part(story)
    except (Problem, Unexpected):
        story.console.print(Text(f"  ✗ {story.step}", style="bold red"))
        raise

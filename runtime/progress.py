"""What the person at the terminal sees while a stack starts and stops."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from runtime.state import Addresses


class Progress:
    """One line per step, with its seconds; a spinner meanwhile where there is a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            with self._console.status(f"{name} …"):
                yield
        except BaseException:
            self._console.print(f"  [red]✗[/] {name}")
            raise
        self._console.print(f"  [green]✓[/] {name:<14} {time.monotonic() - begun:5.1f} s")

    def say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def addresses(self, found: Addresses, *, seconds: float) -> None:
        lines = [
            "",
            f"Tallystick is up in {seconds:.1f} s.",
            f"  Pages        {found.pages}",
            f"  API          {found.api}",
            f"  API docs     {found.api_docs}",
        ]
        if found.temporal_ui:
            lines.append(f"  Temporal UI  {found.temporal_ui}")
        lines += [
            "",
            "Next: `tally doctor` checks the machine, `make demo` replays a planning year,",
            "`tally --help` lists the rest. In another terminal: `make down`, or Ctrl-C here.",
        ]
        self.say("\n".join(lines))

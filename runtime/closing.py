"""What goes on without end in the web process, told when the process is about to stop."""

from __future__ import annotations

from typing import Protocol
from weakref import WeakSet

import uvicorn


class Endless(Protocol):
    def close(self) -> None:
        """End soon; called once, in the event loop."""


_going_on: WeakSet[Endless] = WeakSet()


def goes_on(one: Endless) -> None:
    """Have it told when the process stops, for as long as it exists."""
    _going_on.add(one)


class Server(uvicorn.Server):
    """Waits at its end for open answers, and so first tells those that would never end."""

    async def shutdown(self, *sockets: object, **more: object) -> None:
        for one in tuple(_going_on):
            one.close()
        await super().shutdown(*sockets, **more)  # type: ignore[arg-type] # handed on as given

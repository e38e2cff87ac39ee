"""One plan's command to another, given until it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from temporalio import activity

from activities.envelope import Envelope
from domain.errors import DomainError
from store.model import Receipt

Give = Callable[[Envelope], Awaitable[Receipt]]


class Giving:
    """Holds what `worker.py` hands it: the client's own way to give a command."""

    def __init__(self, give: Give) -> None:
        self._give = give

    @activity.defn(name="give_command")
    async def give_command(self, envelope: Envelope) -> str | None:
        """None when it is on the record, else the name and words of its refusal.

        Retried by its caller for ever: any other failure leaves the outcome unknown, and the
        command's id makes giving it again harmless.
        """
        try:
            await self._give(envelope)
        except DomainError as refusal:
            return f"{refusal.name}: {refusal.detail}"
        return None

"""The worker of production, with the bare workflow beside the real ones on the same queue."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace

from bare import BareWorkflow
from temporalio.client import Client

import worker
from runtime.settings import Settings


async def decisions(
    settings: Settings, client: Client, opened: AsyncExitStack
) -> worker.Registered:
    runs = await worker.decisions(settings, client, opened)
    return replace(runs, workflows=(*runs.workflows, BareWorkflow))


if __name__ == "__main__":
    worker.main({**worker.OPENED_BY, "decisions": decisions})

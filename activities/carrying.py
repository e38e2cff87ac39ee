"""The activity that carries messages: rounds of the post for as long as one run lasts."""

from __future__ import annotations

import asyncio
import time

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from messages.post import Post

A_RUN = 30.0
PAUSE = 0.5


class Carried(BaseModel):
    """How much there was to do in one run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    done: int


class Carrying:
    """One post, asked for round after round; any round may be done again."""

    def __init__(self, post: Post, *, a_run: float = A_RUN, pause: float = PAUSE) -> None:
        self._post = post
        self._a_run = a_run
        self._pause = pause

    @activity.defn(name="carry_messages")
    async def carry_messages(self) -> Carried:
        """Carry what there is, and wait for more; ends early where the worker is stopping."""
        await self._post.switch_on()
        end, done = time.monotonic() + self._a_run, 0
        while True:
            carried = await self._post.round()
            done += carried
            activity.heartbeat(done)
            if activity.is_worker_shutdown() or time.monotonic() > end:
                return Carried(done=done)
            if not carried:
                await asyncio.sleep(self._pause)

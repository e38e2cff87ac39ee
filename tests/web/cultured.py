"""The culture of a cycle, brought over HTTP to where a test begins: open, or published."""

from __future__ import annotations

import asyncio
from typing import Any

from api import CYCLE, Api

from domain.culture import commands as v
from domain.culture.catalogue import CATALOGUE
from domain.cycle import commands as c

PLACE = f"/cycles/{CYCLE}/culture"
CHOOSE = v.ChooseValues(values=CATALOGUE[:3])
TELL = v.TellReason(words="A year that was thought through is a calmer year.")


async def begun(api: Api) -> None:
    """The cycle is announced, and its culture open."""
    await api.announced()
    await api.give(c.BeginCulture(), by="dana")
    await opened(api)


async def opened(api: Api) -> dict[str, Any]:
    for _ in range(300):
        answer = await api.get(PLACE, by="dana")
        if answer.status_code == 200:
            return dict(answer.json())
        assert answer.status_code == 404, answer.text
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


async def published(api: Api) -> None:
    await begun(api)
    for command in (CHOOSE, TELL, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)

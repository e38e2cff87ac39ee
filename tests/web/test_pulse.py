"""How people feel: answered once a week, counted, and of nobody; a reflection is one's own draft."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from api import CYCLE, PAPER, Api, company, start, usd
from cultured import PLACE, opened

from domain.culture.commands import OpenValuesCase
from domain.cycle import commands as c
from domain.policy import CulturePolicy, Policy
from store import read
from store.pool import Pool

PULSE = f"{PLACE}/pulse"


async def begun(api: Api, least: int = 3) -> None:
    await api.give(start(policy=Policy(culture=CulturePolicy(least_group=least))))
    await api.give(company())
    await api.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
    await api.give(c.AnnounceCycle())
    await api.give(c.BeginCulture(), by="dana")
    await api.until_there("emea", lambda _plan: True)
    await opened(api)


async def feels(api: Api, who: str, answer: int) -> Any:
    return await api.http.post(
        f"{api.base}{PULSE}", json={"answer": answer}, headers=api.headers(who)
    )


async def felt(api: Api, who: str) -> list[tuple[str, int, str]]:
    found = (await api.read(PULSE, by=who))["weeks"]
    return [(one["unit"], one["answers"], one["mean"]) for one in found]


async def test_a_week_that_is_over_is_read_as_a_mean_of_enough_people(api: Api) -> None:
    """S4-17."""
    await begun(api)
    for who, answer in (("dana", 5), ("marco", 2), ("ana", 3), ("paul", 1)):
        assert (await feels(api, who, answer)).status_code == 204

    assert await felt(api, "dana") == [], "a running week could tell whose answer came last"
    api.now += timedelta(days=7)
    seen = {who: await felt(api, who) for who in ("dana", "marco", "ruth", "farah", "paul", "sam")}

    sales = [("sales", 3, "3.3")]
    assert seen == {
        "dana": sales, "marco": sales, "ruth": sales, "farah": sales, "paul": [], "sam": [],
    }  # fmt: skip


async def still(record: Pool, organisation: str) -> int:
    """The record's head once plans have told each other what they owe."""
    head, since = await read.head(record, organisation), 0
    while since < 10:
        await asyncio.sleep(0.1)
        now = await read.head(record, organisation)
        head, since = now, since + 1 if now == head else 0
    return head


async def test_of_a_group_that_is_too_small_nothing_is_said(api: Api) -> None:
    await begun(api, least=4)
    for who in ("dana", "marco", "ana"):
        await feels(api, who, 2)
    api.now += timedelta(days=7)

    assert await felt(api, "dana") == []


async def test_one_answers_once_a_week_and_cannot_undo_that(api: Api) -> None:
    await begun(api)

    first, again = await feels(api, "paul", 4), await feels(api, "paul", 1)
    week = f"pulse.{CYCLE}.2026-w40"
    dropped = await api.http.delete(f"{api.base}/drafts/{week}", headers=api.headers("paul"))
    api.now += timedelta(days=7)

    assert (first.status_code, again.json()["name"]) == (204, "NothingToDo")
    assert dropped.status_code == 422
    assert (await api.read("/drafts", by="paul"))["drafts"] == []
    assert (await feels(api, "paul", 1)).status_code == 204
    assert (await feels(api, "otto", 1)).status_code == 403
    assert (await feels(api, "farah", 1)).status_code == 403


async def test_an_answer_is_nowhere_on_the_record_and_of_nobody(api: Api, record: Pool) -> None:
    await begun(api)
    before = await still(record, api.organisation)

    await feels(api, "paul", 2)

    assert await read.head(record, api.organisation) == before
    rows = await record.fetch("SELECT * FROM tally.pulse WHERE organisation = $1", api.organisation)
    assert [dict(row) for row in rows] == [
        {"organisation": api.organisation, "cycle": CYCLE, "unit": "emea", "week": "2026-w40",
         "answer": 2, "answers": 1},
    ]  # fmt: skip
    assert "pulse" not in OpenValuesCase.model_fields


async def test_a_reflection_is_kept_as_a_draft_that_nobody_else_reads(
    api: Api, record: Pool
) -> None:
    """S4-22."""
    await begun(api)
    before = await still(record, api.organisation)
    asked = await api.read(f"{PLACE}/reflection", by="paul")
    kept = {"cycle": CYCLE, "body": "I called nobody who did not call me."}
    path = f"/drafts/{asked['draft']}"
    await api.http.put(f"{api.base}{path}", json=kept, headers=api.headers("paul"))

    assert asked["practice"] == "S4-22"
    assert (await api.read(path, by="paul"))["body"] == kept["body"]
    assert [(await api.get(path, by=who)).status_code for who in ("ana", "dana", "farah")] == [
        404, 404, 404,
    ]  # fmt: skip
    assert await read.head(record, api.organisation) == before

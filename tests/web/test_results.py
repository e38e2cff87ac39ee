"""Facts as known on a day, and how far plans are carried out: over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from api import CYCLE, Api
from closing import closed, restated

from domain.unit.plan import UnitState
from projections import execution, execution_then, facts, goal_facts
from projections.execution import Asked
from projections.streams import Streams, Until
from store.pool import Pool

UNIT = f"/cycles/{CYCLE}/units/sales"


async def test_what_was_known_on_a_day_stays_as_it_was(api: Api) -> None:
    await closed(api)
    await restated(api)

    now = await api.read(f"{UNIT}/facts", by="ana")
    then = await api.read(f"{UNIT}/facts", by="ana", known_on="2027-04-05")
    early = await api.read(f"{UNIT}/facts", by="ana", known_on="2027-04-03")

    last = next(one for one in now["facts"] if (one["seat"], one["period"]) == ("north", "Q4"))
    assert (last["booked"]["amount"], last["actual"]["amount"]) == ("15.00", "10.00")
    assert last["corrections"] == ["audit"]
    assert {one["period"] for one in then["facts"]} == {"Q1"}
    assert then["sources"][0]["document"]["sha256"] == "1" * 64
    assert early["facts"] == []


async def test_the_whole_cycle_is_known_on_a_day(api: Api) -> None:
    await closed(api)
    await restated(api)
    whole = f"/cycles/{CYCLE}"

    now = await api.read(f"{whole}/facts", by="dana")
    then = await api.read(f"{whole}/facts", by="dana", known_on="2027-04-05")
    totals = await api.read(f"{whole}/facts/totals", by="dana")
    early = await api.read(f"{whole}/facts/totals", by="dana", known_on="2027-04-05")
    executed = await api.read(f"{whole}/execution", by="dana", known_on="2027-04-05")
    before = await api.read(f"{whole}/execution", by="dana", known_on="2026-01-01")

    assert now == {**await api.read(f"{UNIT}/facts", by="dana"), "next": None}
    assert {one["period"] for one in then["facts"]} == {"Q1"}
    assert then["corrections"] == []
    (correction,) = now["corrections"]
    assert (correction["proposed_by"], correction["approved_by"]) == ("ines", "olu")
    (line,) = correction["lines"]
    assert (line["before"]["amount"], line["after"]["amount"]) == ("15.00", "10.00")
    last = totals["totals"][-1]
    assert (last["period"], last["corrections"], last["waiting"]) == ("Q4", 1, 0)
    assert (last["booked"]["amount"], last["restated"]["amount"]) == ("26.00", "21.00")
    assert [one["period"] for one in early["totals"]] == ["Q1"]
    assert [len(one["team"]["periods"]) for one in executed["teams"]] == [1]
    assert before["teams"] == []


async def test_how_far_plans_are_carried_out_is_said_by_team_and_person(api: Api) -> None:
    await closed(api)

    (unit,) = (await api.read(f"{UNIT}/execution", by="ana"))["teams"]
    (same,) = (await api.read(f"/cycles/{CYCLE}/execution", by="dana"))["teams"]

    assert unit["team"]["result"] == same["team"]["result"]
    assert {one["person"] for one in unit["people"]} >= {"marco", "ana"}
    assert len(unit["team"]["periods"]) == 4


async def test_execution_now_is_what_the_plans_say(api: Api, record: Pool) -> None:
    await closed(api)
    await restated(api)
    unit = await Streams(record).unit(api.organisation, CYCLE, "sales")

    from_table = await execution.now(record, api.organisation, CYCLE, Asked(("sales",)), api.now)

    assert from_table == execution.of((unit,), api.now)
    assert from_table.teams[0].team.result is not None


async def test_a_whole_cycle_is_read_so_many_units_at_a_time(api: Api) -> None:
    await api.in_force()
    await api.facts()
    for path, kind in (("facts", "facts"), ("facts/totals", "totals"), ("execution", "teams")):
        whole = f"/cycles/{CYCLE}/{path}"
        every = await api.read(whole)
        first = await api.read(whole, limit="1")
        rest = await api.read(whole, limit="1", after=first["next"])

        assert (first["next"], rest["next"], every["next"]) == ("emea", None, None)
        assert [*first[kind], *rest[kind]] == every[kind]
        assert every[kind]
    assert every["measures"]
    assert (first["measures"], rest["measures"]) == (every["measures"], [])
    for wrong in ("0", "101"):
        assert (await api.get(f"/cycles/{CYCLE}/facts", limit=wrong)).status_code == 422


@dataclass
class Counted:
    """The record, and how often it was asked."""

    record: Pool
    asked: int = 0

    async def fetch(self, query: str, *arguments: object) -> Any:
        self.asked += 1
        return await self.record.fetch(query, *arguments)


async def test_each_page_of_a_cycle_is_one_query(api: Api, record: Pool) -> None:
    await api.in_force()
    await api.facts()
    place = (api.organisation, CYCLE)
    units = ("emea", "sales")
    for asked in (
        lambda reader: execution.now(reader, *place, Asked(("emea",), units), api.now),
        lambda reader: facts.of(reader, *place, units, api.now),
        lambda reader: facts.totals(reader, *place, units, api.now),
        lambda reader: goal_facts.of(reader, *place, units, api.now),
    ):
        counted = Counted(record)
        assert await asked(counted)
        assert counted.asked == 1


@dataclass
class Folding(Streams):
    """Streams that say which plans were folded for a moment that was."""

    reader: Pool
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__init__(self.reader)

    async def units_then(
        self, organisation: str, cycle: str, units: Sequence[str], until: Until
    ) -> tuple[UnitState, ...]:
        self.asked = tuple(units)
        return await super().units_then(organisation, cycle, units, until)


@pytest.mark.parametrize(
    ("day", "changed"),
    [
        ("2026-09-30", ("emea", "sales")),
        ("2026-11-02", ("sales",)),
        ("2026-11-26", ("sales",)),
        ("2027-04-04", ("sales",)),
        ("2027-04-05", ()),
    ],
)
async def test_what_was_known_then_is_what_the_plans_said_and_only_changed_ones_are_folded(
    api: Api, record: Pool, day: str, changed: tuple[str, ...]
) -> None:
    await api.in_force()
    await api.facts()
    place, at = (api.organisation, CYCLE), datetime.fromisoformat(f"{day}T23:59Z")
    plans = await Streams(record).units_then(*place, ("emea", "sales"), Until(at=at))
    streams = Folding(record)

    whole = await execution_then.then(streams, *place, Asked(("emea", "sales")), at)
    page = await execution_then.then(streams, *place, Asked(("emea",), ("emea", "sales")), at)

    said = execution.of(plans, at)
    assert whole == said
    teams = tuple(one for one in said.teams if one.team.unit == "emea")
    assert page == said.model_copy(update={"teams": teams})
    assert streams.asked == changed


async def test_who_has_no_part_in_it_reads_no_facts(api: Api) -> None:
    await closed(api)
    whole = (
        f"/cycles/{CYCLE}/{one}"
        for one in ("facts", "facts/totals", "goal-facts", "market-rates", "execution")
    )
    for path in (f"{UNIT}/facts", f"{UNIT}/execution", *whole):
        assert (await api.get(path, by="outsider")).status_code == 403


async def test_a_rehearsal_that_is_told_no_time_knows_what_it_has_come_to(api: Api) -> None:
    await closed(api)
    paths = (f"{UNIT}/facts", f"/cycles/{CYCLE}/facts/totals", f"{UNIT}/execution")
    for path in paths:
        told = await api.read(path, by="dana")
        untold = await api.http.get(api.base + path, headers={"Tally-Person": "dana"})

        kind = next(one for one in ("facts", "totals", "teams") if one in told)
        assert untold.json()[kind] == told[kind] != []

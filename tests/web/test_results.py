"""Facts as known on a day, and how far plans are carried out: over HTTP."""

from __future__ import annotations

from api import CYCLE, Api
from closing import closed, restated

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

    assert now == await api.read(f"{UNIT}/facts", by="dana")
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


async def test_who_has_no_part_in_it_reads_no_facts(api: Api) -> None:
    await closed(api)
    whole = (f"/cycles/{CYCLE}/{one}" for one in ("facts", "facts/totals", "execution"))
    for path in (f"{UNIT}/facts", f"{UNIT}/execution", *whole):
        assert (await api.get(path, by="outsider")).status_code == 403

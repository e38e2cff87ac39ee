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


async def test_how_far_plans_are_carried_out_is_said_by_team_and_person(api: Api) -> None:
    await closed(api)

    (unit,) = (await api.read(f"{UNIT}/execution", by="ana"))["teams"]
    (same,) = (await api.read(f"/cycles/{CYCLE}/execution", by="dana"))["teams"]

    assert unit["team"]["result"] == same["team"]["result"]
    assert {one["person"] for one in unit["people"]} >= {"marco", "ana"}
    assert len(unit["team"]["periods"]) == 4


async def test_who_has_no_part_in_it_reads_no_facts(api: Api) -> None:
    await closed(api)
    for path in (f"{UNIT}/facts", f"{UNIT}/execution", f"/cycles/{CYCLE}/execution"):
        assert (await api.get(path, by="outsider")).status_code == 403

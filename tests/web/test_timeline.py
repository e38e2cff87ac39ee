"""What was decided, as it is told: in order, in pages, to whom it concerns, and as it stood at a moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from api import CYCLE, Api, start

from domain.unit import commands as u


async def test_the_timeline_tells_each_event_in_words_and_in_pages(api: Api) -> None:
    await api.answered()

    whole = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000)
    first = await api.read(f"/cycles/{CYCLE}/timeline", limit=5)
    rest = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000, after=first["next"])

    assert first["events"] + rest["events"] == whole["events"]
    assert whole["next"] is None
    positions = [one["position"] for one in whole["events"]]
    assert positions == list(range(1, len(positions) + 1))
    words = [one["words"] for one in whole["events"]]
    assert (
        "Ana pushed back on version 1 (attainability): The euro zone is flat. "
        "Counter-proposal: EUR 42.00." in words
    )


async def test_what_is_recorded_is_witnessed_once_the_notary_has_signed_so_far(
    api: Api, signed_to: Callable[[str, int], Awaitable[None]]
) -> None:
    await api.proposed()
    first = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales", key="first")
    assert (await api.read(f"/cycles/{CYCLE}/timeline"))["witnessed"] == 0

    await signed_to(api.organisation, first["positions"][-1])
    await api.give(u.StateNoConcerns(version=1), by="ana", unit="sales", key="second")

    assert (await api.read(f"/cycles/{CYCLE}/timeline"))["witnessed"] == first["positions"][-1]
    for key, by, witnessed in (("first", "marco", True), ("second", "ana", False)):
        found = await api.read(f"/receipts/{CYCLE}/{key}", by=by, unit="sales")
        assert found["witnessed"] is witnessed


async def test_a_member_s_timeline_holds_only_what_they_see(api: Api) -> None:
    await api.proposed()

    told = await api.read(f"/cycles/{CYCLE}/timeline", by="paul", limit=1000)

    assert {one["unit"] for one in told["events"]} == {None, "emea"}
    answer = await api.get(f"/cycles/{CYCLE}/timeline", by="paul", unit="sales")
    assert answer.status_code == 403


async def test_a_moment_is_replayed(api: Api) -> None:
    await api.proposed()
    proposed_at = api.now
    events = (await api.read(f"/cycles/{CYCLE}/timeline", unit="sales", limit=500))["events"]
    before = next(one for one in events if one["type"] == "StretchTargetProposed")["position"] - 1
    api.now += timedelta(days=1)
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

    place = f"/cycles/{CYCLE}/replay"
    then = await api.read(place, unit="sales", at=proposed_at.isoformat())
    earlier = await api.read(place, unit="sales", at=str(before))
    cycle = await api.read(place, at="1")

    assert then["state"]["answers"] == []
    assert len(then["state"]["versions"]) == 1
    assert earlier["state"]["versions"] == []
    assert cycle["state"]["stage"] == "preparing"
    assert (await api.get(place, unit="sales", at="1")).status_code == 404
    assert (await api.get(place, at="yesterday")).status_code == 422


@pytest.mark.parametrize("past", [1, 2**63, 10**30])
async def test_a_position_beyond_the_end_is_unknown_and_the_last_is_named(
    api: Api, past: int
) -> None:
    await api.give(start())

    last = await api.read(f"/cycles/{CYCLE}/replay", at="1")
    beyond = await api.get(f"/cycles/{CYCLE}/replay", at=str(1 + past))

    assert last["position"] == 1
    assert beyond.status_code == 404
    assert f"{1 + past} is beyond the end of the log: 1 is the last." in beyond.json()["detail"]

"""What stood at any version is remembered, and is what folding from the beginning gives."""

from __future__ import annotations

import random
from typing import Any

import pytest
from api import CYCLE, Api, eur

import projections.pasts
from domain.aggregates import aggregate_of, stream_of
from domain.unit import commands as u
from projections.moments import Courses
from projections.pasts import Pasts
from projections.streams import Streams
from store.codec import Folded, fold
from store.pool import Pool

STREAMS = (
    stream_of("cycle", CYCLE), stream_of("unit", CYCLE, "sales"), stream_of("unit", CYCLE, "emea")
)  # fmt: skip


async def passed(record: Pool, organisation: str, stream: str) -> list[Any]:
    """Every state of a stream, the empty one first."""
    states, at = [None], Folded[Any]()
    for one in await Streams(record).recorded(organisation, stream):
        at = fold(aggregate_of(stream), at, (one,))
        states.append(at.state)
    return states


@pytest.mark.parametrize("kept", [10_000, 7])
async def test_any_version_in_any_order_is_what_folding_gives(
    api: Api, record: Pool, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(projections.pasts, "KEPT", kept)
    await api.in_force()
    states = {one: await passed(record, api.organisation, one) for one in STREAMS}
    asked = [
        {one: chance.randrange(len(states[one])) for one in STREAMS}
        for chance in map(random.Random, range(40))
    ]

    streams = Streams(record)
    for versions in asked:
        found = await streams.all_as_of(api.organisation, versions)
        assert found == {one: states[one][version] for one, version in versions.items()}


async def test_the_course_of_a_cycle_grows_with_its_record(api: Api, record: Pool) -> None:
    api.flat = True
    courses = Courses(record)
    await api.proposed()
    before = await courses.of(api.organisation, STREAMS)

    offer = u.StateBottomUp(seat="emea", amount=eur("42.00"))
    await api.give(offer, by="ana", unit="sales")

    after = await courses.of(api.organisation, STREAMS)
    assert after == await Courses(record).of(api.organisation, STREAMS)
    assert after.moments[: len(before.moments)] == before.moments
    assert len(after.moments) > len(before.moments)
    for one in STREAMS:
        recorded = await Streams(record).recorded(api.organisation, one)
        assert after.versions(after.last.position).get(one, 0) == len(recorded)


def test_what_was_asked_for_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections.pasts, "KEPT", 2)
    pasts = Pasts()
    for version in (3, 4, 9):
        pasts.keep("halden", "unit/fy/sales", Folded[Any](state=object(), version=version))

    nearest = [pasts.nearest("halden", "unit/fy/sales", one).version for one in (3, 5, 9, 12)]
    assert nearest == [0, 4, 9, 9]

"""A closed year decided again under other policies, from the record with its histories and without."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION, year
from given import House

from audit import backtest
from audit.runs import Kept
from domain.policy import Policy
from projections.streams import Streams
from store.model import Recorded
from store.pool import open_pool
from tests.domain.company import on

HIS_OWN = Policy(signing="passkey")


@pytest.fixture(scope="module")
async def streams(audited: House) -> dict[str, tuple[Recorded, ...]]:
    pool = await open_pool(audited.url, "tally_reader", max_size=1)
    names = dict.fromkeys(one.stream for one in year().given)
    found = {name: await Streams(pool).recorded(ORGANISATION, name) for name in names}
    await pool.close()
    return found


def given(stream: str) -> Kept:
    """What Temporal's histories have of a stream."""
    return {
        one.command_id: [(type(one.command).__name__, one.command.model_dump(mode="json"))]
        for one in year().given
        if one.stream == stream
    }


def told(
    streams: dict[str, tuple[Recorded, ...]], policy: Policy, *, kept: bool = True
) -> backtest.Tested:
    every = backtest.Tested()
    for name, recorded in streams.items():
        every.add(backtest.tested(recorded, policy, given(name) if kept else {}, on("2028-06-01")))
    return every


async def test_under_its_own_policy_a_closed_year_comes_out_as_it_did(streams):
    found = told(streams, HIS_OWN)

    assert found.commands == found.decided == len(year().given)
    assert not found.unlike
    assert not found.found


async def test_under_core_nothing_would_have_warned(streams):
    found = told(streams, Policy(preset="core", signing="passkey"))

    kinds = Counter((one.difference.kind, one.difference.practice) for one in found.found)
    assert kinds == {
        ("not warned", "S0-13"): 1,
        ("not warned", "S0-21"): 2,
        ("not warned", "S1-13"): 1,
        ("not warned", "S1-15"): 2,
        ("not warned", "S1-17"): 2,
        ("not warned", "S2-05"): 2,
        ("not warned", "goal-above"): 3,
    }


async def test_a_promise_would_have_been_broken_sooner(streams):
    found = told(streams, HIS_OWN.model_copy(update={"breach_after_days": 3}))

    sooner = [one for one in found.found if one.difference.kind == "breached"]
    assert {one.difference.about for one in sooner} == {"lab", "partner-manager"}
    assert [one.at for one in sooner if one.difference.about == "lab"] == [
        datetime(2027, 7, 3, tzinfo=UTC)
    ]


async def test_what_is_kept_by_its_hash_only_is_counted_and_not_guessed(streams):
    found = told(streams, HIS_OWN, kept=False)

    assert found.decided + found.unknown.total() == found.commands
    assert found.unknown["PlanRevised"] == 6
    assert not found.found


async def test_a_command_of_other_words_is_no_command_of_that_hash(streams):
    name = "unit/fy27/sales"
    other: Kept = {one: [("SignPlan", {})] for one in given(name)}

    assert backtest.tested(streams[name], HIS_OWN, other, None).unknown["PlanRevised"] > 0

"""Populations of a whole year: complete against the record, each quota explained, each chain unbroken."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION, year
from given import House

import store.read
from domain.aggregates import AGGREGATES
from domain.sensitive import SENSITIVE
from domain.unit.plan import UnitState
from projections import evidence, from_above, populated, quota_changes, timeline
from projections.from_above import Question
from projections.gone_over import steps_of
from projections.populations import DEFINITIONS, Name, Population, definition, sample
from projections.stepping import Reader
from projections.steps import adds_up
from projections.streams import Streams, Until
from store.pool import open_pool

FY27 = (ORGANISATION, "fy27")
UNITS = ("sales", "americas", "emea", "apac", "key")


@pytest.fixture
async def streams(audited: House) -> AsyncIterator[Streams]:
    pool = await open_pool(audited.url, "tally_reader", max_size=2)
    yield Streams(pool)
    await pool.close()


async def drawn_from(streams: Streams, name: Name) -> Population:
    last = await store.read.head(streams.reader, ORGANISATION)
    return await populated.of(streams, *FY27, name, last)


async def test_quota_changes_are_the_same_whole_in_pieces_and_as_of_a_position(
    streams: Streams,
) -> None:
    for unit in UNITS:
        stream = f"unit/fy27/{unit}"
        steps = tuple(steps_of(stream, None, await streams.recorded(ORGANISATION, stream)))
        whole, middle = quota_changes.changes(None, steps), len(steps) // 2
        early = quota_changes.changes(None, steps[:middle])
        then = steps[middle - 1].recorded.position
        assert quota_changes.changes(early, steps[middle:]) == whole
        assert (whole.until(then), whole.read(then)) == (early.made, middle)


@pytest.mark.parametrize("name", [one.name for one in DEFINITIONS])
async def test_a_population_of_the_year_ties_out_with_what_was_decided(
    streams: Streams, name: Name
) -> None:
    found = await drawn_from(streams, name)

    decided = Counter(event.type for one in year().given for event in one.events)
    assert found.ties_out
    assert (found.count > 0) is any(decided[kind] for kind in definition(name).types)
    assert {one.type: one.recorded for one in found.ties} == {
        one.type: decided[one.type] for one in found.ties
    }
    if name != "quota-changes":
        assert found.count == sum(one.recorded for one in found.ties)


async def test_a_tie_that_is_off_by_one_event_is_seen(streams: Streams) -> None:
    found = await drawn_from(streams, "quota-changes")
    first, *others = found.ties

    for wrong in (
        {"read": found.read - 1},
        {"ties": (first.model_copy(update={"gave": first.gave - 1}), *others)},
        {"ties": (first.model_copy(update={"type": "PlanClosed"}), *others)},
    ):
        assert not found.model_copy(update=wrong).ties_out


async def test_quota_changes_from_the_first_to_the_last_give_what_is_in_force(
    streams: Streams,
) -> None:
    held: dict[tuple[str, str], object] = {}
    for item in (await drawn_from(streams, "quota-changes")).items:
        quota = item.quota
        assert quota is not None
        place = (quota.unit, quota.seat)
        assert held.get(place) == quota.before, "each change begins where the one before ended"
        held[place] = quota.after

    for unit in UNITS:
        state: UnitState = await streams.unit(*FY27, unit)
        running = state.running
        assert running is not None
        for portion in running.portions:
            seat, last = state.seat(portion.seat), held[unit, portion.seat]
            assert seat is not None
            assert (last.person, last.amount) == (state.owner(seat), portion.amount)  # type: ignore[attr-defined]


async def test_every_quota_change_is_explained_by_steps_that_sum_to_it(streams: Streams) -> None:
    for item in (await drawn_from(streams, "quota-changes")).items:
        quota = item.quota
        assert quota is not None
        if quota.after is None:
            continue
        asked = Question(quota.unit, "portion", quota.seat, until=Until(position=item.position))
        found = await from_above.explain(streams, *FY27, asked, UNITS)
        assert adds_up(found)
        assert found.amount == quota.after.amount, item.id


@pytest.mark.parametrize("name", [one.name for one in DEFINITIONS])
async def test_every_item_of_the_year_has_its_evidence(streams: Streams, name: Name) -> None:
    found = await drawn_from(streams, name)
    cycle = await streams.cycle(*FY27)
    everything = await store.read.streams(streams.reader, ORGANISATION)
    reader = Reader(everything, timeline.names_of(cycle))

    for item in found.items:
        one = await evidence.of(streams, ORGANISATION, item, reader=reader, until=found.until)
        assert one.event.position == item.position
        assert one.chain[-1].event.position == item.position
        assert all(link.event.position <= item.position for link in one.chain)
        positions = {link.event.position for link in one.chain}
        assert all(set(link.answers) <= positions for link in one.chain)
        assert all(effect.position > item.position for effect in one.effects)


async def test_ana_s_own_objection_stands_in_the_chain_of_her_quota_and_nobody_else_s(
    streams: Streams,
) -> None:
    found = await drawn_from(streams, "quota-changes")
    cycle = await streams.cycle(*FY27)
    reader = Reader(
        await store.read.streams(streams.reader, ORGANISATION), timeline.names_of(cycle)
    )
    first = next(
        one
        for one in found.items
        if one.quota and (one.quota.unit, one.quota.seat) == ("sales", "emea")
    )

    one = await evidence.of(streams, ORGANISATION, first, reader=reader, until=found.until)

    raised = [link.event for link in one.chain if link.event.type == "PushbackRaised"]
    assert "ana" in {told.actor for told in raised}
    answered = [link.event.type for link in one.chain]
    order = [answered.index(kind) for kind in ("PushbackRaised", "PushbackAnswered", "PlanRevised")]
    assert order == sorted(order)


def test_no_population_holds_what_an_auditor_does_not_read() -> None:
    for one in DEFINITIONS:
        assert not SENSITIVE & set(one.types), one.name


def test_every_type_of_a_population_is_an_event_where_it_looks_for_it() -> None:
    for one in DEFINITIONS:
        known = {kind for place in one.places for kind in AGGREGATES[place].events}
        assert set(one.types) <= known, one.name


def test_a_sample_is_of_the_population_and_never_twice_the_same_item() -> None:
    items = tuple(range(40))
    population = Population.model_construct(
        name="signatures",
        items=tuple(_item(number) for number in items),
    )

    drawn = sample(population, "seed", 25)

    assert len({one.item.id for one in drawn}) == 25
    assert [one.rank for one in drawn] == sorted(one.rank for one in drawn)
    assert [one.item.id for one in sample(population, "seed", 10)] == [
        one.item.id for one in drawn[:10]
    ]
    assert len(sample(population, "seed", 99)) == 40


def _item(number: int) -> populated.Item:
    return populated.Item(
        id=str(number),
        position=number,
        stream="unit/fy27/sales",
        version=number + 1,
        type="PlanSigned",
        hash=f"{number:064x}",
        actor="ana",
        on_behalf_of=None,
        occurred_at="2026-11-25T09:00:00Z",  # type: ignore[arg-type]  # read by the model
        command_id=f"c-{number}",
    )

from __future__ import annotations

from api import CYCLE, Api, usd
from pydantic import JsonValue

from projections import rebuild, summary_of_states, summary_of_tables
from projections.streams import Streams
from projections.write import Change, Tables
from store.pool import Pool, open_pool


async def test_the_summary_is_the_same_from_tables_and_from_events(api: Api, record: Pool) -> None:
    await api.in_force()
    await api.facts()

    streams, units = Streams(record), ("emea", "sales")
    cycle = await streams.cycle(api.organisation, CYCLE)
    states = [await streams.unit(api.organisation, CYCLE, unit) for unit in units]
    from_events = summary_of_states.summarised(cycle, states)
    from_tables = await summary_of_tables.summarised(record, api.organisation, CYCLE, units)

    assert from_tables == from_events
    assert from_events.totals is not None
    (line,) = from_events.totals.targets
    assert (line.plan_goal, line.stretch, line.in_force) == (usd(100), usd(110), usd(110))
    assert from_events.totals.committed == usd("1.10")
    assert line.actual == usd("21.45")
    assert from_events.currency_effect == usd("-3.52")
    assert from_events.totals.participation_percent is not None
    shown = await api.read(f"/cycles/{CYCLE}/summary")
    assert shown == from_tables.model_dump(mode="json")


async def test_read_models_derived_again_equal_the_live_ones(
    api: Api, record: Pool, web_database: str
) -> None:
    await api.in_force()
    await api.facts()
    writer = await open_pool(web_database, "tally_writer", max_size=4)

    assert await rebuild.differences(record, api.organisation) == ()
    await writer.execute("DELETE FROM read_models.seats WHERE organisation = $1", api.organisation)
    async with writer.acquire() as connection:
        row: dict[str, JsonValue] = {"cycle": CYCLE, "unit": "sales", "stated": 999, "practice": "S0-99",
               "words": "Invented.", "subject": None, "found_at": "2027-01-01T00:00:00Z",
               "waived": False}  # fmt: skip
        await Tables().write(
            connection,
            (Change(table="findings", written=(row,), gone=()),),
            organisation=api.organisation,
            stream=f"unit/{CYCLE}/sales",
            version=1,
        )
    spoiled = await rebuild.differences(record, api.organisation)
    assert {(one.table, one.side) for one in spoiled} == {
        ("seats", "derived"),
        ("findings", "live"),
    }

    assert await rebuild.rebuild(writer, api.organisation) == 3
    assert await rebuild.differences(record, api.organisation) == ()
    await writer.close()

from __future__ import annotations

import hashlib
import json

import asyncpg
import pytest

from domain.errors import CommandIdReused, Invalid
from store import read
from store.append import Beside, append
from store.entry import LARGEST_ENTRY, LARGEST_PAYLOAD, _bounded, entry_of, payload_of, seal
from store.errors import RecordDiverged
from store.model import GENESIS
from store.pool import open_pool

DRAFT = """
    INSERT INTO tally.drafts
    SELECT 'halden', 'mara', id, 'fy27', NULL, '{{}}', now()
    FROM jsonb_populate_recordset(NULL::tally.drafts, {rows})
"""


async def test_an_appended_event_comes_back_as_it_is_in_the_table(
    pool, reader, request_for, new_event, now
):
    outcome = await append(pool, request_for(new_event(goal="größer")), recorded_at=now)

    (event,) = outcome.recorded
    assert outcome.appended
    assert (event.version, event.position) == (1, 1)
    assert await read.stream(reader, "halden", "unit/fy27/north") == outcome.recorded
    assert await read.log(reader, "halden") == outcome.recorded
    assert event.hash == hashlib.sha256(event.entry.encode()).hexdigest()
    assert payload_of(event) == {"goal": "größer"}


async def test_the_entry_holds_who_when_why_and_a_commitment_to_the_payload(
    pool, request_for, new_event, now
):
    outcome = await append(pool, request_for(new_event()), recorded_at=now)

    (event,) = outcome.recorded
    committed = hashlib.sha256(bytes.fromhex(event.salt) + event.payload.encode()).hexdigest()
    assert json.loads(event.entry) == {
        "schema": 1,
        "organisation": "halden",
        "stream": "unit/fy27/north",
        "version": 1,
        "part": 0,
        "type": "StretchTargetProposed",
        "type_version": 1,
        "command_id": "c-1",
        "command_sha256": new_event().meta.command_sha256,
        "causation_id": None,
        "correlation_id": "fy27",
        "actor": "mara.lind",
        "on_behalf_of": None,
        "client": "test",
        "occurred_at": "2026-11-21T09:30:00.000000Z",
        "recorded_at": "2026-11-21T09:30:00.000000Z",
        "prev": GENESIS,
        "payload_commitment": committed,
    }


async def test_each_entry_holds_the_hash_of_the_one_before(pool, request_for, new_event, now):
    first = await append(
        pool, request_for(new_event("a"), new_event("a", 1), new_event("b")), recorded_at=now
    )
    second = await append(pool, request_for(new_event("c"), after=first), recorded_at=now)

    events = (*first.recorded, *second.recorded)
    assert [event.version for event in events] == [1, 2, 3, 4]
    assert [event.position for event in events] == [1, 2, 3, 4]
    assert [entry_of(event).prev for event in events] == [
        GENESIS,
        *(event.hash for event in events[:-1]),
    ]


async def test_the_query_column_says_what_the_bytes_say(pool, reader, request_for, new_event, now):
    await append(pool, request_for(new_event()), recorded_at=now)

    row = await reader.fetchrow("SELECT entry, body, type, command_id FROM tally.events")
    assert row is not None
    assert json.loads(row["body"]) == json.loads(row["entry"])
    assert (row["type"], row["command_id"]) == ("StretchTargetProposed", "c-1")


async def test_a_command_given_again_is_answered_with_what_it_first_recorded(
    pool, request_for, new_event, now
):
    request = request_for(new_event("c-1"), new_event("c-1", 1))
    first = await append(pool, request, recorded_at=now)
    receipt = await read.receipt(pool, "halden", "unit/fy27/north", "c-1")

    from_behind = await append(pool, request, recorded_at=now)
    level = await append(
        pool, request_for(new_event("c-1"), new_event("c-1", 1), after=first), recorded_at=now
    )

    assert not from_behind.appended
    assert from_behind.recorded == from_behind.already == first.recorded
    assert not level.appended
    assert level.recorded == ()
    assert level.already == first.recorded
    assert await read.receipt(pool, "halden", "unit/fy27/north", "c-1") == receipt
    assert await read.length(pool, "halden", "unit/fy27/north") == 2


async def test_the_same_id_with_other_content_is_refused_and_named(
    pool, request_for, new_event, now
):
    first = await append(pool, request_for(new_event("c-1", amount="1")), recorded_at=now)

    with pytest.raises(CommandIdReused) as refusal:
        await append(
            pool,
            request_for(new_event("c-2"), new_event("c-1", amount="2"), after=first),
            recorded_at=now,
        )

    assert refusal.value.missing == ("c-1",)
    assert await read.length(pool, "halden", "unit/fy27/north") == 1


async def test_the_same_id_in_another_stream_is_another_command(pool, request_for, new_event, now):
    await append(pool, request_for(new_event("c-1")), recorded_at=now)
    other = await append(
        pool, request_for(new_event("c-1"), stream="unit/fy27/south"), recorded_at=now
    )

    assert other.appended
    assert other.recorded[0].position == 2


async def test_a_state_that_is_behind_is_told_what_it_has_not_seen(
    pool, request_for, new_event, now
):
    first = await append(pool, request_for(new_event("a")), recorded_at=now)
    second = await append(
        pool, request_for(new_event("b"), new_event("b", 1), after=first), recorded_at=now
    )

    behind = await append(pool, request_for(new_event("c"), after=first), recorded_at=now)

    assert not behind.appended
    assert behind.recorded == second.recorded
    assert behind.already == ()


async def test_an_append_of_nothing_is_a_catch_up(pool, request_for, new_event, now):
    assert not (await append(pool, request_for(), recorded_at=now)).recorded

    first = await append(pool, request_for(new_event("a"), new_event("b")), recorded_at=now)

    assert (await append(pool, request_for(), recorded_at=now)).recorded == first.recorded
    level = await append(pool, request_for(after=first), recorded_at=now)
    assert (level.appended, level.recorded) == (False, ())


async def test_a_catch_up_comes_in_pages(pool, request_for, new_event, now):
    first = await append(
        pool, request_for(*(new_event(f"c-{n}") for n in range(520))), recorded_at=now
    )

    page = await append(pool, request_for(), recorded_at=now)

    assert page.recorded == first.recorded[:500]
    rest = await append(pool, request_for(after=page), recorded_at=now)
    assert rest.recorded == first.recorded[500:]


async def test_a_group_of_commands_is_recorded_in_order_with_a_receipt_each(
    pool, request_for, new_event, now
):
    await append(pool, request_for(new_event("x"), stream="unit/fy27/south"), recorded_at=now)
    outcome = await append(
        pool,
        request_for(
            new_event("a"), new_event("b"), new_event("b", 1, type="FindingRaised", says="late")
        ),
        recorded_at=now,
    )

    receipt = await read.receipt(pool, "halden", "unit/fy27/north", "b")
    assert receipt is not None
    assert (receipt.first_version, receipt.last_version) == (2, 3)
    assert receipt.positions == (3, 4)
    assert receipt.hashes == tuple(event.hash for event in outcome.recorded[1:])
    assert receipt.types == ("StretchTargetProposed", "FindingRaised")
    assert receipt.findings == ({"says": "late"},)
    assert receipt.recorded_at == now
    assert await read.receipt(pool, "halden", "unit/fy27/north", "z") is None


async def test_read_models_are_written_with_the_events_or_not_at_all(
    pool, request_for, new_event, now
):
    draft = Beside(DRAFT, json.dumps([{"id": "d"}]))
    first = await append(pool, request_for(new_event("a")), recorded_at=now)
    await append(pool, request_for(new_event("b")), recorded_at=now, beside=(draft,))
    assert await pool.fetchval("SELECT count(*) FROM tally.drafts") == 0

    await append(pool, request_for(new_event("b"), after=first), recorded_at=now, beside=(draft,))
    assert await pool.fetchval("SELECT count(*) FROM tally.drafts") == 1


async def test_a_read_model_that_fails_takes_the_events_with_it(pool, request_for, new_event, now):
    broken = Beside(DRAFT, json.dumps([{"id": None}]))

    with pytest.raises(asyncpg.NotNullViolationError):
        await append(pool, request_for(new_event()), recorded_at=now, beside=(broken,))

    assert await read.length(pool, "halden", "unit/fy27/north") == 0
    assert await read.head(pool, "halden") == 0


async def test_a_state_that_the_stream_never_had_is_a_fault(pool, request_for, new_event, now):
    first = await append(pool, request_for(new_event("a")), recorded_at=now)
    ahead = request_for(new_event("b"), after=first).model_copy(update={"expected_version": 5})
    forked = request_for(new_event("b"), after=first).model_copy(
        update={"expected_hash": "ab" * 32}
    )

    for request in (ahead, forked):
        with pytest.raises(RecordDiverged):
            await append(pool, request, recorded_at=now)


async def test_what_is_too_big_is_refused_before_it_is_sent(pool, request_for, new_event, now):
    with pytest.raises(Invalid, match="payload is 1,048,5"):
        await append(pool, request_for(new_event(text="x" * LARGEST_PAYLOAD)), recorded_at=now)
    meta = new_event().meta.model_copy(
        update=dict.fromkeys(("client", "actor"), "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 400)
    )
    long = new_event().model_copy(update={"meta": meta})
    assert (await append(pool, request_for(long), recorded_at=now)).appended
    with pytest.raises(Invalid, match="entry is"):
        _bounded(b" " * (LARGEST_ENTRY + 1), LARGEST_ENTRY, long, "entry")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("actor", "mara\u202elind"),
        ("client", "a\nb"),
        ("command_id", ""),
        ("command_id", "x" * 401),
        ("correlation_id", "a\0b"),
        ("actor", "Jose\u0301"),
    ],
)
def test_an_identifier_that_could_read_as_another_is_refused(
    request_for, new_event, now, field, text
):
    meta = new_event().meta.model_copy(update={field: text})
    event = new_event().model_copy(update={"meta": meta})

    with pytest.raises(Invalid):
        seal(request_for(event), recorded_at=now)


async def test_an_organisation_has_positions_of_its_own(pool, request_for, new_event, now):
    await append(pool, request_for(new_event()), recorded_at=now)
    rehearsal = await append(
        pool, request_for(new_event(), organisation="halden-rehearsal"), recorded_at=now
    )

    assert rehearsal.recorded[0].position == 1
    assert await read.streams(pool, "halden") == ("unit/fy27/north",)


async def test_an_append_costs_one_round_trip_with_all_its_read_models(
    database_url, request_for, new_event, now
):
    one = await open_pool(database_url, max_size=1)
    asked: list[str] = []
    try:
        first = await append(one, request_for(new_event("a")), recorded_at=now)
        async with one.acquire() as connection:
            connection.add_query_logger(lambda record: asked.append(record.query))
        beside = [Beside(DRAFT, json.dumps([{"id": name}])) for name in ("d", "e")]
        await append(one, request_for(new_event("b"), after=first), recorded_at=now, beside=beside)
        assert await one.fetchval("SELECT array_agg(id ORDER BY id) FROM tally.drafts") == [
            "d",
            "e",
        ]
    finally:
        await one.close()

    assert len(asked) == 2
    assert "tally.append_events" in asked[0]

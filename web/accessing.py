"""The access review over HTTP: who could do what at a moment, by whom granted, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Query, Response

from domain.authority.reads import AUDIT
from domain.words import Instant
from files.write import Cell, write_table
from identity import reviewed
from identity.reviewed import Happened, Ways
from projections import access, timeline
from projections.access import By, Conflict, Held
from store.pool import session as connected
from web import replaying
from web import sight as seeing
from web.asking import asks
from web.exports import attached, opened_cells
from web.problems import RESPONSES, Malformed
from web.reading import Reading, Reads
from web.replaying import AMoment, MaybeMoment
from web.routing import Router
from web.shown import Naming, with_names

COLUMNS = (
    "kind", "person", "name", "unit", "what", "instead_of", "since", "since_position", "by_event",
    "granted_by", "ends", "last_used", "state",
)  # fmt: skip
Row = tuple[Cell, ...]

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/audit/access",
    tags=["audit"],
    responses=RESPONSES,
    dependencies=[asks(AUDIT, whole=True)],
)


class Review(Naming):
    """Everything at one moment. Offices are the record's at `position`, ways in those at `at`."""

    at: Instant
    position: int
    offices: tuple[Held, ...]
    ways: Ways
    conflicts: tuple[Conflict, ...]


class Changes(Naming):
    """What was given and taken after one moment up to another, and what was done to accounts."""

    since: Instant
    since_position: int
    until: Instant
    until_position: int
    gained: tuple[Held, ...]
    lost: tuple[Held, ...]
    accounts: tuple[Happened, ...]


@router.get("")
async def at_a_moment(reading: Reads, at: MaybeMoment = None) -> Review:
    """Every person, office and unit with since when and by whom; accounts, tokens and passkeys."""
    return await with_names(await review(reading, at), reading)


@router.get("/review.csv", response_class=Response)
async def as_table(reading: Reads, at: MaybeMoment = None) -> Response:
    """The same as CSV, a line for each office, account, token, passkey and conflict."""
    found = await review(reading, at)
    names = timeline.names_of(await reading.cycle_state())
    rows = [(row[0], row[1], names.get(str(row[1])), *row[2:]) for row in _rows(found)]
    opened = await opened_cells(reading.doors.seals, rows)
    return attached(write_table(COLUMNS, opened), f"{reading.cycle}-access.csv")


@router.get("/changes")
async def changed(
    reading: Reads, since: Annotated[AMoment, Query(alias="from")], to: AMoment
) -> Changes:
    """Offices given and taken between two moments, and what was done to accounts."""
    begins, since_at = await replaying.asked(reading, since)
    ends, until_at = await replaying.asked(reading, to)
    if begins > ends:
        raise Malformed("The first moment is after the second.", missing=("from: the earlier one",))
    place = (reading.doors.streams, reading.organisation, reading.cycle)
    held = await access.of_cycle(*place, ends)
    async with connected(reading.doors.writer) as connection:
        accounts = await reviewed.between(connection, reading.organisation, since_at, until_at)
    found = Changes(
        since=since_at,
        since_position=begins,
        until=until_at,
        until_position=ends,
        gained=tuple(one for one in held if one.since.position > begins),
        lost=tuple(one for one in held if one.until and one.until.position > begins),
        accounts=accounts,
    )
    return await with_names(found, reading)


async def review(reading: Reading, at: str | None) -> Review:
    """As of a moment, or of now."""
    position, moment = await (_now(reading) if at is None else replaying.asked(reading, at))
    place = (reading.doors.streams, reading.organisation, reading.cycle)
    every = await access.of_cycle(*place, position)
    held = tuple(one for one in every if one.at(position, moment))
    async with connected(reading.doors.writer) as connection:
        # A rehearsal's clock is told, and an account's is not.
        instant = reading.doors.now() if at is None else moment
        ways = await reviewed.at(connection, reading.organisation, instant)
    return Review(
        at=moment,
        position=position,
        offices=held,
        ways=ways,
        conflicts=access.conflicts(held),
    )


async def _now(reading: Reading) -> tuple[int, datetime]:
    """The last thing recorded of the cycle, at the time that it is now."""
    return (await seeing.course(reading)).last.position, reading.at


def _rows(found: Review) -> Iterator[Row]:
    for one in found.offices:
        kind = "office" if one.instead_of is None else "stands in"
        yield (kind, one.person, one.unit, one.office, one.instead_of, *_since(one.since),
               one.ends_at, None, None)  # fmt: skip
    for account in found.ways.accounts:
        what = "administrator of accounts" if account.administrator else "signs in"
        state = "disabled" if account.disabled else "active"
        yield ("account", account.person, None, what, None, account.since, None, None, None,
               None, account.signed_in_at, state)  # fmt: skip
    for token in found.ways.tokens:
        yield ("token", token.person, None, f"{token.name} ({token.scope})", None,
               token.created_at, None, None, None, token.expires_at, token.last_used_at,
               "active")  # fmt: skip
    for key in found.ways.passkeys:
        yield ("passkey", key.person, None, key.label, None, key.enrolled_at, None, None, None,
               None, key.last_used_at, "active")  # fmt: skip
    for conflict in found.conflicts:
        offices = " and ".join(conflict.offices)
        yield ("conflict", conflict.person, conflict.unit, offices, None, None, None, None, None,
               None, None, conflict.words)  # fmt: skip


def _since(by: By) -> Row:
    return by.at, by.position, by.type, " ".join(by.people)

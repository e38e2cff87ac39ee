"""The access review of a whole year is what the authorisation function would have said at any moment."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION
from given import House

import store.read
from domain.authority.reads import DELEGATE
from projections import access, moments, populated
from projections.access import Held
from projections.gone_over import steps_of
from projections.moments import Courses
from projections.streams import Streams
from store.pool import open_pool

FY27 = (ORGANISATION, "fy27")
EVERY = 23
"""Of the year's positions, every so many are asked about, and the last."""


@pytest.fixture
async def streams(audited: House) -> AsyncIterator[Streams]:
    pool = await open_pool(audited.url, "tally_reader", max_size=2)
    yield Streams(pool)
    await pool.close()


async def of_year(streams: Streams) -> tuple[int, tuple[Held, ...]]:
    last = await store.read.head(streams.reader, ORGANISATION)
    return last, await access.of_cycle(streams, *FY27, last)


async def test_at_any_position_each_person_holds_what_authority_replayed_says(
    streams: Streams,
) -> None:
    last, held = await of_year(streams)
    courses = Courses(streams.reader)
    plans = await populated.plans(streams.reader, *FY27, last)
    every = await courses.of(ORGANISATION, ["cycle/fy27", *plans])
    people = {one.person for one in held}
    assert len(people) > 10

    for moment in [*every.moments[::EVERY], every.last]:
        then = await moments.stood(streams, *FY27, moment.position, every)
        now = [one for one in held if one.at(moment.position, moment.at) and not one.instead_of]
        for person in people:
            subject = courses.standing(ORGANISATION, then, person, moment.at)
            said = {(None, one) for one in subject.whole} | {
                (unit, one) for unit, offices in subject.held.items() for one in offices
            }
            assert {(one.unit, one.office) for one in now if one.person == person} == {
                one for one in said if one[1] != DELEGATE
            }
    assert len(every.moments) > EVERY


async def test_offices_are_the_same_whole_in_pieces_and_as_of_a_position(streams: Streams) -> None:
    last = await store.read.head(streams.reader, ORGANISATION)
    plans = await populated.plans(streams.reader, *FY27, last)

    for stream in ("cycle/fy27", *plans):
        steps = tuple(steps_of(stream, None, await streams.recorded(ORGANISATION, stream)))
        whole, middle = access.given(None, steps), len(steps) // 2
        early = access.given(None, steps[:middle])
        then = steps[middle - 1].recorded.position
        assert access.given(early, steps[middle:]) == whole
        assert sorted(map(repr, whole.until(then))) == sorted(map(repr, early.until(then)))


async def test_each_office_says_by_which_event_it_was_given_and_taken(streams: Streams) -> None:
    _, held = await of_year(streams)

    first = next(one for one in held if (one.office, one.unit) == ("leader", "emea"))
    left = [one for one in held if one.unit == "emea" and one.office == "leader" and one.until]
    assert first.since.type == "UnitPlanOpened"
    assert first.since.people
    for one in left:
        assert one.until is not None
        assert one.until.position > one.since.position
    joined = [one for one in held if one.office == "member" and one.since.type == "SeatTakenOver"]
    assert joined, "somebody joined in the year"


async def test_nobody_stands_on_both_sides_at_the_year_s_end(streams: Streams) -> None:
    last, held = await of_year(streams)
    every = await Courses(streams.reader).of(ORGANISATION, ["cycle/fy27"])
    now = [one for one in held if one.at(last, every.last.at)]

    assert access.conflicts(now) == ()


@pytest.mark.parametrize(
    ("mine", "found"),
    [
        ([("sales", "leader"), ("sales", "approver")], [("approver", "leader")]),
        ([("sales", "member"), ("sales", "executive")], [("executive", "member")]),
        ([("sales", "leader"), ("emea", "approver")], []),
        ([("sales", "planner"), ("sales", "sponsor")], [("planner", "sponsor")]),
        ([(None, "auditor"), ("emea", "member")], [("auditor", "member")]),
        ([(None, "auditor"), ("emea", "auditor")], []),
    ],
)
def test_who_holds_offices_on_both_sides_is_named(
    mine: list[tuple[str | None, str]], found: list[tuple[str, ...]]
) -> None:
    by = access.By(position=1, at="2026-11-25T09:00:00Z", type="RolesChanged", people=())  # type: ignore[arg-type]
    held = [Held(person="ana", office=office, unit=unit, since=by) for unit, office in mine]

    assert [one.offices for one in access.conflicts(held)] == found
    assert {one.person for one in access.conflicts(held)} <= {"ana"}

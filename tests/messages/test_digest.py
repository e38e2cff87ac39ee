from __future__ import annotations

from datetime import UTC, datetime

import pytest
from office import recording

import projections
from messages import preferences
from messages.preferences import Preference
from projections.again import NOTHING
from projections.write import Tables, changes
from tests.domain import stages


async def waiting(plan) -> None:
    """The inbox as the worker that appends would have written it."""
    pool = plan.pool
    kept = projections.kept_of(plan.plan.state, NOTHING)
    async with pool.acquire() as connection, connection.transaction():
        await Tables().write(
            connection,
            changed=changes(NOTHING.rows, kept.rows),
            organisation=plan.organisation,
            stream=plan.stream,
            version=plan.version,
        )
        await connection.execute(
            "INSERT INTO read_models.cycles VALUES ('halden', 'cycle/fy27', 1, 'fy27', 'FY 27', "
            "'announced', '2027-01-01', '2027-12-31', 'USD', 'UTC', false, now(), 1, 0)"
        )


@pytest.fixture
async def plan(office):
    made = recording(office.pool, stages.proposed())
    await made.write()
    await waiting(made)
    return made


async def test_at_seven_in_the_persons_zone_the_digest_lists_what_waits(office, mail, plan):
    wish = Preference(news="none", digest=True, zone="Asia/Tokyo")
    await preferences.keep(office.pool, "halden", "ana", wish)
    office.at = datetime(2026, 11, 2, 21, 59, tzinfo=UTC)
    await office.carry()
    before = len(mail.to("ana"))
    office.at = datetime(2026, 11, 2, 22, 1, tzinfo=UTC)
    await office.carry()
    told = mail.to("ana")[before:]
    assert [one["Subject"].partition(",")[0].strip() for one in told] == ["2 things wait for you"]
    text = told[0].get_body(("plain",)).get_content()
    assert text.index("By 5 November 2026") < text.index("By 16 November 2026")
    assert "/o/halden/work" in text


async def test_a_digest_is_sent_once_a_day(office, mail, plan):
    await preferences.keep(office.pool, "halden", "ana", Preference(digest=True))
    for hour in (7, 8, 23):
        office.at = datetime(2026, 11, 3, hour, 1, tzinfo=UTC)
        await office.carry()
    digests = [one for one in mail.to("ana") if "wait for you" in one["Subject"]]
    assert len(digests) == 1
    office.at = datetime(2026, 11, 4, 7, 1, tzinfo=UTC)
    await office.carry()
    assert len([one for one in mail.to("ana") if "wait for you" in one["Subject"]]) == 2


async def test_news_that_was_held_comes_with_the_digest(office, mail, plan):
    await preferences.keep(office.pool, "halden", "ana", Preference(news="digest"))
    office.at = datetime(2026, 11, 3, 2, tzinfo=UTC)
    await office.carry()
    assert len(mail.to("ana")) == 1
    office.at = datetime(2026, 11, 3, 7, tzinfo=UTC)
    await office.carry()
    told = mail.to("ana")[-1]
    assert "other message" in told["Subject"]
    assert "A plan is coming" in told.get_body(("plain",)).get_content()


def test_a_zone_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Preference(zone="Halden/Main")

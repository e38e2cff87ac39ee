"""A cycle brought to its close over HTTP: every quarter recorded and reviewed, the plan closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from api import Api, eur, person, usd

from domain.unit import commands as u

RECORDED = (
    ("Q1", datetime(2027, 4, 5, 9, tzinfo=UTC)),
    ("Q2", datetime(2027, 7, 5, 9, tzinfo=UTC)),
    ("Q3", datetime(2027, 10, 5, 9, tzinfo=UTC)),
    ("Q4", datetime(2028, 1, 5, 9, tzinfo=UTC)),
)


async def closed(api: Api) -> None:
    """North brought 60 of its portion, EMEA EUR 40; one unit, where everybody sells."""
    api.flat = True
    await api.in_force()
    for label, day in RECORDED:
        api.now = day
        lines = ({"seat": "north", "amount": usd(15)}, {"seat": "emea", "amount": eur(10)})
        source = {"name": f"{label}.csv", "sha256": label[1] * 64}
        facts = u.RecordActuals.model_validate({"period": label, "lines": lines, "source": source})
        await api.give(facts, unit="sales")
        await api.give(u.HoldReview(period=label, decisions="Go on"), by="dana", unit="sales")
    api.now = datetime(2028, 1, 20, 9, tzinfo=UTC)
    await api.give(u.ClosePlan(), by="dana", unit="sales")


async def joined(api: Api, on: date = date(2027, 1, 4)) -> None:
    """Farah ends Marco's part, and Joe Adler takes his seat over and signs for it on his first day."""
    api.flat = True
    await api.in_force()
    api.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    left = u.HandOverSeat(seat="north", successor=None, left_on=api.now.date())
    await api.give(left, by="farah", unit="sales")
    joe = person("joe").model_copy(update={"name": "Joe Adler"})
    await api.give(u.FillSeat(seat="north", person=joe, joins_on=on), by="dana", unit="sales")
    api.now = datetime.combine(on, time(9), tzinfo=UTC)
    shown = (await api.unit(by="joe"))["versions"][-1]["content_hash"]
    await api.give(u.SignPlan(version=1, content_hash=shown), by="joe", unit="sales")


async def restated(api: Api) -> None:
    """After the close an audit takes 5 off North."""
    line = {"period": "Q4", "seat": "north", "delta": {"amount": "-5.00", "currency": "USD"}}
    correction = u.ProposeCorrection.model_validate(
        {"correction": "audit", "lines": [line], "reason": "Booked too early"}
    )
    await api.give(correction, unit="sales")
    await api.give(u.ApproveCorrection(correction="audit"), by="olu", unit="sales")

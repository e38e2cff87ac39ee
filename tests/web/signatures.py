"""A plan that is ready to be signed, and the forms of its sign page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from api import CYCLE, Api, eur, usd

from domain.people import Action
from domain.unit import commands as u

SIGN = f"/cycles/{CYCLE}/units/sales/sign"


async def accepted(api: Api) -> None:
    """Version 1 is accepted; the leader, Dana, signs first."""
    await api.proposed()
    for member in ("marco", "ana"):
        await api.give(u.ConfirmUnderstanding(version=1), by=member, unit="sales")
        await api.give(u.StateNoConcerns(version=1), by=member, unit="sales")
    due = date(2027, 3, 1)
    factor = u.AddKeySuccessFactor(
        factor="engineers",
        words="Two engineers work in EMEA.",
        owner="ana",
        due_on=due,
        actions=(Action(words="Hire them", owner="ana", due_on=due),),
    )
    await api.give(factor, by="dana", unit="sales")
    api.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    await api.give(u.ClosePushback(version=1, nobody_objected=True), by="dana", unit="sales")
    await api.give(u.FinalisePlan(version=1), by="dana", unit="sales")


async def revised(api: Api) -> None:
    """Version 2 gives Marco 0.60 less; it is accepted too."""
    revision = u.RevisePlan(
        targets=(u.TargetDraft(add_on=usd("9.40")),),
        portions=(
            u.RevisedPortion(seat="north", amount=usd("61.00"), adjustment="A lost account", causes=("engineers",)),
            u.RevisedPortion(seat="emea", amount=eur("44.00"), adjustment="As before"),
        ),
        reason="North lost an account.",
    )  # fmt: skip
    await api.give(revision, by="dana", unit="sales")
    plan = await api.unit()
    assert plan["versions"][-1]["number"] == 2
    for member in ("marco", "ana"):
        await api.ask(u.ConfirmUnderstanding(version=2), by=member, unit="sales")
        await api.ask(u.StateNoConcerns(version=2), by=member, unit="sales")
    await api.give(u.FinalisePlan(version=2), by="dana", unit="sales")


def form_of(text: str, act: str = "sign", under: str = "sign") -> dict[str, str]:
    """The fields of one form of the page, as a browser would send them back."""
    (form,) = re.findall(
        rf'<form method="post" action="[^"]*/{under}/{act}".*?</form>', text, re.DOTALL
    )
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return dict(hidden)

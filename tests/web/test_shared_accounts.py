"""An account that stands in two people's plans: told to both and to who leads them, until it is decided."""

from __future__ import annotations

from api import CYCLE, Api, eur, usd
from test_sellers import begun, of_paul

from domain.seller import commands as s
from domain.seller import values as v
from domain.unit import commands as u
from domain.unit.values import Account


def named(account: str, name: str) -> s.NameTopAccounts:
    return s.NameTopAccounts(
        accounts=(v.TopAccount(rank=1, account=account, name=name, plan="A frame contract"),)
    )


async def both_name_orion(api: Api) -> None:
    """Paul in EMEA, and Marco beside it."""
    await begun(api)
    await api.give(u.BeginSellerPlans(people=("marco",)), by="marco", unit="sales")
    await of_paul(api, person="marco", by="marco")
    await api.give(named("orion-1", "Orion"), by="paul", seller="paul")
    await api.give(named("o-77", "ORION"), by="marco", seller="marco")


async def shared(api: Api, who: str) -> list[tuple[str, str, list[tuple[str, str | None]]]]:
    found = (await api.read(f"/cycles/{CYCLE}/sellers", by=who))["shared_accounts"]
    return [
        (
            one["name"],
            one["missing"],
            [(held["person"], held["standing"]) for held in one["held_by"]],
        )
        for one in found
    ]


async def test_an_account_in_two_plans_is_told_to_both_and_to_who_leads_them_until_it_is_decided(
    api: Api,
) -> None:
    await both_name_orion(api)

    told = [("ORION", "claim", [("marco", None), ("paul", None)])]
    seen = {who: await shared(api, who) for who in ("paul", "marco", "ana", "dana", "olu")}
    assert seen == {"paul": told, "marco": told, "ana": told, "dana": told, "olu": []}

    for who, seat, unit, last in (
        ("paul", "paris", "emea", eur(3)), ("marco", "north", "sales", usd(2)),
    ):  # fmt: skip
        account = Account(id="orion", name="Orion")
        claim = u.ClaimAccount(account=account, seat=seat, last_year=last)
        await api.give(claim, by=who, unit=unit)
    await api.until_there("emea", lambda plan: plan["claims"][0]["standing"] == "contested")
    assert await shared(api, "paul") == [
        ("ORION", "decision", [("marco", "contested"), ("paul", "contested")])
    ]
    decide = u.DecideAccount(account="orion", winner="north", reason="They know them")
    await api.give(decide, by="dana", unit="sales")
    await api.until_there("emea", lambda plan: plan["claims"][0]["standing"] == "lost")

    assert await shared(api, "paul") == [
        ("ORION", "decided", [("marco", "kept"), ("paul", "lost")])
    ]
    await api.give(s.DeclineTopAccounts(reason="One buyer"), by="paul", seller="paul")
    assert await shared(api, "marco") == []

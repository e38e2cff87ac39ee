"""The catalogue of practices over HTTP: modes of the cycle's policy, and what was found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from api import CYCLE, Api

from domain.culture.events import EVENTS as CULTURE
from domain.cycle import commands as c
from domain.incentives.events import EVENTS as INCENTIVES
from domain.policy import ALWAYS, FIXED, Policy, Preset
from domain.practices.catalogue import CATALOGUE
from domain.practices.catalogue.row import Practice
from domain.seller.events import EVENTS as SELLERS
from domain.unit import commands as u
from domain.unit.events import EVENTS
from projections.acted import CONFIDENTIAL, SHOWS, why_not
from projections.practised import mode_of


async def listed(api: Api, by: str) -> dict[str, dict[str, Any]]:
    found = await api.read(f"/cycles/{CYCLE}/practices", by=by)
    return {one["id"]: one for one in found["practices"]}


async def test_all_practices_are_listed_with_mode_parameters_and_what_was_found(api: Api) -> None:
    await api.answered()
    item = u.RaisePushback(item="bare", version=1, kind="other", words="I do not like it.")
    await api.give(item, by="marco", unit="sales")

    rows = await listed(api, "dana")

    assert len(rows) == 140
    assert rows["S0-07"]["mode"] == "block"
    assert {one["id"] for one in rows.values() if one["mode"] == "always"} == set(ALWAYS)
    assert rows["S1-15"]["parameters"] == {"neglected_days": 60}
    assert rows["S4-12"]["parameters"]["sellers"]["reviews"] == "quarterly"
    assert rows["S3-12"]["parameters"] == {"run_rate_low": "20"}
    assert rows["S0-13"]["found"] == 1
    assert (rows["S2-09"]["built"], rows["S2-09"]["mode"]) == (True, "warn")
    assert rows["S3-01"]["mode"] is None


async def test_what_was_found_elsewhere_is_not_counted(api: Api) -> None:
    await api.answered()
    item = u.RaisePushback(item="bare", version=1, kind="other", words="I do not like it.")
    await api.give(item, by="marco", unit="sales")

    assert (await listed(api, "paul"))["S0-13"]["found"] == 0


GOAL = u.SetStrategicGoal(
    goal="south", kind="new_territory", words="New territories South", metric="Territories",
    baseline=Decimal(0), target=Decimal(4), owner="marco", due_on=date(2027, 9, 30),
)  # fmt: skip


async def test_what_a_practice_did_is_counted_where_it_did_it(api: Api) -> None:
    await api.answered()
    tried = await api.ask(GOAL, by="dana", unit="sales", dry_run=True)
    bare = await api.ask(GOAL, by="dana", unit="sales")
    promised = GOAL.model_copy(update={"plan_by": date(2027, 2, 1)})
    await api.give(promised, by="dana", unit="sales")

    rows = await listed(api, "sam")

    assert tried.json() == bare.json()
    assert (bare.status_code, bare.json()["practice"]) == (409, "S1-21")
    assert rows["S1-21"]["did"] == {
        "recorded": 1, "warned": 0, "refused": 1, "shown": 0, "units": ["sales"], "finding": None,
    }  # fmt: skip
    assert rows["S2-08"]["did"]["finding"] == "the goal south names no customer group"
    assert [rows[one]["acted"] for one in ("S1-04", "S1-05", "S1-01")] == [True, False, True]
    assert rows["S1-04"]["why_not"] is None
    assert rows["S1-05"]["why_not"] == (
        "none of this happened: strategic goal set (kind market share)"
    )
    elsewhere = await listed(api, "paul")
    assert not elsewhere["S1-21"]["acted"]


async def test_an_intent_for_which_nothing_is_to_be_delivered_is_found_without_an_event(
    api: Api,
) -> None:
    await api.proposed()
    none = (await listed(api, "dana"))["S2-04"]
    intent = c.StateIntent(
        intent="grow", words="Grow", objective="accounts", number="40", groups=("universities",)
    )
    await api.give(intent, by="dana")
    bare = (await listed(api, "dana"))["S2-04"]
    await api.give(
        c.DefineDeliverable(
            deliverable="cities", intent="grow", words="A customer in each of four cities",
            measure="cities with a customer", owner="ana",
        ),
        by="dana",
    )  # fmt: skip
    after = (await listed(api, "dana"))["S2-04"]

    assert (bare["kinds"], bare["mode"]) == (["recorded", "warning"], None)
    assert [one["found"] for one in (none, bare, after)] == [1, 1, 0]
    assert [one["did"]["finding"] for one in (none, bare)] == [
        "nothing is to be delivered: the cycle has no strategic intent",
        "nothing is to be delivered for the intent grow",
    ]


WHY: list[tuple[str, str]] = [
    ("S2-18", "it is confidential, and counted for nobody"),
    ("S0-04", "it looked, and found nothing to say"),
    ("S3-08", "it looked, and found nothing to say; none of this happened: planned to hundred, look back closed"),
    ("S4-02", "none of this happened: meeting held (kind weekly)"),
    ("S3-43", "looking at it leaves nothing on the record"),
]  # fmt: skip


@pytest.mark.parametrize(("practice", "words"), WHY, ids=[one for one, _ in WHY])
def test_why_a_practice_did_nothing_is_said(practice: str, words: str) -> None:
    one = next(one for one in CATALOGUE if one.id == practice)
    assert why_not(one) == words
    assert why_not(one, "off") == "off in this cycle's policy"


@pytest.mark.parametrize("preset", ["core", "standard", "strict"])
def test_what_holds_in_every_cycle_is_off_in_none(preset: Preset) -> None:
    modes = {one.id: mode_of(one, Policy(preset=preset)) for one in CATALOGUE}
    assert {modes[one] for one in FIXED} == {"block"}
    assert {modes[one] for one in ALWAYS} == {"always"}
    assert modes["S4-10"] == modes["S3-28"]
    assert modes["S3-01"] is None


def test_what_nothing_acts_for_says_so() -> None:
    assert why_not(Practice("S9-99", "None", ("gate",))) == "nothing acts for it in this release"


def test_values_cases_and_succession_are_nobodys_to_count() -> None:
    hidden = {one.id for one in CATALOGUE if CONFIDENTIAL.intersection(one.acts)}
    assert hidden == {"S2-18", "S2-19", "S2-20", "S3-41"}


def test_a_view_shows_events_that_there_are() -> None:
    fed = {kind for feeds in SHOWS.values() for kind in feeds}
    assert fed <= {*EVENTS, *SELLERS, *CULTURE, *INCENTIVES}

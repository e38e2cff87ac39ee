"""What-ifs over HTTP: private and shown, side by side, adopted by the proposal that cites one, or left."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from api import CYCLE, Api, eur, proposal, usd
from httpx import Response
from permitted import table
from test_carrying import NEXT, following

from domain.scenarios import Scenario, Supposed
from domain.unit import commands as u

BASE = f"/cycles/{CYCLE}/units/sales/scenarios"
TEN = Scenario(name="Ten percent", proposal=proposal())
TWENTY = Scenario(
    name="Twenty percent",
    proposal=proposal(add_on="20").model_copy(
        update={
            "portions": (
                u.PortionDraft(seat="north", amount=usd("67.20"), basis="share_of_last_year"),
                u.PortionDraft(seat="emea", amount=eur("48.00"), basis="share_of_last_year"),
            )
        }
    ),
)


async def kept(
    api: Api,
    scenario: Scenario,
    *,
    named: str = "ten",
    by: str = "ines",
    show: tuple[str, ...] = (),
) -> Response:
    body = {"scenario": scenario.model_dump(mode="json"), "shared_with": list(show)}
    return await api.http.put(f"{api.base}{BASE}/{named}", json=body, headers=api.headers(by))


async def adopted(api: Api, by: str, path: str, **body: Any) -> Response:
    return await api.http.post(
        f"{api.base}{BASE}/{path}/adopt", json=body, headers=api.headers(by, Idempotency_Key="take")
    )


async def ready(api: Api) -> None:
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def names(api: Api, by: str) -> list[str]:
    return [one["id"] for one in (await api.read(BASE, by=by))["scenarios"]]


async def test_what_ifs_stand_side_by_side_before_anything_is_proposed(api: Api) -> None:
    await ready(api)
    assert (await kept(api, TEN)).status_code == 200
    await kept(api, TWENTY, named="twenty")

    found = await api.read(BASE, by="ines")

    assert found["stands"] is None
    ten, twenty = found["scenarios"]
    assert ten["outcome"]["carried"] == {"currency": "USD", "amount": "110.00"}
    assert twenty["outcome"]["carried"] == {"currency": "USD", "amount": "120.00"}
    assert ten["sha256"] == TEN.sha256 != twenty["sha256"]
    assert {one["practice"] for one in ten["outcome"]["findings"]} >= {"S0-05"}
    assert not ten["behind"]
    assert (await api.unit())["stage"] == "drafted", "nothing is on the record"


async def test_a_scenario_is_its_maker_s_and_theirs_whom_it_is_shown(api: Api) -> None:
    await ready(api)
    await kept(api, TEN)
    assert (await names(api, "ines"), await names(api, "dana")) == (["ten"], [])

    await kept(api, TEN, show=("dana",))
    assert (await names(api, "dana"), await names(api, "sam")) == (["ten"], [])
    drafts = await api.read("/drafts", by="ines")
    assert drafts["drafts"] == []

    left = await api.http.delete(f"{api.base}{BASE}/ten", headers=api.headers("dana"))
    assert left.status_code == 404
    left = await api.http.delete(f"{api.base}{BASE}/ten", headers=api.headers("ines"))
    assert left.status_code == 204
    assert (await names(api, "ines"), await names(api, "dana")) == ([], [])


async def test_a_draft_that_is_called_like_a_scenario_is_none(api: Api) -> None:
    await ready(api)
    body = {"shared_with": ["dana"], "scenario": "none"}
    wrote = await api.http.put(
        f"{api.base}/drafts/scenario.sales.ten",
        json={"cycle": CYCLE, "unit": "sales", "body": body},
        headers=api.headers("ines"),
    )
    assert wrote.status_code == 200

    assert await names(api, "dana") == []
    drafts = await api.read("/drafts", by="ines")
    assert [one["id"] for one in drafts["drafts"]] == ["scenario.sales.ten"]


async def test_a_scenario_of_the_next_cycle_leaves_that_of_this_one(api: Api) -> None:
    await ready(api)
    await kept(api, TEN)
    await following(api)
    path = f"/cycles/{NEXT}/units/sales/scenarios"
    body = {"scenario": TWENTY.model_dump(mode="json")}
    await api.http.put(f"{api.base}{path}/ten", json=body, headers=api.headers("ines"))

    (of_this,) = (await api.read(BASE, by="ines"))["scenarios"]
    (of_next,) = (await api.read(path, by="ines"))["scenarios"]

    assert (of_this["scenario"]["name"], of_next["scenario"]["name"]) == (TEN.name, TWENTY.name)


async def test_the_leader_adopts_what_a_planner_made_by_the_proposal_that_cites_it(
    api: Api,
) -> None:
    await ready(api)
    await kept(api, TEN, show=("dana",))
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco", "ana"))
    await api.give(session, by="dana", unit="sales")

    by_planner = await adopted(api, "ines", "ines/ten")
    assert by_planner.status_code == 403
    taken = await adopted(api, "dana", "ines/ten")
    assert taken.status_code == 200, taken.text
    assert taken.json()["types"][0] == "StretchTargetProposed"
    assert (await adopted(api, "dana", "ines/ten")).status_code == 200, "the same again"

    plan = await api.unit()
    assert plan["stage"] == "proposed"
    assert [one["amount"] for one in plan["versions"][0]["portions"]] == [
        {"currency": "USD", "amount": "61.60"}, {"currency": "EUR", "amount": "44.00"},
    ]  # fmt: skip
    after = await api.read(BASE, by="ines")
    assert after["scenarios"][0]["behind"]
    assert after["scenarios"][0]["refused"]
    assert after["stands"]["carried"] == {"currency": "USD", "amount": "110.00"}


async def test_a_revision_says_how_many_signatures_it_voids_when_it_is_adopted(api: Api) -> None:
    await api.in_force()
    less = proposal(add_on="8")
    revision = u.RevisePlan(
        targets=(u.TargetDraft(add_on_percent=Decimal(8)),),
        portions=(
            u.RevisedPortion(seat="north", amount=usd("59.60"), causes=("too-high",),
                             adjustment="Less"),
            u.RevisedPortion(seat="emea", amount=eur("44.00"), adjustment="The same"),
        ),
        reason="The orders say so",
    )  # fmt: skip
    assert less.targets != proposal().targets
    found = (await kept(api, Scenario(name="Eight", revision=revision), by="dana")).json()

    assert found["kind"] == "revision"
    assert found["refused"], "what is jointly owned is revised by an amendment"


async def test_a_goal_that_is_supposed_is_confirmed_before_it_is_adopted(api: Api) -> None:
    await ready(api)
    drafts = (u.TargetDraft(add_on=usd(6)),)
    higher = Scenario(
        name="The board says 104",
        goals=(Supposed(amount=usd(104)),),
        proposal=proposal().model_copy(update={"targets": drafts}),
    )
    found = (await kept(api, higher, by="dana")).json()
    assert found["outcome"]["targets"][0]["goal"] == {"currency": "USD", "amount": "104.00"}

    refused = await adopted(api, "dana", "dana/ten")

    assert refused.status_code == 409
    assert "supposes a goal" in refused.json()["detail"]
    assert (await adopted(api, "dana", "ines/none")).status_code == 404


async def test_a_scenario_is_one_of_the_two(api: Api) -> None:
    await ready(api)

    assert (await kept(api, Scenario(name="Nothing"))).status_code == 409


async def test_each_role_keeps_scenarios_as_the_page_says(api: Api) -> None:
    await ready(api)
    row = table("reads")["keep scenarios"]
    who = {
        "leader": "dana", "member": "marco", "leader above": "ruth", "planner": "ines",
        "auditor": "sam", "sponsor": "olu", "HR partner": "farah",
    }  # fmt: skip

    answers = {role: (await kept(api, TEN, by=one)).status_code for role, one in who.items()}

    assert {role for role, code in answers.items() if code == 200} == {
        role for role in who if row[role]
    }

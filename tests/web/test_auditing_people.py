"""The auditor's desk beside the loop of a unit: sellers' plans, culture and custody, each with its evidence."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, get_args

import pytest
from api import CYCLE, Api
from cultured import CHOOSE, TELL, opened
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from test_culture_surveys import FILE, sent
from test_sellers import PAY, TRAIN, WRITE, begun

from domain.culture import commands as v
from domain.culture.events import SurveyRestated
from domain.cycle import commands as c
from domain.incentives.events import IncentivesImported
from domain.seller import commands as s
from domain.seller.events import CompensationImported
from projections.populations import Name
from projections.streams import Streams
from runtime.settings import Settings
from store.pool import Pool
from tests.domain import cultures, custodies, paid
from web import imported_of_people

OF_PEOPLE = ("survey", "compensation")
BASE = f"/cycles/{CYCLE}/audit/populations"


@pytest.fixture(scope="module")
async def desk(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """A seller's plan submitted, values acknowledged, a hold placed and its release asked."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-desk-of-people")
        await begun(api)
        await api.give(PAY, by="ines", seller="paul")
        for command in (
            WRITE, s.DeclineTopAccounts(reason="One buyer"), TRAIN, s.SubmitSellerPlan(),
        ):  # fmt: skip
            await api.give(command, by="paul", seller="paul")
        await api.give(c.BeginCulture(), by="dana")
        await opened(api)
        for lead in (CHOOSE, TELL, v.PublishCulture()):
            await api.give(lead, by="dana", culture=True)
        await api.give(v.AcknowledgeCulture(edition=1), by="marco", culture=True)
        assert (await sent(api, FILE)).status_code == 200
        await held(api, "farah", custodies.hold(subject="marco"))
        await held(api, "farah", custodies.RELEASE)
        yield api


async def held(api: Api, who: str, command: Any) -> None:
    name = {"PlaceHold": "place-hold", "ReleaseHold": "release-hold"}[type(command).__name__]
    answer = await api.http.post(
        f"{api.base}/custody/{name}",
        json=command.model_dump(mode="json"),
        headers=api.headers(who),
    )
    assert answer.status_code == 200, answer.text


async def evidence(api: Api, name: str) -> list[dict[str, Any]]:
    found = await api.read(f"{BASE}/{name}")
    assert found["ties_out"], found["ties"]
    return [await api.read(f"{BASE}/{name}/items/{one['id']}") for one in found["items"]]


async def test_a_sellers_plan_is_sampled_step_by_step_and_nothing_of_pay(desk: Api) -> None:
    steps = await evidence(desk, "seller-plans")

    assert [one["item"]["type"] for one in steps] == ["SellerPlanOpened", "SellerPlanSubmitted"]
    assert steps[0]["found"]["changed"] == ["It began here."]
    assert "stage" in steps[1]["found"]["changed"][0]
    told = json.dumps(steps)
    assert "comp-27" not in told
    assert "New business" not in told


async def test_a_sellers_plan_is_read_as_it_stood_at_a_moment(desk: Api) -> None:
    opened, submitted = (await desk.read(f"{BASE}/seller-plans"))["items"]
    plan, before = f"/cycles/{CYCLE}/sellers/paul", submitted["position"] - 1

    assert (await desk.read(plan))["stage"] == "submitted"
    assert (await desk.read(plan, at=before))["stage"] == "writing"
    assert (await desk.get(plan, at=opened["position"] - 1)).status_code == 404
    assert (await desk.get(plan, at=99_999)).status_code == 404
    assert (await desk.get(plan, at="soon")).status_code == 422
    assert (await desk.read(plan, at=before))["compensations"] == []


async def test_who_acknowledged_values_is_sampled_after_what_they_acknowledged(desk: Api) -> None:
    published, acknowledged = await evidence(desk, "values-acknowledged")

    chain = [one["event"]["type"] for one in acknowledged["found"]["chain"]]
    assert chain == ["CulturePublished", "CultureAcknowledged"]
    assert acknowledged["item"]["actor"] == "marco"
    assert published["item"]["type"] == "CulturePublished"


async def test_acts_of_custody_are_sampled_with_what_they_answer(desk: Api) -> None:
    placed, asked = await evidence(desk, "custody")

    assert placed["item"]["type"] == "HoldPlaced"
    assert [one["event"]["type"] for one in asked["found"]["chain"]] == [
        "HoldPlaced", "HoldReleaseAsked",
    ]  # fmt: skip
    assert asked["found"]["reason"] == "The case is closed."


async def test_what_came_in_of_people_is_counted_and_ties_out_without_a_word_of_it(
    desk: Api,
) -> None:
    files = (await desk.read(f"/cycles/{CYCLE}/audit/files"))["files"]

    survey, pay = (next(one for one in files if one["kind"] == kind) for kind in OF_PEOPLE)
    assert (survey["file"], survey["rows"], survey["ties_out"]) == ("spring.csv", 2, True)
    assert survey["sha256"] == sha256(FILE.encode()).hexdigest()
    assert (pay["file"], pay["rows"], pay["sha256"]) == ("comp-27", 1, None)
    assert pay["followed"] == [{"type": "CompensationImported", "events": 1}]
    assert "New business" not in json.dumps(files)
    table = await desk.get(f"/cycles/{CYCLE}/audit/files/control-totals.csv")
    assert "comp-27" in table.text


async def test_a_restatement_of_nothing_and_weights_of_less_than_all_do_not_tie_out(
    desk: Api, record: Pool
) -> None:
    one, *_ = await Streams(record).recorded(desk.organisation, f"culture/{CYCLE}")
    restated = SurveyRestated(**dict(cultures.RESTATE))
    part = PAY.components[0].model_copy(update={"weight": Decimal(90)})
    less = CompensationImported(compensation="comp-27", components=(part,))

    found = [*imported_of_people.surveys([(one, restated)])]
    found += imported_of_people.compensations([(one, less)])

    incentives = IncentivesImported(**dict(paid.importing(paid.RUTH, paid.OLU)))
    found += imported_of_people.incentives([(one, incentives)])
    twice = incentives.model_copy(update={"plans": (*incentives.plans, *incentives.plans)})
    found += imported_of_people.incentives([(one, twice)])

    assert [(one.kind, one.ties_out) for one in found] == [
        ("survey-restated", False), ("compensation", False), ("incentives", True),
        ("incentives", False),
    ]  # fmt: skip


async def test_an_unknown_population_is_refused_with_the_list_of_those_that_there_are(
    desk: Api,
) -> None:
    answer = await desk.get(f"{BASE}/wishes")

    assert answer.status_code == 404
    said = answer.json()["detail"]
    assert said.startswith("There is no population wishes: there are ")
    assert all(name in said for name in get_args(Name))

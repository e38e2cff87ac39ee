"""Who comes to the page of accounts: administrators whom others named, from a page of ours."""

from __future__ import annotations

from administering import ACTS, administrator, page
from api import PAPER, Api, company, start, usd
from fastapi import FastAPI
from people import account_of, browser, sign_in

from domain.cycle import commands as c
from domain.people import Roles
from store.pool import Pool


async def test_only_administrators_come_in_and_a_refusal_is_in_the_security_log(
    app: FastAPI, api: Api, record: Pool
) -> None:
    roles = Roles(
        leader_above="ruth", approvers=("anton",), executives=("eva",), sponsors=("olu",),
        planners=("ines",), hr_partners=("farah",), auditors=("sam",), administrators=("ada",),
    )  # fmt: skip
    await api.give(start(roles=roles))
    await api.give(company(), by="ada")
    path = f"/o/{api.organisation}/accounts"

    before = await api.http.get(path, headers=api.headers("ada"))
    await _announced(api)
    answers = {
        who: await api.http.get(path, headers=api.headers(who))
        for who in (
            "ada", "dana", "ana", "ruth", "anton", "eva", "olu", "ines", "farah", "sam", "otto",
        )
    }  # fmt: skip
    forms = [
        await api.http.post(
            f"{path}/{one}",
            data={"person": "marco"},
            headers=api.headers("ines") | {"Sec-Fetch-Site": "same-origin"},
        )
        for one in ACTS
    ]

    assert before.status_code == 403, "an office that its holder named alone counts for nothing"
    assert {who for who, one in answers.items() if one.status_code == 200} == {"ada"}
    assert {one.status_code for one in forms} == {403}
    assert "This is for the administrator of a cycle here. If it should" in answers["dana"].text
    rows = await record.fetch(
        "SELECT actor FROM tally.security_log WHERE organisation = $1 AND action = 'keep accounts'",
        api.organisation,
    )
    assert len(rows) == 1 + (len(answers) - 1) + len(ACTS)


async def test_a_form_from_elsewhere_changes_nothing(app: FastAPI, api: Api) -> None:
    ada = await administrator(app, api.organisation)
    await account_of(app, "marco", api.organisation)

    forged = await ada.post(
        f"/o/{api.organisation}/accounts/disable",
        data={"person": "marco"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert forged.status_code == 403
    assert "Disabled" not in await page(ada, api)


async def test_my_work_leads_an_administrator_there_and_nobody_else(app: FastAPI, api: Api) -> None:
    ada = await administrator(app, api.organisation)
    marco = await account_of(app, "marco", api.organisation)
    async with browser(app) as his:
        await sign_in(his, marco.email)
        assert "/accounts" not in (await his.get(f"/o/{api.organisation}/work")).text

    assert f"/o/{api.organisation}/accounts" in (await ada.get(f"/o/{api.organisation}/work")).text


async def _announced(api: Api) -> None:
    await api.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
    await api.give(c.AnnounceCycle())

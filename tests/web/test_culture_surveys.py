"""Surveys over HTTP: imported whole or not at all, restated, and read by oneself and who leads one."""

from __future__ import annotations

from typing import Any

from api import Api
from cultured import PLACE, published

FILE = "person,value,score,answers\npaul,teamwork,82,12\nana,teamwork,55.5,9\n"
HOW = {"audience": "customers", "period": "2027-q1"}


async def sent(
    api: Api, text: str, survey: str = "spring", *, by: str = "farah", **more: Any
) -> Any:
    path = f"{api.base}{PLACE}/imports/{survey}"
    headers = {**api.headers(by), "Content-Type": "text/csv"}
    return await api.http.post(path, content=text.encode(), headers=headers, params=HOW | more)


async def scores(api: Api, who: str) -> list[tuple[Any, ...]]:
    found = (await api.read(f"{PLACE}/scores", by=who))["scores"]
    return [
        (one["person"], one["survey"], one["score"], one["change"], one["low"]) for one in found
    ]


async def test_survey_results_come_from_a_file_and_show_to_oneself_and_ones_leader(
    api: Api,
) -> None:
    await published(api)

    assert (await sent(api, FILE, dry_run="true")).json()["receipt"] is None
    assert await scores(api, "paul") == []
    imported = await sent(api, FILE)
    later = await sent(api, "person,value,score,answers\npaul,teamwork,58,7\n", "summer")

    assert (imported.status_code, later.status_code) == (200, 200), imported.text + later.text
    seen = {who: await scores(api, who) for who in ("paul", "ana", "dana", "ruth", "farah", "sam")}
    of_paul = [
        ("paul", "spring", "82", None, False), ("paul", "summer", "58", "-24", True),
    ]  # fmt: skip
    of_ana = [("ana", "spring", "55.5", None, True)]
    assert seen == {
        "paul": of_paul, "ana": of_paul + of_ana, "dana": of_ana, "ruth": [], "farah": [], "sam": [],
    }  # fmt: skip


async def test_a_file_with_problems_is_told_each_cell_and_nothing_of_it_is_used(api: Api) -> None:
    await published(api)

    refused = await sent(
        api, "person,value,score,answers\npau,teamwork,82,12\nana,luck,101,x\ndana,teamwork,5,3\n"
    )

    assert refused.status_code == 409, refused.text
    cells = [(one["cell"], one["remedy"]) for one in refused.json()["problems"]]
    assert [cell for cell, _ in cells] == ["A2", "B3", "C3", "D3", "D4"]
    assert "did you mean paul?" in cells[0][1]
    assert "fewer than 5 answers say nothing" in cells[-1][1]
    assert await scores(api, "ana") == []


async def test_wrong_scores_are_restated_and_who_may_not_import_is_told_no_cell(api: Api) -> None:
    await published(api)
    await sent(api, FILE)

    again = await sent(api, FILE.replace("82", "72").replace("ana,teamwork,55.5,9\n", ""),
                       restates="Two were asked about somebody else.")  # fmt: skip
    stranger = await sent(api, "nonsense", "autumn", by="ana")

    assert again.status_code == 200, again.text
    (mine,) = (await api.read(f"{PLACE}/scores", by="paul"))["scores"]
    assert (mine["score"], mine["imported"]) == ("72", "82")
    assert (stranger.status_code, stranger.json()["name"]) == (403, "NotAuthorised")

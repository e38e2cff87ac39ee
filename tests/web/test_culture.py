"""A cycle's culture over HTTP: begun, published, acknowledged, and read by whom it concerns."""

from __future__ import annotations

import pytest
from api import CYCLE, Api
from cultured import PLACE, TELL, begun, published
from httpx import AsyncClient
from permitted import table
from sampling import body

from domain.culture import commands as v
from domain.culture.authority import OFFICES
from domain.culture.catalogue import CATALOGUE
from domain.model import Command

WHO = {
    "leader of the top unit": "dana",
    "leader of any unit": "ana",
    "member": "paul",
    "leader above": "ruth",
    "HR partner": "farah",
    "planner": "ines",
}


async def test_values_are_published_and_acknowledged_and_everyone_sees_how_many_did(
    api: Api,
) -> None:
    await published(api)

    waits = (await api.read("/inbox", by="paul"))["inbox"]
    await api.give(v.AcknowledgeCulture(edition=1), by="paul", culture=True)
    await api.give(v.ConfirmReasonRead(reason=1), by="paul", culture=True)

    assert [one["kind"] for one in waits if one["kind"] == "culture"] == ["culture"]
    assert "culture" not in {one["kind"] for one in (await api.read("/inbox", by="paul"))["inbox"]}
    mine, other = await api.read(PLACE, by="paul"), await api.read(PLACE, by="marco")
    assert (mine["acknowledged"], mine["read"], mine["acknowledgements"], mine["people"]) == (
        True, True, 1, 4,
    )  # fmt: skip
    assert (other["acknowledged"], other["read"]) == (False, False)
    assert [one["value"] for one in other["values"]] == [one.value for one in CATALOGUE[:3]]
    assert other["reason"]["words"] == TELL.words


async def test_who_acknowledged_is_read_by_themselves_and_up_the_line(api: Api) -> None:
    await published(api)
    await api.give(v.AcknowledgeCulture(edition=1), by="paul", culture=True)

    seen = {
        who: [(one["person"], one["edition"]) for one in (await api.read(f"{PLACE}/people", by=who))["people"]]
        for who in ("paul", "ana", "farah", "ines")
    }  # fmt: skip

    assert seen == {
        "paul": [("paul", 1)],
        "ana": [("paul", 1), ("ana", None)],
        "farah": [("paul", 1), ("ana", None), ("dana", None), ("marco", None)],
        "ines": [],
    }


async def test_a_fourth_value_is_refused_by_its_practice(api: Api) -> None:
    await begun(api)

    refused = await api.ask(v.ChooseValues(values=CATALOGUE[:4]), by="dana", culture=True)

    assert (refused.status_code, refused.json()["name"]) == (409, "GateClosed")
    assert refused.json()["practice"] == "S2-09"


async def test_what_practices_find_in_the_culture_is_counted_among_the_rest(api: Api) -> None:
    await published(api)

    found = (await api.read(f"/cycles/{CYCLE}/practices", by="sam"))["practices"]

    assert {one["id"]: one["found"] for one in found if one["id"] in {"S2-09", "S2-16"}} == {
        "S2-09": 0,
        "S2-16": 3,
    }


async def test_a_cycle_whose_culture_nobody_began_says_so(api: Api) -> None:
    await api.announced()

    answer = await api.get(PLACE, by="paul")

    assert (answer.status_code, answer.json()["name"]) == (404, "Unknown")
    assert "was not begun" in answer.json()["detail"]


async def test_whoever_has_no_part_in_the_cycle_is_told_nothing(api: Api) -> None:
    await begun(api)

    assert (await api.get(PLACE, by="otto")).status_code == 403


GIVEN = [kind for kind in v.COMMANDS.values() if OFFICES[kind] != ("system",)]


@pytest.fixture
async def permitted(http: AsyncClient) -> Api:
    """One culture for all of these; they record nothing in it."""
    found = Api(http=http, organisation="halden-culture-permissions")
    if (await found.get(PLACE, by="dana")).status_code != 200:
        await begun(found)
    return found


@pytest.mark.parametrize("kind", GIVEN)
async def test_each_office_gives_the_commands_that_the_page_says(
    permitted: Api, kind: type[Command]
) -> None:
    said = table("commands of a cycle's culture")[kind.__name__]
    command = kind.model_validate(body(kind))

    answers = {
        office: await permitted.ask(command, by=who, culture=True, dry_run=True)
        for office, who in (*WHO.items(), ("outsider", "otto"))
    }

    allowed = {name for name, one in answers.items() if " is for " not in one.text}
    wanted = {name for name in WHO if said[name]}
    if "leader of any unit" in wanted:
        wanted.add("leader of the top unit")
    if "member" in wanted:
        wanted |= {"leader of the top unit", "leader of any unit"}
    assert allowed - {"outsider"} == wanted
    assert answers["outsider"].status_code == 403

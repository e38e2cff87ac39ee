"""A cycle's culture over HTTP: begun, published, acknowledged, and read by whom it concerns."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from api import CYCLE, Api
from httpx import AsyncClient
from permitted import table
from sampling import body

from domain.culture import commands as v
from domain.culture import values as w
from domain.culture.authority import OFFICES
from domain.culture.catalogue import CATALOGUE
from domain.cycle import commands as c
from domain.model import Command
from domain.people import About
from store import read
from store.entry import entry_of
from store.pool import Pool

PLACE = f"/cycles/{CYCLE}/culture"
CHOOSE = v.ChooseValues(values=CATALOGUE[:3])
TELL = v.TellReason(words="A year that was thought through is a calmer year.")
WHO = {
    "leader of the top unit": "dana",
    "leader of any unit": "ana",
    "member": "paul",
    "leader above": "ruth",
    "HR partner": "farah",
    "planner": "ines",
}


async def begun(api: Api) -> None:
    """The cycle is announced, and its culture open."""
    await api.announced()
    await api.give(c.BeginCulture(), by="dana")
    await opened(api)


async def opened(api: Api) -> dict[str, Any]:
    for _ in range(300):
        answer = await api.get(PLACE, by="dana")
        if answer.status_code == 200:
            return dict(answer.json())
        assert answer.status_code == 404, answer.text
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


async def published(api: Api) -> None:
    await begun(api)
    for command in (CHOOSE, TELL, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)


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


CASE = v.OpenValuesCase(
    case="k1", unit="emea", reason="unwilling",
    about=About(person="paul", words="Keeps to himself what others need."),
    evidence=(
        w.Offered(source="behaviour", value="teamwork", seen_on=date(2026, 11, 3),
                    behaviour=CATALOGUE[2].behaviours[0]),
    ),
    steps=(w.HelpGiven(step="conversation", on=date(2026, 11, 4)),),
)  # fmt: skip
DECIDE = v.DecideValuesCase(
    case="k1", outcome="another_role", about=About(person="paul", words="A desk of his own.")
)


async def test_a_case_is_read_by_two_and_counted_by_auditors(api: Api) -> None:
    await published(api)
    await api.give(CASE, by="ana", culture=True)
    early = await api.read(f"{PLACE}/cases/counts", by="sam")
    await api.give(DECIDE, by="farah", culture=True)

    seen = {
        who: [(one["person"], one["words"], one["outcome"])
              for one in (await api.read(f"{PLACE}/cases", by=who))["cases"]]
        for who in ("ana", "farah", "paul", "dana", "ruth", "ines", "sam")
    }  # fmt: skip

    case = [("paul", "Keeps to himself what others need.", "another_role")]
    assert seen == {
        "ana": case, "farah": case, "paul": [], "dana": [], "ruth": [], "ines": [], "sam": [],
    }  # fmt: skip
    assert early["counts"] == [{"reason": "unwilling", "standing": "open", "cases": 1}]
    counts = await api.read(f"{PLACE}/cases/counts", by="sam")
    assert [one["standing"] for one in counts["counts"]] == ["another_role"]
    assert (await api.get(f"{PLACE}/cases/counts", by="dana")).status_code == 403


async def test_the_record_says_of_nobody_that_there_is_a_case_about_them(
    api: Api, record: Pool
) -> None:
    await published(api)
    await api.give(CASE, by="ana", culture=True)

    stream = await read.stream(record, api.organisation, f"culture/{CYCLE}")
    (opened,) = [one for one in stream if entry_of(one).type == "ValuesCaseOpened"]

    said = str(opened.payload)
    assert "paul" not in said
    assert "Keeps to himself" not in said


@pytest.mark.parametrize("source", ["pushback", "dissent", "pulse"])
async def test_what_people_say_against_a_plan_feeds_no_case(api: Api, source: str) -> None:
    await published(api)
    offered = CASE.evidence[0].model_copy(update={"source": source})

    refused = await api.ask(
        CASE.model_copy(update={"evidence": (offered,)}), by="ana", culture=True
    )

    assert (refused.status_code, refused.json()["practice"]) == (403, "S0-13")
    assert (await api.read(f"{PLACE}/cases/counts", by="sam"))["counts"] == []


async def test_a_case_is_about_somebody_whom_that_unit_leads(api: Api) -> None:
    await published(api)
    names = {"marco": "emea", "ana": "emea", "farah": "emea"}

    answers = {
        who: await api.ask(
            CASE.model_copy(update={"about": About(person=who, words="x"), "unit": unit}),
            by="farah", culture=True,
        )
        for who, unit in names.items()
    }  # fmt: skip

    assert {one.json()["name"] for one in answers.values()} == {"Invalid"}
    await api.give(CASE, by="farah", culture=True)
    other = DECIDE.model_copy(update={"about": About(person="ana", words="x")})
    assert (await api.ask(other, by="ana", culture=True)).json()["name"] == "Invalid"

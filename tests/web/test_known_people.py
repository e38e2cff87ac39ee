"""Ids over every way in: whoever an organisation knows keeps theirs, and nobody gets another's."""

from __future__ import annotations

import pytest
from api import CYCLE, Api, company, start
from fastapi import FastAPI
from httpx import Response
from people import account_of

from domain.people import Document, Person
from store import read
from store.pool import Pool

HEADER = "name,email,manager\n"
DANA = "Dana,dana@halden.example,\n"
ANA = "Ana,ana@halden.example,dana@halden.example\n"
BO = "Bo,bo@halden.example,dana@halden.example\n"
EVA = "Eva,eva@halden.example,dana@halden.example\n"


async def sent(api: Api, content: str, cycle: str = CYCLE, **query: str) -> Response:
    return await api.http.post(
        f"{api.base}/cycles/{cycle}/imports/people",
        content=content.encode(),
        headers={**api.headers("ines"), "Content-Type": "text/csv"},
        params=query,
    )


async def ids(api: Api, cycle: str = CYCLE) -> dict[str, str]:
    state = await api.read(f"/cycles/{cycle}", by="ines")
    units = (unit["draft"] for unit in state["units"])
    return {one["name"]: one["id"] for unit in units for one in unit["people"]}


async def taken(api: Api, content: str, cycle: str = CYCLE) -> dict[str, str]:
    answer = await sent(api, content, cycle)
    assert answer.status_code == 200, answer.text
    return await ids(api, cycle)


async def problems(api: Api, content: str, cycle: str = CYCLE) -> list[tuple[int, str]]:
    answer = await sent(api, content, cycle)
    assert (answer.status_code, answer.json()["name"]) == (409, "FileHasProblems"), answer.text
    return [(one["row"], one["column"]) for one in answer.json()["problems"]]


async def test_next_year_s_file_in_another_order_gives_everybody_their_id(api: Api) -> None:
    await api.give(start())
    first = await taken(api, HEADER + DANA + ANA + BO)
    await api.give(start(cycle="fy28"))

    second = await taken(api, HEADER + EVA + BO + DANA + ANA, "fy28")

    assert first == {"Dana": "p1", "Ana": "p2", "Bo": "p3"}
    assert second == {**first, "Eva": "p4"}


async def test_a_file_imported_again_gives_nobody_the_id_of_who_left(api: Api) -> None:
    await api.give(start())
    await taken(api, HEADER + DANA + ANA + BO)

    without = await taken(api, HEADER + EVA + DANA + BO)
    back = await taken(api, HEADER + ANA + EVA + DANA + BO)

    assert without == {"Dana": "p1", "Bo": "p3", "Eva": "p4"}
    assert back == {**without, "Ana": "p2"}


async def test_an_address_with_an_account_is_that_account_s_person(app: FastAPI, api: Api) -> None:
    account = await account_of(app, "otto", api.organisation)
    await api.give(start())

    found = await taken(
        api, HEADER + DANA + f"Otto Lie,{account.email.upper()},dana@halden.example\n"
    )

    assert found == {"Dana": "p1", "Otto Lie": "otto"}


async def test_swapped_addresses_are_refused_by_cell_and_nothing_is_imported(
    api: Api, record: Pool
) -> None:
    await api.give(start())
    await taken(api, HEADER + DANA + ANA + BO)
    before = await read.head(record, api.organisation)
    swapped = (
        "Ana,bo@halden.example,dana@halden.example\nBo,ana@halden.example,dana@halden.example\n"
    )

    assert await problems(api, HEADER + DANA + swapped) == [(3, "email"), (4, "email")]
    assert await read.head(record, api.organisation) == before


async def test_an_address_that_is_there_twice_is_refused_by_cell(api: Api) -> None:
    await api.give(start())

    assert await problems(api, HEADER + DANA + ANA + ANA.upper()) == [(4, "email")]


async def test_a_changed_address_keeps_its_id_where_the_file_says_so(api: Api) -> None:
    await api.give(start())
    first = await taken(api, HEADER + DANA + ANA + BO)
    await api.give(start(cycle="fy28"))
    moved = "Ana,ana.souza@halden.example,dana@halden.example"

    asked = await problems(api, HEADER + DANA + BO + moved + "\n", "fy28")
    rows = "".join(f",{row}" for row in (DANA, BO)) + f"p2,{moved}\n"
    second = await taken(api, f"id,{HEADER}{rows}", "fy28")

    assert asked == [(4, "email")]
    assert second == first


def impostor() -> Person:
    return Person(id="dana", name="Mallory", email="mallory@halden.example")


def with_impostor() -> object:
    """The company again, and Dana's id given to somebody else."""
    given = company(flat=True)
    (sales,) = given.units
    people = (impostor(), *(one for one in sales.people if one.id != "dana"))
    return given.model_copy(
        update={
            "source": Document(name="again.csv", sha256="c" * 64),
            "units": (sales.model_copy(update={"people": people}),),
        }
    )


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_command_does_not_give_an_id_to_somebody_else(api: Api, dry_run: bool) -> None:
    await api.give(start())
    await api.give(company(flat=True))

    refused = await api.ask(with_impostor(), dry_run=dry_run)  # type: ignore[arg-type]

    assert (refused.status_code, refused.json()["name"]) == (409, "Invalid"), refused.text
    assert refused.json()["missing"] == [
        "Mallory, dana: the id is somebody else's: write their own"
    ]


async def test_who_may_not_import_is_told_nothing_of_anybody_s_id(api: Api) -> None:
    await api.give(start())
    await api.give(company(flat=True))

    refused = await api.ask(with_impostor(), by="marco")  # type: ignore[arg-type]

    assert (refused.status_code, refused.json()["name"]) == (403, "NotAuthorised")
    assert "Mallory" not in refused.text


async def test_a_command_given_again_has_its_receipt(api: Api) -> None:
    await api.give(start())
    first = await api.give(company(flat=True), key="people-1")

    assert await api.give(company(flat=True), key="people-1") == first

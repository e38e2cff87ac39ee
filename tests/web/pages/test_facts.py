"""Facts and the execution of plans on their pages, as known on a day."""

from __future__ import annotations

import pytest
from api import CYCLE, Api
from closing import closed, restated

from domain.cycle.commands import RecordImport
from domain.people import Document


async def text(api: Api, path: str, *, by: str = "ana") -> str:
    address = f"/o/{api.organisation}/cycles/{CYCLE}{path}"
    page = await api.http.get(address, headers=api.headers(by))
    assert page.status_code == 200, page.text
    return " ".join(page.text.split())


async def test_facts_of_a_cycle_and_a_unit_are_shown_as_known_on_a_day(api: Api) -> None:
    await closed(api)
    await restated(api)
    file = Document(name="last-year.csv", sha256="e" * 64)
    await api.give(RecordImport(kind="actuals", source=file, rows=2))

    whole = await text(api, "/facts", by="dana")
    then = await text(api, "/facts?known_on=2027-04-05", by="dana")
    unit = await text(api, "/units/sales/facts")
    before = await text(api, "/units/sales/facts?known_on=2027-04-05")

    assert f"/cycles/{CYCLE}/units/sales/facts" in whole
    assert "Q4" in whole
    assert "Q4" not in then
    assert "known_on=2027-04-05" in then
    assert ("last-year.csv" in whole, "last-year.csv" in then) == (True, False)
    long_before = await text(api, "/facts?known_on=2020-01-01", by="dana")
    assert "No actuals were recorded by then." in long_before
    for words in ("Booked too early", "Q4.csv", "4" * 64, "Reversed", "approved by"):
        assert words in unit, words
    assert "Nothing was corrected." in before
    assert "This is what came as known at the end of" in before


async def test_units_of_a_cycle_are_shown_a_page_at_a_time(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.paging.A_PAGE", 1)
    await api.in_force()
    await api.facts()
    for path in ("/facts", "/execution"):
        first = await text(api, path, by="ines")
        second = await text(api, f"{path}?known_on=&page=2", by="ines")

        assert "page 1 of 2" in first
        assert "page=2" in first
        assert "page 2 of 2" in second
        assert "page=1" in second
    assert "None of these units has actuals." in await text(api, "/facts", by="ines")
    assert "Q1" in await text(api, "/facts?page=2", by="ines")


async def test_execution_is_shown_by_team_and_person(api: Api) -> None:
    await closed(api)

    unit = await text(api, "/units/sales/execution")
    whole = await text(api, "/execution?known_on=", by="dana")
    early = await text(api, "/execution?known_on=2026-01-01", by="dana")

    assert "The team" in unit
    assert "The team" in whole
    assert "No plan was open by then." in early


async def test_who_has_no_part_in_it_sees_neither(api: Api) -> None:
    await closed(api)
    for path in ("facts", "execution", "units/sales/facts", "units/sales/execution"):
        address = f"/o/{api.organisation}/cycles/{CYCLE}/{path}"
        assert (await api.http.get(address, headers=api.headers("outsider"))).status_code == 403

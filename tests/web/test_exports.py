"""What a cycle holds, taken away as csv or as a workbook, by whom it may be seen."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from api import CYCLE, Api, company, start

from domain.cycle import commands as c


@pytest.mark.parametrize(
    "name", ["people", "actuals", "portions", "quotas", "timeline", "findings"]
)
async def test_everything_is_exported_as_csv(api: Api, name: str) -> None:
    await api.in_force()

    answer = await api.get(f"/cycles/{CYCLE}/exports/{name}.csv")

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(row) for row in table}) == 1
    if name == "quotas":
        assert [row[1] for row in table[1:]] == ["north", "emea"]


async def test_everything_is_exported_as_a_workbook_of_the_same_rows(api: Api) -> None:
    await api.in_force()

    for name in ("people", "actuals", "portions", "quotas", "timeline", "findings"):
        text = await api.get(f"/cycles/{CYCLE}/exports/{name}", format="csv")
        answer = await api.get(f"/cycles/{CYCLE}/exports/{name}", format="xlsx")

        assert answer.status_code == 200, answer.text
        assert f"{CYCLE}-{name}.xlsx" in answer.headers["content-disposition"]
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        table = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
        assert list(map(str, rows[0])) == table[0]
        assert len(rows) == len(table)


async def test_an_export_holds_only_what_the_caller_sees(api: Api) -> None:
    await api.in_force()

    answer = await api.get(f"/cycles/{CYCLE}/exports/portions.csv", by="paul")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["unit"] for row in rows} == {"emea"}


@pytest.mark.parametrize(("person", "role"), [("farah", "hr_partners"), ("adam", "administrators")])
async def test_whose_office_comes_to_people_exports_all_of_them_and_no_number(
    api: Api, person: str, role: str
) -> None:
    held = start().roles.model_copy(update={role: (person,)})
    await api.give(start(roles=held))
    await api.give(company())

    people = await api.get(f"/cycles/{CYCLE}/exports/people.csv", by=person)
    portions = await api.get(f"/cycles/{CYCLE}/exports/portions.csv", by=person)

    table = list(csv.DictReader(io.StringIO(people.content.decode("utf-8-sig"))))
    assert {row["unit"] for row in table} == {"sales", "emea"}
    assert list(table[0]) == ["unit", "leader", "id", "name", "email", "seats"]
    assert {"marco@halden.example", "paul@halden.example"} <= {row["email"] for row in table}
    assert len(portions.content.decode().splitlines()) == 1


async def test_a_formula_is_neutralised_on_export(api: Api) -> None:
    await api.give(start())
    company = c.ImportOrganisation.model_validate(
        {
            "source": {"name": "p.csv", "sha256": "d" * 64},
            "rows": 1,
            "units": [
                {
                    "unit": "sales", "name": "Sales", "parent": None, "leader": "dana",
                    "currency": "USD", "seats": [],
                    "people": [
                        {"id": "dana", "name": "=HYPERLINK(1)", "email": "d@halden.example"}
                    ],
                }
            ],
        }
    )  # fmt: skip
    await api.give(company)

    answer = await api.get(f"/cycles/{CYCLE}/exports/people.csv", by="ines")

    assert "'=HYPERLINK(1)" in answer.text

"""A leader's prepared portions: changed on the page or as a spreadsheet, then on the form."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from api import CYCLE, Api
from browsing import Read
from httpx import Response
from test_drafts import MANY, full

from domain.unit import commands as u
from web.drafts import MOST

HERE = "/units/sales/portions"
FORM = "/units/sales/acts/propose-stretch-target"
REASONS = {"reason.north": "The port opens.", "reason.emea": "A new rival."}
MOVED = {"portion.north": "61.50", "portion.emea": "35.00", **REASONS}


@pytest.fixture
async def goal(api: Api) -> Api:
    """Sales has its goal, 100 USD: by last year 56 USD for north, 40 EUR for EMEA."""
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco", "ana"))
    await api.give(session, by="dana", unit="sales")
    return api


async def sheet(api: Api, by: str = "dana", kind: str = "csv") -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}{HERE}/sheet.{kind}"
    return await api.http.get(address, headers=api.headers(by))


async def send(api: Api, content: bytes, name: str = "portions.csv", by: str = "dana") -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}{HERE}/sheet"
    files = {"file": (name, content)}
    return await api.http.post(address, files=files, headers=api.headers(by))


def changed(answer: Response, amounts: dict[str, str], reason: str = "As we agreed.") -> bytes:
    """The sheet with these portions in it."""
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    for row in rows:
        if row["seat"] in amounts:
            row |= {"portion": amounts[row["seat"]], "reason": reason}
        writer.writerow(row)
    return out.getvalue().encode()


async def test_a_leader_starts_from_last_years_shares_and_keeps_what_they_change(
    goal: Api, pages: Read
) -> None:
    page = await pages(goal, HERE, by="dana")
    assert (page.value("portion.north"), page.value("portion.emea")) == ("56.00", "40.00")

    kept = await page.press("Keep", MOVED)

    assert (kept.value("portion.north"), kept.value("reason.north")) == ("61.50", "The port opens.")
    assert "Nobody sees it before you propose it" in kept.words
    assert not (await goal.unit(by="dana"))["versions"]


async def test_portions_for_which_there_is_no_room_are_still_there_to_read(
    goal: Api, pages: Read, web_database: str
) -> None:
    page = await pages(goal, HERE, by="dana")
    await full(web_database, goal, MANY, MOST, "dana")

    refused = await page.press("Keep", MOVED)

    assert (refused.status, refused.value("portion.north")) == (409, "61.50")
    assert "delete drafts or scenarios that you no longer need" in refused.words


async def test_the_form_to_propose_starts_from_what_was_prepared(goal: Api, pages: Read) -> None:
    page = await pages(goal, HERE, by="dana")
    await page.press("Keep", MOVED)

    form = await pages(goal, FORM, by="dana")
    assert form.value("portions.0.amount.amount") == "61.50"
    assert form.value("portions.1.adjustment") == "A new rival."
    proposed = await form.press("Propose the stretch target", {"outlook.1.run_rate.amount": "16"})

    assert proposed.status == 200, proposed.words[:500]
    (version,) = (await goal.unit(by="dana"))["versions"]
    amounts = {one["seat"]: one["amount"]["amount"] for one in version["portions"]}
    assert amounts == {"north": "61.50", "emea": "35.00"}
    drafts = (await goal.get("/drafts", by="dana")).json()["drafts"]
    assert drafts == []


async def test_another_basis_on_the_form_goes_before_what_was_prepared(
    goal: Api, pages: Read
) -> None:
    page = await pages(goal, HERE, by="dana")
    await page.press("Keep", MOVED)

    form = await pages(goal, f"{FORM}?basis=share_of_last_year", by="dana")

    assert form.value("portions.0.amount.amount") == "56.00"


async def test_the_page_and_the_form_lead_to_each_other(goal: Api, pages: Read) -> None:
    form = await pages(goal, FORM, by="dana")
    page = await pages(goal, HERE, by="dana")

    assert form.link("Work on the portions as a spreadsheet").endswith(HERE)
    assert page.link("Choose another basis or add-on on the form").endswith(FORM)


async def test_a_sheet_that_comes_back_shows_its_difference_and_is_taken_on_a_button(
    goal: Api, pages: Read
) -> None:
    amounts = {"north": "61.50", "emea": "35.00"}
    sent = await send(goal, changed(await sheet(goal), amounts))
    shown = await pages(goal, HERE, by="dana")

    assert sent.status_code == 303
    assert "2 seats change" in shown.words
    assert shown.value("portion.north") == "56.00"
    taken = await shown.press("Take these changes")
    assert taken.value("portion.north") == "61.50"
    assert "What the sheet changes" not in taken.words


async def test_a_sheet_that_does_not_tie_out_is_not_taken(goal: Api, pages: Read) -> None:
    await send(goal, changed(await sheet(goal), {"north": "57.00"}))
    shown = await pages(goal, HERE, by="dana")

    refused = await shown.press("Take these changes")
    left = await refused.press("Leave it as it was")

    assert refused.status == 409
    assert "nothing was taken" in refused.words
    assert left.value("portion.north") == "56.00"


async def test_a_sheet_that_cannot_be_read_is_refused_by_its_cells(goal: Api) -> None:
    refused = await send(goal, changed(await sheet(goal), {"north": "a lot"}))

    assert refused.status_code == 409
    assert "nothing changed" in refused.text


async def test_the_workbook_has_the_seats_and_what_their_basis_gives(goal: Api) -> None:
    answer = await sheet(goal, kind="xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert book is not None
    seats = {row[1] for row in book.iter_rows(min_row=2, values_only=True)}
    assert {"north", "emea"} <= seats


async def test_a_portion_that_is_no_amount_stands_beside_its_field_with_the_others(
    goal: Api, pages: Read
) -> None:
    page = await pages(goal, HERE, by="dana")

    refused = await page.press("Keep", {**MOVED, "portion.north": "much"})

    assert refused.status == 422
    assert "e-portion.north" in refused.ids
    assert (refused.value("portion.north"), refused.value("portion.emea")) == ("much", "35.00")


async def test_who_does_not_lead_finds_nothing_prepared_and_takes_no_sheet(
    goal: Api, pages: Read
) -> None:
    page = await pages(goal, HERE, by="marco")

    assert "Nothing is prepared for you here" in page.words
    assert (await sheet(goal, by="marco")).status_code == 404
    assert (await send(goal, b"seat,portion\n", by="marco")).status_code == 404

"""Executive buy-in on the unit's page: what a function owes is named, and its owner answers there."""

from __future__ import annotations

from api import Api
from browsing import Read

OWED = {
    "dependency.function": "Finance",
    "dependency.words": "Credit limits for four customers",
    "dependency.owner": "olu",
    "dependency.due_on": "2027-04-01",
}


async def test_what_a_function_owes_is_named_and_answered_by_its_owner(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/name-dependency", by="dana")
    done = await form.press("Name what a function owes", OWED)
    assert done.status == 200
    assert "Finance: Credit limits for four customers" in done.words
    assert "not answered" in done.words

    page = await pages(api, "/units/sales", by="olu")
    said = await page.press("Accept or refuse", {"outcome": "refused", "words": "Not for two"})

    assert said.status == 200
    assert "Not for two" in said.words
    read = await api.read("/cycles/fy27/units/sales/buy-in", by="dana")
    (one,) = read["dependencies"]
    assert (one["answer"]["outcome"], one["answer"]["by"]) == ("refused", "olu")


async def test_who_does_not_own_it_has_no_form_to_answer(api: Api, pages: Read) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/name-dependency", by="dana")
    await form.press("Name what a function owes", OWED)

    page = await pages(api, "/units/sales", by="ana")

    assert "Credit limits for four customers" in page.words
    assert "Accept or refuse" not in page.words


async def test_forms_name_who_stands_above_the_plan_and_choose_nobody(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    offered: dict[str, set[str]] = {}
    chosen: set[str] = set()
    for act in ("name-dependency", "align-with-ceo", "present-to-executives"):
        page = await pages(api, f"/units/sales/acts/{act}", by="dana")
        for control in (one for form in page.read.forms for one in form.controls):
            offered.setdefault(control.name, set()).add(control.value)
            if control.name == "attendees" and control.chosen:
                chosen.add(control.value)

    assert "olu" in offered["dependency.owner"]
    assert "marco" not in offered["dependency.owner"]
    assert {"olu", "ruth"} <= offered["ceo"]
    assert {"olu", "ruth", "marco"} <= offered["attendees"]
    assert chosen == set()

"""What a closed year taught, and years side by side: over HTTP, from the read models."""

from __future__ import annotations

import re
from html import unescape

from api import CYCLE, Api
from closing import closed, joined, restated


def told(page: str) -> set[str]:
    """Each cell of the page's tables as it is read."""
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    return {" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in cells}


async def test_who_was_closer_is_said_by_person_unit_and_kind(api: Api) -> None:
    await closed(api)
    found = await api.read(f"/cycles/{CYCLE}/learned", by="ana")

    emea = next(one for one in found["seats"] if one["seat"] == "emea")
    assert (emea["person"], emea["proposed_by"], emea["kinds"]) == (
        "ana",
        "dana",
        ["attainability"],
    )
    assert emea["countered"] is not None
    assert emea["closer"] in {"counter", "proposal", "even"}
    (kind,) = found["by_kind"]
    assert (kind["of"], kind["countered"]) == ("attainability", 1)
    assert [(one["of"], one["seats"]) for one in found["by_proposer"]] == [("dana", 2)]
    assert [one["of"] for one in found["by_person"]] == ["ana", "marco"]
    assert [(one["of"], one["seats"]) for one in found["by_unit"]] == [("sales", 2)]


async def test_attainment_is_spread_over_people_and_both_sides_undertakings_are_counted(
    api: Api,
) -> None:
    await closed(api)
    found = await api.read(f"/cycles/{CYCLE}/learned", by="dana")

    assert sum(one["people"] for one in found["distribution"]) == 2
    leaders = next(one for one in found["kept"] if one["side"] == "leaders")
    assert (leaders["made"], leaders["kept"], leaders["breached"]) == (1, 0, 1)
    assert {one["side"] for one in found["kept"]} == {"leaders", "teams", "sellers"}
    assert all(one["reached"] <= one["units"] for one in found["findings"])


async def test_a_year_is_one_line_and_keeps_what_it_was_closed_with(api: Api) -> None:
    """S3-09 S3-39."""
    await closed(api)
    (before,) = (await api.read(f"/cycles/{CYCLE}/years", by="marco"))["years"]
    await restated(api)
    found = await api.read(f"/cycles/{CYCLE}/years", by="marco")
    (after,) = found["years"]

    assert before["closed"]
    assert before["actual"] == before["closed_actual"] == after["closed_actual"] == "104.00"
    assert after["actual"] == "99.00"
    assert [(one["leader"], one["cycle"]) for one in found["leaders"]] == [("dana", CYCLE)]


async def test_who_has_no_part_in_it_learns_nothing(api: Api) -> None:
    await closed(api)
    assert (await api.get(f"/cycles/{CYCLE}/learned", by="outsider")).status_code == 403


async def test_the_page_tells_the_same_to_who_sees_the_unit(api: Api) -> None:
    await closed(api)
    address = f"/o/{api.organisation}/cycles/{CYCLE}"

    page = await api.http.get(f"{address}/learned", headers=api.headers("ana"))
    cycle = await api.http.get(address, headers=api.headers("ana"))
    outside = await api.http.get(f"{address}/learned", headers=api.headers("outsider"))

    assert page.status_code == 200
    for words in ("Who judged best", "By kind of obstacle", "Years side by side", "attainability"):
        assert words in page.text, words
    assert " of 2 at or above quota" in page.text
    assert {"Attainment", "People", "Together"} <= told(page.text), "a table says what is drawn"
    assert f"{address}/learned" in cycle.text
    assert outside.status_code == 403


async def test_the_page_names_who_joined_and_the_years_by_their_cycles_names(api: Api) -> None:
    await joined(api)
    await api.facts()
    address = f"/o/{api.organisation}/cycles/{CYCLE}"

    page = (await api.http.get(f"{address}/learned", headers=api.headers("ana"))).text

    found = await api.read(f"/cycles/{CYCLE}/learned", by="ana")
    assert "joe" in {one["person"] for one in found["seats"]}
    name = (await api.read(f"/cycles/{CYCLE}"))["name"]
    assert {"Joe Adler", f"{name} not closed"} <= told(page)
    assert not {"joe", CYCLE, f"{CYCLE} not closed"} & told(page)

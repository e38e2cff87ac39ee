"""My team: each seat, what is missing of whom, and the acts that a manager needs at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from api import CYCLE, Api
from closing import joined
from httpx import Response

from domain.unit import commands as u


def words(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def rows(answer: Response) -> list[str]:
    """Each row of the page's tables as it is read."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", answer.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


async def team(api: Api, by: str, **query: str) -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}/team"
    return await api.http.get(address, headers=api.headers(by), params=query)


async def fill(api: Api, by: str, **form: str) -> Response:
    shown = await team(api, by)
    found = re.search(r'name="command_id" value="([^"]+)"', shown.text)
    address = f"/o/{api.organisation}/cycles/{CYCLE}/team/fill-seat"
    data = {"command_id": found[1] if found else "a-form-of-mine", **form}
    headers = api.headers(by, Sec_Fetch_Site="same-origin")
    return await api.http.post(address, data=data, headers=headers)


async def test_a_leader_sees_what_is_missing_of_whom_with_gaps_first(api: Api) -> None:
    await api.proposed()
    await api.give(u.ConfirmUnderstanding(version=1), by="ana", unit="sales")
    await api.give(u.StateNoConcerns(version=1), by="ana", unit="sales")

    answer = await team(api, "dana")

    assert answer.status_code == 200
    seats = [row for row in rows(answer) if row.startswith(("North", "EMEA their unit"))]
    assert seats[0].startswith(
        "North Marco that they understood; an objection or that there is none $61.60"
    )
    assert seats[1].startswith("EMEA their unit Ana nothing €44")
    assert "Something is missing at 1 of 2 seats; these come first." in words(answer)


async def test_open_objections_are_to_be_answered_from_here(api: Api) -> None:
    await api.proposed()
    raised = u.RaisePushback(item="flat", version=1, kind="realism", words="It is flat.")
    await api.give(raised, by="ana", unit="sales")

    answer = await team(api, "dana")

    assert "Answer the objections" in answer.text
    assert f'href="/o/{api.organisation}/cycles/{CYCLE}/units/sales"' in answer.text
    (row,) = [row for row in rows(answer) if row.startswith("EMEA their unit")]
    assert "your answer to an objection" in row
    assert "1 to be answered" in row


async def test_signatures_stand_with_their_day(api: Api) -> None:
    api.flat = True
    await api.in_force()

    answer = await team(api, "dana")

    assert "3 of 3; the leader: signed" in words(answer)
    (row,) = [row for row in rows(answer) if row.startswith("North")]
    assert "Marco nothing $61.60 $61.60" in row
    assert "signed 25 Nov 2026" in row
    assert "review" in words(answer)


async def test_a_member_sees_portions_and_signatures_and_no_more(api: Api) -> None:
    await api.proposed()
    await api.give(u.ConfirmUnderstanding(version=1), by="ana", unit="sales")

    answer = await team(api, "marco")

    said = words(answer)
    assert "€44" in said
    assert "not asked yet" in said
    assert "Understood" not in said
    assert "They offer" not in said
    assert "Fill a vacant seat" not in said
    assert f"/o/{api.organisation}/cycles/{CYCLE}/units/emea" in answer.text


async def test_another_unit_is_opened_by_who_may_see_it(api: Api) -> None:
    await api.announced()

    answer = await team(api, "dana", unit="emea")
    assert 'id="team-emea"' in answer.text
    assert "Vacant, carried by Ana" in words(answer)

    answer = await team(api, "paul", unit="sales")
    assert 'id="team-sales"' not in answer.text


async def in_force_below(api: Api) -> None:
    """EMEA in force as far as Paul's and Ana's signatures go; Oslo is vacant."""
    await api.in_force()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))


async def test_a_vacant_seat_without_a_quota_is_not_offered(api: Api) -> None:
    await api.announced()
    assert "Fill a vacant seat" not in words(await team(api, "ana"))
    form = {"place": "emea/oslo", "person.name": "Kim", "joins_on": "2027-02-01"}

    answer = await fill(api, "ana", **form, **{"person.email": "kim@halden.example"})

    assert answer.status_code == 409
    assert "The seat has no quota in force yet" in words(answer)


async def test_what_cannot_be_read_stands_beside_its_field(api: Api) -> None:
    await api.announced()
    form = {"place": "emea/oslo", "person.name": "Kim", "joins_on": "soon"}

    answer = await fill(api, "ana", **form, **{"person.email": "nowhere"})

    assert answer.status_code == 422


async def test_filling_a_seat_of_a_plan_that_one_does_not_see_is_refused(api: Api) -> None:
    await api.announced()
    form = {"place": "sales/north", "person.name": "Kim", "joins_on": "2027-02-01"}

    answer = await fill(api, "paul", **form, **{"person.email": "kim@halden.example"})

    assert answer.status_code == 403


async def test_a_leader_fills_a_vacant_seat_and_the_joiner_is_asked(api: Api) -> None:
    api.flat = True
    await api.in_force()
    api.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    left = u.HandOverSeat(seat="north", successor=None, left_on=api.now.date())
    await api.give(left, by="farah", unit="sales")
    shown = await team(api, "dana")
    assert "Fill a vacant seat" in words(shown)
    assert '<option value="sales/north"' in shown.text

    form = {"place": "sales/north", "person.name": "Kim Oda", "joins_on": "2027-01-01"}
    answer = await fill(api, "dana", **form, **{"person.email": "kim@halden.example"})

    assert answer.status_code == 303, answer.text
    plan = await api.unit("sales")
    assert [one["seat"] for one in plan["joining"]] == ["north"]
    (row,) = [row for row in rows(await team(api, "dana")) if row.startswith("North")]
    assert row.startswith("North Vacant: Kim Oda is asked the joiner's signature")


async def test_who_has_joined_is_called_by_name(api: Api) -> None:
    await joined(api)
    told = [row for row in rows(await team(api, "dana")) if row.startswith("North")]
    assert any(row.startswith("North Joe Adler") for row in told), told
    address = f"/o/{api.organisation}/cycles/{CYCLE}/units/sales"
    plan = words(await api.http.get(address, headers=api.headers("dana")))
    assert "Joe Adler" in plan
    assert " joe " not in plan

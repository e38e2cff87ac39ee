"""My work: what waits for a person, what they wait for, what they did."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from api import CYCLE, Api, company, start
from httpx import Response

from domain.unit import commands as u


def words(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def section(answer: Response, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


async def work(api: Api, by: str) -> Response:
    address = f"/o/{api.organisation}/work"
    answer = await api.http.get(address, headers=api.headers(by, Accept="text/html"))
    assert answer.status_code == 200, answer.text
    return answer


async def test_what_waits_links_to_the_page_where_it_is_done(api: Api) -> None:
    await api.proposed()

    answer = await work(api, "marco")

    base = f"/o/{api.organisation}/cycles/{CYCLE}"
    said = section(answer, "waits")
    assert "Confirm that you understand your portion." in said
    assert "Respond to the proposal: push back, or say that you have no concern." in said
    assert said.index("Confirm that you") < said.index("Respond to the proposal")
    assert f'<a href="{base}/number">' in answer.text


async def test_an_overdue_line_says_so_in_words(api: Api) -> None:
    await api.proposed()
    api.now = datetime(2026, 11, 30, 9, tzinfo=UTC)

    said = section(await work(api, "marco"), "waits")

    assert re.search(r"Overdue by \d+ days", said)


async def test_an_objection_waits_for_the_leader_by_name(api: Api) -> None:
    await api.proposed()
    raised = u.RaisePushback(item="flat", version=1, kind="realism", words="It is flat.")
    await api.give(raised, by="ana", unit="sales")

    leader = section(await work(api, "dana"), "waits")
    assert "Answer Ana's objection, with a reason." in leader

    member = section(await work(api, "ana"), "others")
    assert "Dana" in member
    assert "Answer Ana's objection" in member

    other = section(await work(api, "marco"), "others")
    assert "objection" not in other


async def test_a_leader_sees_who_holds_up_the_next_step(api: Api) -> None:
    await api.proposed()
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

    answer = await work(api, "dana")

    said = section(answer, "held")
    assert "Sales" in said
    assert "Ana has neither pushed back nor said they have no concern, held up by Ana" in said
    assert "S0-02" in said


async def test_people_who_are_silent_are_one_line_that_opens(api: Api) -> None:
    await api.proposed()

    said = section(await work(api, "dana"), "held")

    assert "Everyone took part: 2 are missing, held up by" in said
    assert said.index("Everyone took part") < said.index("Ana has neither pushed back")


async def test_what_i_did_stands_with_the_last_first(api: Api) -> None:
    await api.proposed()

    said = section(await work(api, "dana"), "done")

    assert said.index("proposed version 1") < said.index("planning session")
    assert "Nothing is recorded" in section(await work(api, "paul"), "done")


async def test_without_a_part_the_page_says_how_to_begin(api: Api) -> None:
    answer = await work(api, "ines")

    assert "You have no part in a cycle here yet." in words(answer)
    assert f'href="/o/{api.organisation}/start"' in answer.text


async def test_a_member_is_not_offered_to_start_a_cycle(api: Api) -> None:
    await api.announced()
    start_link = f'href="/o/{api.organisation}/start"'
    assert start_link in (await work(api, "ines")).text
    assert start_link in (await work(api, "dana")).text
    assert start_link not in (await work(api, "marco")).text


async def test_what_is_to_be_prepared_waits_for_who_prepares(api: Api) -> None:
    await api.give(start())
    answer = await work(api, "ines")
    assert "Import the people, units and seats." in section(answer, "waits")
    await api.give(company())
    answer = await work(api, "olu")
    assert "Confirm the plan goal of revenue." in section(answer, "waits")
    assert f'href="/o/{api.organisation}/cycles/{CYCLE}#goal"' in answer.text

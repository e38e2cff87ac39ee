from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from runtime.settings import Settings
from web.rendering import NOTHING


@pytest.fixture(scope="module")
async def year(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Signed, with a first quarter."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-replay")
        await api.in_force()
        await api.facts()
        yield api


async def page(api: Api, *, by: str = "sam", **query: str | int) -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}/replay"
    return await api.http.get(address, headers=api.headers(by), params=query)


async def position_of(api: Api, kind: str) -> int:
    """Where the first event of a type is."""
    told = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000)
    return next(int(one["position"]) for one in told["events"] if one["type"] == kind)


def rows(answer: Response) -> dict[str, list[str]]:
    """The cells of each unit's row, by the unit."""
    table = answer.text.partition("The plans as they stood</h2>")[2].partition("</table>")[0]
    found = {}
    for row in table.split("<tr>")[2:]:
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        texts = [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]
        found[texts[0]] = texts[1:]
    return found


async def test_without_a_moment_the_last_one_is_shown(year: Api) -> None:
    answer = await page(year)

    assert answer.status_code == 200
    assert "This is the end of what you can see." in answer.text
    assert rows(answer)["Sales"][:2] == ["Dana", "in execution"]
    assert rows(answer)["Sales"][-1] == "the same"


async def test_a_moment_is_shown_as_it_stood_with_what_is_different_now(year: Api) -> None:
    proposed = await position_of(year, "StretchTargetProposed")

    sales = rows(await page(year, position=proposed))["Sales"]

    assert sales[:4] == ["Dana", "proposed", "0 of 3", "$100"]
    assert sales[4:6] == ["$110 why", NOTHING]
    assert sales[6] == "proposed then, in execution now; 1 pushback item since"


async def test_a_date_leads_to_the_last_moment_before_it(year: Api) -> None:
    answer = await page(year, at="2026-11-02T09:00")

    assert answer.status_code == 200
    assert 'value="2026-10-01T11:00"' in answer.text, "in the zone of the cycle"
    assert rows(answer)["Sales"][1] == "drafted"


async def test_one_goes_from_event_to_event(year: Api) -> None:
    here = await position_of(year, "StretchTargetProposed")

    answer = await page(year, position=here)
    back = re.search(r'href="\?position=(\d+)">Previous event<', answer.text)
    on = re.search(r'href="\?position=(\d+)">Next event<', answer.text)

    assert back
    assert on
    assert int(back[1]) < here < int(on[1])


async def test_a_step_leads_to_what_caused_it_and_to_what_came_of_it(year: Api) -> None:
    raised = await position_of(year, "PushbackRaised")
    answered = await position_of(year, "PushbackAnswered")

    page_of_answer = section(await page(year, position=answered), "step")
    page_of_item = section(await page(year, position=raised), "step")

    assert (
        "Dana answered “The euro zone is flat.” (real issue): The orders say so, clearly."
        in page_of_answer
    )
    because, _, led_to = page_of_answer.partition("Led to")
    assert f'href="?position={raised}"' in because
    assert "added a key success factor" in led_to
    assert f'href="?position={answered}"' in page_of_item.partition("Led to")[2]
    back = re.search(r'href="\?position=(\d+)">Step back in this plan<', page_of_answer)
    on = re.search(r'href="\?position=(\d+)">Step forward in this plan<', page_of_answer)
    assert back
    assert on
    assert int(back[1]) < answered < int(on[1])


async def test_what_a_step_changed_is_told_in_words(year: Api) -> None:
    answered = await position_of(year, "PushbackAnswered")

    changed = section(await page(year, position=answered), "changed")

    assert "What this changed" in changed
    assert "Dana answered Ana's “The euro zone is flat.” (real issue)" in changed
    assert "pushed back on version" not in changed


async def test_two_moments_are_compared_where_one_says_since_when(year: Api) -> None:
    proposed = await position_of(year, "StretchTargetProposed")
    answered = await position_of(year, "PushbackAnswered")

    answer = await page(year, position=answered, since=proposed)
    wrong = await page(year, position=proposed, since=answered)

    changed = section(answer, "changed")
    assert f"What changed since position {proposed}" in changed
    assert "Ana pushed back on version 1 (attainability): The euro zone is flat." in changed
    assert wrong.status_code == 422
    assert "Compare with an earlier position, such as 1." in wrong.text


async def test_causes_in_a_plan_that_one_could_not_read_are_not_told(year: Api) -> None:
    told = await year.read(f"/cycles/{CYCLE}/timeline", unit="emea", limit=1000)
    goal = next(one["position"] for one in told["events"] if one["type"] == "GoalSet")

    hers = section(await page(year, by="dana", position=goal), "step")
    his = section(await page(year, by="paul", position=goal), "step")

    assert "Because of" in hers
    assert "Because of" not in his


def section(answer: Response, name: str) -> str:
    """From one heading of the page to the next one of its rank."""
    return unescape(answer.text.partition(f'id="{name}"')[2].partition("<h2")[0])


async def test_it_is_a_plain_form_with_a_slider(year: Api) -> None:
    answer = await page(year, position=5)

    assert re.search(r'<input id="f-position" name="position" type="range" min="1"', answer.text)
    assert answer.text.count('<form method="get"') == 4
    assert 'type="module" src="/static/replay.js' in answer.text


async def test_a_reader_sees_only_what_they_could_read_then(year: Api) -> None:
    at = await position_of(year, "StretchTargetProposed")

    assert set(rows(await page(year, by="paul", position=at))) == {"EMEA"}
    assert set(rows(await page(year, by="dana", position=at))) == {"Sales", "EMEA"}


async def test_before_a_unit_had_a_plan_nobody_could_read_it(year: Api) -> None:
    answer = await page(year, by="dana", position=2)

    assert answer.status_code == 200
    assert rows(answer) == {}


async def test_an_auditor_sees_as_anyone_did(year: Api) -> None:
    at = await position_of(year, "StretchTargetProposed")

    answer = await page(year, by="sam", position=at, person="paul")

    assert set(rows(answer)) == {"EMEA"}
    assert "You see what Paul could see then" in answer.text


@pytest.mark.parametrize("reader", ["ana", "dana", "ines"])
async def test_nobody_else_sees_with_anothers_eyes(year: Api, reader: str) -> None:
    answer = await page(year, by=reader, person="ruth")

    assert answer.status_code == 403
    assert 'name="person"' not in (await page(year, by=reader)).text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"at": "2020-01-01T00:00"}, 404, "The cycle had not begun at that moment."),
        ({"position": "0"}, 404, "The cycle had not begun at that moment."),
        ({"position": "99999"}, 404, "Position 99999 is beyond the end"),
        ({"position": "-1"}, 422, "A position is a whole number"),
        ({"position": "\N{SUPERSCRIPT TWO}"}, 422, "A position is a whole number"),
        ({"at": "next Tuesday"}, 422, "A date and time reads like"),
        ({"at": "0001-01-01T00:00+23:00"}, 422, "A date and time reads like"),
    ],
)
async def test_what_is_no_moment_of_the_cycle_is_said_clearly(
    year: Api, query: dict[str, str], status: int, words: str
) -> None:
    answer = await page(year, **query)

    assert answer.status_code == status
    assert words in answer.text
    assert 'type="range"' in answer.text


async def test_each_event_has_a_sentence(year: Api) -> None:
    at = await position_of(year, "PushbackRaised")

    answer = await page(year, position=at)

    assert "Ana pushed back on version 1 (attainability): The euro zone is flat." in unescape(
        answer.text
    )
    assert "Ana pushed back" not in (await page(year, position=at - 1)).text


async def test_each_event_is_told_as_recorded_or_as_witnessed(
    year: Api, signed_to: Callable[[str, int], Awaitable[None]]
) -> None:
    proposed = await position_of(year, "StretchTargetProposed")
    assert "· witnessed</span>" not in (await page(year)).text

    await signed_to(year.organisation, proposed)

    told = re.findall(
        r"· (recorded|witnessed)</span>", (await page(year, position=proposed + 2)).text
    )
    assert told[:3] == ["recorded", "recorded", "witnessed"]
    assert set(told[3:]) == {"witnessed"}

"""Culture, incentives and custody as they stood at a moment, for who may read them now."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from api import CYCLE, Api, person
from cultured import CHOOSE, TELL, published
from cultured import PLACE as CULTURE
from cultured import begun as with_culture
from httpx import AsyncClient, Response
from keepers import Halden
from paying import CAP, FILE, HEADER, opened, sent
from paying import PLACE as INCENTIVES
from paying import begun as with_incentives
from test_culture_cases import CASE
from test_culture_lived import START
from test_custody import posted
from test_sellers import PAY
from test_sellers import begun as with_a_seller

from domain.culture import commands as v
from domain.custody import commands as k
from domain.cycle import commands as c
from domain.incentives import commands as i
from runtime.settings import Settings
from tests.domain import custodies
from web.app import create_app

CUSTODY = "/custody"
PATHS: dict[str, Any] = create_app(
    Settings(database_url="postgresql://nobody@127.0.0.1:1/nowhere")
).openapi()["paths"]
ANA_SHARES = HEADER + "ana,profit,Profit,incentive,profit_amount,100,emea,\n"


def position(receipt: dict[str, Any]) -> int:
    return int(receipt["positions"][-1])


def named(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["name"]


async def test_the_culture_is_read_as_it_stood_at_a_position_and_at_an_instant(api: Api) -> None:
    await with_culture(api)
    chosen = position(await api.give(CHOOSE, by="dana", culture=True))
    api.now = datetime(2026, 10, 2, 9, tzinfo=UTC)
    await api.give(TELL, by="dana", culture=True)
    await api.give(v.PublishCulture(), by="dana", culture=True)
    await api.give(v.AcknowledgeCulture(edition=1), by="paul", culture=True)

    early = await api.read(CULTURE, by="paul", at=chosen)
    same = await api.read(CULTURE, by="paul", at="2026-10-01T12:00:00Z")
    now = await api.read(CULTURE, by="paul")

    assert early == same
    assert (len(early["values"]), early["reason"], early["edition"]) == (3, None, 0)
    assert (early["acknowledged"], early["acknowledgements"]) == (False, 0)
    assert (now["edition"], now["acknowledged"], now["reason"]["words"]) == (1, True, TELL.words)


async def test_how_the_culture_is_lived_is_read_as_it_stood(api: Api) -> None:
    await with_culture(api)
    started = position(await api.give(START, by="dana", culture=True))
    await api.give(
        v.RecogniseColleague(recognition="r1", person="paul", category="helpful", words="Always."),
        by="marco", culture=True,
    )  # fmt: skip

    before = await api.read(f"{CULTURE}/initiatives", by="paul", at=started - 1)
    then = await api.read(f"{CULTURE}/recognition", by="paul", at=started)
    now = await api.read(f"{CULTURE}/recognition", by="paul")
    begun = await api.read(f"{CULTURE}/initiatives", by="paul", at=started)

    assert before["initiatives"] == []
    assert [one["initiative"] for one in begun["initiatives"]] == [START.initiative]
    assert (then["recognitions"], len(now["recognitions"])) == ([], 1)


async def test_no_moment_shows_a_values_case_or_a_pulse(api: Api) -> None:
    await published(api)
    opened_at = position(await api.give(CASE, by="ana", culture=True))

    told = [
        (await api.get(f"{CULTURE}{part}", by=who, at=opened_at)).text
        for part in ("", "/initiatives", "/recognition")
        for who in ("ana", "farah", "sam", "paul")
    ]
    moments = {
        path.partition("/culture")[2]
        for path, methods in PATHS.items()
        for one in methods.get("get", {}).get("parameters", ())
        if "/culture" in path and one["name"] == "at"
    }

    assert not any("k1" in one or "Keeps to himself" in one for one in told)
    assert moments == {"", "/initiatives", "/recognition"}


async def test_incentives_are_read_as_they_stood_by_those_who_read_them_now(api: Api) -> None:
    await with_incentives(api)
    first = position((await sent(api, FILE)).json()["receipt"])
    await sent(api, ANA_SHARES)
    await api.give(i.StateCap(cap=CAP), by="olu", incentives=True)

    then = await api.read(INCENTIVES, by="dana", at=first)
    now = await api.read(INCENTIVES, by="dana")
    mine = await api.read(f"{INCENTIVES}/people/ana", by="ana", at=first)

    def weights(told: dict[str, Any]) -> list[str]:
        (ana,) = (one for one in told["people"] if one["person"] == "ana")
        return [one["metric"] for one in ana["weights"]]

    assert (weights(then), then["caps"]) == (["revenue"], [])
    assert (weights(now), len(now["caps"])) == (["profit_amount"], 1)
    assert (mine["edition"], mine["components"][0]["metric"]) == (1, "revenue")
    seen = {
        who: [one["person"] for one in (await api.read(INCENTIVES, by=who, at=first))["people"]]
        for who in ("ruth", "ana", "marco", "ines", "sam")
    }
    assert seen == {
        "ruth": ["ruth", "olu", "dana", "ana"], "ana": ["ana"], "marco": [], "ines": [], "sam": [],
    }  # fmt: skip
    hidden = [
        await api.get(f"{INCENTIVES}/people/ana", by=who, at=first) for who in ("marco", "sam")
    ]
    assert [one.status_code for one in hidden] == [403, 403]


async def test_before_anybody_imported_them_nothing_of_them_is_there(api: Api) -> None:
    await with_incentives(api)
    receipt = (await sent(api, FILE)).json()["receipt"]

    answer = await api.get(f"{INCENTIVES}/people/ana", by="ana", at=receipt["positions"][0] - 1)

    assert named(answer) == (404, "Unknown")
    assert "by that moment" in answer.json()["detail"]


async def test_the_past_of_who_left_is_read_by_the_top_offices_and_hr_alone(api: Api) -> None:
    await with_incentives(api)
    first = position((await sent(api, FILE)).json()["receipt"])
    leaves = c.ReplaceUnitLeader(unit="emea", successor=person("Vera"), acts_from=date(2026, 10, 1))
    await api.give(leaves, by="farah")
    async with asyncio.timeout(20):
        # EMEA is told of its leader and Sales of who carries EMEA, each in its own time.
        while "vera" not in (known := await _people(api)) or "ana" in known:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    path = f"{INCENTIVES}/people/ana"
    statuses = {
        who: (await api.get(path, by=who, at=first)).status_code
        for who in ("ana", "ruth", "farah", "vera", "dana", "sam")
    }

    assert statuses == {
        "ana": 403, "ruth": 200, "farah": 200, "vera": 403, "dana": 403, "sam": 403,
    }  # fmt: skip
    assert await _people(api, at=first) == ["ruth", "olu", "dana", "ana"]


async def _people(api: Api, **at: int) -> list[str]:
    return [one["person"] for one in (await api.read(INCENTIVES, by="ruth", **at))["people"]]


async def test_the_chain_to_the_sellers_is_counted_as_their_plans_stood(api: Api) -> None:
    await with_a_seller(api)
    await opened(api)
    unpaid = position((await sent(api, FILE)).json()["receipt"])
    paid = position(await api.give(PAY, by="ines", seller="paul"))

    told = [(await api.read(INCENTIVES, by="ana", at=one))["sellers"] for one in (unpaid, paid)]

    assert [one[0]["aligned"] for one in told] == [0, 1]
    assert told[1] == (await api.read(INCENTIVES, by="ana"))["sellers"]


@pytest.fixture
async def halden(http: AsyncClient) -> Halden:
    """A cycle with somebody else in each office, and custody of its organisation."""
    found = Halden(http=http, organisation="halden-kept-then")
    if (await found.get(f"/cycles/{CYCLE}")).status_code != 200:
        await found.announced()
    return found


async def test_custody_is_read_as_it_stood_by_those_who_read_it_now(halden: Halden) -> None:
    placed = await posted(halden, custodies.hold(hold="h1", subject="paula"), "olu")
    then = position(placed.json())
    await posted(halden, k.ReleaseHold(hold="h1", reason="Over."), "olu")
    erasure = custodies.ERASE.model_copy(update={"person": "pia"})
    await posted(halden, erasure, "farah")

    was = await halden.read(CUSTODY, at=then)
    before = await halden.read(CUSTODY, at=then - 1)
    now = await halden.read(CUSTODY)

    assert [(one["placed"]["hold"], one["asked"]) for one in was["holds"]] == [("h1", None)]
    assert (was["erasures"], before["holds"]) == ([], [])
    assert now["holds"][0]["asked"]["asked_by"] == "olu"
    assert [one["person"] for one in now["erasures"]] == ["pia"]
    assert {one["before"] for one in was["retention"]} == {None}, "what is due is counted now"
    assert (await halden.get(CUSTODY, by="marco", at=then)).status_code == 403
    assert (await halden.get(CUSTODY, by="farah", at=then)).status_code == 200


@pytest.mark.parametrize("place", [CULTURE, f"{CULTURE}/recognition", INCENTIVES])
@pytest.mark.parametrize(
    ("at", "status", "words"),
    [
        ("yesterday", 422, "no moment"),
        ("0", 404, "at that moment"),
        ("1", 404, "at that moment"),
        ("2020-01-01T00:00:00Z", 404, "at that moment"),
        ("99999", 404, "beyond the end of the log"),
    ],
)
async def test_what_is_no_moment_of_them_is_refused_with_words(
    both: Api, place: str, at: str, status: int, words: str
) -> None:
    answer = await both.get(place, by="ruth", at=at)

    assert answer.status_code == status
    assert words in answer.json()["detail"]


@pytest.fixture
async def both(http: AsyncClient) -> Api:
    """One cycle with culture and incentives for all of these; they record nothing."""
    found = Api(http=http, organisation="halden-moments")
    if (await found.get(INCENTIVES, by="olu")).status_code != 200:
        await with_culture(found)
        await opened(found)
    return found


@pytest.mark.parametrize("at", ["1", "99999", "yesterday"])
@pytest.mark.parametrize("place", [CULTURE, f"{CULTURE}/initiatives", INCENTIVES, CUSTODY])
async def test_whoever_may_not_read_it_now_is_told_nothing_of_any_moment(
    both: Api, place: str, at: str
) -> None:
    assert named(await both.get(place, by="otto", at=at)) == (403, "NotAuthorised")

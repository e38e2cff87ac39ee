"""How a culture is lived, over HTTP: initiatives, contests with their standings, recognition, succession."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from api import Api
from cultured import PLACE, opened

from domain.culture import commands as v
from domain.culture import values as w
from domain.culture.catalogue import CATALOGUE
from domain.cycle import commands as c

START = v.StartInitiative(
    initiative="calls", words="Calls when there is nothing to sell", owner="ana",
    from_on=date(2027, 1, 1), until_on=date(2028, 12, 31),
    stages=(
        w.Stage(stage="tell", words="Told to everyone", due_on=date(2027, 2, 1)),
        w.Stage(stage="try", words="Tried by one team", due_on=date(2027, 9, 1)),
    ),
)  # fmt: skip
TEAMS = v.OpenContest(
    contest="cup", name="Spring cup", rules="Who is furthest in June.", kind="team",
    from_on=date(2027, 1, 1), until_on=date(2027, 6, 30),
)  # fmt: skip
SOLO = v.OpenContest(**{**dict(TEAMS), "contest": "solo", "name": "Solo", "kind": "individual"})

LATER = v.OpenContest(**{**dict(TEAMS), "contest": "later", "from_on": date(2027, 2, 1)})
"""The first quarter does not lie within its days."""


async def chosen(api: Api) -> None:
    await api.give(c.BeginCulture(), by="dana")
    await opened(api)
    await api.give(v.ChooseValues(values=CATALOGUE[:3]), by="dana", culture=True)


def stands(contest: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(one["unit"], one["person"], one["attainment"]) for one in contest["standings"]]


async def test_standings_are_attainment_and_people_stand_before_who_reads_their_plan(
    api: Api,
) -> None:
    await api.in_force()
    await api.facts()
    await chosen(api)
    for command in (TEAMS, SOLO, LATER):
        await api.give(command, by="dana", culture=True)

    found = await api.read(f"{PLACE}/contests", by="marco")
    others = await api.read(f"{PLACE}/contests", by="farah")

    cup, solo, later = found["contests"]
    assert found["lacks_team_contest"] is False
    assert stands(cup) == [("sales", None, "78.0")]
    assert stands(solo) == [("sales", "marco", "100.0")]
    assert stands(later) == []
    assert [stands(one) for one in others["contests"]] == [stands(cup), [], []]
    assert (found["names"], found["unit_names"]) == ({"marco": "Marco"}, {"sales": "Sales"})
    assert (others["names"], others["unit_names"]) == ({}, {})


async def test_an_initiative_is_as_far_as_its_stages(api: Api) -> None:
    await api.announced()
    await chosen(api)
    await api.give(START, by="dana", culture=True)
    await api.give(v.CompleteStage(initiative="calls", stage="tell"), by="ana", culture=True)

    (one,) = (await api.read(f"{PLACE}/initiatives", by="paul"))["initiatives"]

    assert (one["owner"], one["completion"], one["done"]) == ("ana", 50, ["tell"])


async def test_what_colleagues_say_is_read_by_everyone_and_scores_nobody(api: Api) -> None:
    await api.announced()
    await chosen(api)
    said = (
        v.RecogniseColleague(recognition="r1", person="paul", category="helpful", words="Always."),
        v.RecordPeerHelp(help="h1", helper="paul", words="Lent me his demo kit."),
        v.FileIdea(idea="i1", words="Meet customers where they work."),
    )
    for command in said:
        await api.give(command, by="marco", culture=True)
    await api.give(v.LinkIdea(idea="i1", unit="sales"), by="dana", culture=True)
    award = v.GiveAward(
        award="a1", occasion="Dinner", to="paul", attainment=Decimal(117), period="Q1"
    )
    await api.give(award, by="ana", culture=True)

    found = await api.read(f"{PLACE}/recognition", by="paul")
    awards = (await api.read(f"{PLACE}/contests", by="paul"))["awards"]

    assert [one["words"] for one in found["recognitions"]] == ["Always."]
    assert (found["helped"], found["ideas"][0]["units"]) == (1, ["sales"])
    assert [(one["to"], one["attainment"]) for one in awards] == [("paul", "117")]
    assert "score" not in str(found)


async def test_who_stands_for_succession_is_read_by_themselves_and_who_decides(api: Api) -> None:
    await api.announced()
    await chosen(api)
    await api.give(v.ChooseSuccession(), by="ana", culture=True)
    await api.give(v.NominatePeer(person="marco", words="Steady."), by="paul", culture=True)

    seen = {
        who: [one["person"] for one in (await api.read(f"{PLACE}/succession", by=who))["candidates"]]
        for who in ("ana", "marco", "paul", "dana", "ruth", "farah")
    }  # fmt: skip

    assert seen == {
        "ana": ["ana"], "marco": ["marco"], "paul": [], "dana": [], "ruth": ["ana", "marco"],
        "farah": ["ana", "marco"],
    }  # fmt: skip

"""A decision's proof over HTTP: for its maker, of any plan; not before the notary has signed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "audit"))

import cultured
import paying
from api import CYCLE, Api
from given import House
from httpx import Response
from test_culture_cases import CASE
from test_custody import posted
from test_sellers import WRITE
from test_sellers import begun as with_a_seller
from typer.testing import CliRunner

from audit.receipts import read
from cli import app as tally
from domain.aggregates import AGGREGATES
from domain.cycle import commands as c
from domain.incentives import commands as i
from domain.unit import commands as u
from tests.domain import custodies

Given = Callable[[Api], Awaitable[str]]


@dataclass(frozen=True)
class Made:
    """A decision: how it comes about, who makes it, and who else may not have its receipt."""

    given: Given
    by: str
    strangers: tuple[str, ...]
    query: dict[str, str] = field(default_factory=dict)
    place: str = f"/receipts/{CYCLE}"

    async def asked(self, api: Api, key: str, by: str, end: str = "") -> Response:
        return await api.get(f"{self.place}/{key}{end}", by=by, **self.query)


async def in_a_cycle(api: Api) -> str:
    await api.announced()
    return str((await api.give(c.BeginCulture(), by="dana"))["command_id"])


async def in_a_unit(api: Api) -> str:
    await api.proposed()
    said = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")
    return str(said["command_id"])


async def in_a_unit_unread(api: Api) -> str:
    """An HR partner says that somebody left, and reads no plan."""
    await api.in_force()
    left = u.HandOverSeat(seat="north", successor=None, left_on=api.now.date())
    return str((await api.give(left, by="farah", unit="sales"))["command_id"])


async def in_a_seller_s_plan(api: Api) -> str:
    await with_a_seller(api)
    return str((await api.give(WRITE, by="paul", seller="paul"))["command_id"])


async def in_a_culture(api: Api) -> str:
    """A values case about Paul: who else may read cases has no receipt of it either."""
    await cultured.published(api)
    return str((await api.give(CASE, by="ana", culture=True))["command_id"])


async def in_incentives(api: Api) -> str:
    await paying.begun(api)
    said = await api.give(i.StateCap(cap=paying.CAP), by="olu", incentives=True)
    return str(said["command_id"])


async def in_custody(api: Api) -> str:
    await api.announced()
    answer = await posted(api, custodies.hold(subject="nobody"), "farah")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["command_id"])


MADE = {
    "cycle": Made(in_a_cycle, "dana", ("otto",)),
    "unit": Made(in_a_unit, "marco", ("paul", "farah", "otto"), {"unit": "sales"}),
    "unit, unread": Made(in_a_unit_unread, "farah", ("paul", "otto"), {"unit": "sales"}),
    "seller": Made(in_a_seller_s_plan, "paul", ("ana", "marco", "otto"), {"seller": "paul"}),
    "culture": Made(in_a_culture, "ana", ("paul", "farah", "sam", "otto"), {"culture": "true"}),
    "incentives": Made(in_incentives, "olu", ("ruth", "paul", "otto"), {"incentives": "true"}),
    "custody": Made(in_custody, "farah", ("sam", "dana", "otto"), place="/custody/receipts"),
}


def test_there_is_a_decision_of_every_kind_of_plan() -> None:
    assert set(AGGREGATES) <= set(MADE)


@pytest.mark.parametrize("kind", MADE)
async def test_whoever_made_a_decision_keeps_its_proof_and_nobody_else_is_told_of_it(
    api: Api, web_database: str, tmp_path: Path, kind: str
) -> None:
    made = MADE[kind]
    key = await made.given(api)
    early = await made.asked(api, key, made.by, "/file")
    house = House(web_database, tmp_path)
    await house.looked()

    receipt = await made.asked(api, key, made.by)
    answer = await made.asked(api, key, made.by, "/file")

    assert (early.status_code, early.json()["name"]) == (409, "NotWitnessedYet")
    assert receipt.status_code == answer.status_code == 200, answer.text
    held, at = read(answer.content)
    assert (held.organisation, held.command_id) == (api.organisation, key)
    assert held.stream == receipt.json()["stream"]
    assert held.stream.partition("/")[0] == kind.partition(",")[0]
    assert [one.hash for one in held.entries] == receipt.json()["hashes"]
    assert at.size >= held.entries[-1].position
    verified = await asyncio.to_thread(verify, house, tmp_path / "mine.json", answer.content)
    assert verified == (0, True)
    for end in ("", "/file"):
        for stranger in made.strangers:
            there = await made.asked(api, key, stranger, end)
            nowhere = await made.asked(api, "none-such", stranger, end)
            assert there.status_code == nowhere.status_code == 403, (stranger, there.text)
            assert there.text.replace(key, "none-such") == nowhere.text


def verify(house: House, path: Path, receipt: bytes) -> tuple[int, bool]:
    """What `tally verify receipt` ends with, and whether it says that it is still so."""
    path.write_bytes(receipt)
    runner = CliRunner(env={"DATABASE_URL": house.url, "TALLY_STATE": str(house.folder)})
    result = runner.invoke(tally, ["verify", "receipt", str(path)])
    return result.exit_code, "Still so" in result.output


async def test_it_is_asked_for_again_while_it_is_not_witnessed(api: Api) -> None:
    key = await in_a_unit(api)

    early = await api.get(f"/receipts/{CYCLE}/{key}/file", by="marco", unit="sales")

    assert (early.status_code, early.headers["retry-after"]) == (409, "10")


async def test_there_is_no_proof_of_what_was_not_decided(api: Api) -> None:
    await in_a_unit(api)

    assert (await api.get(f"/receipts/{CYCLE}/other/file", unit="sales")).status_code == 404
    assert (await api.get(f"/receipts/{CYCLE}/other/file")).status_code == 404


async def test_a_maker_who_reads_no_plan_is_told_no_finding_of_it(api: Api) -> None:
    made = MADE["unit, unread"]
    key = await made.given(api)

    mine = await made.asked(api, key, made.by)

    assert (mine.status_code, mine.json()["findings"]) == (200, [])


async def test_a_decision_is_in_one_plan(api: Api) -> None:
    await api.announced()

    two = await api.get(f"/receipts/{CYCLE}/mine", by="dana", unit="sales", culture="true")

    assert (two.status_code, two.json()["name"]) == (422, "Malformed")

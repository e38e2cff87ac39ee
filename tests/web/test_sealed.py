"""Nothing behind the door holds what people wrote or are called; everybody before it reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import count

import asyncpg
import pytest
from api import CYCLE
from httpx import AsyncClient
from openpyxl import load_workbook
from sealed import ADDRESSES, CLEAR, NAMES, WORDS, Named, dumped, held_in, histories
from temporalio.client import Client

from audit.verify import Wanted, verify
from domain.culture.commands import OpenValuesCase
from domain.culture.values import Offered
from domain.people import About, Person
from domain.sealed import OPENING, tokens
from domain.unit import commands as u
from store import seals

UNIT = f"/cycles/{CYCLE}/units/sales"
DESTROY = "SELECT tally.destroy_person_keys($1, $2, $3)"
_numbers = count(1)


@pytest.fixture
async def named(http: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Named:
    monkeypatch.setattr(seals, "FRESH", 0.0)
    made = Named(http=http, organisation=f"sealed-{next(_numbers)}")
    await made.answered()
    return made


@pytest.fixture
async def owner(web_database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(web_database)
    yield connection
    await connection.close()


async def everything(named: Named) -> dict[str, str]:
    """What the API, the pages and the files say, by what it is."""
    said = {
        "unit": (await named.get(UNIT)).text,
        "cycle": (await named.get(f"/cycles/{CYCLE}")).text,
        "timeline": (await named.get(f"/cycles/{CYCLE}/timeline", limit=500)).text,
    }
    for name in ("people", "timeline", "portions"):
        answer = await named.get(f"/cycles/{CYCLE}/exports/{name}.csv", by="ines")
        said[f"{name}.csv"] = answer.text
        answer = await named.get(f"/cycles/{CYCLE}/exports/{name}", by="ines", format="xlsx")
        book = load_workbook(io.BytesIO(answer.content))
        said[f"{name}.xlsx"] = str([row for sheet in book for row in sheet.values])
    for page in (f"/cycles/{CYCLE}", UNIT, f"{UNIT}/people/ana"):
        answer = await named.http.get(
            f"/o/{named.organisation}{page}", headers=named.headers("sam"), follow_redirects=True
        )
        said[f"page {page}"] = answer.text
    return said


async def test_neither_half_of_the_record_holds_a_word_or_a_name(
    named: Named, web_database: str, web_temporal: Client
) -> None:
    tables = await dumped(web_database, named.organisation)
    temporal = await histories(web_temporal, named.organisation)

    assert {table: found for table, data in tables.items() if (found := held_in(data))} == {}
    assert held_in(temporal) == []
    for whole in (tables["tally.payloads"], tables["read_models.seats"], temporal):
        assert OPENING.encode() in whole


async def test_everybody_reads_what_was_written_and_no_token_leaves(named: Named) -> None:
    said = await everything(named)

    assert {what for what, text in said.items() if OPENING in text} == set()
    for text in WORDS[:4]:
        assert text in said["unit"]
    assert NAMES["ana"] in said["cycle"]
    assert f'"title":"{NAMES["marco"]}"' in said["unit"].replace(": ", ":")
    people = list(csv.DictReader(io.StringIO(said["people.csv"])))
    assert {(one["id"], one["name"], one["email"]) for one in people} == {
        (who, NAMES[who], ADDRESSES[who]) for who in NAMES
    }
    for what in ("people.xlsx", f"page /cycles/{CYCLE}", "timeline.csv"):
        assert NAMES["dana"] in said[what], what
    assert WORDS[0] in said["timeline.xlsx"]


async def test_a_command_sent_again_is_the_same_and_other_words_are_not(named: Named) -> None:
    said = u.ReplyToPushback(item="too-high", words="Orders of the fourth quarter, too.")
    first = await named.give(said, by="ana", unit="sales", key="reply-1")

    assert await named.give(said, by="ana", unit="sales", key="reply-1") == first
    other = said.model_copy(update={"words": "Nothing of the kind."})
    answer = await named.ask(other, by="ana", unit="sales", key="reply-1")
    assert answer.json()["name"] == "CommandIdReused"


async def test_a_dry_run_reads_as_what_would_be_recorded(named: Named) -> None:
    said = u.ReplyToPushback(item="too-high", words="Orders of the fourth quarter, too.")

    answer = await named.ask(said, by="ana", unit="sales", dry_run=True)

    assert answer.json()["events"][0]["payload"]["words"] == said.words


async def test_who_is_erased_is_gone_everywhere_and_the_year_goes_on(
    named: Named, owner: asyncpg.Connection
) -> None:
    wanted = Wanted(named.organisation)
    before = await verify(owner, wanted)

    await owner.execute(DESTROY, named.organisation, "ana", datetime.now(UTC))

    said = await everything(named)
    hers = (NAMES["ana"], ADDRESSES["ana"], WORDS[0], WORDS[1])
    assert {what for what, text in said.items() if any(one in text for one in hers)} == set()
    assert "(erased)" in said["unit"]
    assert "(erased person)" in said[f"page /cycles/{CYCLE}"]
    assert "(erased person)" in said["people.csv"]
    assert NAMES["dana"] in said["people.csv"]
    assert WORDS[2] in said["unit"]

    answer = await named.ask(
        u.ReplyToPushback(item="too-high", words="One more."), by="ana", unit="sales"
    )
    assert (answer.status_code, answer.json()["name"]) == (409, "PersonIsErased")
    factor = u.AddKeySuccessFactor(
        factor="later", words="Somebody else does it.", owner="marco", due_on=date(2027, 3, 1)
    )
    await named.give(factor, by="dana", unit="sales")
    after = await verify(owner, wanted)
    assert (after.found, after.size) == (before.found, before.size + 1)
    assert not {f"V{number:02}" for number in range(1, 8)} & after.found


@pytest.mark.parametrize("person", ["dana", "marco", "ana"])
async def test_no_key_opens_what_another_sealed(
    named: Named, owner: asyncpg.Connection, person: str
) -> None:
    rows = await owner.fetch(
        "SELECT convert_from(payload, 'UTF8') AS payload FROM tally.payloads WHERE organisation = $1",
        named.organisation,
    )
    ids = await owner.fetch(
        "SELECT id, person FROM tally.person_keys WHERE organisation = $1", named.organisation
    )
    mine = {row["id"] for row in ids if row["person"] == person}
    sealed = {one for row in rows for one in tokens(row["payload"])}
    assert len(mine) == 1
    assert any(one.split(".")[1] in mine for one in sealed)
    assert {one.split(".")[1] for one in sealed} <= {row["id"] for row in ids}


async def test_who_may_not_give_a_command_makes_nobody_a_key_by_naming_them(
    named: Named, owner: asyncpg.Connection
) -> None:
    ghost = Person(id="ghost", name="Nobody Here", email="nobody@halden.example")
    fills = u.FillSeat(seat="north", person=ghost, joins_on=date(2027, 1, 4))
    about = About(person="ghost", words="Said of somebody")
    opens = OpenValuesCase(
        case="k1", unit="sales", about=about, reason="unwilling",
        evidence=(Offered(source="survey", value="teamwork", survey="spring"),),
    )  # fmt: skip

    answers = [
        await named.ask(fills, by=who, unit="sales", dry_run=dry_run)
        for who in ("marco", "otto")
        for dry_run in (True, False)
    ]
    answers.append(await named.ask(opens, by="otto", culture=True))

    assert {one.status_code for one in answers} <= {403, 404}, [one.text for one in answers]
    keys = "SELECT count(*) FROM tally.person_keys WHERE organisation = $1 AND person = 'ghost'"
    assert await owner.fetchval(keys, named.organisation) == 0


async def test_a_token_is_opened_for_nobody_who_brings_it(
    named: Named, owner: asyncpg.Connection
) -> None:
    payload = await owner.fetchval(
        "SELECT convert_from(p.payload, 'UTF8') FROM tally.events AS e JOIN tally.payloads AS p"
        " USING (organisation, stream, version) WHERE organisation = $1 AND type = 'PushbackRaised'",
        named.organisation,
    )
    (brought, *_) = tokens(payload)
    headers = named.headers("marco")

    reply = u.ReplyToPushback.model_construct(item="too-high", words=brought)
    draft = {"cycle": CYCLE, "body": {"words": brought}}
    page = f"/o/{named.organisation}{UNIT}/acts/state-bottom-up"
    check = f"/o/{named.organisation}/audit/receipts/check"
    answers = (
        await named.ask(reply, by="marco", unit="sales"),
        await named.http.put(f"{named.base}/drafts/d", json=draft, headers=headers),
        await named.http.get(f"{named.base}/cycles/{brought}", headers=headers),
        await named.http.get(f"{named.base}{UNIT}?at={brought}", headers=headers),
        await named.http.post(
            page, data={"words": brought}, headers={**headers, "Origin": "http://127.0.0.1:8600"}
        ),
        await named.http.post(
            f"{named.base}/cycles/{CYCLE}/imports/actuals?control_total=1.00&period=Q1",
            content=f"seat,period,amount\n{brought},Q1,1".encode(),
            headers={**named.headers("ines"), "Content-Type": "text/csv"},
        ),
        await named.http.post(
            f"{named.base}{UNIT}/sign-plan", json={"signature": {brought: 1}}, headers=headers
        ),
        await named.http.post(
            check,
            data={"command_id": brought},
            files={"file": ("receipt.json", b"{}")},
            headers={**named.headers("sam"), "Origin": "http://127.0.0.1:8600"},
        ),
    )

    assert [one.status_code for one in answers] == [422, 422, 422, 422, 422, 409, 422, 422]
    assert not [one.text for one in answers if WORDS[0] in one.text or WORDS[1] in one.text]


def test_the_clear_texts_are_told_from_others() -> None:
    assert held_in(b"nothing of it") == []
    assert held_in("…Ana S\\u00f8rensen-Lunde…".encode()) == []
    assert held_in("Ana Sørensen-Lunde".encode()) == [NAMES["ana"]]
    assert set(held_in("\n".join(CLEAR).encode())) == set(CLEAR)

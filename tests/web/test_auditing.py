"""The auditor's desk: populations tie out, a seed draws the same for everybody, evidence is whole."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parent.parent / "audit"))

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from given import House
from httpx import ASGITransport, AsyncClient

from audit.receipts import read as read_receipt
from domain.sealed import token, tokens
from domain.unit import commands as u
from projections.populations import DEFINITIONS
from runtime.settings import Settings
from store.entry import commitment
from store.pool import Pool

BASE = f"/cycles/{CYCLE}/audit"
SEED = "drawn on 30 November"


@pytest.fixture(scope="module")
async def desk(
    app: FastAPI, settings: Settings, web_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """Version 1 is jointly owned, with an objection on its way; the notary has signed all of it."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-desk")
        await api.in_force()
        refused = await api.ask(
            u.RevokeCommitment(commitment="engineer", words="We want it back."),
            by="dana", unit="sales",
        )  # fmt: skip
        assert refused.json()["name"] == "CommitmentIsIrrevocable"
        await House(web_database, tmp_path_factory.mktemp("notary")).looked()
        yield api


async def zip_of(api: Api, name: str = "quota-changes", **asked: Any) -> ZipFile:
    answer = await api.get(
        f"{BASE}/populations/{name}/sample.zip", **{"seed": SEED, "n": 25, **asked}
    )
    assert answer.status_code == 200, answer.text
    return ZipFile(io.BytesIO(answer.content))


async def test_every_population_ties_out_with_the_number_of_events_on_the_record(
    desk: Api, record: Pool
) -> None:
    found = await desk.read(f"{BASE}/populations")

    assert [one["name"] for one in found["populations"]] == [one.name for one in DEFINITIONS]
    for one in found["populations"]:
        assert one["ties_out"], one
        assert one["definition"]
        for tie in one["ties"]:
            counted = await record.fetchval(
                "SELECT count(*) FROM tally.events WHERE organisation = $1 AND type = $2",
                desk.organisation,
                tie["type"],
            )
            assert tie["recorded"] == counted == tie["gave"] + tie["gave_none"]
    counts = {one["name"]: one["count"] for one in found["populations"]}
    assert (counts["quota-changes"], counts["pushback"], counts["signatures"]) == (2, 1, 3)
    assert (counts["imports"], counts["commitments"], counts["declines"]) == (2, 2, 0)


async def test_a_population_has_every_item_and_its_hash_is_of_its_lines(desk: Api) -> None:
    found = await desk.read(f"{BASE}/populations/quota-changes")

    assert {one["quota"]["seat"] for one in found["items"]} == {"north", "emea"}
    emea = next(one for one in found["items"] if one["quota"]["seat"] == "emea")
    assert emea["quota"]["before"] is None
    assert emea["quota"]["after"] == {
        "person": "ana", "amount": {"currency": "EUR", "amount": "44.00"}
    }  # fmt: skip
    lines = "".join(f"{one['id']} {one['hash']}\n" for one in found["items"])
    assert found["sha256"] == sha256(lines.encode()).hexdigest()
    assert found["read"] == found["recorded"] > 20


async def test_a_population_of_an_earlier_position_is_the_same_whenever_it_is_asked(
    desk: Api,
) -> None:
    now = await desk.read(f"{BASE}/populations/signatures")
    second = now["items"][1]["position"]

    then = await desk.read(f"{BASE}/populations/signatures", until=second)

    assert then["items"] == now["items"][:2]
    assert then["ties_out"]
    assert (await desk.get(f"{BASE}/populations/signatures", until=99_999)).status_code == 404


async def test_a_seed_draws_the_same_again_and_another_seed_draws_another_order(desk: Api) -> None:
    where = f"{BASE}/populations/signatures/sample"

    first, again = [await desk.read(where, seed=SEED, n=2) for _ in range(2)]
    orders = {
        tuple(one["item"]["id"] for one in (await desk.read(where, seed=f"{n}", n=3))["drawn"])
        for n in range(12)
    }

    assert first == again
    assert len(first["drawn"]) == 2
    assert len(orders) > 1
    for one in first["drawn"]:
        item, population = one["item"], first["population"]["sha256"]
        line = f"{SEED}\n{population}\n{item['id']} {item['hash']}"
        assert one["rank"] == sha256(line.encode()).hexdigest()


async def test_whoever_has_the_file_draws_the_sample_again_with_a_shell(
    desk: Api, tmp_path: Path
) -> None:
    archive = await zip_of(desk, "signatures", n=2, seed="a 'quoted' %s seed")
    archive.extractall(tmp_path)
    told = (tmp_path / "README.txt").read_text("utf-8")
    script = told.split("and take the first 2:\n\n")[1]

    command = ("/bin/sh", "-ec", script)
    run = partial(subprocess.run, cwd=tmp_path, capture_output=True, text=True, check=True)
    done = await asyncio.to_thread(run, command)

    drawn = json.loads((tmp_path / "sample.json").read_text("utf-8"))["drawn"]
    assert told.startswith("A sample of 2 of the ")
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        [one["rank"], one["item"]["id"]] for one in drawn
    ]


async def test_each_item_drawn_has_its_evidence_in_the_file(desk: Api) -> None:
    archive = await zip_of(desk)
    index = list(csv.DictReader(archive.read("index.csv").decode("utf-8-sig").splitlines()))

    assert {one["seat"] for one in index} == {"north", "emea"}
    assert {(one["carried_by"], one["after"], one["receipt"]) for one in index} == {
        ("marco", "61.60", "yes"), ("ana", "44.00", "yes"),
    }  # fmt: skip
    for folder in ("items/001", "items/002"):
        (json_file,) = [
            one for one in archive.namelist() if one.startswith(folder) and "evidence.json" in one
        ]
        evidence = json.loads(archive.read(json_file))
        page = archive.read(json_file.replace(".json", ".html")).decode()
        receipt, _ = read_receipt(archive.read(json_file.replace("evidence", "receipt")))
        assert evidence["item"]["hash"] in {one.hash for one in receipt.entries}
        assert evidence["item"]["hash"] in page
        assert "What led to it" in page
        assert "script" not in page


async def test_evidence_of_a_quota_leads_from_the_objection_to_the_signatures(desk: Api) -> None:
    items = (await desk.read(f"{BASE}/populations/quota-changes"))["items"]
    emea = next(one["id"] for one in items if one["quota"]["seat"] == "emea")

    found = await desk.read(f"{BASE}/populations/quota-changes/items/{emea}")

    kinds = [one["event"]["type"] for one in found["found"]["chain"]]
    assert kinds[-1] == "JointOwnershipReached"
    assert {"StretchTargetProposed", "PlanFinalised", "PlanAccepted", "PlanSigned"} <= set(kinds)
    signed = [one["person"] for one in found["found"]["signatures"]]
    assert {"ruth", "dana", "marco", "ana"} <= set(signed)
    assert found["explained"]["amount"] == {"currency": "EUR", "amount": "44.00"}
    assert "Version 1 is in force." in found["found"]["changed"]
    positions = {one["event"]["position"] for one in found["found"]["chain"]}
    for link in found["found"]["chain"]:
        assert set(link["answers"]) <= positions


async def test_what_is_stored_of_an_item_can_be_hashed_by_whoever_has_the_file(desk: Api) -> None:
    (item,) = (await desk.read(f"{BASE}/populations/pushback"))["items"]

    found = await desk.read(f"{BASE}/populations/pushback/items/{item['id']}")

    for one in found["stored"]:
        assert sha256(one["entry"].encode()).hexdigest() == one["hash"]
        entry = json.loads(one["entry"])
        salt = bytes.fromhex(one["salt"])
        assert commitment(salt, one["payload"].encode()) == entry["payload_commitment"]
    assert found["found"]["reason"] == "The euro zone is flat."
    assert "The euro zone is flat." not in found["stored"][0]["payload"]
    assert [one["type"] for one in found["found"]["effects"]] == ["PushbackAnswered"]
    assert found["receipt"]["command_id"] == item["command_id"]


async def test_each_sealed_text_comes_with_what_opens_its_commitment(desk: Api) -> None:
    (item,) = (await desk.read(f"{BASE}/populations/pushback"))["items"]

    found = await desk.read(f"{BASE}/populations/pushback/items/{item['id']}")

    held = tokens("".join(one["payload"] for one in found["stored"]))
    assert found["openings"].keys() == set(held)
    assert "The euro zone is flat." in {one["text"] for one in found["openings"].values()}
    for sealed, opening in found["openings"].items():
        parts = token(sealed)
        assert parts is not None
        digest = sha256(bytes.fromhex(opening["salt"]) + opening["text"].encode()).digest()
        assert urlsafe_b64encode(digest).decode().rstrip("=") == parts.commitment


async def test_nothing_but_what_is_hashed_leaves_sealed(desk: Api) -> None:
    archive = await zip_of(desk, "pushback")

    for name in archive.namelist():
        text = archive.read(name).decode("utf-8-sig")
        if name.endswith("evidence.json"):
            evidence = json.loads(text)
            del evidence["stored"], evidence["openings"]
            for one in evidence["found"]["signatures"]:
                del one["evidence"]
            text = json.dumps(evidence, ensure_ascii=False)
        assert tokens(text) == (), name
    rows = list(csv.DictReader(archive.read("index.csv").decode("utf-8-sig").splitlines()))
    assert rows[0]["reason"] == "The euro zone is flat."


@pytest.mark.parametrize("name", [one.name for one in DEFINITIONS])
async def test_every_population_gives_a_file_even_of_nothing(desk: Api, name: str) -> None:
    archive = await zip_of(desk, name, n=500)

    drawn = json.loads(archive.read("sample.json"))
    assert len(drawn["drawn"]) == drawn["population"]["count"]
    assert archive.read("population.txt").count(b"\n") == drawn["population"]["count"]
    answer = await desk.get(f"{BASE}/populations/{name}/items.csv")
    assert answer.content == archive.read("population.csv")


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/populations/wishes", {}, 404),
        ("/populations/pushback/items/1", {}, 404),
        ("/populations/pushback/sample", {}, 422),
        ("/populations/pushback/sample", {"seed": "two\nlines"}, 422),
        ("/populations/pushback/sample", {"seed": "s", "n": 501}, 422),
        ("/populations/pushback", {"until": "0"}, 422),
    ],
)
async def test_what_is_no_population_or_sample_is_refused_in_words(
    desk: Api, path: str, asked: dict[str, Any], status: int
) -> None:
    answer = await desk.get(f"{BASE}{path}", **asked)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]

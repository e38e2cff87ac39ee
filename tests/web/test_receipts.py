"""A decision's proof over HTTP: not before the notary has signed, and then it holds by itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "audit"))

from api import CYCLE, Api
from given import House

from audit.receipts import read
from domain.unit import commands as u


async def test_a_decision_has_its_proof_once_it_is_witnessed(
    api: Api, web_database: str, tmp_path: Path
) -> None:
    await api.proposed()
    given = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales", key="mine")
    path = f"/receipts/{CYCLE}/mine/file"

    early = await api.get(path, by="marco", unit="sales")
    assert (early.status_code, early.json()["name"]) == (409, "NotWitnessedYet")
    assert early.headers["retry-after"] == "10"
    await House(web_database, tmp_path).looked()

    answer = await api.get(path, by="marco", unit="sales")
    assert answer.status_code == 200
    held, at = read(answer.content)
    assert [one.position for one in held.entries] == given["positions"]
    assert [one.hash for one in held.entries] == given["hashes"]
    assert at.size >= given["positions"][-1]
    assert (held.organisation, held.command_id) == (api.organisation, "mine")


async def test_there_is_no_proof_of_what_was_not_decided_or_is_not_ones_to_see(api: Api) -> None:
    await api.proposed()
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales", key="mine")

    assert (await api.get(f"/receipts/{CYCLE}/other/file", unit="sales")).status_code == 404
    seen = await api.get(f"/receipts/{CYCLE}/mine", by="paul", unit="sales")
    proof = await api.get(f"/receipts/{CYCLE}/mine/file", by="paul", unit="sales")
    assert (proof.status_code, seen.status_code) == (403, 403)

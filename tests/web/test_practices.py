"""The catalogue of practices over HTTP: modes of the cycle's policy, and what was found."""

from __future__ import annotations

from typing import Any

from api import CYCLE, Api

from domain.unit import commands as u


async def listed(api: Api, by: str) -> dict[str, dict[str, Any]]:
    found = await api.read(f"/cycles/{CYCLE}/practices", by=by)
    return {one["id"]: one for one in found["practices"]}


async def test_all_practices_are_listed_with_mode_parameters_and_what_was_found(api: Api) -> None:
    await api.answered()
    item = u.RaisePushback(item="bare", version=1, kind="other", words="I do not like it.")
    await api.give(item, by="marco", unit="sales")

    rows = await listed(api, "dana")

    assert len(rows) == 140
    assert rows["S0-07"]["mode"] == "block"
    assert rows["S3-12"]["parameters"] == {"run_rate_low": "20"}
    assert rows["S0-13"]["found"] == 1
    assert (rows["S2-09"]["built"], rows["S2-09"]["mode"]) == (True, "warn")
    assert rows["S3-01"]["mode"] is None


async def test_what_was_found_elsewhere_is_not_counted(api: Api) -> None:
    await api.answered()
    item = u.RaisePushback(item="bare", version=1, kind="other", words="I do not like it.")
    await api.give(item, by="marco", unit="sales")

    assert (await listed(api, "paul"))["S0-13"]["found"] == 0

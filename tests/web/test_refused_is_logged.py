"""What was refused is in the security log: who tried what, as a command or as a dry run."""

from __future__ import annotations

import json

from api import Api
from test_commands import proposal

from store.pool import Pool


async def test_a_refused_decision_is_in_the_security_log(api: Api, record: Pool) -> None:
    await api.announced()

    await api.ask(proposal(), by="marco", unit="sales", key="try-it")

    (row,) = await record.fetch(
        "SELECT * FROM tally.security_log WHERE organisation = $1", api.organisation
    )
    assert (row["actor"], row["action"], row["name"], row["client"]) == (
        "marco",
        "ProposeStretchTarget",
        "NotAuthorised",
        "test",
    )
    detail = json.loads(row["detail"])
    assert (detail["unit"], detail["command_id"]) == ("sales", "try-it")


async def test_a_refused_dry_run_leaves_the_trace_of_the_command_but_its_id(
    api: Api, record: Pool
) -> None:
    await api.announced()

    for by in ("marco", "dana"):
        await api.ask(proposal(), by=by, unit="sales", dry_run=True)
        await api.ask(proposal(), by=by, unit="sales", key="try-it")

    marco, given, dana, blocked = await record.fetch(
        "SELECT actor, action, name, practice, detail, client FROM tally.security_log "
        "WHERE organisation = $1 ORDER BY id",
        api.organisation,
    )
    for tried, real in ((marco, given), (dana, blocked)):
        detail = json.loads(tried["detail"])
        assert detail["command_id"] is None
        assert {**tried, "detail": {**detail, "command_id": "try-it"}} == {
            **real, "detail": json.loads(real["detail"]),
        }  # fmt: skip
    assert (marco["name"], dana["practice"]) == ("NotAuthorised", "S0-05")

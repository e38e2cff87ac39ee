"""The demo company's files, sent to a cycle that its planner began."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from api import CYCLE, Api, start
from httpx import Response

from domain.people import Roles

HALDEN = Path(__file__).parents[2] / "examples" / "halden"
ROLES = Roles(
    leader_above="ruth",
    approvers=("ruth", "olu"),
    sponsors=("olu",),
    planners=("ines",),
    administrators=("ines",),
    auditors=("sam",),
)


async def sent(api: Api, kind: str, file: str, *, by: str = "ines", **query: Any) -> Response:
    return await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/{kind}",
        content=(HALDEN / file).read_bytes(),
        headers={**api.headers(by), "Content-Type": "text/csv",
                 "Idempotency-Key": f"{kind}-{file.replace('/', '-')}"},
        params={"file_name": file.rpartition("/")[2], **query},
    )  # fmt: skip


async def begun(api: Api) -> None:
    await api.give(start(roles=ROLES))


async def imported(api: Api) -> None:
    await begun(api)
    answer = await sent(api, "people", "people.csv", control_total="90000000.00", currency="USD")
    assert answer.status_code == 200, answer.text

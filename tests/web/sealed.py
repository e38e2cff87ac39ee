"""A cycle whose people have names that no id and no base64 holds by chance, and what they said."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg
from api import PAPER, Api, company, start, usd
from temporalio.client import Client

from domain.cycle import commands as c

NAMES = {"dana": "Dana Fjeldstad", "marco": "Marco Ferrante", "ana": "Ana Sørensen-Lunde"}
ADDRESSES = {one: f"{one}.{name.split()[1]}@halden.example" for one, name in NAMES.items()}
WORDS = (
    "The euro zone is flat.", "Four quarters of orders", "The orders say so, clearly.",
    "Two engineers work in EMEA.", "The market grows.", "Last year brought 100.",
    "It was a real issue.", "An engineer",
)  # fmt: skip
CLEAR = (*NAMES.values(), *ADDRESSES.values(), *WORDS)
APART = (
    "accounts", "memberships", "sessions", "api_tokens", "one_time_links", "external_identities",
    "external_sign_ins", "passkeys", "parked", "drafts", "migrations",
)  # fmt: skip
"""What a person keeps for themselves outside the record: an erasure deletes these rows."""

TABLES = """
    SELECT table_schema || '.' || table_name FROM information_schema.tables
    WHERE table_schema IN ('tally', 'read_models') AND table_name <> ALL($1)
    ORDER BY 1
"""


@dataclass
class Named(Api):
    """One unit; Marco's seat is called after him."""

    flat: bool = True

    async def announced(self) -> None:
        await self.give(start())
        await self.give(named_company())
        await self.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
        await self.give(c.AnnounceCycle())
        await self.until_there("sales", lambda plan: bool(plan["goals"]))


def named_company() -> c.ImportOrganisation:
    file = company(flat=True)
    (sales,) = file.units
    people = tuple(
        one.model_copy(update={"name": NAMES[one.id], "email": ADDRESSES[one.id]})
        for one in sales.people
    )
    north, emea = sales.seats
    seats = (north.model_copy(update={"title": NAMES["marco"]}), emea)
    return file.model_copy(
        update={"units": (sales.model_copy(update={"people": people, "seats": seats}),)}
    )


async def dumped(url: str, organisation: str) -> dict[str, bytes]:
    """Every table of one organisation, to the byte, without what people keep for themselves."""
    connection = await asyncpg.connect(url)
    try:
        tables = [row[0] for row in await connection.fetch(TABLES, list(APART))]
        return {table: await _dumped(connection, table, organisation) for table in tables}
    finally:
        await connection.close()


async def _dumped(connection: asyncpg.Connection, table: str, organisation: str) -> bytes:
    rows = await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
    mine = (row for row in rows if row.get("organisation", organisation) == organisation)
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for row in mine
        for value in row.values()
    )


async def histories(client: Client, organisation: str) -> bytes:
    """What Temporal holds of the cycle and of its unit, to the byte."""
    found = b""
    for place in ("cycle/fy27", "unit/fy27/sales"):
        history = await client.get_workflow_handle(f"{organisation}/{place}").fetch_history()
        found += b"".join(event.SerializeToString() for event in history.events)
    return found


def held_in(data: bytes) -> list[str]:
    """Which of the clear texts are there, also as JSON or HTML would write them."""
    return [text for text in CLEAR if text.encode() in data or ascii(text)[1:-1].encode() in data]

"""Whether one organisation's record is whole, was witnessed, and holds only what the rules allow.

Everything is read in one transaction, in the order of positions and then stream by stream; neither
the web nor a workflow is asked. docs/verify.md specifies each numbered check.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import asyncpg

from audit.checks import halves, log, plans
from audit.checks.halves import HalvesCheck
from audit.checks.witness import WitnessCheck
from audit.histories import Histories
from audit.outside import Memory, Outside, Seen
from audit.progress import Progress, silent
from audit.recovered import Commands, NoCommands
from audit.report import Report, Rule, Sheet
from audit.rules import LOG, RULES, WITNESS
from audit.walk import Walk
from store.canonical import instant
from store.pool import Connection

PAGE = 2_000
Depth = Literal["chain", "log", "whole"]
"""Hashes, chains, tree and signatures; that and each entry's columns; or the rules of planning too."""

PAYLOADS = "V08"
COLUMNS = frozenset({"V01", "V03", "V07"})
"""What a look at the chain alone passes over, unless something else is odd."""


@dataclass(frozen=True)
class Wanted:
    """What is looked at, and what is brought to it from outside the database."""

    organisation: str
    outside: Outside = field(default_factory=Outside)
    memory: Memory | None = None
    commands: Commands = field(default_factory=NoCommands)
    halves: Histories | str = "Nobody brought Temporal's histories."
    """Temporal's half, or why it is not looked at."""

    depth: Depth = "whole"
    url: str | None = None
    """The database's, where other processes may read it too."""

    def with_halves(self, halves: Histories | str) -> Wanted:
        """With Temporal's half and the commands in it, or with why there is none."""
        commands = NoCommands() if isinstance(halves, str) else halves
        return replace(self, halves=halves, commands=commands)

    @property
    def rules(self) -> tuple[Rule, ...]:
        if self.depth == "whole":
            return RULES
        of_log = (rule for rule in LOG if rule.number != PAYLOADS)
        if self.depth == "log":
            return (*of_log, *WITNESS)
        return (
            *(replace(one, needed=one.needed and one.number not in COLUMNS) for one in of_log),
            *WITNESS,
        )


async def verify(connection: Connection, wanted: Wanted, *, progress: Progress = silent) -> Report:
    """Every check over one moment of the record; it changes nothing and stops at no finding.

    A log that was found valid is remembered, where there is a memory. Raises NotUsable for a
    memory that cannot be read.
    """
    sheet = Sheet(wanted.rules)
    seen = wanted.memory.read(wanted.organisation) if wanted.memory else None
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        witness = await _log(connection, wanted, sheet, seen, progress)
        if wanted.depth == "whole":
            await _plans(connection, wanted, sheet, witness.tree.size, progress)
            await _halves(connection, wanted, sheet, witness.tree.size, progress)
    report = Report(
        organisation=wanted.organisation,
        size=witness.tree.size,
        root=witness.tree.root().hex(),
        checks=sheet.closed(),
    )
    if wanted.memory and not report.found & {rule.number for rule in (*LOG, *WITNESS)}:
        wanted.memory.remember(wanted.organisation, Seen(report.size, report.root))
    return report


async def _log(
    connection: Connection, wanted: Wanted, sheet: Sheet, seen: Seen | None, progress: Progress
) -> WitnessCheck:
    entries = log.LogCheck(sheet, wanted.organisation)
    outside = wanted.outside.of(wanted.organisation)
    witness = WitnessCheck(sheet, wanted.organisation, outside, seen)
    await witness.begin(connection)
    head = int(await connection.fetchval(log.HEAD, wanted.organisation))
    walk = Walk(
        connection, wanted.organisation, entries, witness, wanted.url, wanted.depth == "chain"
    )
    await walk.whole(lambda done: progress("entries, chain and tree", done, head))
    await entries.close(connection)
    if wanted.depth == "chain":
        for number in COLUMNS:
            sheet[number].note = "Not looked at: the chain alone was asked for."
    else:
        await entries.columns(connection)
    if wanted.depth == "whole":
        await entries.bodies(connection)
    await witness.close(connection)
    return witness


async def _plans(
    connection: Connection, wanted: Wanted, sheet: Sheet, size: int, progress: Progress
) -> None:
    check = plans.PlansCheck(sheet, wanted.organisation, wanted.commands)
    cursor = await connection.cursor(plans.EVENTS, wanted.organisation)
    done = 0
    while rows := await cursor.fetch(PAGE // 4):
        for row in rows:
            await check.take(connection, row)
        done += len(rows)
        progress("decisions, signatures and offices", done, size)
    await check.close(connection)


async def _halves(
    connection: Connection, wanted: Wanted, sheet: Sheet, size: int, progress: Progress
) -> None:
    if isinstance(wanted.halves, str):
        sheet["V21"].notice("Temporal's half", f"{wanted.halves} It was not looked at.")
        for number in ("V22", "V23", "V24"):
            sheet[number].note = "Temporal's half was not looked at."
        return
    check = HalvesCheck(sheet, wanted.organisation, wanted.halves)
    if sure := wanted.halves.sure:
        there = await connection.fetchval(halves.SURE, wanted.organisation, instant(sure))
        check.sure = int(there)
    cursor = await connection.cursor(halves.ROWS, wanted.organisation)
    done = 0
    held: list[asyncpg.Record] = []
    while rows := await cursor.fetch(PAGE // 4):
        for row in rows:
            if held and held[0]["stream"] != row["stream"]:
                check.stream(held[0]["stream"], held)
                held = []
            held.append(row)
        done += len(rows)
        progress("Temporal's half", done, size)
    if held:
        check.stream(held[0]["stream"], held)
    check.close()

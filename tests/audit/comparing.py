"""Both halves of the record held against each other, and what is found said in words."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION

from audit.histories import Histories
from audit.report import Report
from audit.verify import Wanted, verify
from store.model import Recorded
from store.pool import Connection

HALVES = ("V21", "V22", "V23", "V24")
Streams = dict[str, tuple[Recorded, ...]]


async def compared(connection: Connection, *folders: Path) -> Report:
    histories = Histories(folders)
    return await verify(connection, Wanted(ORGANISATION, halves=histories, commands=histories))


def words(report: Report, number: str) -> str:
    return " ".join(f"{one.where}: {one.what}" for one in report.check(number).findings)


def standings(report: Report) -> dict[str, str]:
    return {number: report.check(number).standing for number in HALVES}

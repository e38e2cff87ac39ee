"""A post of this test's own: a real record, a real mail server, and a clock that is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office import SENDER, Office, recording
from recording import Recording
from servers import MailServer

from messages.smtp import Outlet
from runtime.ports import free_port
from store.pool import Pool
from tests.domain import stages


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    port = free_port()
    running = server.start(port)
    server.port = port  # type: ignore[attr-defined]
    yield server
    running.stop()


@pytest.fixture
async def office(pool: Pool, mail: MailServer) -> Office:
    """Switched on before anything is recorded."""
    made = Office(pool, Outlet(f"smtp://127.0.0.1:{mail.port}", SENDER))
    await made.on()
    return made


@pytest.fixture
async def proposed(office: Office) -> Recording:
    """A proposal is on the table and everybody was told."""
    made = recording(office.pool, stages.proposed())
    await made.write()
    await office.carry()
    return made

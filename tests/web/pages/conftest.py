"""What the tests of pages share: a browser without JavaScript."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from api import Api
from browsing import Read, opened


@pytest.fixture
def pages() -> Read:
    """Opens pages of the test's cycle."""
    return opened


@pytest.fixture
async def another_year(api: Api) -> Api:
    """The first quarter's actuals are in: Marco at 100 %, Ana at 50 %."""
    api.flat = True
    await api.in_force()
    await api.facts()
    return api

"""What the tests of pages share: a browser without JavaScript."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browsing import Read, opened


@pytest.fixture
def pages() -> Read:
    """Opens pages of the test's cycle."""
    return opened

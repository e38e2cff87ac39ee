"""A stack as `tally up` starts it, and a headless Chromium beside it, for the whole session."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import chromium
from living import Living
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from standing import Stack

PATIENCE_MS = 30_000

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def stack(scratch: Path) -> Iterator[Stack]:
    """Everything that `tally up` starts, on ports of its own, stopped at the end."""
    made = Stack(scratch / "stack")
    try:
        made.until_ready()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def living(stack: Stack) -> Iterator[Living]:
    """One cycle in the middle of its life; its sellers are shared out among the tests."""
    made = Living(stack, "halden-living")
    yield made
    made.story.client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = chromium.launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def new_context(browser: Browser, stack: Stack) -> Iterator[NewContext]:
    """One person's browser for each call: its own cookies, English, in Chicago."""
    opened = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(
            base_url=stack.address, locale="en-US", timezone_id="America/Chicago", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()

"""A stack as `tally up` starts it, and a headless Chromium beside it, for the whole session."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import chromium
from playwright.async_api import Browser, BrowserContext, async_playwright
from standing import Stack

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
async def browser() -> AsyncIterator[Browser]:
    # Chromium's own sandbox does not start as root.
    flags = (*FLAGS, "--no-sandbox") if os.geteuid() == 0 else FLAGS
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium.path(), args=list(flags)
        )
        yield started
        await started.close()


@pytest.fixture
async def context(browser: Browser, stack: Stack) -> AsyncIterator[BrowserContext]:
    """One person's browser: its own cookies, English, in Chicago."""
    opened = await new_context(browser, stack)
    yield opened
    await opened.close()


async def new_context(browser: Browser, stack: Stack, **options: object) -> BrowserContext:
    opened = await browser.new_context(
        base_url=stack.address, locale="en-US", timezone_id="America/Chicago", **options
    )
    opened.set_default_timeout(30_000)
    return opened

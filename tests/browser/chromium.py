"""Where Chromium is, and how to get one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VARIABLE = "TEST_BROWSER"
REQUIRED = "TEST_BROWSER_REQUIRED"
HOW = f"install Debian's chromium (apt-get install chromium), or name one: {VARIABLE}=/path/to/it"

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str | None:
    """The browser that the tests drive: the one named, else the first on PATH."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launched(playwright: Playwright) -> Browser:
    # Chromium's own sandbox does not start as root.
    flags = (*FLAGS, "--no-sandbox") if os.geteuid() == 0 else FLAGS
    return playwright.chromium.launch(executable_path=path(), args=list(flags))

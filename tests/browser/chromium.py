"""Where Chromium is, and how to get one."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VARIABLE = "TEST_BROWSER"
REQUIRED = "TEST_BROWSER_REQUIRED"
HOW = f"install Debian's chromium (apt-get install chromium), or name one: {VARIABLE}=/path/to/it"


def path() -> str | None:
    """The browser that the tests drive: the one named, else the first on PATH."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)

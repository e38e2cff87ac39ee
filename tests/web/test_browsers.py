"""Where somebody is signed in is told by the browser's name."""

from __future__ import annotations

import pytest

from web.pages.browsers import browser_of

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {ENGINE} HeadlessChrome/140.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {ENGINE} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/145.0", "Firefox on a Mac"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18) {ENGINE} Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("tally/1.0", "tally/1.0"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_its_name(agent: str, told: str) -> None:
    assert browser_of(agent) == told

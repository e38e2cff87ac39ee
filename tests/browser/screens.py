"""Entry of `make screens`: every page in both themes and on a telephone, side by side in one file.

It plays the demo company on a stack of its own, and stops it; what it makes is for looking at.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from html import escape
from pathlib import Path

import chromium
from living import Living, choose_password
from pages_of import SIGNED_IN, pages_of, pages_of_the_year
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console
from standing import ROOT, Stack

from command_line.demo import NAME as YEAR
from command_line.story.stage import CYCLE

FOLDER = ROOT / "build" / "screens"
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 390)}
AFTER = "2028-02-01T09:00:00+00:00"
"""When the demo's year is over; a rehearsal is told the time."""
A_WHILE = 900
CONSOLE = Console(soft_wrap=True, highlight=False)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def main() -> None:
    if chromium.path() is None:
        sys.exit(f"There is no browser: {chromium.HOW}.")
    with tempfile.TemporaryDirectory(prefix="tally-screens-") as scratch:
        Path(scratch).chmod(0o711)  # as root, PostgreSQL runs as another user
        CONSOLE.print("Starting a stack and playing the demo company …")
        stack = Stack(Path(scratch) / "stack")
        try:
            stack.until_ready()
            stack.tally("demo", patience=A_WHILE)
            living = Living(stack, "halden-living")
            with sync_playwright() as playwright, closing(living.story.client):
                looked_at(chromium.launched(playwright), living)
        finally:
            stack.stop()


def looked_at(browser: Browser, living: Living, folder: Path = FOLDER) -> None:
    """Every page, taken into an empty folder; says which are wider than the window."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    contexts = [living.stranger(browser)]
    taken: list[str] = []
    for where, pages in (
        (living.headers, pages_of(living)),
        ({"Tally-At": AFTER}, pages_of_the_year(YEAR, CYCLE)),
    ):
        readers: dict[str, BrowserContext] = {"": contexts[0]}
        for name, (person, address) in pages.items():
            if person not in readers:
                readers[person] = living.named(browser, person)
                readers[person].set_extra_http_headers({**living.naming(person), **where})
            take(readers[person].new_page(), name, address, folder)
            taken.append(name)
    taken += of_an_account(browser, living, folder)
    (folder / "index.html").write_text(index(taken), encoding="utf-8")
    CONSOLE.print(f"{len(taken)} pages, each {len(LOOKS)} times: {folder / 'index.html'}")


def of_an_account(browser: Browser, living: Living, folder: Path) -> Iterable[str]:
    """What somebody sees who comes by a link and chooses a password."""
    page = living.stranger(browser).new_page()
    page.goto(living.link("ana"))
    take(page, "welcome", page.url, folder, leave=False)
    choose_password(page)
    for name, address in SIGNED_IN.items():
        take(page, name, address, folder, leave=False)
    return ("welcome", *SIGNED_IN)


def take(page: Page, name: str, address: str, folder: Path, *, leave: bool = True) -> None:
    page.goto(address)
    for look, (theme, width) in LOOKS.items():
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
        if page.evaluate(TOO_WIDE):
            CONSOLE.print(f"{name}, {look}: wider than the window")
    if leave:
        page.close()


def index(names: Iterable[str], looks: Mapping[str, object] = LOOKS) -> str:
    """A file that needs nothing but the pictures beside it."""
    rows = "".join(
        f'<h2 id="{escape(name)}">{escape(name)}</h2><div>'
        + "".join(
            f'<a href="{escape(name)}-{look}.png"><img loading="lazy" alt="{escape(name)}, {look}" '
            f'src="{escape(name)}-{look}.png"></a>'
            for look in looks
        )
        + "</div>"
        for name in names
    )
    style = (
        "body{font:16px sans-serif;margin:1rem}div{display:flex;gap:1rem;align-items:start}"
        "a{flex:3}a:last-child{flex:1}img{width:100%;border:1px solid #999}"
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title>'
        f"<style>{style}</style><h1>Every page: {', '.join(looks)}</h1>{rows}</html>"
    )


if __name__ == "__main__":
    main()

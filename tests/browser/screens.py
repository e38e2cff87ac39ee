"""Entry of `make screens`: every page in both themes and on a telephone, side by side in one file.

It plays the demo company on a stack of its own, and stops it; what it makes is for looking at.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import chromium
from journeys import JOURNEYS
from living import Living, choose_password
from pages_of import SIGNED_IN, pages_of, pages_of_the_year
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console
from standing import ROOT, Stack

from command_line.demo import NAME as YEAR
from command_line.story.stage import CYCLE

FOLDER = ROOT / "build" / "screens"
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 360)}
AFTER = "2028-02-01T09:00:00+00:00"
"""When the demo's year is over; a rehearsal is told the time."""
OF_THE_YEAR = "year-"
A_WHILE = 900
CONSOLE = Console(soft_wrap=True, highlight=False)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Album:
    """Pictures of pages in a folder; `only` are beginnings of the names that are wanted."""

    folder: Path
    only: Sequence[str] = ()
    taken: list[str] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        return not self.only or name.startswith(tuple(self.only))

    def wants_the_year(self) -> bool:
        return any(
            OF_THE_YEAR.startswith(one) or one.startswith(OF_THE_YEAR) for one in self.only or [""]
        )

    def take(self, name: str, page: Page, address: str | None = None) -> None:
        """The page at an address, or the one that is open."""
        if not self.wants(name):
            return
        if address is not None:
            page.goto(address)
        before = page.viewport_size
        wide = [look for look, how in LOOKS.items() if self._look(page, name, look, *how)]
        if before is not None:
            page.set_viewport_size(before)
        self.taken.append(name)
        CONSOLE.print(f"  {name}{f': wider than the window, {wide}' if wide else ''}")

    def _look(self, page: Page, name: str, look: str, theme: str, width: int) -> bool:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=self.folder / f"{name}-{look}.png", full_page=True)
        return bool(page.evaluate(TOO_WIDE))


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="beginnings of names of pages; else every page")
    album = Album(FOLDER, parser.parse_args(words).only)
    if chromium.path() is None:
        sys.exit(f"There is no browser: {chromium.HOW}.")
    if not album.only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tally-screens-") as scratch:
        Path(scratch).chmod(0o711)  # as root, PostgreSQL runs as another user
        with timed("Starting a stack"):
            stack = Stack(Path(scratch) / "stack")
        try:
            looked_at(stack, album)
        finally:
            stack.stop()
    (FOLDER / "index.html").write_text(index(every_name(FOLDER)), encoding="utf-8")
    CONSOLE.print(f"{len(album.taken)} pages, each {len(LOOKS)} times: {FOLDER / 'index.html'}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    CONSOLE.print(f"{what} …")
    yield
    CONSOLE.print(f"  {time.monotonic() - begun:.0f} s")


def looked_at(stack: Stack, album: Album) -> None:
    """Every page that is wanted, of a cycle in its middle and of a year that is over."""
    stack.until_ready()
    with timed("Playing a cycle to its middle"):
        living = Living(stack, "halden-living")
    with sync_playwright() as playwright, closing(living.story.client):
        browser = chromium.launched(playwright)
        with timed("Its pages"):
            of_people(browser, living, album, pages_of(living), living.headers)
            of_an_account(browser, living, album)
        with timed("What acts lead to, and what is refused"):
            for journey in JOURNEYS:
                for name, page in journey(browser, living):
                    album.take(name, page)
        if album.wants_the_year():
            with timed("Playing the demo company's year"):
                stack.tally("demo", patience=A_WHILE)
            with timed("Its pages"):
                pages = pages_of_the_year(YEAR, CYCLE)
                of_people(browser, living, album, pages, {"Tally-At": AFTER})
        browser.close()


def of_people(
    browser: Browser,
    living: Living,
    album: Album,
    pages: Mapping[str, tuple[str, str]],
    headers: Mapping[str, str],
) -> None:
    """Pages by name, each as the person sees it whom this machine's operator names."""
    readers: dict[str, BrowserContext] = {"": living.stranger(browser)}
    for name, (person, address) in pages.items():
        if person not in readers:
            readers[person] = living.named(browser, person)
            readers[person].set_extra_http_headers({**living.naming(person), **headers})
        page = readers[person].new_page()
        album.take(name, page, address)
        page.close()


def of_an_account(browser: Browser, living: Living, album: Album) -> None:
    """What somebody sees who comes by a link and chooses a password."""
    page = living.stranger(browser).new_page()
    page.goto(living.link("ana"))
    album.take("welcome", page)
    choose_password(page)
    for name, address in SIGNED_IN.items():
        album.take(name, page, address)
    page.context.close()


def every_name(folder: Path) -> list[str]:
    """What the folder holds, in the order in which it was taken."""
    last = next(reversed(LOOKS))
    found = sorted(folder.glob(f"*-{last}.png"), key=lambda one: one.stat().st_mtime)
    return [one.name.removesuffix(f"-{last}.png") for one in found]


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
    main(sys.argv[1:])

"""A cycle in the middle of its life, and its people at their browsers.

Sales is in force without Ana; EMEA's sellers are asked to sign, those of the Americas to answer.
"""

from __future__ import annotations

import io
from functools import partial

from playwright.sync_api import Browser, BrowserContext, Page
from rich.console import Console
from standing import Stack
from voices import PASSWORD

from command_line.client import Client
from command_line.story import objecting, offering, preparing, proposing, revising, sitting
from command_line.story.company import LEADERS
from command_line.story.sellers import Seller, sellers_of
from command_line.story.stage import CYCLE, Story

PATIENCE_MS = 20_000
ANSWERING = "americas"
SIGNING = "emea"


class Living:
    """One organisation, played over HTTP; `seated` is a browser of somebody in it."""

    def __init__(self, stack: Stack, organisation: str) -> None:
        self.stack = stack
        self.organisation = organisation
        self.base = f"/o/{organisation}/cycles/{CYCLE}"
        client = Client(stack.address, organisation, notice=print, key=stack.local_key)
        self.story = Story(client, Console(file=io.StringIO()))
        self._links: dict[str, str] = {}
        self._play()
        self.sellers = {unit: sellers_of(self.story, unit) for unit in (ANSWERING, SIGNING)}

    def _play(self) -> None:
        story = self.story
        for part in (preparing, proposing, objecting, revising, offering):
            part.play(story)
        story.on("2026-12-22")
        for unit in (ANSWERING, SIGNING):
            sitting._planned(story, unit)
        story.on("2026-12-23")
        newest = {SIGNING: sitting._newest(story, SIGNING)}
        answers = [
            partial(sitting._responds, story, one, newest) for one in sellers_of(story, SIGNING)
        ]
        story.together("they read and respond", answers)
        story.on("2026-12-28")
        sitting._offered(story, SIGNING)

    def unit(self, unit: str, *more: str) -> str:
        return "/".join((f"{self.base}/units/{unit}", *more))

    def seller(self, unit: str, number: int) -> Seller:
        """Each test has sellers of its own, by their place in the unit."""
        return self.sellers[unit][number]

    def leader(self, unit: str) -> str:
        return LEADERS[unit]

    def link(self, person: str) -> str:
        """A one-time link by which this person comes in."""
        return self.stack.link(
            *("user", "add", "--email", f"{person}@{self.organisation}.example"),
            *("--name", person.title()),
            *("--organisation", self.organisation, "--person", person),
        )

    @property
    def headers(self) -> dict[str, str]:
        """A rehearsal is told its time; a browser has no field for it."""
        return {"Tally-At": self.story.now.isoformat()}

    def named(self, browser: Browser, person: str, **options: object) -> BrowserContext:
        """A browser of somebody whom this machine's operator names: quick, for who only looks."""
        return self._context(browser, {**self.headers, **self.naming(person)}, options)

    def naming(self, person: str) -> dict[str, str]:
        """What this machine's operator sends to call in a person's name."""
        return {"Tally-Key": self.stack.local_key or "", "Tally-Person": person}

    def stranger(self, browser: Browser, **options: object) -> BrowserContext:
        """A browser in which nobody is signed in yet."""
        return self._context(browser, self.headers, options)

    def seated(self, browser: Browser, person: str, **options: object) -> Page:
        """A page in a browser of somebody who came by a link and chose a password."""
        page = self.stranger(browser, **options).new_page()
        page.goto(self.link(person))
        choose_password(page)
        return page

    def _context(
        self, browser: Browser, headers: dict[str, str], options: dict[str, object]
    ) -> BrowserContext:
        settings: dict[str, object] = {
            "base_url": self.stack.address,
            "locale": "en-US",
            "timezone_id": "America/Chicago",
            "extra_http_headers": headers,
            **options,
        }
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        return context


def choose_password(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    page.wait_for_url(lambda url: "/welcome/" not in url)

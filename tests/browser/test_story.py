"""Steps 1 to 17 of the story, with a leader, two members, a sponsor and an auditor at browsers."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from conftest import NewContext
from playwright.sync_api import Page, expect
from rich.console import Console
from standing import Stack
from voices import PASSWORD, BrowserStory

from command_line.client import Client
from command_line.story import objecting, offering, preparing, proposing, revising, sitting
from command_line.story.stage import CYCLE

ORGANISATION = "halden-browser"
SEATED = ("dana", "marco", "ana", "olu", "sam")
NAMES = {
    "dana": "Dana Reyes",
    "marco": "Marco Bianchi",
    "ana": "Ana Lopes",
    "olu": "Olu Adebayo",
    "sam": "Sam Whitlock",
}
CYCLE_PAGE = f"/o/{ORGANISATION}/cycles/{CYCLE}"
SALES = f"{CYCLE_PAGE}/units/sales"


def signed_in(stack: Stack, page: Page, person: str, organisation: str) -> Page:
    """A person at their browser, who came by a one-time link and chose a password."""
    link = stack.link(
        *("user", "add", "--email", f"{person}.{organisation}@halden.example"),
        *("--name", NAMES.get(person, person.title())),
        *("--organisation", organisation, "--person", person),
    )
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.fixture(scope="module")
def story(stack: Stack, new_context: NewContext) -> Iterator[BrowserStory]:
    """Five people in five browsers at once; the rest of the company over the API."""
    pages = {
        person: signed_in(stack, new_context().new_page(), person, ORGANISATION)
        for person in SEATED
    }
    client = Client(stack.address, ORGANISATION, notice=print, key=stack.local_key)
    yield BrowserStory(client, Console(file=io.StringIO()), pages)
    client.close()


def test_the_loop_runs_in_five_browsers(story: BrowserStory) -> None:
    preparing.play(story)
    proposing.play(story)
    objecting.play(story)
    revising.play(story)
    offering.play(story)
    sam = story.pages["sam"]
    sam.goto(SALES)
    expect(sam.locator("main")).to_contain_text("not jointly owned")
    expect(sam.locator("main")).to_contain_text("Ana")
    sitting.sittings(story)
    sitting.together(story)
    sam.goto(SALES)
    expect(sam.locator("main form")).to_have_count(0)
    expect(sam.locator("main")).to_contain_text("jointly owned")
    assert story.held > 60

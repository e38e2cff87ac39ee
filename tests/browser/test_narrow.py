"""At the width of a telephone a page is read from top to bottom: nothing of it lies beside the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from living import Living, choose_password
from narrow import NARROW, beside
from pages_of import SIGNED_IN, pages_of
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def readers(browser: Browser, living: Living) -> Iterator[dict[str, Page]]:
    people = {person for person, _ in pages_of(living).values()}
    contexts = {
        one: living.named(browser, one) if one else living.stranger(browser) for one in people
    }
    yield {one: context.new_page() for one, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_no_page_scrolls_sideways(readers: dict[str, Page], living: Living) -> None:
    found = {}
    for name, (person, address) in pages_of(living).items():
        readers[person].goto(address)
        found[name] = beside(readers[person])
    assert {name: words for name, words in found.items() if words} == {}


def test_no_page_of_an_account_scrolls_sideways(browser: Browser, living: Living) -> None:
    page = living.stranger(browser).new_page()
    page.goto(living.link("marco"))
    found = {"welcome": beside(page)}
    choose_password(page)
    for name, address in SIGNED_IN.items():
        page.goto(address)
        found[name] = beside(page)
    assert {name: words for name, words in found.items() if words} == {}
    page.context.close()


def test_a_row_says_which_column_each_value_is_of(readers: dict[str, Page], living: Living) -> None:
    person, address = pages_of(living)["cycle"]
    page = readers[person]
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto(address)
    cell = page.locator(".tree tbody tr").first.locator("[data-label=Leader]")
    assert cell.inner_text()
    said = cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert said == '"Leader"'
    page.emulate_media(media="print")
    said = cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert said == "none", "on paper a table is a table"
    page.emulate_media(media="screen")

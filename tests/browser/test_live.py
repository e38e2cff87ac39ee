"""A decision shows on a page that is open, without its reader doing anything."""

from __future__ import annotations

from living import ANSWERING, Living
from playwright.sync_api import Browser, expect

from domain.unit import commands as c

SOON_MS = 5_000


def test_a_decision_shows_on_an_open_page(browser: Browser, living: Living) -> None:
    seller = living.seller(ANSWERING, 6)
    context = living.named(browser, living.leader(ANSWERING))
    page = context.new_page()
    page.goto(living.unit(ANSWERING))
    words = "The trade fair of the spring was called off."
    said = c.RaisePushback(item="fair", version=2, kind="other", seat=seller.seat, words=words)
    living.story.as_(seller.person).gives(said, unit=ANSWERING)
    expect(page.locator("#item-fair")).to_contain_text(words, timeout=SOON_MS)
    expect(page.locator(".news")).to_contain_text("brought up to date")
    context.close()


def test_a_form_in_use_is_not_swept_away(browser: Browser, living: Living) -> None:
    seller, other = living.seller(ANSWERING, 7), living.seller(ANSWERING, 8)
    context = living.named(browser, seller.person)
    page = context.new_page()
    page.goto(f"{living.base}/number")
    page.get_by_text("Push back", exact=True).click()
    typed = page.locator("details[open] form.act [name=words]")
    typed.fill("Half a sentence, not")
    living.story.as_(other.person).gives(c.ConfirmUnderstanding(version=2), unit=ANSWERING)
    expect(page.locator(".news")).to_contain_text("There is news", timeout=SOON_MS)
    expect(typed).to_have_value("Half a sentence, not")
    context.close()

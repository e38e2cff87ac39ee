"""What axe finds on each page, and what a keyboard alone can do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from journeys import JOURNEYS, Journey
from living import ANSWERING, Living, choose_password
from narrow import beside
from pages_of import SIGNED_IN, pages_of
from playwright.sync_api import Browser, BrowserContext, Page, expect

THEMES_DIFFER_IN = {"runOnly": ["color-contrast", "link-in-text-block"]}
MOST_TABS = 80
OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture(scope="module")
def readers(browser: Browser, living: Living) -> Iterator[dict[str, Page]]:
    """One browser for each who looks at a page; nobody's is called by no name."""
    people = {person for person, _ in pages_of(living).values()}
    contexts: dict[str, BrowserContext] = {
        one: living.named(browser, one) if one else living.stranger(browser) for one in people
    }
    yield {one: context.new_page() for one, context in contexts.items()}
    for context in contexts.values():
        context.close()


def everything(page: Page) -> None:
    """The page in the light theme, with whatever is folded opened."""
    page.emulate_media(color_scheme="light")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def complaints(page: Page, options: dict[str, object] | None = None) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def in_both_themes(page: Page, address: str | None = None) -> list[str]:
    """What axe says of the page at an address, or of the one that is open."""
    if address is not None:
        page.goto(address)
    everything(page)
    light = complaints(page)
    page.emulate_media(color_scheme="dark")
    return light + complaints(page, THEMES_DIFFER_IN)


def test_axe_finds_nothing_on_any_page_in_either_theme(
    readers: dict[str, Page], living: Living
) -> None:
    found = {}
    for name, (person, address) in pages_of(living).items():
        found[name] = in_both_themes(readers[person], address)
    assert {name: words for name, words in found.items() if words} == {}


def test_axe_finds_nothing_on_the_pages_of_an_account(browser: Browser, living: Living) -> None:
    page = living.stranger(browser).new_page()
    page.goto(living.link(living.seller(ANSWERING, 1).person))
    found = {"welcome": in_both_themes(page, page.url)}
    choose_password(page)
    found |= {name: in_both_themes(page, address) for name, address in SIGNED_IN.items()}
    assert {name: words for name, words in found.items() if words} == {}
    page.context.close()


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_axe_finds_nothing_on_what_an_act_leads_to_nor_is_it_wider_than_a_telephone(
    browser: Browser, living: Living, journey: Journey
) -> None:
    found = {name: in_both_themes(page) + beside(page) for name, page in journey(browser, living)}
    assert {name: words for name, words in found.items() if words} == {}


def test_axe_finds_nothing_on_a_refused_form(browser: Browser, living: Living) -> None:
    context = living.named(browser, "ines")
    page = context.new_page()
    page.goto(living.base)
    page.get_by_text("Propose a change of offices", exact=True).click()
    form = page.locator("form[action$='/propose-roles']")
    form.locator("[name=gets]").select_option("ines")
    form.locator("[name=roles_reason]").fill("To have it all.")
    form.get_by_role("button").click()
    expect(page.locator("#trouble")).to_contain_text("Nobody grants an office to themselves")
    assert complaints(page) == []
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words; every stop on the way is visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE), page.evaluate("document.activeElement.outerHTML")
        said = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        )
        if said.strip().startswith(words):
            return
    pytest.fail(f"no Tab leads to “{words}”")


def test_a_seller_pushes_back_with_the_keyboard_alone(browser: Browser, living: Living) -> None:
    seller = living.seller(ANSWERING, 2)
    context = living.named(browser, seller.person)
    page = context.new_page()
    page.goto(f"{living.base}/number")
    tab_to(page, "Push back")
    page.keyboard.press("Enter")
    tab_to(page, "What kind of objection")
    page.keyboard.press("ArrowDown")
    tab_to(page, "What stands against it")
    page.keyboard.type("The two largest accounts of this seat were moved away.")
    tab_to(page, "Submit to")
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("Recorded")
    expect(page.locator("main")).to_contain_text("largest accounts of this seat were moved away")
    context.close()


def test_after_a_refusal_the_focus_is_on_what_is_wrong(browser: Browser, living: Living) -> None:
    context = living.named(browser, living.seller(ANSWERING, 3).person)
    page = context.new_page()
    page.goto(f"{living.base}/number")
    page.get_by_text("Push back", exact=True).click()
    form = page.locator("details[open] form.act")
    form.locator("[name=words]").fill("Asked of too few people.")
    form.evaluate("form => { form.noValidate = true }")
    form.locator("[name='counter.amount']").fill("a lot")
    form.get_by_role("button", name="Submit to").click()
    expect(page.locator("#trouble")).to_be_focused()
    context.close()

"""Every act of a member as a plain form: JavaScript is off."""

from __future__ import annotations

from living import ANSWERING, SIGNING, Living
from playwright.sync_api import Browser, Locator, Page, expect
from voices import PASSWORD

WORDS = "Two of the ten accounts buy through a partner that closed."


def recorded(page: Page) -> Locator:
    return page.locator("main [role=status]").first


def push_back(page: Page, living: Living) -> None:
    """The first sitting's objection, behind its summary."""
    page.goto(f"{living.base}/number")
    page.get_by_text("Push back", exact=True).click()
    form = page.locator("details[open] form.act")
    form.locator("[name=kind]").select_option("attainability")
    form.locator("[name=words]").fill(WORDS)
    form.get_by_role("button", name="Submit to").click()
    expect(recorded(page)).to_contain_text("Recorded")


def test_a_seller_comes_by_a_link_and_pushes_back(browser: Browser, living: Living) -> None:
    person = living.seller(ANSWERING, 4).person
    page = living.seated(browser, person, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    push_back(page, living)
    expect(page.locator(".item")).to_contain_text(WORDS)
    page.context.close()


def test_a_leader_answers_what_was_pushed_back(browser: Browser, living: Living) -> None:
    seller = living.seller(ANSWERING, 5).person
    asking = living.named(browser, seller, java_script_enabled=False)
    push_back(asking.new_page(), living)
    leader = living.leader(ANSWERING)
    context = living.named(browser, leader, java_script_enabled=False)
    page = context.new_page()
    page.goto(living.unit(ANSWERING))
    item = page.locator("article.item", has_text=WORDS).last
    item.locator("summary").first.click()
    form = item.locator("form.act").first
    form.locator("[name=outcome]").first.select_option("real_issue")
    form.locator("[name=reason]").fill("The partner closed; the accounts are looked at again.")
    form.locator("button").last.click()
    expect(recorded(page)).to_contain_text("Recorded")
    asking.pages[0].goto(f"{living.base}/number")
    expect(asking.pages[0].locator(".item")).to_contain_text("looked at again")
    for one in (context, asking):
        one.close()


def test_a_seller_signs_and_keeps_the_letter(browser: Browser, living: Living) -> None:
    page = living.seated(browser, living.seller(SIGNING, 2).person, java_script_enabled=False)
    page.goto(living.unit(SIGNING, "sign"))
    form = page.locator("form[action$='/sign/sign']")
    password = form.locator("[type=password]")
    if password.count():
        password.fill(PASSWORD)
    form.locator(".acts button:not([type=button])").click()
    page.wait_for_url("**/letter*")
    expect(page.locator("dt:text-is('Class') + dd")).to_contain_text("Password")
    page.context.close()


def test_a_seller_declines_in_their_own_words(browser: Browser, living: Living) -> None:
    context = living.named(browser, living.seller(SIGNING, 3).person, java_script_enabled=False)
    page = context.new_page()
    page.goto(living.unit(SIGNING, "sign"))
    page.get_by_text("I decline to sign", exact=True).click()
    form = page.locator("form[action$='/sign/decline']")
    form.locator("[name=words]").fill("The account list is last year's.")
    form.locator(".acts button:not([type=button])").click()
    expect(recorded(page)).to_contain_text("you decline to sign")
    page.goto(living.unit(SIGNING, "sign"))
    expect(page.locator("main")).to_contain_text("The account list is last year's.")
    context.close()

"""Pages to which no address leads: what an act shows, what a form says that was refused, and errors.

Each journey yields at every such page, with the name it goes by; whoever looks at it stays there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from living import ANSWERING, SIGNING, Living, choose_password
from playwright.sync_api import Browser, Locator, Page, expect

Journey = Callable[[Browser, Living], Iterator[tuple[str, Page]]]
TRIES = 30
A_MOMENT_MS = 300
NO_PEOPLE = b"name,e-mail,manager\nAna Ruiz,ana@halden.example,Nobody Known\n,not an address,\n"


def _sent(form: Locator, button: str | re.Pattern[str], typed: Mapping[str, str]) -> None:
    """The form as it is sent by who has a browser that checks nothing."""
    form.evaluate("form => { form.noValidate = true }")
    for name, value in typed.items():
        form.locator(f"[name='{name}']").fill(value)
    form.get_by_role("button", name=button, exact=True).click()


def a_grant_is_signed(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.named(browser, "olu").new_page()
    form = page.locator("form[id^='form-grant-budget']")
    for amount in ("five", "5.00"):
        page.goto(living.unit("sales", "acts", "grant-budget"))
        _sent(form, "Grant a budget", {"amount.amount": amount, "words": "Two engineers"})
        yield ("act-refused" if amount == "five" else "ceremony"), page
    page.get_by_role("button", name="Grant a budget").last.click()
    expect(page.locator("main [role=status]").first).to_be_visible()
    yield "act-done", page
    page.context.close()


def a_plan_is_signed(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    """With a password given a moment ago: a signature with its manifest, and so with a code."""
    page = living.seated(browser, living.seller(SIGNING, 8).person)
    page.goto(living.unit(SIGNING, "sign"))
    page.locator("summary", has_text="I decline to sign").click()
    yield "sign-password", page
    _sent(
        page.locator("form[action$='/sign/sign']"),
        re.compile("^Sign version"),
        {"dissent": "Too steep."},
    )
    page.wait_for_url("**/letter*")
    yield "letter-signed", page
    page.locator("a[href^='/letters/']").click()
    yield "letters-code", page
    page.context.close()


def a_cycle_is_begun_badly(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.named(browser, "ines").new_page()
    start = f"/o/{living.organisation}/start"
    page.goto(start)
    asked = {"name": "", "starts_on": "", "rates": "EUR", "signed_by": ""}
    _sent(page.locator("form.questions"), "Keep and go on", asked)
    yield "start-refused", page
    page.goto(f"{start}/files")
    form = page.locator("section.sent form").first
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": NO_PEOPLE}
    form.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("problem")
    yield "start-files-refused", page
    for step in ("portions", "calendar", "check"):
        page.goto(f"{start}/{step}")
        yield f"start-{step}-refused", page
    page.goto(start)
    page.get_by_role("button", name="Delete what I entered").click()
    page.context.close()


def a_seller_plans(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    person = living.seller(ANSWERING, 11).person
    page = living.named(browser, person).new_page()
    page.goto(f"{living.base}/sellers/{person}")
    page.get_by_role("button", name="Begin the plan").click()
    for _ in range(TRIES):
        if page.locator("#write-business-plan").count():
            break
        page.wait_for_timeout(A_MOMENT_MS)
        page.reload()
    yield "my-plan", page
    page.context.close()


def an_account_is_kept(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.stranger(browser).new_page()
    link = living.link("kenji")
    page.goto(link)
    short = {"password": "short", "again": "short"}
    _sent(page.locator("main form"), "Set the password and sign in", short)
    yield "welcome-refused", page
    choose_password(page)
    page.goto("/account")
    page.locator("summary", has_text="Make a token").click()
    _sent(page.locator("form[action='/account/tokens']"), "Make the token", {"name": "A report"})
    yield "token", page
    page.goto("/account")
    page.evaluate("document.querySelector('form[data-enrolment]').submit()")
    page.wait_for_url("**/account/passkeys")
    yield "passkey-refused", page
    page.goto(f"/o/{living.organisation}/messages")
    page.get_by_role("button", name="Make an address").click()
    yield "messages-address", page
    page.goto(link)
    yield "link-gone", page
    page.context.close()


def somebody_is_in_two_companies(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.seated(browser, "priya")
    person = f"priya@{living.organisation}.example"
    living.stack.tally("user", "join", person, "--organisation", "elsewhere", "--person", "priya")
    page.goto("/")
    yield "home", page
    page.context.close()


def a_stranger_is_refused(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.stranger(browser).new_page()
    page.goto("/sign-in")
    typed = {"email": "nobody@halden.example", "password": "not this one"}
    _sent(page.locator("main form"), "Sign in", typed)
    yield "sign-in-refused", page
    page.context.close()


def mail_is_read(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.named(browser, "dana").new_page()
    page.goto("/mailbox")
    page.locator("tbody a").first.click()
    yield "mailbox-message", page
    page.context.close()


def what_ifs_stand_side_by_side(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.named(browser, living.leader(ANSWERING)).new_page()
    for add_on in ("8", "6.5"):
        page.goto(living.unit(ANSWERING, "scenarios"))
        form = page.locator("form[action$='/scenarios']")
        form.locator("[name='causes']").first.check()
        typed = {"name": f"{add_on} percent", "add_on": add_on}
        _sent(form, "Keep the scenario", typed)
        expect(page.get_by_role("heading", name=f"{add_on} percent revision")).to_be_visible()
    yield "scenarios-kept", page
    page.context.close()


def a_change_is_tried(browser: Browser, living: Living) -> Iterator[tuple[str, Page]]:
    page = living.named(browser, "ruth").new_page()
    page.goto(f"{living.base}/people/marco/change?kind=leader")
    form = page.locator("form[action*='/change']")
    typed = {"on": "2027-04-30", "reason": "He goes to sea"}
    _sent(form, "Try it", typed)
    yield "person-change-refused", page
    for one in form.get_by_role("radio", name="Keep").all():
        one.check()
    lead = form.get_by_role("group", name="Leads").first
    lead.get_by_role("radio", name="Hand to").check()
    lead.get_by_label("To whom").select_option("new")
    line = form.get_by_role("group", name="A plan line").first
    line.get_by_role("radio", name="End").check()
    newcomer = {"new.id": "joe", "new.name": "Joe Berg", "new.email": "joe@halden.example"}
    _sent(form, "Try it", {**newcomer, **typed})
    yield "person-change-tried", page
    page.context.close()


JOURNEYS: tuple[Journey, ...] = (
    what_ifs_stand_side_by_side,
    a_change_is_tried,
    a_grant_is_signed,
    a_plan_is_signed,
    a_cycle_is_begun_badly,
    a_seller_plans,
    an_account_is_kept,
    somebody_is_in_two_companies,
    a_stranger_is_refused,
    mail_is_read,
)

"""What is refused with a clear answer, and nothing typed is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from living import ANSWERING, SIGNING, Living
from playwright.sync_api import Browser, Page, expect
from voices import PASSWORD

WORDS = "A long answer that took an hour to write."


@pytest.fixture(scope="module")
def seller(browser: Browser, living: Living) -> Iterator[Page]:
    """A seller of the unit that answers, signed in."""
    page = living.seated(browser, living.seller(ANSWERING, 9).person)
    yield page
    page.context.close()


def pushback(page: Page, living: Living) -> None:
    page.goto(f"{living.base}/number")
    page.get_by_text("Push back", exact=True).click()
    form = page.locator("details[open] form.act")
    form.locator("[name=kind]").select_option("other")
    form.locator("[name=words]").fill(WORDS)


def test_what_was_typed_comes_back_after_signing_in_again(seller: Page, living: Living) -> None:
    pushback(seller, living)
    kept = [one for one in seller.context.cookies() if one["name"] != "__Host-tally"]
    seller.context.clear_cookies()
    seller.context.add_cookies(kept)  # type: ignore[arg-type]
    seller.get_by_role("button", name="Submit to").click()
    person = living.seller(ANSWERING, 9).person
    seller.locator("[name=email]").fill(f"{person}@{living.organisation}.example")
    seller.locator("[name=password]").fill(PASSWORD)
    seller.get_by_role("button", name="Sign in", exact=True).click()
    expect(seller.locator("main")).to_contain_text("What you had typed is back")
    expect(seller.locator("details[open] form.act [name=words]")).to_have_value(WORDS)


def test_another_organisations_address_tells_nothing(seller: Page, living: Living) -> None:
    answer = seller.goto(living.base.replace(living.organisation, "somebody-else"))
    assert answer is not None
    assert answer.status == 403
    expect(seller.locator("main")).to_contain_text("You have no part here")


def test_a_link_opened_by_the_wrong_person_opens_nothing(seller: Page, living: Living) -> None:
    answer = seller.goto(living.unit(SIGNING, "sign"))
    assert answer is not None
    assert answer.status == 403
    expect(seller.locator("form[action$='/sign/sign']")).to_have_count(0)


def test_a_form_of_another_site_is_refused(seller: Page, living: Living) -> None:
    target = f"{living.stack.address}/sign-out"

    class Forged(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<form method=post action={target}><button>Win</button>".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forged)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        seller.goto(f"http://127.0.0.1:{server.server_port}/")
        seller.get_by_role("button", name="Win").click()
        expect(seller.locator("main")).to_contain_text("Nothing was done")
        seller.goto("/account")
        expect(seller.get_by_role("heading", level=1)).to_have_text("Your account")
    finally:
        server.shutdown()
        server.server_close()


def test_signing_again_by_the_back_button_records_nothing_twice(
    browser: Browser, living: Living
) -> None:
    context = living.named(browser, living.seller(SIGNING, 4).person)
    page = context.new_page()
    page.goto(living.unit(SIGNING, "sign"))
    press = page.locator("form[action$='/sign/sign'] .acts button:not([type=button])")
    press.click()
    page.wait_for_url("**/letter*")
    first = page.locator("dt:text-is('Class') + dd").inner_text()
    page.go_back()
    if press.count():
        press.click()
        page.wait_for_url("**/letter*")
        assert page.locator("dt:text-is('Class') + dd").inner_text() == first
    plan = living.story.as_("sam").plan(SIGNING)
    person = living.seller(SIGNING, 4).person
    mine = [one for one in plan.rows("signatures") if one["person"].text == person]
    assert len(mine) == 1
    context.close()


@pytest.mark.parametrize(
    ("name", "content"), [("people.csv", b"x" * 20_000_000), ("people.csv", b"\x89PNG\r\n\x1a\n")]
)
def test_a_file_that_cannot_be_used_is_answered_by_a_page(
    browser: Browser, living: Living, name: str, content: bytes
) -> None:
    context = living.named(browser, "ines")
    page = context.new_page()
    page.goto(f"/o/{living.organisation}/start/files")
    file = page.locator("input[type=file]").first
    file.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    file.locator("xpath=ancestor::form").locator("button").last.click()
    expect(page.locator("#trouble, main .error, main h1").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("file")
    context.close()

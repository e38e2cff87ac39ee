"""Passkeys in Chromium's own virtual authenticator: enrolled, signed with, refused, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from living import SIGNING, Living
from playwright.sync_api import APIResponse, Browser, CDPSession, Page, Route, expect
from strict import Strict

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Holder:
    """Somebody with an authenticator in their browser."""

    def __init__(self, page: Page, living: Living) -> None:
        self.page = page
        self.living = living
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        self._authenticator = added["authenticatorId"]

    def verified(self, *, yes: bool) -> None:
        """Whether the authenticator recognises its user from now on."""
        asked = {"authenticatorId": self._authenticator, "isUserVerified": yes}
        self._cdp.send("WebAuthn.setUserVerified", asked)

    def enrol(self, label: str) -> None:
        self.page.goto("/account")
        self.page.get_by_label("Name of the passkey").fill(label)
        self.page.get_by_role("button", name="Enrol a passkey").click()
        expect(self.page.locator("main [role=status]")).to_contain_text(f"“{label}” is enrolled")

    def open_to_sign(self) -> None:
        self.page.goto(self.living.unit(SIGNING, "sign"))

    def sign(self) -> None:
        self.page.get_by_role("button", name="with your passkey").first.click()

    def held_back(self) -> dict[str, str]:
        """What the browser would send once the passkey has answered, and does not send yet."""
        kept: list[str] = []

        def hold(route: Route) -> None:
            kept.append(route.request.post_data or "")
            route.fulfill(status=204)

        address = "**/sign/sign"
        self.page.route(address, hold)
        with self.page.expect_response(address):
            self.sign()
        self.page.unroute(address)
        return dict(parse_qsl(kept[0], keep_blank_values=True))

    def send(self, fields: dict[str, str]) -> APIResponse:
        """The form as this browser sends it, with its cookies, from our own page."""
        return self.page.request.post(
            f"{self.living.stack.address}{self.living.unit(SIGNING, 'sign', 'sign')}",
            form=dict(fields),
            headers={**self.living.headers, "Sec-Fetch-Site": "same-origin"},
        )

    def revoke(self, label: str) -> None:
        self.page.goto("/account")
        self.page.get_by_role("button", name=f"Revoke {label}").click()
        expect(self.page.locator("main [role=status]")).to_contain_text("revoked")


@pytest.fixture(scope="module")
def holder(browser: Browser, living: Living) -> Iterator[Holder]:
    """A seller who came by a link just now, and so has proved who they are."""
    page = living.seated(browser, living.seller(SIGNING, 1).person)
    yield Holder(page, living)
    page.context.close()


def test_a_passkey_is_enrolled_and_revoked_and_then_no_longer_offered(holder: Holder) -> None:
    page = holder.page
    holder.enrol("an old phone")
    expect(page.get_by_role("row").filter(has_text="an old phone")).to_contain_text("never")
    holder.open_to_sign()
    expect(page.get_by_role("button", name="with your passkey").first).to_be_visible()
    holder.revoke("an old phone")
    holder.open_to_sign()
    expect(page.get_by_role("button", name="Sign version").first).to_be_visible()
    expect(page.get_by_role("button", name="with your passkey")).to_have_count(0)


def test_an_authenticator_that_does_not_know_its_user_signs_nothing(holder: Holder) -> None:
    page = holder.page
    holder.enrol("my key")
    holder.open_to_sign()
    holder.verified(yes=False)
    holder.sign()
    expect(page.locator("[data-words]").first).to_contain_text("Nothing was sent")
    holder.verified(yes=True)
    holder.open_to_sign()
    expect(page.get_by_role("button", name="with your passkey").first).to_be_visible()


def test_what_a_passkey_signed_is_taken_once_and_for_its_own_words_only(holder: Holder) -> None:
    """The browser's own request is held back, then sent altered, as it was, and altered again."""
    page = holder.page
    holder.open_to_sign()
    fields = holder.held_back()
    other = holder.send(fields | {"dissent": "Signed under protest."})
    assert other.status == 409
    assert "for other words" in other.text()

    first = holder.send(fields)
    assert first.ok
    assert first.url.split("?")[0].endswith("/letter")
    again = holder.send(fields | {"dissent": "Signed under protest."})
    assert again.status == 409
    page.goto(holder.living.unit(SIGNING, "letter"))
    expect(page.locator("dt:text-is('Class') + dd")).to_contain_text("Passkey")
    expect(page.locator("main")).not_to_contain_text("under protest")
    page.goto("/account")
    expect(page.get_by_role("row").filter(has_text="my key")).not_to_contain_text("never")


def test_a_passkey_revoked_after_it_answered_signs_nothing(
    browser: Browser, living: Living
) -> None:
    page = living.seated(browser, living.seller(SIGNING, 5).person)
    late = Holder(page, living)
    late.enrol("a lost phone")
    late.open_to_sign()
    fields = late.held_back()
    late.revoke("a lost phone")
    answer = late.send(fields)
    assert answer.status == 409
    assert "This passkey was revoked" in answer.text()
    late.open_to_sign()
    expect(page.locator("main")).not_to_contain_text("You signed version")
    page.context.close()


def test_strict_rules_refuse_the_password_and_lose_nothing_then_take_the_passkey(
    browser: Browser, living: Living
) -> None:
    company = Strict(living.stack)
    page = company.sponsor(browser)
    page.goto(company.form)
    page.locator("[name='amount.amount']").fill("5000")
    page.locator("[name=words]").fill("Two engineers")
    page.get_by_role("button", name="Grant a budget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grant a budget: sign it")
    page.get_by_role("button", name="Grant a budget").click()
    expect(page.locator("#trouble")).to_contain_text("asks for a signature with a passkey")
    expect(page.locator(".signed-content")).to_contain_text("Two engineers")
    assert company.budgets == []

    Holder(page, living).enrol("my key")
    page.goto(company.form)
    page.locator("[name='amount.amount']").fill("5000")
    page.get_by_role("button", name="Grant a budget").click()
    page.get_by_role("button", name="Grant a budget with your passkey").click()
    expect(page.locator("main [role=status]")).to_contain_text("Recorded: grant a budget")
    assert company.budgets == ["5000.00"]
    page.context.close()
    company.client.close()

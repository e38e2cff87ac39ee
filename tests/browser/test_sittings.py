"""What a seller's three sittings ask for: pages opened, and fields that must be filled in."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from living import ANSWERING, SIGNING, Living
from playwright.sync_api import Browser, Locator, Page, Request, expect

ONE_PAGE = 1
WORDS = "Two of the ten accounts buy through a partner that closed."
REQUIRED = "input:required, textarea:required, select:required"


@dataclass
class Sitting:
    """What somebody goes through: pages they open, and fields without which a form is refused."""

    page: Page
    opened: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._counts)

    def _counts(self, request: Request) -> None:
        """A page that is opened; where an act leads back to is no page more."""
        asked_for = request.method == "GET" and request.redirected_from is None
        if request.is_navigation_request() and asked_for:
            self.opened.append(request.url)

    def sends(self, form: Locator, button: Locator) -> None:
        fields = form.locator(REQUIRED)
        self.asked += [one.get_attribute("name") or "" for one in fields.all()]
        button.click()


@pytest.fixture
def page(browser: Browser, living: Living, request: pytest.FixtureRequest):
    context = living.named(browser, request.param(living))
    yield context.new_page()
    context.close()


def answering(number: int):
    return lambda living: living.seller(ANSWERING, number).person


def signing(number: int):
    return lambda living: living.seller(SIGNING, number).person


def reads(sitting: Sitting, living: Living) -> None:
    """The first sitting: one page says the number, its basis and why, and takes the answer."""
    sitting.page.goto(f"{living.base}/number")
    main = sitting.page.locator("main")
    for words in ("Basis", "Last year", "By when", "Why we plan this way"):
        expect(main).to_contain_text(words)
    button = sitting.page.get_by_role("button", name="I understand my number")
    sitting.sends(button.locator("xpath=ancestor::form"), button)
    expect(main.locator("[role=status]").first).to_contain_text("Recorded")


@pytest.mark.parametrize("page", [answering(9)], indirect=True, ids=["accepting"])
def test_reading_and_accepting_is_one_page_and_no_field(page: Page, living: Living) -> None:
    sitting = Sitting(page)
    reads(sitting, living)
    button = page.get_by_role("button", name="Accept: I have no concerns")
    sitting.sends(button.locator("xpath=ancestor::form"), button)
    expect(page.locator("main")).to_contain_text("You said that you have no concerns.")
    assert len(sitting.opened) == ONE_PAGE
    assert sitting.asked == []


@pytest.mark.parametrize("page", [answering(10)], indirect=True, ids=["objecting"])
def test_reading_and_pushing_back_is_the_same_page_and_two_fields(
    page: Page, living: Living
) -> None:
    sitting = Sitting(page)
    reads(sitting, living)
    page.get_by_text("Push back", exact=True).click()
    form = page.locator("details[open] form.act")
    form.locator("[name=kind]").select_option("attainability")
    form.locator("[name=words]").fill(WORDS)
    sitting.sends(form, form.get_by_role("button", name="Submit to"))
    expect(page.locator(".item")).to_contain_text(WORDS)
    assert len(sitting.opened) == ONE_PAGE
    assert sitting.asked == ["kind", "words"]


@pytest.mark.parametrize("page", [signing(6)], indirect=True, ids=["signing"])
def test_signing_is_one_page_with_separate_statements_and_one_signature(
    page: Page, living: Living
) -> None:
    sitting = Sitting(page)
    page.goto(living.unit(SIGNING, "sign"))
    assert page.get_by_text("I share responsibility").count() == 1
    assert page.get_by_text("I accept my own portion").count() == 1
    form = page.locator("form[action$='/sign/sign']")
    sitting.sends(form, form.locator(".acts button:not([type=button])"))
    page.wait_for_url("**/letter*")
    assert len(sitting.opened) == ONE_PAGE
    assert sitting.asked == []


def test_who_signs_with_a_password_types_nothing_else(browser: Browser, living: Living) -> None:
    page = living.seated(browser, living.seller(SIGNING, 7).person)
    sitting = Sitting(page)
    page.goto(living.unit(SIGNING, "sign"))
    asked = page.locator("form[action$='/sign/sign']").locator(REQUIRED)
    names = [one.get_attribute("name") for one in asked.all()]
    assert len(sitting.opened) == ONE_PAGE
    assert names in ([], ["password"])
    page.context.close()

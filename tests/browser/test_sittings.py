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
    """The first sitting: one page says the number, why and what is valued, and takes the answer."""
    sitting.page.goto(f"{living.base}/number")
    main = sitting.page.locator("main")
    for words in ("Basis", "Last year", "By when", "Why we plan this way"):
        expect(main).to_contain_text(words)
    for words in ("I have read this and acknowledge it", "I understand my number"):
        button = sitting.page.get_by_role("button", name=words)
        sitting.sends(button.locator("xpath=ancestor::form"), button)
        expect(button).to_have_count(0)
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


def section(page: Page, name: str) -> Locator:
    """The form of one section of a plan, unfolded."""
    fold = page.locator(f"details.fold:has(#form-{name})")
    fold.locator("summary").click()
    return fold.locator("form")


@pytest.mark.parametrize("page", [answering(12)], indirect=True, ids=["planning"])
def test_writing_the_plan_is_one_page_saved_section_by_section(page: Page, living: Living) -> None:
    sitting = Sitting(page)
    person = living.seller(ANSWERING, 12).person
    page.goto(f"{living.base}/sellers/{person}")
    page.get_by_role("button", name="Begin the plan").click()
    begin = page.get_by_role("heading", name="Business plan")
    for _ in range(20):
        if begin.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    begun = len(sitting.opened)

    form = section(page, "write-business-plan")
    form.locator("[name=words]").fill("Ten new laboratories, half of them by June")
    form.locator("[name='lines.0.words']").fill("University laboratories")
    form.locator("[name='lines.0.kind']").select_option("new_business")
    form.locator("[name='lines.0.quantity']").fill("10")
    form.locator("[name='lines.0.value.amount']").fill("900,000".replace(",", ""))
    form.locator("[name='lines.0.due_on']").fill("2027-06-30")
    sitting.sends(form, form.get_by_role("button", name="Save the business plan"))
    expect(page.locator("main")).to_contain_text("University laboratories")
    form = section(page, "decline-top-accounts")
    form.locator("[name=reason]").fill("One buying group serves all of them")
    sitting.sends(form, form.get_by_role("button", name="Record it"))
    form = section(page, "plan-training")
    form.locator("[name='trainings.0.words']").fill("The new line of spectrometers")
    form.locator("[name='trainings.0.starts_on']").fill("2027-02-01")
    form.locator("[name='trainings.0.ends_on']").fill("2027-12-15")
    sitting.sends(form, form.get_by_role("button", name="Save the training plan"))
    page.get_by_role("button", name="Submit my plan").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Recorded")
    expect(page.locator("main .tag").first).to_contain_text("submitted")

    assert len(sitting.opened) == begun
    assert sitting.asked == ["words", "reason"]


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

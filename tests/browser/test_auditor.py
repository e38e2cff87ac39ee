"""An auditor asks why a number is what it is, and goes back to how it came to be; no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from living import Living
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def auditor(browser: Browser, living: Living) -> Iterator[Page]:
    context = living.named(browser, "sam", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_an_auditor_follows_a_number_back_to_the_objection_that_changed_it(
    auditor: Page, living: Living
) -> None:
    auditor.goto(living.unit("sales"))
    auditor.locator("a[href$='/units/sales/why?seat=emea']").click()
    expect(auditor.get_by_role("heading", level=1)).to_contain_text("€25,400,000")
    steps = auditor.locator(".steps")
    expect(steps.first).to_contain_text("Plan goal: $100,000,000")
    changed = steps.last.locator("li", has_text="Version 2:")
    expect(changed).to_contain_text("-€1,000,000")
    expect(changed).to_contain_text("Cause: pushback of Ana")

    changed.get_by_role("link", name="See it happen").click()
    expect(auditor.locator("h2#step")).to_contain_text("This step of Halden Sales")
    changes = auditor.locator("#moment li", has_text="EMEA) went from")
    expect(changes).to_contain_text("because of pushback of Ana")

    because = auditor.locator(".causes a", has_text="answered").first
    because.click()
    expect(auditor.locator(".now").first).to_contain_text("answered")
    auditor.locator(".causes a", has_text="pushed back on version 1").first.click()
    raised = int(re.search(r"position=(\d+)", auditor.url)[1])  # type: ignore[index]
    auditor.get_by_role("link", name="Step back in this plan").click()
    assert int(re.search(r"position=(\d+)", auditor.url)[1]) < raised  # type: ignore[index]
    auditor.get_by_role("link", name="Step forward in this plan").click()
    expect(auditor).to_have_url(re.compile(rf"position={raised}\b"))


def test_an_auditor_sees_a_moment_as_another_saw_it(auditor: Page, living: Living) -> None:
    auditor.goto(f"{living.base}/replay")
    table = auditor.get_by_role("region", name="The plans as they stood")
    expect(table.get_by_role("row", name="APAC")).to_have_count(1)

    auditor.get_by_label("As whom").select_option("ana")
    auditor.get_by_role("button", name="See as they did").click()

    expect(auditor.locator("main")).to_contain_text("You see what Ana")
    expect(table.get_by_role("row", name="EMEA")).to_have_count(1)
    expect(table.get_by_role("row", name="APAC")).to_have_count(0)


def test_two_moments_are_compared_in_words(auditor: Page, living: Living) -> None:
    auditor.goto(f"{living.base}/replay")
    auditor.get_by_label("Compare with how it stood at position").fill("1")
    auditor.get_by_role("button", name="Compare").click()

    expect(auditor.locator("h2#changed")).to_have_text("What changed since position 1")
    expect(auditor.locator("#moment")).to_contain_text("The cycle was preparing; it is announced.")

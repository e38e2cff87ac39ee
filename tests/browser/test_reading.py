"""A file takes seconds to read and check: its form says so until the answer is there."""

from __future__ import annotations

from living import Living
from playwright.sync_api import Browser, expect

ROWS = 200
KEEPS_WHAT_IS_SAID = """() => new MutationObserver(() => {
    const told = document.querySelector("form [role=status]");
    const bar = told?.querySelector("progress")?.getBoundingClientRect();
    if (told) sessionStorage.setItem("said", `${told.innerText}|${bar?.width > 0}`);
}).observe(document.body, {childList: true, subtree: true})"""


def test_a_file_that_is_being_read_is_said_to_be(browser: Browser, living: Living) -> None:
    context = living.named(browser, "ines")
    page = context.new_page()
    page.goto(f"/o/{living.organisation}/start/files")
    # What the page says while it is left is kept: nothing looks into a page that is being left.
    page.evaluate(KEEPS_WHAT_IS_SAID)
    form = page.locator("form", has=page.get_by_role("button", name="Send and check")).first
    people = "\n".join(("name,email,manager", *(f"P {n},p{n}@x.example," for n in range(ROWS))))
    form.locator("[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": people.encode()}
    )
    form.get_by_role("button", name="Send and check").click()
    expect(page.locator("main")).to_contain_text("people.csv")
    words, _, shown = str(page.evaluate("sessionStorage.getItem('said')")).partition("|")
    assert words.startswith("Reading the file")
    assert shown == "true"
    expect(page.get_by_role("progressbar")).to_have_count(0)
    context.close()

"""What of a page lies beside a narrow screen."""

from __future__ import annotations

from playwright.sync_api import Page

NARROW = 360
REFLOW = 320
"""The width at which WCAG 2.2 asks in 1.4.10 that a page reflows."""

BESIDE = """() => [...document.querySelectorAll("main *")]
    .filter(one => {
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        const hidden = style.clipPath !== "none" || one.closest(".unseen, thead, svg");
        return !hidden && box.width > 0 && box.right > innerWidth + 1;
    })
    .map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 60)}`)
    .slice(0, 5)"""
SCROLLS = """() => [document.documentElement, ...document.querySelectorAll(".scroll")]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.tagName} ${one.getAttribute("aria-label") ?? ""} scrolls sideways`)"""


def beside(page: Page) -> list[str]:
    """What of the page, everything unfolded, cannot be read without scrolling sideways."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    before, found = page.viewport_size, []
    for width in (NARROW, REFLOW):
        page.set_viewport_size({"width": width, "height": 800})
        found += [
            f"{width}: {one}" for script in (SCROLLS, BESIDE) for one in page.evaluate(script)
        ]
    if before is not None:
        page.set_viewport_size(before)
    return found

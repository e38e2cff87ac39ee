"""The story's people in their browsers: a command of theirs is a form that they fill in and send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page
from pydantic import JsonValue

from command_line.client import Client
from command_line.paths import kebab
from command_line.refusals import Problem
from command_line.story.stage import CYCLE, ZONE, Story, Voice
from command_line.view import View
from domain.model import Command

PASSWORD = "a tally is split in two halves"
ON_THE_SIGN_PAGE = {
    "sign-plan": "sign",
    "decline-to-sign": "decline",
    "accept-plan": "accept",
    "object-to-plan": "object",
    "put-in-force": "put-in-force",
}
MADE = frozenset(
    {
        "item",
        "factor",
        "request",
        "budget",
        "commitment",
        "substitute",
        "amendment",
        "correction",
        "waiver",
        "goal",
        "intent",
        "deliverable",
        "step.id",
        "dependency.id",
    }
)
"""Ids that the pages make of a person's words; the story calls things by ids of its own."""


@dataclass(frozen=True)
class Seated(Voice):
    """Somebody who decides in a browser, and reads as everybody does."""

    page: Page

    def _given(self, command: Command, unit: str | None, *, dry_run: bool) -> View:
        if dry_run:
            return super()._given(command, unit, dry_run=True)
        name = kebab(type(command).__name__)
        body = command.model_dump(mode="json", exclude_none=True)
        # A rehearsal is told its time; a browser has no field for it.
        self.page.context.set_extra_http_headers({"Tally-At": self.identity.at.isoformat()})
        if name == "revise-plan" and not body.get("voids") and self._would_void(unit):
            # The page says so before anything is sent, and then sends it along.
            return super()._given(command, unit, dry_run=dry_run)
        if name not in ON_THE_SIGN_PAGE:
            self._sends(name, body, unit)
        elif not self._signs(ON_THE_SIGN_PAGE[name], body, unit):
            # What a page does not offer, the service refuses too.
            super()._given(command, unit, dry_run=dry_run)
            raise AssertionError(f"{self.page.url} does not offer {name}, and it was taken")
        self._refused()
        return View({}, "page")

    def _at(self, unit: str | None, *more: str) -> str:
        units = f"/units/{unit}" if unit else ""
        rest = "".join(f"/{part}" for part in more)
        return f"/o/{self.story.client.organisation}/cycles/{CYCLE}{units}{rest}"

    def _sends(self, name: str, body: Mapping[str, JsonValue], unit: str | None) -> None:
        self.page.goto(self._at(unit, "acts", name))
        if "portions" in body:
            self._works_out(body)
        form = self.page.locator(f"form[id^='form-{name}']")
        for place, value in leaves(body):
            fill(form, row_of(form, place, body), value)
        self._presses(form.locator("button:not([name])").last)
        asked = self.page.locator("form[data-ceremony][action*='/acts/']")
        if asked.count():
            self._puts_their_name(asked)

    def _would_void(self, unit: str | None) -> bool:
        self.page.goto(self._at(unit, "acts", "revise-plan"))
        return self.page.get_by_text("This voids").count() > 0

    def _works_out(self, body: Mapping[str, JsonValue]) -> None:
        """The first half of the leader's page: what the target is shared out from."""
        line = body["targets"][0]
        basis = self.page.locator("form.basis")
        basis.locator("[name=basis]").select_option(body["portions"][0].get("basis", "judgement"))
        for name, value in (
            ("add_on_percent", line.get("add_on_percent", "")),
            ("add_on", line.get("add_on", {}).get("amount", "")),
            ("over_assignment", line.get("over_assignment", {}).get("amount", "")),
            ("held", line.get("held", {}).get("amount", "")),
        ):
            basis.locator(f"[name={name}]").fill(value)
        self._presses(basis.locator("button"))

    def _signs(self, act: str, body: Mapping[str, JsonValue], unit: str | None) -> bool:
        """Whether the page to sign on offers the act; then it is done."""
        self.page.goto(self._at(unit, "sign"))
        form = self.page.locator(f"form[action$='/sign/{act}']")
        if form.count() == 0:
            return False
        if not form.is_visible():
            form.locator("xpath=ancestor::details[1]/summary").click()
        for name in ("dissent", "words", "reason"):
            if name in body:
                form.locator(f"[name={name}]").fill(str(body[name]))
        self._puts_their_name(form)
        return True

    def _puts_their_name(self, form: Locator) -> None:
        password = form.locator("[type=password]")
        if password.count():
            password.fill(PASSWORD)
        self._presses(form.locator(".acts button:not([type=button]):not([name])").last)

    def _presses(self, button: Locator) -> None:
        """Press, and wait for the page that answers; what the browser itself refuses, fails."""
        form = button.locator("xpath=ancestor::form[1]")
        empty = form.locator(":invalid").evaluate_all("all => all.map(one => one.name)")
        assert not empty, f"{self.page.url}: the browser will not send {empty}"
        with self.page.expect_navigation():
            button.click()

    def _refused(self) -> None:
        """Raise what the page says went wrong."""
        trouble = self.page.locator("#trouble")
        if trouble.count():
            practice = trouble.locator(".practice")
            raise Problem(
                409,
                {
                    "name": trouble.get_attribute("data-name") or "",
                    "title": "Refused",
                    "detail": trouble.inner_text(),
                    "practice": practice.first.inner_text() if practice.count() else None,
                },
            )
        assert self.page.locator(".notice.good").count(), self.page.locator("main").inner_text()


def leaves(body: JsonValue, place: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Each value of a command with the name of the field that it is typed into."""
    match body:
        case dict():
            for name, value in body.items():
                yield from leaves(value, f"{place}.{name}" if place else name)
        case [dict(), *_]:
            for number, value in enumerate(body):
                yield from leaves(value, f"{place}.{number}")
        case _:
            yield place, body


def row_of(form: Locator, place: str, body: Mapping[str, JsonValue]) -> str:
    """The page's own row for a seat: a table stands in the order of the plan."""
    table, _, rest = place.partition(".")
    if table not in {"portions", "outlook"} or not rest:
        return place
    number, _, name = rest.partition(".")
    seat = body[table][int(number)]["seat"]
    prefix = f"{table}."
    for one in form.locator(f"[name^='{prefix}'][name$='.seat']").all():
        if one.input_value() == seat:
            return f"{one.get_attribute('name').removesuffix('.seat')}.{name}"
    return place


def fill(form: Locator, place: str, value: JsonValue) -> None:
    """Type, choose or tick one value; what the page settled by itself is left as it is."""
    found = form.locator(f"[name='{place}']")
    if found.count() == 0:
        if place in MADE:
            name_it(form, place, str(value))
        return
    for folded in found.first.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("> summary").click()
    kind = found.first.evaluate("one => one.type || one.tagName.toLowerCase()")
    match kind:
        case "hidden":
            return
        case "checkbox" | "radio":
            wanted = [str(one) for one in value] if isinstance(value, list) else []
            for one in found.all():
                on = value is True or one.input_value() in wanted or one.input_value() == value
                one.set_checked(on)
        case "select-one":
            offered = [one.get_attribute("value") for one in found.locator("option").all()]
            assert str(value) in offered, f"{place}: {value} is not among {offered}"
            found.select_option(str(value))
        case "datetime-local":
            local = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(ZONE))
            found.fill(local.strftime("%Y-%m-%dT%H:%M"))
        case _:
            found.fill("\n".join(map(str, value)) if isinstance(value, list) else str(value))


def name_it(form: Locator, place: str, value: str) -> None:
    """Give a thing the id by which the story calls it; a person is never asked for one."""
    form.evaluate(
        """(form, [name, value]) => {
            const hidden = document.createElement("input");
            Object.assign(hidden, {type: "hidden", name, value});
            form.append(hidden);
        }""",
        [place, value],
    )


class BrowserStory(Story):
    """The story, with some of its people in browsers and the rest over the API."""

    def __init__(self, client: Client, console: object, pages: Mapping[str, Page]) -> None:
        super().__init__(client, console)  # type: ignore[arg-type]
        self.pages = pages

    def as_(self, person: str) -> Voice:
        page = self.pages.get(person)
        return Seated(self, person, page) if page else Voice(self, person)

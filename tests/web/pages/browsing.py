"""Pages as a person without JavaScript uses them: read, fill in, press a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol

from api import CYCLE, Api
from httpx import Response

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Control:
    name: str
    value: str
    kind: str
    chosen: bool = True


@dataclass
class Button:
    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def body(self, button: Button, typed: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
        """What a browser would send, with these fields filled in."""
        found: dict[str, list[str]] = {}
        for one in self.controls:
            if one.chosen and one.name not in typed:
                found.setdefault(one.name, []).append(one.value)
        for name, value in typed.items():
            assert any(one.name == name for one in self.controls), f"no field {name}"
            found[name] = [value] if isinstance(value, str) else list(value)
        if button.name:
            found[button.name] = [button.value]
        return found


class Reader(HTMLParser):
    """Headings, words, links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._heading: list[str] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._button: Button | None = None
        self._area: Control | None = None
        self._select: tuple[str, list[Control]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        match tag:
            case "h1" | "h2" | "h3" | "h4":
                self._heading = []
            case "a":
                self._link = (given.get("href", ""), [])
            case "form":
                self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
            case "button":
                self._button = Button(
                    name=given.get("name", ""),
                    value=given.get("value", ""),
                    action=given.get("formaction", ""),
                )
            case "textarea":
                self._area = Control(given.get("name", ""), "", "textarea")
            case "select":
                self._select = (given.get("name", ""), [])
            case "option" if self._select is not None:
                chosen = "selected" in given
                self._select[1].append(
                    Control(self._select[0], given.get("value", ""), "option", chosen)
                )
            case "input":
                kind = given.get("type", "text")
                chosen = kind not in {"checkbox", "radio"} or "checked" in given
                self._add(Control(given.get("name", ""), given.get("value", ""), kind, chosen))
            case _:
                pass

    def _add(self, control: Control) -> None:
        if self.forms and control.name:
            self.forms[-1].controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "h1" | "h2" | "h3" | "h4" if self._heading is not None:
                self.headings.append((int(tag[1]), " ".join("".join(self._heading).split())))
                self._heading = None
            case "a" if self._link is not None:
                self.links[" ".join("".join(self._link[1]).split())] = self._link[0]
                self._link = None
            case "button" if self._button is not None:
                self._button.words = " ".join(self._button.words.split())
                if self.forms:
                    self.forms[-1].buttons.append(self._button)
                self._button = None
            case "textarea" if self._area is not None:
                self._area.value = self._area.value.removeprefix("\n")
                self._add(self._area)
                self._area = None
            case "select" if self._select is not None:
                options = self._select[1]
                if options and not any(one.chosen for one in options):
                    options[0].chosen = True
                for one in options:
                    self._add(one)
                self._select = None
            case _:
                pass

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._heading is not None:
            self._heading.append(data)
        if self._link is not None:
            self._link[1].append(data)
        if self._button is not None:
            self._button.words += data
        if self._area is not None:
            self._area.value += data


@dataclass
class Page:
    """One page as it was answered."""

    api: Api
    by: str
    answer: Response
    read: Reader

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def headings(self) -> list[tuple[int, str]]:
        return self.read.headings

    @property
    def words(self) -> str:
        """Everything that is read, in one line."""
        return " ".join(" ".join(self.read.words).split())

    @property
    def ids(self) -> list[str]:
        return self.read.ids

    def link(self, words: str) -> str:
        return self.read.links[words]

    def has_button(self, words: str) -> bool:
        return any(one.words == words for form in self.read.forms for one in form.buttons)

    def value(self, name: str) -> str:
        """What stands in the first field of that name into which anything was written."""
        values = [
            one.value
            for form in self.read.forms
            for one in form.controls
            if one.name == name and one.chosen
        ]
        return next((one for one in values if one), "")

    async def press(
        self,
        words: str,
        typed: Mapping[str, str | list[str]] | None = None,
        *,
        at: int = 0,
        by: str | None = None,
    ) -> Page:
        """Fill in the form of a button, press it, and follow where it leads."""
        found = [
            (form, button)
            for form in self.read.forms
            for button in form.buttons
            if button.words == words
        ]
        assert found, (
            f"no button {words!r}: {[b.words for f in self.read.forms for b in f.buttons]}"
        )
        form, button = found[at]
        who = by or self.by
        answer = await self.api.http.post(
            button.action or form.action,
            data=form.body(button, typed or {}),
            headers=self.api.headers(who) | {"Sec-Fetch-Site": "same-origin"},
        )
        if answer.status_code == 303:
            answer = await self.api.http.get(
                answer.headers["location"], headers=self.api.headers(who)
            )
        return page_of(self.api, who, answer)

    async def sign(self, words: str, typed: Mapping[str, str | list[str]] | None = None) -> Page:
        """Fill in the form of an act that is signed, and sign on the page that it leads to."""
        asked = await self.press(words, typed)
        assert (1, f"{words}: sign it") in asked.headings, asked.headings
        return await asked.press(words)


def page_of(api: Api, by: str, answer: Response) -> Page:
    reader = Reader()
    reader.feed(answer.text)
    return Page(api, by, answer, reader)


class Read(Protocol):
    """Opens a page of the test's cycle, by an address inside it or a whole one."""

    async def __call__(self, api: Api, path: str, *, by: str) -> Page: ...


async def opened(api: Api, path: str, *, by: str) -> Page:
    inside = f"/o/{api.organisation}/cycles/{CYCLE}"
    address = path if path.startswith("/o/") else f"{inside}{path}"
    answer = await api.http.get(address, headers=api.headers(by))
    return page_of(api, by, answer)

"""What is pressed on a page, given once: an act as its form describes it, and a part that is begun."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import Response

from domain.cycle.authority import OFFICES, held
from domain.errors import Unknown
from domain.model import Command
from web.commands import kebab
from web.pages import wording
from web.pages.acting import Again, Trouble, Typed, acted
from web.pages.filling import Filled, filled
from web.pages.forms import AT, Sent, placed
from web.pages.viewing import View

_ANCHOR = re.compile(r"[a-z0-9-]{1,60}")


def known(name: str, acts: Mapping[str, type[Command]]) -> type[Command]:
    """The command of that name; raises Unknown for any other."""
    if name not in acts:
        raise Unknown(f"There is no act {name[:70]!r} here.")
    return acts[name]


def anchor(form: Typed) -> str:
    """The part of the page to come back to."""
    at = form.get(AT)
    return f"#{at}" if _ANCHOR.fullmatch(at) else ""


@dataclass(frozen=True)
class Pressed:
    """An act as its form describes it; `then` is the page that shows what came of it."""

    view: View
    kind: type[Command]
    found: Filled
    then: str

    @classmethod
    def of(cls, view: View, kind: type[Command], form: Typed, then: str) -> Pressed:
        """The act as it was typed; `then` is come back to where the form stood."""
        found = filled(kind, form, view.state.zone)
        return cls(view, kind, found, f"{then}{anchor(form)}")

    def again(self, shown: Callable[[Sent], Awaitable[Response]]) -> Again:
        """The page again, with everything that was typed and each trouble at its field."""

        async def back(typed: Typed, trouble: Trouble) -> Response:
            return await shown(Sent(typed, placed(trouble, kebab(self.kind), self.found)))

        return back

    async def given(
        self,
        again: Again,
        *,
        unit: str | None = None,
        seller: str | None = None,
        culture: bool = False,
        incentives: bool = False,
    ) -> Response:
        """The act, once, for the cycle or the plan that is named; or the page again."""
        return await acted(
            self.view.request,
            self.view.reading,
            unit,
            command=lambda _form: self.kind.model_validate(self.found.body),
            again=again,
            then=self.then,
            said=f"Recorded: {wording.title(self.kind).lower()}.",
            seller=seller,
            culture=culture,
            incentives=incentives,
        )


async def begun(
    view: View,
    command: Command,
    none_yet: Callable[[Trouble], Response],
    *,
    then: str,
    said: str,
    unit: str | None = None,
) -> Response:
    """What opens by this command, begun once; or the page that says that it is not, with why."""

    async def again(_form: Typed, trouble: Trouble) -> Response:
        return none_yet(trouble)

    return await acted(
        view.request,
        view.reading,
        unit,
        command=lambda _form: command,
        again=again,
        then=then,
        said=f"Recorded: {said}",
    )


@dataclass(frozen=True)
class Part:
    """A part of the cycle that somebody begins once it is announced, as it is called on its page."""

    begins: Command
    path: str
    title: str
    name: str
    by: str
    said: str
    """What is told once it is begun."""

    def address(self, view: View) -> str:
        return f"{view.base}/{self.path}"

    async def begun(self, view: View) -> Response:
        none_yet, then = partial(self.none_yet, view), self.address(view)
        return await begun(view, self.begins, none_yet, then=then, said=self.said)

    def none_yet(self, view: View, trouble: Trouble | None = None) -> Response:
        """The page of a cycle in which nobody began it, with the button of whoever may."""
        offices = held(self.begins, view.state, view.person)
        may = bool(offices & set(OFFICES[type(self.begins)]))
        return view.page(
            "not_begun.html",
            trouble=trouble,
            part=self,
            may_begin=view.state.stage == "announced" and may,
        )

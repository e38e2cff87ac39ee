"""The form of an act on a page: its fields, what is fixed, what was typed before and was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Response

from domain.model import Command
from web.commands import kebab
from web.pages import wording
from web.pages.acting import COMMAND_ID, NOTHING_TYPED, Trouble, Typed, new_command_id
from web.pages.choices import Options
from web.pages.fields import Field, fields_of
from web.pages.filling import NAMED, ROWS, SHARED, Filled, rows_of
from web.pages.viewing import View
from web.would_be import Tried

FORM, PAGE, AT, MORE, TRY = "form", "page", "at", "more", "try"
"""Fields that say which form was sent, which page it stands on, and what else was pressed."""

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 200
_BESIDE = {
    ("answer-pushback", "S0-14"): "reason",
    ("decide-resource-request", "S0-23"): "reason",
    ("close-pushback", "S0-11"): "nobody_objected",
    ("revise-plan", "S0-20"): "voids",
    ("revise-plan", "S0-21"): "below_goal_reason",
}
"""Beside which field a practice's refusal belongs."""

PLAIN = {
    "Field required": "Fill this in.",
    "Nothing is written here": "Write something here.",
}


@dataclass(frozen=True)
class Sent:
    """A form that came back: what was typed, and what was wrong or would have been recorded."""

    typed: Typed = NOTHING_TYPED
    trouble: Trouble | None = None
    tried: Tried | None = None

    @property
    def form(self) -> str:
        return self.typed.get(FORM)

    @property
    def summary(self) -> Trouble | None:
        """The trouble for the top of the page, whose links reach the form's own fields."""
        if self.trouble is None:
            return None
        fields = {f"{self.form}-{place}": words for place, words in self.trouble.fields.items()}
        return replace(self.trouble, fields=fields)


NOT_SENT = Sent()


@dataclass(frozen=True)
class Form:
    """One act's form; `fixed` is not asked, `start` stands in the fields before anyone types."""

    id: str
    kind: type[Command]
    address: str
    page: str
    at: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    start: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    options: Mapping[str, Options] = field(default_factory=dict)
    sent: Sent | None = None
    fresh_id: str = field(default_factory=new_command_id)

    @property
    def name(self) -> str:
        return kebab(self.kind)

    @property
    def title(self) -> str:
        return wording.title(self.kind)

    @property
    def lead(self) -> str:
        return wording.lead(self.kind)

    @property
    def command_id(self) -> str:
        return (self.sent.typed.get(COMMAND_ID) if self.sent else "") or self.fresh_id

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields that a person fills in: not what is fixed, nor ids that are made."""
        made = {*NAMED.get(self.kind, {}), *SHARED.get(self.kind, {})}
        return tuple(one for one in fields_of(self.kind) if one.name not in {*self.fixed, *made})

    def inside(self, one: Field, place: str) -> tuple[Field, ...]:
        """The parts of a group or row, without ids that are made."""
        made = {**NAMED.get(self.kind, {}), **SHARED.get(self.kind, {}), **ROWS.get(self.kind, {})}
        return tuple(
            part
            for part in one.inside
            if f"{place}.{part.name}" not in made and f"{place}.{part.name}" not in self.fixed
        )

    def spot(self, place: str) -> str:
        return f"{self.id}-{place}"

    def get(self, place: str, otherwise: str = "") -> str:
        """What stands in a field: as typed, else as the form starts."""
        if self.sent is not None:
            return self.sent.typed.get(place)
        start = self.start.get(place, otherwise)
        return start if isinstance(start, str) else "\n".join(start)

    def chosen(self, place: str, value: str) -> bool:
        if self.sent is not None:
            return value in self.sent.typed.all(place)
        start = self.start.get(place, ())
        return value == start if isinstance(start, str) else value in start

    def wrong(self, place: str) -> str | None:
        trouble = self.sent.trouble if self.sent else None
        return trouble.at(place) if trouble else None

    def label(self, name: str) -> str:
        return wording.label(self.kind, name)

    def hint(self, name: str) -> str:
        return wording.HINTS.get(name, "")

    def options_of(self, one: Field) -> Options:
        """The only values that a field can have; none where anything can be written."""
        if one.options:
            return tuple((value, wording.option(value)) for value in one.options)
        return self.options.get(one.name, ())

    def rows(self, place: str) -> range:
        """The rows of a table to show: those that were typed or stand there, and some to fill."""
        sent = self.sent.typed if self.sent else Typed(dict.fromkeys(self.start, ("",)))
        known = rows_of(sent, place)
        shown = known[-1] + 1 if known else FIRST_ROWS
        if self.sent is not None and self.sent.typed.get(MORE) == place:
            shown += MORE_ROWS
        return range(min(shown, MOST_ROWS))


@dataclass(frozen=True)
class Forms:
    """Every form of one page; the one that was sent shows again what was typed into it."""

    base: str
    page: str
    options: Callable[[type[Command]], Mapping[str, Options]]
    known: Mapping[str, type[Command]]
    fixed: Mapping[str, str] = field(default_factory=dict)
    sent: Sent = NOT_SENT
    mark: str = ""
    """Tells the forms of several plans on one page apart."""

    def of(
        self,
        name: str,
        *,
        at: str = "",
        start: Mapping[str, str | Sequence[str]] | None = None,
        also: Mapping[str, str] | None = None,
        **fixed: str,
    ) -> Form:
        """The form of an act; `fixed` parts are not asked, and tell two forms of one act apart.

        `also` is fixed too, and tells nothing apart.
        """
        kind = self.known[name]
        names = {one.name for one in fields_of(kind)}
        always = {place: value for place, value in self.fixed.items() if place in names}
        form = "-".join((name, *((self.mark,) if self.mark else ()), *fixed.values()))
        return Form(
            id=form,
            kind=kind,
            address=f"{self.base}/acts/{name}",
            page=self.page,
            at=at,
            fixed={**always, **(also or {}), **fixed},
            start=start or {},
            options=self.options(kind),
            sent=self.sent if self.sent.typed.fields and self.sent.form == form else None,
        )


Shown = Callable[[View, str | None, Sent], Awaitable[Response]]
SHOWN: dict[str, Shown] = {}
"""How each page that holds forms is shown again; the pages register themselves."""


def placed(trouble: Trouble, name: str, found: Filled) -> Trouble:
    """The trouble with its words beside the fields where they were typed, in plain words."""
    fields = {
        found.typed_place(_typed(place, found)): PLAIN.get(words, words)
        for place, words in trouble.fields.items()
    }
    beside = _BESIDE.get((name, trouble.practice or ""))
    if beside is not None and not fields:
        fields = {beside: trouble.words}
    for seat, place in _portions(found).items():
        if f"portion of {seat} " in trouble.words and not trouble.fields:
            part = "causes" if "cite" in trouble.words else "adjustment"
            fields = {found.typed_place(f"{place}.{part}"): trouble.words}
    return replace(trouble, fields=fields)


def _typed(place: str, found: Filled) -> str:
    """An amount that is missing as a whole is typed in its `amount`."""
    value: object = found.body
    for part in place.split("."):
        match value:
            case dict():
                value = value.get(part)
            case list() if part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            case _:
                value = None
    return f"{place}.amount" if isinstance(value, dict) and "currency" in value else place


def _portions(found: Filled) -> dict[str, str]:
    rows = found.body.get("portions")
    return {
        str(row.get("seat")): f"portions.{number}"
        for number, row in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    }

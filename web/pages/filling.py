"""From what was typed into a form to the body of its command, and back to the typed places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.culture import commands as v
from domain.cycle import commands as c
from domain.model import Command
from domain.seller import commands as s
from domain.unit import commands as u
from domain.unit.buying_in import commands as i
from domain.unit.lookback import commands as b
from domain.unit.readiness import commands as r
from web.pages.acting import COMMAND_ID, Typed
from web.pages.fields import Field, fields_of

_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_WORDS_OF_ID, _LONGEST_ID, _SUFFIX = 4, 40, 4

NAMED: dict[type[Command], Mapping[str, str]] = {
    u.RaisePushback: {"item": "words"},
    u.CapturePushback: {"item": "words"},
    u.AddKeySuccessFactor: {"factor": "words"},
    u.RequestResource: {"request": "words"},
    u.GrantBudget: {"budget": "words"},
    u.AddCommitment: {"commitment": "words"},
    u.OfferSubstitute: {"substitute": "words"},
    u.OpenAmendment: {"amendment": "reason"},
    u.RequestAmendment: {"request": "words"},
    u.ProposeWaiver: {"waiver": "reason"},
    u.ProposeCorrection: {"correction": "reason"},
    u.PromiseSupport: {"support": "words"},
    s.MakePromise: {"promise.id": "promise.words"},
    u.AddActionStep: {"step.id": "step.words"},
    c.ProposeRuleChange: {"change": "reason"},
    c.ProposeRoles: {"change": "reason"},
    u.SetStrategicGoal: {"goal": "words"},
    b.ScoreLookBack: {"item": "words"},
    b.ScoreHandoff: {"item": "words"},
    i.NameDependency: {"dependency.id": "dependency.words"},
    r.AddPlanLine: {"line.id": "line.words"},
    c.StateIntent: {"intent": "words"},
    c.DefineDeliverable: {"deliverable": "words"},
}
"""Ids that nobody has to think of: made from the words of another field."""

SHARED: dict[type[Command], Mapping[str, str]] = {
    u.ClaimAccount: {"account.id": "account.name"},
    u.FillSeat: {"person.id": "person.name"},
    u.HandOverSeat: {"successor.id": "successor.name"},
    c.ReplaceUnitLeader: {"successor.id": "successor.name"},
}
"""Ids of what others name too: the same words give the same id."""


ROWS: dict[type[Command], Mapping[str, str]] = {
    u.SetStrategicGoal: {"steps.id": "steps.words"},
    r.ListRunRate: {"components.id": "components.words"},
    r.AttachMarketingPlan: {"contributions.id": "contributions.words"},
    s.WriteBusinessPlan: {"lines.id": "lines.words"},
    s.NameTopAccounts: {"accounts.account": "accounts.name"},
    s.PlanTraining: {"trainings.id": "trainings.words"},
    s.ImportCompensation: {"components.id": "components.name"},
    v.ChooseValues: {"values.value": "values.name"},
    v.SetExpectations: {"expectations.expectation": "expectations.words"},
}
"""Ids of a table's rows, each made from another field of its own row."""


@dataclass
class Filled:
    """A command's body; `kept` says which typed rows became rows of it, table by table."""

    body: dict[str, JsonValue] = field(default_factory=dict)
    kept: dict[str, list[int]] = field(default_factory=dict)

    def typed_place(self, place: str) -> str:
        """Where a part of the body was typed: empty rows above it were left out."""
        for table, rows in self.kept.items():
            begin, _, rest = place.removeprefix(f"{table}.").partition(".")
            if place.startswith(f"{table}.") and begin.isdigit() and int(begin) < len(rows):
                return f"{table}.{rows[int(begin)]}" + (f".{rest}" if rest else "")
        return place


def filled(kind: type[Command], form: Typed, zone: str) -> Filled:
    """The body that the form describes; whether it is a command is for the command to say."""
    found = Filled()
    named = _ids(kind, form)
    complete = Typed({**form.fields, **{name: (value,) for name, value in named.items()}})
    found.body = _body(fields_of(kind), complete, "", zone, found)
    return found


def _ids(kind: type[Command], form: Typed) -> dict[str, str]:
    made = {}
    for name, source in NAMED.get(kind, {}).items():
        if form.text(name) is None:
            begin = slug(form.get(source)) or kind.__name__.lower()
            made[name] = f"{begin}-{form.get(COMMAND_ID)[:_SUFFIX].lower()}".strip("-")
    for name, source in SHARED.get(kind, {}).items():
        if form.text(name) is None and form.text(source) is not None:
            made[name] = slug(form.get(source), words_kept=8)
    return {**made, **_row_ids(kind, form)}


def _row_ids(kind: type[Command], form: Typed) -> dict[str, str]:
    """The number of the row tells two rows of the same words apart."""
    made = {}
    for name, source in ROWS.get(kind, {}).items():
        table, _, part = name.partition(".")
        for row in rows_of(form, table):
            words = form.text(f"{table}.{row}.{source.partition('.')[2]}")
            if words is not None and form.text(f"{table}.{row}.{part}") is None:
                made[f"{table}.{row}.{part}"] = f"{slug(words) or part}-{row + 1}"
    return made


def slug(words: str, *, words_kept: int = _WORDS_OF_ID) -> str:
    """The first words, as an id is written."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain)[:words_kept]
    return "-".join(found)[:_LONGEST_ID].strip("-")


def _body(
    fields: Sequence[Field], form: Typed, under: str, zone: str, found: Filled
) -> dict[str, JsonValue]:
    body: dict[str, JsonValue] = {}
    for one in fields:
        value = _value(one, form, f"{under}{one.name}", zone, found)
        if value is not None:
            body[one.name] = value
        elif one.shape == "group" and not one.required:
            body[one.name] = None
    return body


def _value(one: Field, form: Typed, place: str, zone: str, found: Filled) -> JsonValue:
    match one.shape:
        case "group":
            written = one.required or _written(one, form, place)
            return _body(one.inside, form, f"{place}.", zone, found) if written else None
        case "rows":
            return list(_rows(one, form, place, zone, found))
        case _:
            return _simple(one, form, place, zone)


def _simple(one: Field, form: Typed, place: str, zone: str) -> JsonValue:
    text = form.text(place)
    match one.shape:
        case "amount":
            return _amount(form, place)
        case "box":
            return bool(form.all(place))
        case "lines":
            given = (line.strip() for value in form.all(place) for line in value.split("\n"))
            return [line for line in given if line]
        case "instant":
            return _instant(text, zone)
        case "number" if text is not None:
            return _SPACES.sub("", text).removesuffix("%")
        case _:
            return text


def _amount(form: Typed, place: str) -> JsonValue:
    amount = form.text(f"{place}.amount")
    if amount is None:
        return None
    return {"amount": _SPACES.sub("", amount), "currency": form.get(f"{place}.currency")}


def _rows(one: Field, form: Typed, place: str, zone: str, found: Filled) -> Iterator[JsonValue]:
    kept = found.kept.setdefault(place, [])
    for row in rows_of(form, place):
        if _written(one, form, f"{place}.{row}"):
            kept.append(row)
            yield _body(one.inside, form, f"{place}.{row}.", zone, found)


def rows_of(form: Typed, place: str) -> list[int]:
    """The numbers of a table's typed rows, in order."""
    pattern = re.compile(rf"{re.escape(place)}\.(\d{{1,4}})\.")
    return sorted({int(match[1]) for name in form.fields if (match := pattern.match(name))})


def _written(one: Field, form: Typed, place: str) -> bool:
    """Whether anybody wrote anything into a row or group that it needs."""
    needed = [inner for inner in one.inside if inner.required and inner.counts]
    return any(_any(inner, form, f"{place}.{inner.name}") for inner in needed or one.inside)


def _any(one: Field, form: Typed, place: str) -> bool:
    match one.shape:
        case "amount":
            return form.text(f"{place}.amount") is not None
        case "box":
            return False
        case "group" | "rows":
            return any(name.startswith(f"{place}.") for name in form.fields)
        case _:
            return form.text(place) is not None


def _instant(written: str | None, zone: str) -> str | None:
    """A local time becomes an instant in the cycle's zone; anything else is left as it is."""
    if written is None or not _LOCAL.fullmatch(written):
        return written
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return written

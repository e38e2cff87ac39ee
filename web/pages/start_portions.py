"""Starting a cycle, third step: proposed portions with their basis, here or as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import OWN
from domain.money import Money
from domain.portions import Basis
from files.amounts import NotAnAmount, parse_amount
from files.portions import COLUMNS, portions_sheet, read_portions
from files.problems import Problems
from files.write import write_table
from files.write_sheet import SheetCell, write_workbook
from web.asking import says
from web.exports import attached
from web.pages.acting import Trouble, Typed, done, form_of, typed
from web.pages.start_desk import Desk, Desks, too_large_trouble
from web.pages.start_files import uploaded
from web.portioning import (
    Changed,
    Difference,
    UnitChoice,
    UnitPortions,
    differences,
    down_the_tree,
)
from web.prospect import Prospect
from web.routing import Router

router = Router(prefix="/o/{organisation}/start/portions", include_in_schema=False)

BASES = (
    ("share_of_last_year", "Share of last year"),
    ("equal_growth", "Equal growth"),
    ("potential", "Potential"),
    ("weights", "Weights"),
)


@router.get("")
@says(OWN)
async def show(desk: Desks, unit: str = "") -> Response:
    return await _page(desk, unit)


@router.post("")
@says(OWN)
async def change(request: Request, desk: Desks) -> Response:
    """Keep one unit's basis, weights and portions as they were typed, where they can be read."""
    form = await typed(request)
    found = await desk.prospect()
    one = next((u for u in found.portions if u.place.unit == form.get("unit")), None)
    if one is None:
        return await _page(desk, "", form)
    choice, wrong = choice_of(form, one)
    choices = {**desk.said.choices, one.place.unit: choice}
    said = desk.said.model_copy(update={"choices": choices, "add_on": form.get("add_on").strip()})
    if not form.fields.get("add_on"):
        said = said.model_copy(update={"add_on": desk.said.add_on})
    desk = await desk.keep(said)
    if wrong:
        words = "Some portions cannot be read; the others are kept."
        return await _page(desk, one.place.unit, form, Trouble(422, words, fields=wrong))
    return done(f"{desk.base}/portions?unit={one.place.unit}", "Kept. Nothing is proposed yet.")


def choice_of(form: Typed, one: UnitPortions) -> tuple[UnitChoice, dict[str, str]]:
    """What the form chooses for a unit, and words beside what of it cannot be read.

    A portion that is what its basis gives is no choice: it follows the basis when that changes.
    """
    wrong: dict[str, str] = {}
    chosen = form.get("basis")
    basis = Basis(chosen) if chosen in dict(BASES) else None
    weights: dict[str, Decimal] = {}
    changed: dict[str, Changed] = {}
    for line in one.lines:
        seat = line.seat.id
        if weight := form.text(f"weight.{seat}"):
            _weight(weight, seat, weights, wrong)
        again = basis is not None and basis != one.basis
        if not again and (text := form.text(f"portion.{seat}")):
            _portion(text, form.text(f"reason.{seat}"), line.proposed, seat, changed, wrong)
    return UnitChoice(basis=basis, weights=weights, changed=changed), wrong


def _weight(text: str, seat: str, weights: dict[str, Decimal], wrong: dict[str, str]) -> None:
    try:
        read = UnitChoice.model_validate({"weights": {seat: text}}).weights[seat]
    except ValidationError:
        read = Decimal(-1)
    if read < 0:
        wrong[f"weight.{seat}"] = "write a weight of zero or more, such as 1.5"
    else:
        weights[seat] = read


def _portion(  # noqa: PLR0917 - a cell, its neighbours, and where both go
    text: str,
    reason: str | None,
    proposed: Money,
    seat: str,
    changed: dict[str, Changed],
    wrong: dict[str, str],
) -> None:
    read = read_portion(text, reason, proposed.currency, seat, wrong)
    if read is not None and (read.amount != proposed or reason):
        changed[seat] = read


def read_portion(
    text: str, reason: str | None, currency: str, seat: str, wrong: dict[str, str]
) -> Changed | None:
    """The portion in a cell, with its reason; else words beside it."""
    try:
        return Changed(amount=parse_amount(text, currency), reason=reason)
    except (NotAnAmount, ValidationError) as refused:
        words = str(refused) if isinstance(refused, NotAnAmount) else "this reason cannot be kept"
        wrong[f"portion.{seat}"] = words
        return None


@router.get("/sheet.{extension}")
@says(OWN)
async def sheet(desk: Desks, extension: str) -> Response:
    """Every seat with its basis, to change and send back."""
    rows = list(sheet_rows((await desk.prospect()).portions))
    name = f"{desk.said.cycle}-portions"
    if extension == "xlsx":
        return attached(write_workbook(portions_sheet(rows)), f"{name}.xlsx")
    plain = [tuple(c.amount if isinstance(c, Money) else c for c in row) for row in rows]
    return attached(write_table(COLUMNS, plain), f"{name}.csv")


def sheet_rows(portions: Iterable[UnitPortions]) -> Iterable[tuple[SheetCell, ...]]:
    for one in portions:
        for line in one.lines:
            seat = line.seat
            yield (
                one.place.unit, seat.id, seat.title, seat.owner or one.place.leader,
                seat.currency, seat.last_year, line.basis.value, line.proposed, line.portion,
                line.reason,
            )  # fmt: skip


@router.post("/sheet")
@says(OWN)
async def returned(request: Request, desk: Desks) -> Response:
    """Read a sheet that came back and show what it changes; nothing is taken yet."""
    if refused := desk.too_large():
        return await _page(desk, trouble=too_large_trouble(refused))
    content, name = await uploaded(await form_of(request, fields=10))
    found = await desk.prospect()
    seats = {line.seat.id: line.seat.currency for one in found.portions for line in one.lines}
    read = read_portions(name or "portions", content, seats=seats)
    if isinstance(read, Problems):
        words = f"{name or 'The file'} cannot be taken; nothing changed."
        return await _page(desk, trouble=Trouble(409, words), problems=read.problems)
    came = {
        line.seat: Changed(amount=line.amount, reason=line.reason or None) for line in read.lines
    }
    await desk.keep(desk.said.model_copy(update={"returned": came}))
    return done(f"{desk.base}/portions#difference", f"{name} was read. Look at what it changes.")


@router.post("/take")
@says(OWN)
async def take(request: Request, desk: Desks) -> Response:
    """Take the sheet that came back, if it ties out; or leave everything as it was."""
    form = await typed(request)
    if form.get("choice") != "take" or desk.said.returned is None:
        await desk.keep(desk.said.model_copy(update={"returned": None}))
        return done(f"{desk.base}/portions", "The sheet is put aside. Nothing changed.")
    found = await desk.prospect()
    choices = taken(found, desk.said.returned, desk.said.choices)
    after = after_taking(found, choices)
    if unsound := [one for one in after if not one.sound]:
        return await _page(desk, trouble=Trouble(409, "It does not tie out: nothing was taken.",
                                                 missing=tuple(map(why_unsound, unsound))))  # fmt: skip
    await desk.keep(desk.said.model_copy(update={"choices": choices, "returned": None}))
    return done(f"{desk.base}/portions", "The sheet is taken. Nothing is proposed yet.")


def taken(
    found: Prospect, came: dict[str, Changed], before: dict[str, UnitChoice]
) -> dict[str, UnitChoice]:
    """The choices with a sheet's portions in them, judged against what the basis gives."""
    choices = dict(before)
    for one in found.portions:
        unit = one.place.unit
        changed = {
            line.seat.id: came[line.seat.id]
            for line in one.lines
            if line.seat.id in came
            and (came[line.seat.id].amount != line.proposed or came[line.seat.id].reason)
        }
        choices[unit] = choices.get(unit, UnitChoice()).model_copy(update={"changed": changed})
    return choices


def after_taking(found: Prospect, choices: dict[str, UnitChoice]) -> tuple[UnitPortions, ...]:
    places = [one.place for one in found.portions]
    return down_the_tree(places, found.portions[0].target, choices) if places else ()


def why_unsound(one: UnitPortions) -> str:
    if one.off.amount:
        return f"{one.place.name}: the portions sum to {one.sum}, the target is {one.target}"
    seats = ", ".join(one.unexplained)
    return f"{one.place.name}: say why the portion of {seats} differs from its basis"


async def _page(
    desk: Desk,
    unit: str = "",
    form: Typed | None = None,
    trouble: Trouble | None = None,
    **context: object,
) -> Response:
    found = await desk.prospect()
    shown = next((one for one in found.portions if one.place.unit == unit), None)
    shown = shown or (found.portions[0] if found.portions else None)
    changes: tuple[Difference, ...] = ()
    after: tuple[UnitPortions, ...] = ()
    if desk.said.returned is not None:
        after = after_taking(found, taken(found, desk.said.returned, desk.said.choices))
        changes = tuple(differences(found.portions, after))
    return desk.page(
        "portions.html",
        typed=form or Typed(),
        trouble=trouble,
        found=found,
        shown=shown,
        bases=BASES,
        changes=changes,
        after=after,
        why_unsound=why_unsound,
        problems=context.get("problems", ()),
    )

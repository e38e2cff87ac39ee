"""A unit's portions before its leader: changed here or as a spreadsheet, then proposed."""

from __future__ import annotations

from fastapi import Request, Response
from pydantic import TypeAdapter

from domain.errors import Unknown
from domain.money import Money
from domain.unit.commands import ProposeStretchTarget
from domain.unit.plan import UnitState
from domain.words import Identifier
from files.portions import COLUMNS, portions_sheet, read_portions
from files.problems import Problem, Problems
from files.write import write_table
from files.write_sheet import write_workbook
from web.drafts import NoRoomForDrafts
from web.exports import attached, opened_cells
from web.pages.acting import Trouble, Typed, acted, done, form_of, trouble_of, typed
from web.pages.prepared import Prepared, keep, prepared_of
from web.pages.start_desk import too_large_trouble
from web.pages.start_files import uploaded
from web.pages.start_portions import read_portion, sheet_rows, why_unsound
from web.pages.viewing import View, Views
from web.portioning import Changed, UnitPortions, differences
from web.problems import BodyTooLarge
from web.routing import Router

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/portions", include_in_schema=False
)

NONE = "You have no prepared portions for this unit: propose on its own page."
_CAME: TypeAdapter[dict[str, Changed]] = TypeAdapter(dict[str, Changed])


async def prepared(view: View, unit: str) -> tuple[ProposeStretchTarget, str] | None:
    """The proposal that the caller has as a draft for this unit, and who prepared it."""
    found = await prepared_of(view, await view.reading.unit_state(unit))
    return (found.proposal, found.by) if found is not None and found.kept else None


@router.get("")
async def show(view: Views, unit: Identifier) -> Response:
    return await _page(view, await view.reading.unit_state(unit))


@router.post("")
async def propose(request: Request, view: Views, unit: Identifier) -> Response:
    """Propose what was prepared, in the caller's own words: the plan decides whether they may."""
    plan = await view.reading.unit_state(unit)
    found = await prepared_of(view, plan)

    def command(form: Typed) -> ProposeStretchTarget:
        if found is None:
            raise Unknown(NONE)
        said = {"words": form.text("words"), "look_back": form.text("look_back")}
        return ProposeStretchTarget.model_validate({**dict(found.proposal), **said})

    async def again(form: Typed, trouble: Trouble) -> Response:
        return await _page(view, plan, form, trouble)

    return await acted(
        request, view.reading, unit, command=command, again=again, then=view.unit_address(unit),
        said="Recorded: the portions are proposed. Everybody who carries one is told.",
    )  # fmt: skip


@router.post("/keep")
async def change(request: Request, view: Views, unit: Identifier) -> Response:
    """Keep what was typed as the caller's draft; nobody else sees it."""
    plan, found = await _found(view, unit)
    form = await typed(request)
    wrong: dict[str, str] = {}
    changes: dict[str, Changed] = {}
    for line in found.portions.lines:
        seat = line.seat.id
        if text := form.text(f"portion.{seat}"):
            reason = form.text(f"reason.{seat}")
            if read := read_portion(text, reason, line.portion.currency, seat, wrong):
                changes[seat] = read
    if wrong:
        words = "Some portions cannot be read; nothing was kept."
        return await _page(view, plan, form, Trouble(422, words, fields=wrong))
    try:
        await keep(view, found, found.after(changes))
    except NoRoomForDrafts as error:
        return await _page(view, plan, form, trouble_of(error))
    return done(_address(view, unit), "Kept. Nobody sees it before you propose it.")


@router.get("/sheet.{extension}")
async def sheet(view: Views, unit: Identifier, extension: str) -> Response:
    """Every seat with its basis, to change and send back."""
    _, found = await _found(view, unit)
    rows = await opened_cells(view.reading.doors.seals, sheet_rows((found.portions,)))
    name = f"{view.reading.cycle}-{unit}-portions"
    if extension == "xlsx":
        return attached(write_workbook(portions_sheet(rows)), f"{name}.xlsx")
    plain = [tuple(c.amount if isinstance(c, Money) else c for c in row) for row in rows]
    return attached(write_table(COLUMNS, plain), f"{name}.csv")


@router.post("/sheet")
async def returned(request: Request, view: Views, unit: Identifier) -> Response:
    """Read a sheet that came back and show what it changes; nothing is taken yet."""
    plan, found = await _found(view, unit)
    refused = getattr(request.state, "too_large", None)
    if isinstance(refused, BodyTooLarge):
        return await _page(view, plan, trouble=too_large_trouble(refused))
    content, name = await uploaded(await form_of(request, fields=10))
    seats = {line.seat.id: line.seat.currency for line in found.portions.lines}
    read = read_portions(name or "portions", content, seats=seats)
    if isinstance(read, Problems):
        words = f"{name or 'The file'} cannot be taken; nothing changed."
        return await _page(view, plan, trouble=Trouble(409, words), problems=read.problems)
    came = {
        line.seat: Changed(amount=line.amount, reason=line.reason or None) for line in read.lines
    }
    await keep(view, found, found.portions, returned=_CAME.dump_python(came, mode="json"))
    where = f"{_address(view, unit)}#difference"
    return done(where, f"{name} was read. Look at what it changes.")


@router.post("/take")
async def take(request: Request, view: Views, unit: Identifier) -> Response:
    """Take the sheet that came back, if it ties out; or leave everything as it was."""
    plan, found = await _found(view, unit)
    form = await typed(request)
    if form.get("choice") != "take" or found.returned is None:
        await keep(view, found, found.portions)
        return done(_address(view, unit), "The sheet is put aside. Nothing changed.")
    after = found.after(found.returned)
    if not after.sound:
        words = "It does not tie out: nothing was taken."
        return await _page(view, plan, trouble=Trouble(409, words, missing=(why_unsound(after),)))
    await keep(view, found, after)
    return done(_address(view, unit), "The sheet is taken. Nothing is proposed yet.")


def _address(view: View, unit: str) -> str:
    return f"{view.unit_address(unit)}/portions"


async def _found(view: View, unit: str) -> tuple[UnitState, Prepared]:
    plan = await view.reading.unit_state(unit)
    found = await prepared_of(view, plan)
    if found is None:
        raise Unknown(NONE)
    return plan, found


async def _page(
    view: View,
    plan: UnitState,
    form: Typed | None = None,
    trouble: Trouble | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    found = await prepared_of(view, plan)
    after: UnitPortions | None = None
    if found is not None and found.returned is not None:
        after = found.after(found.returned)
    return view.page(
        "start/unit_portions.html",
        typed=form or Typed(),
        trouble=trouble,
        plan=plan,
        found=found,
        after=after,
        changes=list(differences((found.portions,), (after,))) if found and after else [],
        why_unsound=why_unsound,
        problems=problems,
    )

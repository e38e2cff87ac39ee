"""Starting a cycle, second step: the people, and what else comes as a file; problems by cell."""

from __future__ import annotations

import hashlib
from typing import get_args

from fastapi import Request, Response
from starlette.datastructures import FormData, UploadFile

from domain.authority.reads import OWN
from files.people import OPTIONAL, REQUIRED
from files.read import LARGEST_FILE
from files.write import write_table
from files.write_sheet import Out, write_problems, write_workbook
from web import beginning
from web.asking import says
from web.beginning import Sent, SentKind
from web.exports import attached
from web.pages.acting import Trouble, Typed, done, form_of, of_form
from web.pages.start_desk import Desk, Desks, too_large_trouble
from web.routing import Router

router = Router(prefix="/o/{organisation}/start", include_in_schema=False)

NAMES: dict[SentKind, str] = {
    "people": "People",
    "prior": "Last year's actuals",
    "plan-goal": "Plan goal",
    "document": "The plan goal's document",
}
WITH_TOTAL = ("people", "prior")
TEMPLATE_COLUMNS = (*REQUIRED, *OPTIONAL)
EXAMPLE = (
    ("Dana Reyes", "dana@company.example", ""),
    ("Ana Souza", "ana@company.example", "dana@company.example"),
)


@router.get("/files")
@says(OWN)
async def show(desk: Desks) -> Response:
    return await _page(desk)


@router.post("/files")
@says(OWN)
async def send(request: Request, desk: Desks) -> Response:
    """Keep a file and what was entered beside it, then check it; problems are shown by cell."""
    if refused := desk.too_large():
        return await _page(desk, trouble=too_large_trouble(refused))
    form = await form_of(request, fields=20)
    kind = next((one for one in get_args(SentKind) if one == form.get("kind")), None)
    said, (content, name) = of_form(form), await uploaded(form)
    if kind is None:
        return await _goal(desk, said)
    if not content and kind not in desk.said.sent:
        words = f"{NAMES[kind]}: choose a file first."
        return await _page(desk, said, Trouble(422, words, fields={kind: words}))
    if len(content) > LARGEST_FILE:
        return await _page(
            desk, said, Trouble(413, f"{name} is larger than 5 MiB and was not read.")
        )
    desk = await _kept(desk, kind, name, content, said)
    found = await desk.prospect()
    if kind in found.problems or any(one.field == f"{kind}_total" for one in found.wrong):
        words = f"{desk.said.sent[kind].name} is kept, and cannot be used as it is."
        return await _page(desk, trouble=Trouble(409, words, fields=found.at("files")))
    return done(f"{desk.base}/files#{kind}", f"{NAMES[kind]}: {desk.said.sent[kind].name} is kept.")


async def uploaded(form: FormData) -> tuple[bytes, str]:
    """The bytes and the name of the form's file; nothing where none was chosen."""
    file = form.get("file")
    return await received(file) if isinstance(file, UploadFile) else (b"", "")


async def received(file: UploadFile) -> tuple[bytes, str]:
    """Its bytes, and its name as it can be shown."""
    name = (file.filename or "file").replace("\\", "/").rpartition("/")[2]
    content = await file.read()
    await file.close()
    return content, "".join(one for one in name if one.isprintable())[:200] or "file"


async def _kept(desk: Desk, kind: SentKind, name: str, content: bytes, form: Typed) -> Desk:
    """The file in place of the one before; without a file, only what is beside it changes."""
    before = desk.said.sent.get(kind)
    note = before or Sent(name=name, sha256="", size=0)
    if content:
        note = Sent(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        if kind != "document":
            await beginning.keep_file(desk.doors, desk.caller, desk.organisation, kind, content)
    note = note.model_copy(update={"total": form.get("total"), "sheet": form.get("sheet")})
    return await desk.keep(desk.said.model_copy(update={"sent": {**desk.said.sent, kind: note}}))


async def _goal(desk: Desk, form: Typed) -> Response:
    desk = await desk.keep(desk.said.model_copy(update={"goal": form.get("goal").strip()}))
    found = await desk.prospect()
    if words := found.at("files").get("goal"):
        return await _page(
            desk, form, Trouble(422, "The goal cannot be read.", fields={"goal": words})
        )
    return done(f"{desk.base}/portions", "The goal is kept.")


@router.post("/files/{kind}/remove")
@says(OWN)
async def remove(desk: Desks, kind: SentKind) -> Response:
    left = {one: note for one, note in desk.said.sent.items() if one != kind}
    await desk.keep(desk.said.model_copy(update={"sent": left}))
    return done(f"{desk.base}/files", f"{NAMES[kind]}: taken away.")


@router.get("/people-template.{extension}")
@says(OWN)
async def template(_desk: Desks, extension: str) -> Response:
    """The columns of a people file, of which the first three are enough."""
    rows = [(*row, *[""] * len(OPTIONAL)) for row in EXAMPLE]
    if extension == "xlsx":
        return attached(write_workbook(Out("People", TEMPLATE_COLUMNS, rows)), "people.xlsx")
    return attached(write_table(TEMPLATE_COLUMNS, rows), "people.csv")


@router.get("/problems.xlsx")
@says(OWN)
async def problems(desk: Desks) -> Response:
    found = (await desk.prospect()).problems
    return attached(write_problems(one for many in found.values() for one in many), "problems.xlsx")


async def _page(desk: Desk, form: Typed | None = None, trouble: Trouble | None = None) -> Response:
    found = await desk.prospect()
    return desk.page(
        "files.html",
        typed=form or Typed(),
        trouble=trouble,
        found=found,
        names=NAMES,
        with_total=WITH_TOTAL,
    )

"""A file of incentives on its page: checked with every problem shown, then imported or put aside."""

from __future__ import annotations

from fastapi import Request, Response

from domain.errors import DomainError
from domain.incentives import commands as c
from web import incentives_import
from web.asking import gives
from web.pages.acting import Trouble, done, form_of, key_of, of_form, trouble_of, typed
from web.pages.forms import NOT_SENT
from web.pages.incentives import PART, shown
from web.pages.start_desk import too_large_trouble
from web.pages.start_files import uploaded
from web.pages.viewing import View, Views
from web.problems import BodyTooLarge, FileHasProblems, RequestRefused
from web.routing import Router
from workflows.client import RecordUnavailable

router = Router(prefix="/o/{organisation}/cycles/{cycle}/incentives", include_in_schema=False)
NOTHING_WAITS = "No file waits here: it was imported or put aside before."


@router.post("/file")
async def check(request: Request, view: Views) -> Response:
    """Check a file and keep it for who sent it; a bad one is shown cell by cell, and not kept."""
    if isinstance(refused := getattr(request.state, "too_large", None), BodyTooLarge):
        return await shown(view, NOT_SENT, too_large_trouble(refused))
    form = await form_of(request, fields=10)
    content, name = await uploaded(form)
    if not content:
        words = "Choose a file first."
        return await shown(view, NOT_SENT, Trouble(422, words, fields={"file": words}))
    sheet = of_form(form).text("sheet")
    try:
        draft = await incentives_import.checked(view.reading, content, name, sheet)
        await incentives_import.would_be_taken(view.reading, draft)
    except FileHasProblems as wrong:
        words = f"{name} cannot be imported as it is. Correct it and send it again."
        return await shown(view, NOT_SENT, Trouble(wrong.status, words), wrong.problems)
    except (DomainError, RequestRefused) as error:
        return await shown(view, NOT_SENT, trouble_of(error))
    await incentives_import.wait(view.reading, draft)
    return done(_here(view), f"{name} was read, and has no problem. Nothing is imported yet.")


@router.post("/import")
async def take(request: Request, view: Views) -> Response:
    """Import the file that waits, or put it aside."""
    form, reading = await typed(request), view.reading
    draft = await incentives_import.waiting(reading)
    if draft is None:
        return done(_here(view), NOTHING_WAITS)
    said = f"{draft.file} is put aside. Nothing was imported."
    if form.get("choice") == "import":
        try:
            await incentives_import.imported(reading, draft, key_of(form))
        except (DomainError, RequestRefused, RecordUnavailable) as error:
            return await shown(view, NOT_SENT, trouble_of(error))
        said = f"Recorded: {draft.file} is imported."
    await incentives_import.put_aside(reading)
    return done(_here(view), said)


def _here(view: View) -> str:
    return f"{PART.address(view)}#import"


gives(check, c.ImportIncentives)
gives(take, c.ImportIncentives)

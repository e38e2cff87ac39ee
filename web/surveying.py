"""A file of survey results in: checked whole, cell by cell, then one command or none."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from domain.authority.ruling import Denied, Resource, Subject, ruled
from domain.culture import commands as c
from domain.culture import values as v
from domain.culture.authority import RULES, offices
from domain.model import Command, Value
from domain.people import Document
from domain.words import Identifier, Name, Words
from files.survey import SurveyDraft, read_survey
from store.model import Receipt
from web.asking import gives
from web.giving import CommandId, Place, given, tried
from web.imports import FILE_BODY, read_whole
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/culture", tags=["files"], responses=RESPONSES
)


class Surveyed(Value):
    """What the file held, and the receipt of what it became; a dry run has none."""

    file: str
    sha256: str
    rows: int
    receipt: Receipt | None


@router.post("/imports/{survey}", openapi_extra=FILE_BODY)
async def import_survey(
    *,
    request: Request,
    reading: Reads,
    survey: Identifier,
    audience: v.Audience,
    period: Name,
    command_id: CommandId = None,
    dry_run: bool = False,
    restates: Annotated[Words | None, Query(description="Why scores are restated")] = None,
    file_name: Name | None = None,
    sheet: Annotated[str | None, Query(max_length=200)] = None,
) -> Surveyed:
    """Import or restate survey results: CSV or XLSX with person, value, score and answers.

    A file with problems is answered with every one of them, and nothing of it is used.
    """
    draft = await _checked(reading, await request.body(), file_name or f"{survey}.csv", sheet)
    source = Document(name=draft.file, sha256=draft.sha256)
    told = {"survey": survey, "source": source, "scores": draft.scores}
    command: Command = c.ImportSurvey(period=period, audience=audience, **told)
    if restates is not None:
        command = c.RestateSurvey(reason=restates, **told)
    receipt = await _receipt(reading, command, command_id, dry_run=dry_run)
    return Surveyed(file=draft.file, sha256=draft.sha256, rows=len(draft.scores), receipt=receipt)


async def _receipt(
    reading: Reading, command: Command, command_id: str | None, *, dry_run: bool
) -> Receipt | None:
    place = Place(organisation=reading.organisation, cycle=reading.cycle, culture=True)
    if dry_run:
        await tried(reading.doors, reading.caller, place, command)
        return None
    return await given(reading.doors, reading.caller, place, command, command_id)


async def _checked(reading: Reading, content: bytes, file: str, sheet: str | None) -> SurveyDraft:
    """Raises FileHasProblems, and for who may import none, what the command would be refused with."""
    state = await reading.culture_state()
    me = reading.caller.person
    ruling = ruled(Subject(me, whole=offices(state, me)), RULES[c.ImportSurvey], Resource())
    if isinstance(ruling, Denied):
        raise await reading.denied(ruling.words, None, RULES[c.ImportSurvey])
    return await read_whole(
        read_survey,
        file,
        content,
        people=state.people,
        values=tuple(one.value for one in state.values),
        least=state.policy.of_culture.least_sample,
        sheet=sheet,
    )


gives(import_survey, c.ImportSurvey)

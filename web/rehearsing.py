"""A rehearsal over the API: the five questions and the files, checked as on the pages, begun apart."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date

from pydantic import Base64Bytes, Field

from domain.authority.reads import OWN
from domain.errors import Invalid
from domain.model import Value
from domain.money import Money
from domain.words import Name
from web.answers import OFFICES, ONE
from web.asking import says
from web.beginning import Beginning, Sent, SentKind
from web.doors import OpenDoors
from web.giving import CommandId, Place
from web.identity import WhoCalls
from web.knowing import known_people
from web.planning import Proposal
from web.problems import RESPONSES, FileHasProblems
from web.prospect import Circumstances, Prospect, prospect
from web.reading import Organisation
from web.routing import Router
from web.starting import Starting, begin, join_rehearsal, prepare, rehearsal_of

router = Router(prefix="/v1/{organisation}", tags=["commands"], responses=RESPONSES)

ANSWERS = frozenset({
    "name", "cycle", "starts_on", "shares", "currency", "zone", "rates", "preset", "signed_by",
    "holidays", ONE, *OFFICES,
})  # fmt: skip
"""The questions of the Start page, by the names of its fields."""


class File(Value):
    """A file as it is sent; `total` is what its amounts must add up to."""

    name: Name
    content: Base64Bytes
    total: str = ""
    sheet: str = ""


class Rehearse(Value):
    """The answers by question, and the files beside them; a document is known by its hash."""

    answers: dict[str, str]
    files: dict[SentKind, File] = Field(default_factory=dict)
    goal: str = ""
    add_on: str = ""


class Rehearsed(Value):
    """Where the rehearsal is, or would be in a dry run; nothing of it is on the real record."""

    organisation: str
    cycle: str
    rehearsal: bool = True
    dry_run: bool
    rows: dict[SentKind, int]
    totals: dict[SentKind, Money | None]
    sellers_signed_by: date
    drafts: int = 0


@router.post("/rehearsals")
@says(OWN)
async def rehearse(
    *,
    doors: OpenDoors,
    caller: WhoCalls,
    organisation: Organisation,
    body: Rehearse,
    command_id: CommandId = None,  # noqa: ARG001 - what is said makes the ids: again is the same
    dry_run: bool = False,
) -> Rehearsed:
    """Begin a cycle in an organisation of its own, marked as a rehearsal, with the same checks.

    The same words and files have the same rehearsal; anything changed is another.
    """
    said = _said(body)
    sent: dict[SentKind, bytes] = {
        kind: one.content for kind, one in body.files.items() if kind != "document"
    }
    known = await known_people(doors, organisation)
    where = Circumstances(by=caller.actor, at=doors.now(), known=known, rehearsal=True)
    found = await asyncio.to_thread(prospect, said, sent, where)
    planned = _sound(found)
    place = Place(organisation=rehearsal_of(organisation, said), cycle=said.cycle)
    drafts = 0
    if not dry_run:
        starting = Starting(doors, caller, place, said.key)
        await begin(starting, planned.start, said, sent, known)
        drafts = await prepare(starting, found.portions, found.goal)
        await join_rehearsal(starting)
    return Rehearsed(
        organisation=place.organisation,
        cycle=place.cycle,
        dry_run=dry_run,
        rows=found.rows,
        totals=found.totals,
        sellers_signed_by=planned.sellers_signed_by,
        drafts=drafts,
    )


def _said(body: Rehearse) -> Beginning:
    """The same words and files are the same beginning. Raises Invalid for a question there is not."""
    if unknown := sorted(set(body.answers) - ANSWERS):
        raise Invalid("There are no such questions.", missing=tuple(unknown))
    return Beginning(
        key=hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32],
        answers={name: (text,) for name, text in body.answers.items()},
        goal=body.goal,
        add_on=body.add_on,
        sent={
            kind: Sent(
                name=one.name,
                sha256=hashlib.sha256(one.content).hexdigest(),
                size=len(one.content),
                total=one.total,
                sheet=one.sheet,
            )
            for kind, one in body.files.items()
        },
    )


def _sound(found: Prospect) -> Proposal:
    """What would be started. Raises FileHasProblems, or Invalid naming all that is to be put right."""
    for problems in found.problems.values():
        raise FileHasProblems(problems)
    if found.wrong or found.planned is None or found.state is None:
        words = (f"{one.field or one.step}: {one.words}" for one in found.wrong)
        raise Invalid("It cannot be rehearsed yet; nothing was.", missing=tuple(words))
    return found.planned

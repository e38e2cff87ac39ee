"""The auditor's page: verify, take away, and the ways to receipts, replay and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Response
from fastapi.responses import FileResponse, JSONResponse

from audit.scope import Scope
from domain.authority.reads import AUDIT, READ_CUSTODY
from domain.errors import Unknown
from domain.sensitive import SENSITIVE
from projections import administering
from projections.fetching import Found, fetched
from web.asking import says
from web.desk import Job, Kind, taking, verifying
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, typed
from web.pages.room import AuditorsRooms, Room, Rooms
from web.proofs import settings_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/audit", include_in_schema=False)

BUSY = 409
UNREADABLE = 422
TYPES = """
    SELECT type, count(*) AS count FROM tally.events WHERE organisation = $1
    AND type <> ALL ($2) GROUP BY type ORDER BY type
"""


@router.get("")
@says(READ_CUSTODY)
async def show(room: Rooms) -> Response:
    return await audit_page(room)


async def audit_page(
    room: Room, form: Typed = NOTHING_TYPED, trouble: Trouble | None = None, **context: object
) -> Response:
    known: dict[str, Any] = {"checked": None, "found": None, **context}
    cycles = await administering.cycles_of(room.doors.reader, room.organisation)
    types = await _types(room) if room.audits else ()
    return await room.page(
        "audit.html",
        form=form,
        trouble=trouble,
        cycles=cycles,
        types=types,
        verification=room.desk.last(room.organisation, "verification"),
        bundle=room.desk.last(room.organisation, "bundle"),
        **known,
    )


async def _types(room: Room) -> Sequence[Found]:
    return await fetched(room.doors.reader, TYPES, room.organisation, sorted(SENSITIVE))


@router.post("/verification")
@says(AUDIT)
async def verify(room: AuditorsRooms) -> Response:
    settings = settings_of(room.request)
    job = _job(room, "verification", "the whole record")
    if not room.desk.begin(settings, job, verifying(settings)):
        return await _busy(room)
    return done(f"{room.base}/verification", "The verification has begun.")


@router.get("/verification")
@says(AUDIT)
async def verification(room: AuditorsRooms) -> Response:
    """How far it is, or what it found; asked for again by itself while it runs."""
    job = _last(room, "verification")
    return await room.page("verification.html", job=job, refresh=not job.ended)


@router.get("/verification.json")
@says(AUDIT)
async def report(room: AuditorsRooms) -> Response:
    """The last report as `tally verify --json` has it."""
    job = _last(room, "verification")
    if job.report is None:
        raise Unknown("The verification has no report: it runs, or failed.")
    return JSONResponse(
        job.report.model_dump(mode="json"),
        headers=attached(f"{room.organisation}-verification.json"),
    )


@router.post("/bundle")
@says(AUDIT)
async def bundle(room: AuditorsRooms) -> Response:
    form = await typed(room.request)
    scope, name = form.get("scope"), form.get("name").strip()
    if scope != "organisation" and not name:
        words = "Say which cycle or stream."
        return await audit_page(room, form, Trouble(UNREADABLE, words, fields={"name": words}))
    kinds: dict[str, Scope] = {
        "organisation": Scope(), "cycle": Scope("cycle", name), "stream": Scope("stream", name),
    }  # fmt: skip
    wanted = kinds.get(scope)
    if wanted is None:
        words = "Take the whole organisation, a cycle or a stream."
        return await audit_page(room, form, Trouble(UNREADABLE, words, fields={"scope": words}))
    what = " ".join(wanted.said.values())
    work = taking(wanted, left_out(form))
    if not room.desk.begin(settings_of(room.request), _job(room, "bundle", what), work):
        return await _busy(room, form)
    return done(f"{room.base}/bundle", "The bundle is being made.")


def left_out(form: Typed) -> tuple[str, ...]:
    """The types that were chosen, and what no auditor reads: entries and proofs of both stay."""
    return tuple(sorted({*form.all("without"), *SENSITIVE}))


@router.get("/bundle")
@says(AUDIT)
async def bundled(room: AuditorsRooms) -> Response:
    """How far it is; then how large, and what is in it."""
    job = _last(room, "bundle")
    return await room.page("bundle.html", job=job, refresh=not job.ended)


@router.get("/bundle.zip")
@says(AUDIT)
async def bundle_file(room: AuditorsRooms) -> Response:
    """The bundle, streamed from where it lies."""
    job = _last(room, "bundle")
    if job.file is None or not job.file.exists():
        raise Unknown("There is no bundle here any more: make it again.")
    name = f"{room.organisation}-{job.begun_at:%Y-%m-%d}.zip"
    return FileResponse(job.file, filename=name, headers={"Cache-Control": "no-store"})


def _job(room: Room, kind: Kind, what: str) -> Job:
    return Job(kind, room.organisation, room.caller.person, room.doors.now(), what)


def _last(room: Room, kind: Kind) -> Job:
    job = room.desk.last(room.organisation, kind)
    if job is None:
        raise Unknown(f"No {kind} was asked for since this service started.")
    return job


async def _busy(room: Room, form: Typed = NOTHING_TYPED) -> Response:
    running = room.desk.running
    words = "Something else is being worked on, and one thing is at a time. Try again soon."
    if running and running.organisation == room.organisation:
        words = f"A {running.kind} of {running.what} is under way: one thing is done at a time."
    return await audit_page(room, form, Trouble(BUSY, words))


def attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

"""The auditor's page: verify, take away, and the ways to receipts, replay and what is kept."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.datastructures import FormData, UploadFile

from audit.errand import Brought, Errand, Kind
from audit.scope import WHOLE, Scope
from domain.authority.reads import AUDIT, READ_CUSTODY
from domain.errors import Unknown
from domain.sensitive import SENSITIVE, kept_back
from projections import administering
from projections.fetching import Found, fetched
from web.asking import says
from web.desk import Job
from web.errand_folders import new_folder
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, form_of, of_form, typed
from web.pages.room import AuditorsRooms, Room, Rooms
from web.pages.start_files import received
from web.passage import LARGEST_BROUGHT
from web.proofs import settings_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/audit", include_in_schema=False)

BUSY = 409
UNREADABLE = 422
TOO_LARGE = 413
MOST_BROUGHT = 10
TOO_LARGE_WORDS = (
    f"Together these files are larger than {LARGEST_BROUGHT >> 20} MiB, and were not read. Of a larger bundle "
    "bring its checkpoints.jsonl alone (unzip -p FILE checkpoints.jsonl), or verify on the host: "
    "tally verify --checkpoint FILE."
)
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
    """Begin it, against whatever files were brought."""
    if getattr(room.request.state, "too_large", None):
        return await audit_page(room, trouble=Trouble(TOO_LARGE, TOO_LARGE_WORDS))
    form = await form_of(room.request, files=MOST_BROUGHT, fields=5)
    folder = new_folder()
    try:
        brought = await _brought(form, folder)
    except OSError:  # no room for them, say: nothing of them stays
        shutil.rmtree(folder, ignore_errors=True)
        raise
    errand = Errand(
        kind="verification",
        organisation=room.organisation,
        folder=folder,
        brought=brought,
        key=of_form(form).get("key").strip(),
    )
    if not _begun(room, errand, "the whole record"):
        return await _busy(room, of_form(form))
    return done(f"{room.base}/verification", "The verification has begun.")


async def _brought(form: FormData, folder: Path) -> tuple[Brought, ...]:
    """The files that were chosen, where the process that reads them finds them."""
    found = []
    for number, one in enumerate(form.getlist("held")):
        if isinstance(one, UploadFile) and one.filename:
            content, name = await received(one)
            path = folder / f"brought-{number}"
            await asyncio.to_thread(path.write_bytes, content)
            found.append(Brought(name=name, path=path))
    return tuple(found)


def _begun(room: Room, errand: Errand, what: str) -> bool:
    job = Job(errand, room.caller.person, room.doors.now(), what)
    return room.desk.begin(settings_of(room.request), job)


@router.post("/{kind}/stop")
@says(AUDIT)
async def stop(room: AuditorsRooms, kind: Kind) -> Response:
    _last(room, kind).stop()
    return done(f"{room.base}/{kind}", "It is being stopped.")


@router.get("/verification")
@says(AUDIT)
async def verification(room: AuditorsRooms) -> Response:
    """How far it is, or what it found; asked for again by itself while it runs."""
    return await _shown(room, "verification")


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
        "organisation": WHOLE, "cycle": Scope("cycle", name), "stream": Scope("stream", name),
    }  # fmt: skip
    wanted = kinds.get(scope)
    if wanted is None:
        words = "Take the whole organisation, a cycle or a stream."
        return await audit_page(room, form, Trouble(UNREADABLE, words, fields={"scope": words}))
    errand = Errand(
        kind="bundle",
        organisation=room.organisation,
        folder=new_folder(),
        scope=wanted,
        without=left_out(form),
    )
    what = room.organisation if wanted is WHOLE else f"{scope} {name}"
    if not _begun(room, errand, what):
        return await _busy(room, form)
    return done(f"{room.base}/bundle", "The bundle is being made.")


def left_out(form: Typed) -> tuple[str, ...]:
    """The types that were chosen, and what no auditor reads: entries and proofs of both stay."""
    return kept_back(form.all("without"))


@router.get("/bundle")
@says(AUDIT)
async def bundled(room: AuditorsRooms) -> Response:
    """How far it is; then how large, and what is in it."""
    return await _shown(room, "bundle")


@router.get("/bundle.zip")
@says(AUDIT)
async def bundle_file(room: AuditorsRooms) -> Response:
    """The bundle, streamed from where it lies."""
    job = _last(room, "bundle")
    if not job.taken or not job.file.exists():
        raise Unknown("There is no bundle here any more: make it again.")
    name = f"{room.organisation}-{job.begun_at:%Y-%m-%d}.zip"
    return FileResponse(job.file, filename=name, headers={"Cache-Control": "no-store"})


async def _shown(room: Room, kind: Kind) -> Response:
    job = _last(room, kind)
    job.looked_at = time.monotonic()
    return await room.page(f"{kind}.html", job=job, refresh=not job.ended)


def _last(room: Room, kind: Kind) -> Job:
    job = room.desk.last(room.organisation, kind)
    if job is None:
        raise Unknown(f"No {kind} was asked for since this service started.")
    return job


async def _busy(room: Room, form: Typed = NOTHING_TYPED) -> Response:
    running = room.desk.under_way(room.organisation)
    words = "As much is being worked on as may be at a time. Try again soon."
    if running and running.errand.organisation == room.organisation:
        words = f"A {running.kind} of {running.what} is under way: one thing is done at a time."
    return await audit_page(room, form, Trouble(BUSY, words))


def attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

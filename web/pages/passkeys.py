"""Passkeys on the account page: enrolled, listed, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from identity import journal
from identity.attempts import Limit
from identity.model import Session
from store.pool import session as connected
from web import limits, passkeys
from web.doors import Doors, OpenDoors
from web.pages import account
from web.pages.acting import Trouble, done, typed
from web.pages.plain import SignedIn, plain
from web.pages.sign_in import agent_of
from web.passkeys import NotEnrolled, relying_party
from web.proofs import settings_of
from web.routing import Router

router = Router(include_in_schema=False)
HERE = "/account/passkeys"
PAGE = "/account#passkeys"
ENROLLING = Limit(kind="passkey-enrolment", most=20)
UNREADABLE = 422
FRESH_FIRST = "Say afresh who you are, then enrol the passkey within 5 minutes."


async def beside(_request: Request, doors: Doors, session: Session) -> Mapping[str, Any]:
    """What the account page's part about passkeys shows."""
    async with connected(doors.writer) as connection:
        mine = await passkeys.of_holder(connection, session.account.id)
    return {"passkeys": mine, "enrols": session.is_fresh(doors.now())}


account.BESIDE.append(beside)


@router.post(f"{HERE}/options")
async def options(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    """What the browser asks the authenticator for; only for who proved themselves just now."""
    if not session.is_fresh(doors.now()):
        return JSONResponse({"words": FRESH_FIRST}, UNREADABLE)
    holder = session.account.id
    await limits.counted(doors, (ENROLLING, holder), account=holder)
    party = relying_party(settings_of(request))
    async with connected(doors.writer) as connection:
        asked = await passkeys.enrolment(
            connection, party, holder, session.account.email, doors.now()
        )
    return JSONResponse({"options": asked})


@router.post(HERE)
async def enrol(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    form = await typed(request)
    party, holder = relying_party(settings_of(request)), session.account.id
    try:
        async with connected(doors.writer) as connection, connection.transaction():
            made = await passkeys.enrol(
                connection,
                party,
                holder,
                label=form.get("label"),
                answered=form.get("answer"),
                at=doors.now(),
            )
            await journal.note(
                connection,
                "PasskeyEnrolled",
                at=doors.now(),
                account=holder,
                client=agent_of(request),
                credential=made.credential,
                label=made.label,
            )
    except NotEnrolled as refused:
        return plain(
            request, "passkey_refused.html", session=session,
            trouble=Trouble(UNREADABLE, str(refused)),
        )  # fmt: skip
    return done(PAGE, f"The passkey “{made.label}” is enrolled.")


@router.post(f"{HERE}/revoke")
async def revoke(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    credential = (await typed(request)).get("credential")
    async with connected(doors.writer) as connection, connection.transaction():
        ended = await passkeys.revoke(connection, session.account.id, credential, doors.now())
        if ended:
            await journal.note(
                connection,
                "PasskeyRevoked",
                at=doors.now(),
                account=session.account.id,
                client=agent_of(request),
                credential=credential,
            )
    words = "The passkey is revoked. What it signed stays signed."
    return done(PAGE, words if ended else "There was no such passkey.")

"""Keys of the log, holds, periods and erasures on a page, with the acts of whoever may."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import Response
from pydantic import ValidationError

from domain.authority.reads import READ_CUSTODY
from domain.custody import commands as c
from domain.custody.authority import RULES
from domain.custody.state import RECORD
from domain.custody.values import FOR_EVER, Ground, Kind, Period
from domain.errors import DomainError, Unknown
from domain.model import Command
from projections import administering, decided
from web import custody
from web.asking import says
from web.commands import kebab
from web.custody_giving import given
from web.pages.acting import (
    NOTHING_TYPED,
    Trouble,
    Typed,
    done,
    key_of,
    trouble_of,
    typed,
)
from web.pages.room import Room, Rooms
from web.pages.then import AS_NOW, Moments, Then
from web.problems import RequestRefused
from web.routing import Router
from workflows.client import RecordUnavailable

router = Router(prefix="/o/{organisation}/audit/kept", include_in_schema=False)

GROUNDS: Mapping[Ground, str] = {
    "own_request": "They asked for it themselves",
    "no_longer_needed": "The data are no longer needed",
    "unlawful": "The data are kept unlawfully",
    "legal_duty": "A law demands it",
}
KINDS: Mapping[Kind, str] = {
    "decisions": "Decisions, with amounts, roles and dates",
    "words_and_names": "Words, names and addresses of people",
    "security_log": "The security log",
    "sessions": "Sessions",
    "drafts": "Drafts",
    "mailbox": "Letters and other messages",
    "histories": "Temporal's histories and their archive",
}
SAID: Mapping[type[Command], str] = {
    c.PlaceHold: "The hold is placed.",
    c.ReleaseHold: "That is recorded.",
    c.ProposeRetention: "The periods are proposed: a second person agrees.",
    c.AgreeToRetention: "The periods hold from now on.",
    c.ErasePerson: "The erasure is asked for: a second person agrees.",
    c.WithdrawErasure: "The erasure is not asked for any more.",
    c.AgreeToErasure: "It is decided. What is theirs is destroyed now.",
}


@router.get("")
@says(READ_CUSTODY)
async def show(room: Rooms, wanted: Moments) -> Response:
    """Now, or as it stood at a moment, for who may read it now."""
    then = await wanted.then(room.doors, room.organisation, room.zone)
    return await _page(room, then=then)


@router.post("/{name}")
@says(READ_CUSTODY)
async def act(room: Rooms, name: str) -> Response:
    """One command of custody as a form gives it; custody itself says who may."""
    made = next((one for one in _MADE if kebab(one) == name), None)
    if made is None:
        raise Unknown("There is no such act here.")
    form = await typed(room.request)
    try:
        command = _MADE[made](form)
        await given(room.doors, room.caller, room.organisation, command, key_of(form))
    except (ValidationError, DomainError, RequestRefused, RecordUnavailable) as error:
        return await _page(room, form, trouble_of(error))
    return done(f"{room.base}/kept", SAID[made])


async def _page(
    room: Room,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
    then: Then = AS_NOW,
) -> Response:
    place = (room.doors, room.caller, room.organisation)
    by_reader = (room.doors.reader, room.organisation, RECORD, room.caller.person)
    state = await custody.stood(room.doors, room.organisation, room.state, then.until)
    return await room.page(
        "custody.html",
        form=form,
        trouble=trouble or then.trouble,
        then=then,
        kept=await custody.kept_then(*place, (room.state, state), then.until),
        held_for=state.retention,
        grounds=GROUNDS,
        kinds=KINDS,
        changeable={kind: said for kind, said in KINDS.items() if kind not in FOR_EVER},
        changes=tuple(one for one in state.changes if one.agreed_by is None),
        mine=() if then.past else await decided.of(*by_reader),
        cycles=await administering.cycles_of(room.doors.reader, room.organisation),
        may={kebab(kind): not then.past and room.may(RULES[kind]) for kind in _MADE},
    )


def _hold(form: Typed) -> c.PlaceHold:
    return c.PlaceHold.model_validate(
        {
            "hold": form.text("hold") or f"hold-{key_of(form)[:8]}",
            "scope": form.get("scope"),
            "subject": form.text("subject"),
            "reason": form.get("reason"),
            "reference": form.get("reference"),
        }
    )


def _retention(form: Typed) -> c.ProposeRetention:
    days = form.text("days")
    period = Period.model_validate(
        {"kind": form.get("kind"), "days": days, "basis": form.get("basis")}
    )
    return c.ProposeRetention(
        change=f"retention-{key_of(form)[:8]}", periods=(period,), reason=form.get("reason")
    )


def _of(kind: type[Command], *names: str) -> Callable[[Typed], Command]:
    return lambda form: kind.model_validate({name: form.get(name) for name in names})


_MADE: Mapping[type[Command], Callable[[Typed], Command]] = {
    c.PlaceHold: _hold,
    c.ReleaseHold: _of(c.ReleaseHold, "hold", "reason"),
    c.ProposeRetention: _retention,
    c.AgreeToRetention: _of(c.AgreeToRetention, "change"),
    c.ErasePerson: _of(c.ErasePerson, "person", "ground", "reference"),
    c.WithdrawErasure: _of(c.WithdrawErasure, "person", "reason"),
    c.AgreeToErasure: _of(c.AgreeToErasure, "person"),
}

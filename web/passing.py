"""In a rehearsal, time is told: it passes in every unit, the top one first."""

from __future__ import annotations

import uuid

from domain.authority.ruling import Rule
from domain.errors import NothingToDo, Unknown, WrongStage
from domain.model import Value
from domain.unit.authority import OFFICES, RULES
from domain.unit.commands import PassTime
from domain.unit.plan import OVER
from projections import units
from web.asking import asks
from web.doors import OpenDoors
from web.giving import CommandId, Place, given
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.reading import Cycle, Organisation, Reads
from web.routing import Router

TELLS_TIME = Rule(PassTime.__name__, tuple((office, "cycle") for office in OFFICES[PassTime]))

router = Router(prefix="/v1/{organisation}", tags=["commands of a cycle"], responses=RESPONSES)


class TimePassed(Value):
    """The units in which the time is known now."""

    units: tuple[str, ...]


@router.post(
    "/cycles/{cycle}/pass-time", summary="PassTime", dependencies=[asks(TELLS_TIME, whole=True)]
)
async def pass_time(
    *,
    body: PassTime,
    organisation: Organisation,
    cycle: Cycle,
    doors: OpenDoors,
    caller: WhoCalls,
    reading: Reads,
    command_id: CommandId = None,
) -> TimePassed:
    """Let whatever is due until the time of the header Tally-At happen, in every unit."""
    if not (await reading.cycle_state()).rehearsal:
        raise WrongStage("Only a rehearsal is told the time.")
    if caller.at is None:
        raise Unknown("Say what time it is with the header Tally-At.")
    found = await units.of(doors.reader, organisation, cycle, reading.units)
    told = []
    for row in found:
        if row["stage"] in OVER:
            continue
        unit = str(row["unit"])
        if not reading.may(RULES[PassTime], unit):
            continue
        place = Place(organisation=organisation, cycle=cycle, unit=unit)
        try:
            key = f"{command_id or uuid.uuid4()}.{unit}"
            await given(doors, caller, place, body, key, expected=NothingToDo)
        except NothingToDo:
            told.append(unit)
    return TimePassed(units=tuple(told))

"""What of a guided change is on the record, and how it differs from what the change says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import store.read
from domain import people_steps
from domain.authority.reads import READ_HOLDINGS
from domain.errors import CommandIdReused, PersonIsErased
from domain.people_change import Change
from domain.people_steps import Step
from store.entry import Entry, entry_of, payload_of
from store.model import Recorded
from web.giving import Place
from web.identity import Caller
from web.reading import Reading
from web.sealing import sealed
from workflows.envelope import Envelope

Given = tuple[Recorded, ...]
"""The events that one command led to."""

FIELDS = {
    "person": "the person",
    "successor": "who follows",
    "cover": "who covers",
    "until": "the last day of the cover",
    "left_on": "the last day of who had it",
    "acts_from": "the first day",
    "joins_on": "the first day",
    "grants": "who gets the office",
    "revokes": "who gives the office up",
    "ramp": "the ramp",
    "sign_by": "the day to sign by",
    "reason": "the reason",
}
UNTOLD = {"ramp", "sign_by", "reason"}
"""Which of them are told without what they were: words are their author's."""

WHAT_TO_DO = (
    "To go on with this change, answer as it was done; for anything else begin another change, "
    "under an id of its own."
)


def place_of(reading: Reading, unit: str | None) -> Place:
    return Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)


async def before(reading: Reading, asked: Change, wanted: Sequence[Step]) -> Mapping[str, Given]:
    """What is on the record of a change, by the ids of its commands.

    Raises CommandIdReused where something was settled that is now to be left as it is.
    """
    kept = people_steps.kept(asked)
    named = [(one.unit, one.id) for one in wanted] + [(one.unit, one.id) for one in kept]
    every = [(place_of(reading, unit).stream, command) for unit, command in named]
    found = await store.read.commands(reading.doors.reader, reading.organisation, every)
    given = {command: events for (_, command), events in found.items()}
    if settled := tuple(one.holding for one in kept if one.id in given):
        raise CommandIdReused(
            f"This change settled before what is now to be kept. {WHAT_TO_DO}", missing=settled
        )
    return given


async def difference(
    reading: Reading, asked: Change, step: Step, events: Sequence[Recorded]
) -> str | None:
    """How the command that was given differs from this one; None of the same, whoever gave it."""
    entry = entry_of(events[0])
    body, same = await _compared(reading, step, entry)
    was: dict[str, Any] = {}
    for event in reversed(events):
        was |= payload_of(event)
    may = reading.may(READ_HOLDINGS, step.unit, asked.person)
    unlike = tuple(_unlike(body, was, tells=may, exact=same is not None))
    if same or (same is None and not unlike):
        return None
    return f"Done before with another answer: {'; '.join(unlike) or 'something else became of it'}. {WHAT_TO_DO}"


async def _compared(
    reading: Reading, step: Step, entry: Entry
) -> tuple[dict[str, Any], bool | None]:
    """The command's body as whoever gave it would have it sealed, and whether it is the recorded one.

    Words of somebody who was erased since cannot be sealed again: then the rest is compared.
    """
    place = place_of(reading, step.unit)
    giver = Caller(person=entry.actor, on_behalf_of=entry.on_behalf_of)
    try:
        command = await sealed(reading.doors, giver, place.key, step.command)
    except PersonIsErased:
        body = step.command.model_dump(mode="json", exclude={"reason"})
        return body, None
    envelope = Envelope.of(
        command,
        organisation=entry.organisation,
        stream=entry.stream,
        command_id=entry.command_id,
        by=giver.actor,
        client=entry.client,
    )
    return envelope.body, envelope.sha256 == entry.command_sha256


def _unlike(
    body: Mapping[str, Any], was: Mapping[str, Any], *, tells: bool, exact: bool
) -> Iterator[str]:
    """Each field that says something else than the events do, with what they say where it is told."""
    for name, words in FIELDS.items():
        if name not in body or name not in was or (name == "ramp" and body[name] is None):
            continue
        if _who(body[name]) != _who(was[name]):
            then = _called(was[name]) if tells and name not in UNTOLD else "another"
            yield f"{words} was {then}"
        elif exact and body[name] != was[name]:
            yield f"the name or e-mail of {words} was another"


def _called(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) else _who(value)


def _who(value: Any) -> Any:
    """People by their ids alone: how they are written is personal."""
    if isinstance(value, dict):
        return value.get("id") or value["person"]
    if isinstance(value, list):
        return ", ".join(str(_who(one)) for one in value) or "nobody"
    return "nobody" if value is None else value

"""What somebody is about to sign, written down: the manifest of one command on one plan."""

from __future__ import annotations

from dataclasses import dataclass

import store.read
from domain.errors import DomainError, SignatureNeeded
from domain.model import Command, content_hash
from domain.signature import (
    Manifest,
    Meaning,
    Rendered,
    Signer,
    Statement,
    Witnessed,
    command_sha256,
    short_code,
)
from domain.unit import commands as c
from domain.unit.authority import OFFICES, offices
from domain.unit.decide import decide
from domain.unit.deciding.proving import meanings_of
from domain.unit.plan import UnitState
from projections import timeline
from store.canonical import digest
from store.pool import session as connected
from web.giving import Place, moment
from web.reading import Reading
from web.sealing import sealed_name

SENTENCES: dict[tuple[str, Meaning], tuple[str, ...]] = {
    ("SignPlan", "authorship"): ("I wrote {version} of the plan of {unit}, and stand by it.",),
    ("SignPlan", "responsibility_accepted"): (
        "I share responsibility for the goal of {unit}, as {version} states it.",
    ),
    ("SignPlan", "resources_committed"): (
        "I commit the resources that {version} lists. A commitment once made is not taken back.",
    ),
    ("DeclineToSign", "rejection"): ("I decline to sign {version} of the plan of {unit}.",),
    ("AcceptPlan", "approval"): ("I accept {version} of the plan of {unit} as it stands.",),
    ("ObjectToPlan", "rejection"): (
        "I object to {version} of the plan of {unit}: it goes back to revision.",
    ),
    ("PutInForce", "approval"): (
        "I approve that {version} of the plan of {unit} comes into force without every signature.",
    ),
    ("GrantBudget", "resources_committed"): ("I grant this budget to {unit}.",),
    ("ProposeWaiver", "waiver"): (
        "I propose to waive this gate for {unit}, for this case and until this date.",
    ),
    ("AgreeToWaiver", "waiver"): (
        "I agree that this gate is waived for {unit}, for the case and until the date proposed.",
    ),
    ("RefuseWaiver", "rejection"): ("I refuse the waiver that was proposed for {unit}.",),
}
NEWEST = """
    SELECT size, root FROM tally.checkpoints WHERE organisation = $1 ORDER BY size DESC LIMIT 1
"""
OWN_PORTION = "I accept my own portion, as {version} states it."


@dataclass(frozen=True)
class Shown:
    """What the signer had before their eyes, to the byte."""

    content: bytes
    html: bool = True

    @property
    def rendered(self) -> Rendered:
        kind = "text/html" if self.html else "application/json"
        return Rendered(media_type=kind, sha256=digest(self.content))


def statements(command: Command, state: UnitState, person: str) -> tuple[Statement, ...]:
    """What the signature means, each meaning in its words."""
    number = getattr(command, "version", None)
    facts = {"version": f"version {number}", "unit": state.name}
    found = [
        Statement(meaning=meaning, sentence=words.format(**facts))
        for meaning in meanings_of(command, state, person)
        for words in SENTENCES[(type(command).__name__, meaning)]
    ]
    if isinstance(command, c.SignPlan) and person != state.leader:
        words = OWN_PORTION.format(**facts)
        found.append(Statement(meaning="responsibility_accepted", sentence=words))
    return tuple(found)


def refusal(reading: Reading, state: UnitState, command: Command) -> DomainError | None:
    """Why the plan would refuse this of the caller now; a stronger signature can still come."""
    try:
        decide(command, state, at=reading.at, by=reading.caller.actor)
    except SignatureNeeded:
        return None
    except DomainError as refused:
        return refused
    return None


def code_of(state: UnitState, command: Command) -> str:
    """What is compared by eye: of a version its content's, of anything else the command's own."""
    number: int | None = getattr(command, "version", None)
    if number is not None and 1 <= number <= len(state.versions):
        return short_code(state.versions[number - 1].content_hash or "")
    return short_code(command_sha256(command))


async def manifest_of(
    reading: Reading,
    state: UnitState,
    command: Command,
    *,
    nonce: str,
    shown: Shown,
    credential: str | None = None,
) -> Manifest:
    """The manifest, issued now. `command` comes sealed, and without a signature."""
    caller = reading.caller
    place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=state.unit)
    person = caller.on_behalf_of or caller.person
    number: int | None = getattr(command, "version", None)
    known = number is not None and 1 <= number <= len(state.versions)
    return Manifest(
        organisation=reading.organisation,
        stream=place.stream,
        signer=Signer(
            person=caller.person,
            name=await _name(reading, state),
            office=_office(command, state, person),
            on_behalf_of=caller.on_behalf_of,
            credential=credential,
        ),
        statements=statements(command, state, person),
        command=type(command).__name__,
        command_sha256=command_sha256(command),
        version=number,
        content_sha256=state.versions[number - 1].content_hash if known and number else None,
        rendered=shown.rendered,
        policy_sha256=content_hash(state.policy),
        log_size=await store.read.head(reading.doors.reader, reading.organisation),
        witnessed=await _witnessed(reading),
        nonce=nonce,
        issued_at=await moment(reading.doors, caller, place, command, state),
        zone=state.zone,
    )


async def _witnessed(reading: Reading) -> Witnessed | None:
    async with connected(reading.doors.reader) as connection:
        row = await connection.fetchrow(NEWEST, reading.organisation)
    return Witnessed(size=row["size"], root=bytes(row["root"]).hex()) if row else None


def _office(command: Command, state: UnitState, person: str) -> str:
    """The office in which it is signed; the decision refuses who has none that may."""
    held = offices(state, person)
    allowed = (*OFFICES.get(type(command), ()), "joiner")
    return next((one for one in held if one in allowed), held[0] if held else "nobody")


async def _name(reading: Reading, state: UnitState) -> str:
    """The full name as the plan records it, else as the cycle or, sealed, the account does."""
    person = reading.caller.person
    if here := state.person(person):
        return here.name
    names = timeline.names_of(await reading.cycle_state())
    session = reading.caller.session
    if (known := names.get(person)) or session is None:
        return known or person
    return await sealed_name(reading.doors, reading.organisation, person, session.account.name)

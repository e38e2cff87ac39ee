"""Signatures as the record holds them: for a letter, and for whoever has a letter's code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import store.read
from domain.aggregates import aggregate_of
from domain.signature import VERIFICATION, SignatureEvidence, verification_code
from domain.unit.events import PlanSigned
from domain.unit.plan import Signature, UnitState
from store import evidence
from store.codec import Decoded, command_of, decode
from store.model import Recorded
from store.pool import session as connected
from web import ceremonies
from web.ceremonies import Ceremony
from web.doors import Doors

_CODE = re.compile(rf"[0-9a-f]{{{VERIFICATION}}}")


@dataclass(frozen=True)
class Kept:
    """One signature, with its event's hash and place, and what a check of its evidence finds."""

    event: PlanSigned
    at: datetime
    hash: str
    command_id: str
    position: int
    standing: str
    holds: bool
    found: str

    @property
    def evidence(self) -> SignatureEvidence | None:
        return self.event.signature

    @property
    def code(self) -> str | None:
        return verification_code(self.evidence.manifest_sha256) if self.evidence else None


@dataclass(frozen=True)
class Held:
    """A signature of which somebody has the code: by whom, of which plan; no amounts."""

    organisation: str
    cycle: str
    unit: UnitState
    signature: Kept


async def of_unit(doors: Doors, organisation: str, state: UnitState) -> tuple[Kept, ...]:
    """Every signature under any version of a plan, the first first."""
    stream = f"unit/{state.cycle}/{state.unit}"
    recorded = await doors.streams.recorded(organisation, stream)
    return tuple(kept for one in recorded if (kept := _kept(one, state)))


def _kept(recorded: Recorded, state: UnitState) -> Kept | None:
    if '"type":"PlanSigned"' not in recorded.entry:
        return None
    read: Decoded = decode(aggregate_of(recorded.stream), recorded)
    if not isinstance(read.event, PlanSigned):
        return None
    holds, found = checked(read.event.signature)
    return Kept(
        event=read.event,
        at=read.at,
        hash=recorded.hash,
        command_id=command_of(recorded),
        position=recorded.position,
        standing=_standing(state, read.event, read.at),
        holds=holds,
        found=found,
    )


def checked(proof: SignatureEvidence | None) -> tuple[bool, str]:
    """Whether the evidence holds by itself, and what that says in words."""
    if proof is None:
        return True, "Signed without a manifest: the record names the signer and the content."
    found = evidence.verify(proof)
    if isinstance(found, evidence.Unproved):
        return False, found.reason
    if found.grade == "passkey":
        return True, "The passkey's signature is of exactly this manifest."
    return True, "The manifest is the one that has this hash."


def _standing(state: UnitState, event: PlanSigned, at: datetime) -> str:
    mine: list[Signature] = [
        one
        for one in state.signatures
        if (one.person, one.version, one.at) == (event.person, event.version, at)
    ]
    return mine[-1].standing if mine else "valid"


def normal(code: str) -> str | None:
    """The code as it is kept, from any spelling with spaces and hyphens; None for what is none."""
    bare = re.sub(r"[\s-]", "", code).lower()
    return bare if _CODE.fullmatch(bare) else None


async def of_code(doors: Doors, code: str) -> tuple[Held, ...]:
    """The signatures on the record whose manifest's hash begins with the code; rarely but one."""
    async with connected(doors.writer) as connection:
        asked = await ceremonies.of_code(connection, code)
    return tuple([held for one in asked if (held := await _held(doors, one))])


async def _held(doors: Doors, one: Ceremony) -> Held | None:
    """None where nothing came of the ceremony: the record alone says what is signed."""
    receipt = await store.read.receipt(doors.reader, one.organisation, one.stream, one.nonce)
    kind, _, place = one.stream.partition("/")
    cycle, _, unit = place.partition("/")
    if receipt is None or kind != "unit":
        return None
    state = await doors.streams.unit(one.organisation, cycle, unit)
    for kept in await of_unit(doors, one.organisation, state):
        if kept.evidence and kept.evidence.manifest_sha256 == one.sha256:
            return Held(one.organisation, cycle, state, kept)
    return None

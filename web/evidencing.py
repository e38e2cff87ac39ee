"""The evidence of one item of a population, for an auditor: what happened and why, and its proof."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from audit.published import Mismatch
from audit.receipts import Blocks, NotYetWitnessed, ReceiptFile, receipt_file
from domain.model import Value
from domain.sealed import tokens
from projections import evidence, from_above, timeline
from projections.evidence import Found
from projections.from_above import Question
from projections.populations import Item, Population
from projections.stepping import Reader
from projections.steps import Explained
from projections.streams import Until
from store.pool import session as connected
from store.sealing import Opening
from store.seals import Seals
from web.opening import in_json, in_page
from web.reading import Reading
from web.rendering import Eyes, environment
from web.sight import streams_of

NOT_YET = "The notary has not signed the log up to this event yet: ask again in a few seconds."


class Stored(Value):
    """An event of the item's command as it is stored.

    SHA-256 of `entry` is `hash`; of the salt's bytes and `payload`, the commitment in the entry.
    """

    position: int
    hash: str
    entry: str
    salt: str
    payload: str


class Opened(Value):
    """What a token reads: SHA-256 of the salt's bytes and the text is the token's commitment."""

    salt: str
    text: str


class Evidence(Value):
    """Everything about one item. `explained` are the steps that sum to a quota after its change.

    Without a receipt, `no_receipt` says why. In `stored`, and in the evidence of signatures, sealed
    texts stay the tokens that are hashed and signed; `openings` says what each reads, None where its
    person was erased.
    """

    format: Literal["tallystick-evidence"] = "tallystick-evidence"
    version: Literal[1] = 1
    organisation: str
    cycle: str
    population: str
    population_sha256: str
    until: int
    item: Item
    found: Found
    explained: Explained | None
    stored: tuple[Stored, ...]
    receipt: ReceiptFile | None
    no_receipt: str | None
    openings: dict[str, Opened | None] = Field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """The evidence as it goes out, for machines and for people: every text opened that may be."""

    evidence: Evidence
    data: dict[str, Any]
    page: str

    @property
    def machine(self) -> bytes:
        return json.dumps(self.data, ensure_ascii=False, indent=2).encode() + b"\n"


async def of(reading: Reading, blocks: Blocks, population: Population, item: Item) -> Evidence:
    """The item with all that belongs to it, up to where the population ends."""
    state, streams = await reading.cycle_state(), reading.doors.streams
    reader = Reader(streams_of(state), timeline.names_of(state))
    place, until = reading.organisation, population.until
    receipt, why_not = await _receipt(reading, blocks, item)
    return Evidence(
        organisation=place,
        cycle=reading.cycle,
        population=population.name,
        population_sha256=population.sha256,
        until=until,
        item=item,
        found=await evidence.of(streams, place, item, reader=reader, until=until),
        explained=await _explained(reading, item),
        stored=await _stored(reading, item),
        receipt=receipt,
        no_receipt=why_not,
    )


async def written(found: Evidence, seals: Seals, eyes: Eyes) -> Written:
    """The evidence with its texts opened, and the same as a page that needs nothing beside it."""
    data = found.model_dump(mode="json", exclude={"openings"})
    stored, signatures = data.pop("stored"), data["found"]["signatures"]
    proofs = [one.pop("evidence") for one in signatures]
    hashed = json.dumps([stored, proofs], ensure_ascii=False)
    page = environment().get_template("evidence.html").render(eyes=eyes, evidence=found)
    text = json.dumps(data, ensure_ascii=False)
    known = await seals.openings({*tokens(hashed), *tokens(page), *tokens(text)})
    data = json.loads(in_json(text, known))
    for one, proof in zip(data["found"]["signatures"], proofs, strict=True):
        one["evidence"] = proof
    openings = {one: _opened(known[one]) for one in sorted({*tokens(hashed)})}
    return Written(found, {**data, "stored": stored, "openings": openings}, in_page(page, known))


def _opened(opening: Opening | None) -> dict[str, str] | None:
    return {"salt": opening.salt.hex(), "text": opening.text} if opening else None


async def _explained(reading: Reading, item: Item) -> Explained | None:
    quota = item.quota
    if quota is None or quota.after is None:
        return None
    asked = Question(quota.unit, "portion", quota.seat, until=Until(position=item.position))
    place = (reading.doors.streams, reading.organisation, reading.cycle)
    return await from_above.explain(*place, asked, reading.units)


async def _stored(reading: Reading, item: Item) -> tuple[Stored, ...]:
    events = await evidence.together(reading.doors.streams, reading.organisation, item)
    return tuple(
        Stored(
            position=one.position,
            hash=one.hash,
            entry=one.entry,
            salt=one.salt,
            payload=one.payload,
        )
        for one in events
    )


async def _receipt(
    reading: Reading, blocks: Blocks, item: Item
) -> tuple[ReceiptFile | None, str | None]:
    try:
        async with connected(reading.doors.reader) as connection:
            found = await receipt_file(
                connection, blocks, reading.organisation, item.stream, item.command_id
            )
    except NotYetWitnessed:
        return None, NOT_YET
    except Mismatch as differs:
        return None, str(differs)
    return found, None

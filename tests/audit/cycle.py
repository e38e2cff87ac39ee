"""A whole year of the story as a record in PostgreSQL: decided by the rules, signed with passkeys.

Everything is as workers would have appended it, read models included; a notary with a key that the
tests know has signed it now and then.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import cbor2
import pytest
from as_given import ORGANISATION, STRETCH, Given, Log, append_of, at_of, envelope_of
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from given import LOG_NAME, House
from webauthn.helpers import bytes_to_base64url as encoded

from activities.record import Record
from audit.keyring import Kept, Ring
from audit.note import Signer
from domain.aggregates import CYCLE, UNIT, stream_of
from domain.cycle import commands as cc
from domain.model import Actor, Command, Event, content_hash
from domain.policy import Policy
from domain.signature import (
    Assertion,
    Manifest,
    Rendered,
    SignatureEvidence,
    Statement,
    command_sha256,
)
from domain.signature import Signer as Signing
from domain.unit.authority import offices
from domain.unit.deciding.proving import MEANINGS, meanings_of
from domain.unit.plan import UnitState
from store.evidence import challenge_of, sha256_of
from store.model import GENESIS
from store.pool import Pool

for room in ("story", "web"):
    sys.path.insert(0, str(Path(__file__).parent.parent / room))

import test_story  # noqa: E402 - the chapters of the year
from authenticator import ORIGIN, Authenticator  # noqa: E402
from company import Company  # noqa: E402

LOG_KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
"""The notary's key, which a thief has stolen."""

LOG = Signer(f"{LOG_NAME}/{ORGANISATION}", LOG_KEY)
SHOWN = Rendered(media_type="text/html", sha256="d" * 64)


class Recorded(Company):
    """Keeps what was given; whatever is signed is signed with the signer's own passkey."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Given] = []
        self.log = Log()
        self.passkeys: dict[str, Authenticator] = {}

    def _give(self, at: datetime, by: Actor, where: str, command: Command) -> list[Event]:
        command_id = f"c-{len(self.given) + 1}"
        if isinstance(command, cc.StartCycle):
            command = command.model_copy(update={"policy": Policy(signing="passkey")})
        state = self.cycle if where == "cycle" else self.units.get(where)
        if type(command) in MEANINGS and isinstance(state, UnitState):
            command = self._signed(command, state, at, by, command_id)
        aggregate = CYCLE if where == "cycle" else UNIT
        events = aggregate.decide(command, state, at=at, by=by)  # type: ignore[arg-type]
        for event in events:
            version = state.version + 1 if state else 1
            state = aggregate.evolve(state, event, at=at, by=by, version=version)  # type: ignore[arg-type]
            self.record.append((where, at, event))
        if where == "cycle":
            self.cycle = state  # type: ignore[assignment]
        else:
            self.units[where] = state  # type: ignore[assignment]
        stream = stream_of(aggregate.name, "fy27", None if where == "cycle" else where)
        self.given.append(Given(stream, at, by, command, command_id, events))
        self.log.take(self.given[-1])
        if len(self.given) % STRETCH == 0:
            self.log.look()
        self._deliver(at)
        return list(events)

    def _signed(
        self, command: Command, state: UnitState, at: datetime, by: Actor, nonce: str
    ) -> Command:
        passkey = self.passkeys.setdefault(by.person, _passkey(by.person))
        person = by.on_behalf_of or by.person
        number = getattr(command, "version", None)
        known = number is not None and 1 <= number <= len(state.versions)
        name = state.person(by.person)
        manifest = Manifest(
            organisation=ORGANISATION,
            stream=f"unit/{state.cycle}/{state.unit}",
            signer=Signing(
                person=by.person,
                name=name.name if name else by.person.title(),
                office=next(iter(offices(state, person)), "nobody"),
                on_behalf_of=by.on_behalf_of,
                credential=passkey.id,
            ),
            statements=tuple(
                Statement(meaning=one, sentence=f"I sign in the sense of {one}.")
                for one in meanings_of(command, state, person)
            ),
            command=type(command).__name__,
            command_sha256=command_sha256(command),
            version=number,
            content_sha256=state.versions[number - 1].content_hash if known else None,
            rendered=SHOWN,
            policy_sha256=content_hash(state.policy),
            log_size=len(self.record),
            witnessed=self.log.newest,
            nonce=nonce,
            issued_at=at - timedelta(minutes=1),
            zone=state.zone,
        )
        proof = asserted(manifest, passkey)
        return command.model_copy(update={"signature": proof})


def _passkey(person: str) -> Authenticator:
    return Authenticator(credential=f"passkey-{person}".encode())


def asserted(manifest: Manifest, passkey: Authenticator) -> SignatureEvidence:
    sha256 = sha256_of(manifest)
    answer = json.loads(passkey.get({"challenge": encoded(challenge_of(sha256))}))["response"]
    return SignatureEvidence(
        manifest=manifest,
        manifest_sha256=sha256,
        grade="passkey",
        assertion=Assertion(
            credential=passkey.id,
            public_key=encoded(_public(passkey)),
            authenticator_data=answer["authenticatorData"],
            client_data=answer["clientDataJSON"],
            signature=answer["signature"],
            relying_party=passkey.party,
            origin=ORIGIN,
        ),
    )


def _public(passkey: Authenticator) -> bytes:
    numbers = passkey.key.public_key().public_numbers()
    x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
    return bytes(cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y}))


CHAPTERS = (
    "prepares", "proposes", "objects_below", "objects", "claims_an_account", "answers", "revises",
    "gets_resources", "is_accepted", "signs", "comes_into_force", "sells", "is_owned_jointly",
    "joins", "reviews", "loses_its_leader", "corrects", "feels_the_currency", "breaks_a_promise",
    "amends", "cannot_take_back", "closes", "restates",
)  # fmt: skip


def year(kind: type[Recorded] = Recorded) -> Recorded:
    """The story from its first day to the last restatement."""
    return _year(kind)  # the same one, however it is asked for: signatures differ each time


@cache
def _year(kind: type[Recorded]) -> Recorded:
    company = kind()
    for chapter in CHAPTERS:
        getattr(test_story, chapter)(company)
    return company


@dataclass
class Recorder:
    """Appends what was given, as a worker's activity does."""

    pool: Pool
    at: datetime | None = None

    def __post_init__(self) -> None:
        self._record = Record(self.pool, now=lambda: self.at)  # type: ignore[arg-type,return-value]
        self._ends: dict[str, tuple[int, str]] = {}

    async def append(self, every: Iterable[Given]) -> None:
        for given in every:
            self.at = at_of(given)
            version, digest = self._ends.get(given.stream, (0, GENESIS))
            outcome = await self._record.append(append_of(given, version, digest))
            assert outcome.appended
            last = outcome.recorded[-1]
            self._ends[given.stream] = (last.version, last.hash)


def history_of(every: Iterable[Given]) -> dict[str, Any]:
    """Updates as a workflow's history has them, with nothing around them."""
    events = []
    for given in every:
        data = b64encode(envelope_of(given).model_dump_json().encode()).decode()
        events.append(
            {
                "workflowExecutionUpdateAcceptedEventAttributes": {
                    "acceptedRequest": {"input": {"args": {"payloads": [{"data": data}]}}}
                }
            }
        )
    return {"events": events}


async def recorded(pool: Pool, house: House, kind: type[Recorded] = Recorded) -> None:
    """The year in a database, with a checkpoint after every stretch of decisions."""
    public = LOG_KEY.public_key().public_bytes_raw().hex()
    kept = Kept(
        public=public, seed=LOG_KEY.private_bytes_raw().hex(), reason="first", words="begins"
    )
    house.keyring.folder.mkdir(parents=True)
    house.keyring.path.write_text(Ring(name=LOG_NAME, keys=(kept,)).model_dump_json())
    recorder, company = Recorder(pool), year(kind)
    given = company.given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.append.seal", company.log.again)
        async with house.notary() as notary:
            for first in range(0, len(given), STRETCH):
                await recorder.append(given[first : first + STRETCH])
                await notary.look()
            assert not notary.stopped

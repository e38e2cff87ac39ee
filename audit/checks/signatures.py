"""V15 and V16: each signature against the decision, the version and the state it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.causes import LEADING
from audit.checks.decided import Decided
from audit.report import Sheet
from domain.model import Event, content_hash
from domain.signature import (
    AHEAD,
    LIFETIME,
    RANK,
    Assertion,
    Manifest,
    SignatureEvidence,
    Witnessed,
)
from domain.signature import command_sha256 as sha256_of
from domain.unit.authority import offices
from domain.unit.deciding.proving import MEANINGS, meanings_of
from domain.unit.plan import UnitState
from store import evidence as proof
from store.pool import Connection

ROOTS = (
    "SELECT size, root FROM tally.checkpoints WHERE organisation = $1 AND size = ANY ($2::bigint[])"
)


@dataclass(frozen=True)
class _Mark:
    """The checkpoint that a signer was shown, until it is held against the log's."""

    where: str
    told: str
    witnessed: Witnessed


@dataclass
class SignatureCheck:
    """Keeps of every passkey whose it was first seen to be: as many as people have passkeys."""

    sheet: Sheet
    _holders: dict[str, tuple[str, str]] = field(default_factory=dict)
    _marks: list[_Mark] = field(default_factory=list)

    def check(self, decided: Decided) -> None:
        for event, state in zip(decided.events, decided.states, strict=True):
            if "signature" not in type(event).model_fields or not isinstance(state, UnitState):
                continue
            evidence: SignatureEvidence | None = getattr(event, "signature", None)
            self._demanded(decided, state, evidence)
            if evidence is None:
                continue
            self.sheet["V15"].counted += 1
            self._marked(decided, evidence.manifest.witnessed)
            for words in (
                *_proved(evidence),
                *self._passkey(evidence),
                *_bound(decided, event, state, evidence.manifest),
            ):
                self.sheet["V15"].find(decided.where, f"{decided.told}: {words}")

    def _marked(self, decided: Decided, witnessed: Witnessed | None) -> None:
        if witnessed is not None and witnessed.size < decided.position:
            self._marks.append(_Mark(decided.where, decided.told, witnessed))

    async def compare(self, connection: Connection, organisation: str) -> None:
        """What the signers of a stream were shown against the checkpoints that V09 looks at."""
        marks, self._marks = self._marks, []
        sizes = sorted({one.witnessed.size for one in marks})
        rows = await connection.fetch(ROOTS, organisation, sizes) if sizes else []
        roots = {row["size"]: row["root"].hex() for row in rows}
        for one in marks:
            size, root = one.witnessed.size, one.witnessed.root
            if size not in roots:
                words = f"it saw a checkpoint of {size}, which the database does not have any more."
            elif roots[size] != root:
                words = (
                    f"it saw the root {root[:16]}… over {size} entries, not {roots[size][:16]}…."
                )
            else:
                continue
            self.sheet["V15"].find(one.where, f"{one.told}: {words}")

    def _demanded(
        self, decided: Decided, state: UnitState, evidence: SignatureEvidence | None
    ) -> None:
        tally = self.sheet["V16"]
        tally.counted += 1
        need = state.policy.least_signature
        have = evidence.grade if evidence else "named"
        if not state.rehearsal and RANK[have] < RANK[need]:
            found = f"is signed as {have}" if evidence else "is not signed"
            tally.find(decided.where, f"{decided.told} {found}; the policy asks for {need}.")

    def _passkey(self, evidence: SignatureEvidence) -> Iterator[str]:
        assertion, person = evidence.assertion, evidence.manifest.signer.person
        if assertion is None:
            return
        holder, key = self._holders.setdefault(assertion.credential, (person, assertion.public_key))
        if holder != person:
            yield f"the passkey is {holder}'s, and {person} is said to have signed with it."
        if key != assertion.public_key:
            yield "the passkey had another public key in an earlier signature."

    def close(self) -> None:
        tally = self.sheet["V15"]
        if not tally.counted:
            tally.note = "No decision carries a signature's evidence."
        elif self._holders:
            people = len({holder for holder, _ in self._holders.values()})
            tally.note = (
                f"{len(self._holders)} passkeys of {people} people. Whose a passkey is, only "
                "enrolment says, which is not on the record: ask the people."
            )


def _proved(evidence: SignatureEvidence) -> Iterator[str]:
    found = proof.verify(evidence)
    if isinstance(found, proof.Unproved):
        yield found.reason
    if found_origin := _origin(evidence.assertion):
        yield found_origin


def _origin(assertion: Assertion | None) -> str | None:
    if assertion is None:
        return None
    host = assertion.origin.partition("://")[2].partition(":")[0].partition("/")[0]
    if host == assertion.relying_party or host.endswith(f".{assertion.relying_party}"):
        return None
    return f"it was signed at {assertion.origin}, with a key for {assertion.relying_party}."


def _bound(decided: Decided, event: Event, state: UnitState, manifest: Manifest) -> Iterator[str]:
    """What the manifest says that is not so of this decision at this position."""
    entry = decided.entry
    if (manifest.organisation, manifest.stream) != (entry.organisation, entry.stream):
        yield f"it was given for {manifest.stream} of {manifest.organisation}."
    if manifest.nonce != entry.command_id:
        yield "it was given for another command: it was moved here."
    if not manifest.issued_at - AHEAD <= decided.at <= manifest.issued_at + LIFETIME:
        yield f"it was issued at {manifest.issued_at:%Y-%m-%d %H:%M}, minutes or more away."
    if manifest.log_size >= decided.position:
        yield f"it saw {manifest.log_size} entries, and stands at position {decided.position}."
    shown = manifest.witnessed
    if shown is not None and shown.size >= decided.position:
        yield f"it saw a checkpoint of {shown.size}, and stands at position {decided.position}."
    yield from _of_signer(decided, state, manifest)
    yield from _of_content(decided, event, state, manifest)


def _of_signer(decided: Decided, state: UnitState, manifest: Manifest) -> Iterator[str]:
    signer = manifest.signer
    if (signer.person, signer.on_behalf_of) != (decided.entry.actor, decided.entry.on_behalf_of):
        yield f"it is the signature of {signer.person}."
    known = state.person(signer.person)
    if known is not None and known.name != signer.name:
        yield f"{signer.person} was recorded as {known.name}, not as {signer.name}."
    if signer.office not in offices(state, decided.person):
        yield f"{decided.person} was not {signer.office.replace('_', ' ')} at that version."


def _of_content(
    decided: Decided, event: Event, state: UnitState, manifest: Manifest
) -> Iterator[str]:
    version: int | None = getattr(event, "version", None)
    number = manifest.version
    if version is not None and number != version:
        yield f"it was given for version {number}, and stands under {version}."
    content = None
    if number is not None and 1 <= number <= len(state.versions):
        content = state.versions[number - 1].content_hash
    if manifest.content_sha256 != content:
        yield "it was given for another content than that version had."
    if manifest.policy_sha256 != content_hash(state.policy):
        yield "the rules were others than those that were signed under."
    yield from _of_command(decided, event, state, manifest)


def _of_command(
    decided: Decided, event: Event, state: UnitState, manifest: Manifest
) -> Iterator[str]:
    kinds = {kind.__name__: kind for kind in LEADING.get(event.type, ())}
    if manifest.command not in kinds:
        yield f"it was given for {manifest.command}."
        return
    if decided.command is not None:
        command = decided.command.command
        if manifest.command_sha256 != sha256_of(command):
            yield "it was given for other words."
    kind = kinds[manifest.command]
    if kind in MEANINGS:
        meanings = meanings_of(kind.model_construct(), state, decided.person)
        if manifest.meanings != meanings:
            yield "its meaning is not the one that this decision has."

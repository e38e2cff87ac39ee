"""Whether the evidence that comes with a command is of this command, this plan, person and hour."""

from __future__ import annotations

from collections.abc import Iterator

from domain import errors
from domain.model import Command, content_hash
from domain.signature import AHEAD, LIFETIME, RANK, Manifest, Meaning, SignatureEvidence
from domain.signature import command_sha256 as sha256_of
from domain.unit import commands as c
from domain.unit.authority import offices
from domain.unit.deciding.asked import Asked
from domain.unit.plan import UnitState

MEANINGS: dict[type[Command], tuple[Meaning, ...]] = {
    c.SignPlan: ("responsibility_accepted",),
    c.DeclineToSign: ("rejection",),
    c.AcceptPlan: ("approval",),
    c.ObjectToPlan: ("rejection",),
    c.PutInForce: ("approval",),
    c.GrantBudget: ("resources_committed",),
    c.ProposeWaiver: ("waiver",),
    c.AgreeToWaiver: ("waiver",),
    c.RefuseWaiver: ("rejection",),
}
"""Every command that is signed, and what its signature means; a policy says of which class."""

LEADER: tuple[Meaning, ...] = ("authorship", "responsibility_accepted", "resources_committed")
"""What a leader's signature under the plan means."""


def meanings_of(command: Command, state: UnitState, person: str) -> tuple[Meaning, ...]:
    if isinstance(command, c.SignPlan) and person == state.leader:
        return LEADER
    return MEANINGS[type(command)]


def require_proof(command: Command, asked: Asked) -> None:
    """Raise unless the signature that comes with a command is one of it, as the policy wants it.

    Commands that nobody signs pass. In a rehearsal nothing is demanded; what is there must match.
    """
    if type(command) not in MEANINGS:
        return
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    state = asked.state
    if not state.rehearsal:
        _require_grade(state, evidence)
    if evidence is None:
        return
    wrong = next(_differences(command, evidence, asked), None)
    if wrong is not None:
        raise errors.SignatureDoesNotMatch(wrong, practice="S0-20")
    _require_fresh(evidence.manifest, asked)


def _require_grade(state: UnitState, evidence: SignatureEvidence | None) -> None:
    need = state.policy.least_signature
    have = RANK[evidence.grade] if evidence else RANK["named"]
    if have >= RANK[need]:
        return
    how = "a passkey" if need == "passkey" else "your password, given within the last 5 minutes"
    raise errors.SignatureNeeded(f"This cycle asks for a signature with {how}: open the sign page.")


def _require_fresh(manifest: Manifest, asked: Asked) -> None:
    if not manifest.issued_at - AHEAD <= asked.at <= manifest.issued_at + LIFETIME:
        raise errors.SignatureStale(
            "More than 5 minutes lie between the press of Sign and this signature: sign again."
        )


def _differences(command: Command, evidence: SignatureEvidence, asked: Asked) -> Iterator[str]:
    """What the manifest says that is not so, the first of which is told."""
    manifest, state = evidence.manifest, asked.state
    if (evidence.assertion is not None) != (evidence.grade == "passkey"):
        yield f"A signature of class {evidence.grade} does not come with this evidence."
    if manifest.stream != f"unit/{state.cycle}/{state.unit}":
        yield f"This signature was given for {manifest.stream}."
    if manifest.command != type(command).__name__ or manifest.command_sha256 != sha256_of(command):
        yield "This signature was given for another decision, or for other words."
    if (manifest.version, manifest.content_sha256) != _content(command, state):
        yield "This signature was given for another version or content."
    if manifest.policy_sha256 != content_hash(state.policy):
        yield "The rules of this cycle changed since the page was opened: read it again."
    yield from _of_signer(command, manifest, asked)


def _of_signer(command: Command, manifest: Manifest, asked: Asked) -> Iterator[str]:
    signer, state = manifest.signer, asked.state
    if (signer.person, signer.on_behalf_of) != (asked.by.person, asked.by.on_behalf_of):
        yield f"This is the signature of {signer.person}, not of {asked.by.person}."
    known = state.person(signer.person)
    if known is not None and known.name != signer.name:
        yield f"{signer.person} is recorded as {known.name}, not as {signer.name}."
    if signer.office not in offices(state, asked.person):
        office = signer.office.replace("_", " ")
        yield f"{asked.person} is no longer {office} of unit {state.unit}: open the page again."
    if manifest.meanings != meanings_of(command, state, asked.person):
        yield "The meaning that was signed is not the one that this decision has."


def _content(command: Command, state: UnitState) -> tuple[int | None, str | None]:
    """The version that a command is about and its content; neither for what is about none."""
    number: int | None = getattr(command, "version", None)
    if number is None or not 1 <= number <= len(state.versions):
        return number, None
    return number, state.versions[number - 1].content_hash

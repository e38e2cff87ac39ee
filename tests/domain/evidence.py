"""Evidence of a signature as the service would issue it, for tests that bend one part of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.model import Command, content_hash
from domain.signature import (
    Assertion,
    Manifest,
    Rendered,
    SignatureClass,
    SignatureEvidence,
    Signer,
    Statement,
    command_sha256,
)
from domain.unit.authority import offices
from domain.unit.deciding.proving import meanings_of
from domain.unit.plan import UnitState
from store.canonical import digest_of
from tests.domain.given import Plan

ASSERTION = Assertion(
    credential="Y3JlZA", public_key="a2V5", authenticator_data="ZGF0YQ", client_data="e30",
    signature="c2ln", relying_party="localhost", origin="http://localhost:8600",
)  # fmt: skip
SHOWN = Rendered(media_type="text/html", sha256="d" * 64)


def manifest(plan: Plan, who: str, command: Command, /, **changed: Any) -> Manifest:
    state = plan.state
    number = getattr(command, "version", None)
    known = state.person(who)
    given: dict[str, Any] = {
        "organisation": "halden",
        "stream": f"unit/{state.cycle}/{state.unit}",
        "signer": Signer(
            person=who, name=known.name if known else who.title(), office=_office(state, who)
        ),
        "statements": tuple(
            Statement(meaning=one, sentence=f"I sign in the sense of {one}.")
            for one in meanings_of(command, state, who)
        ),
        "command": type(command).__name__,
        "command_sha256": command_sha256(command),
        "version": number,
        "content_sha256": state.versions[number - 1].content_hash if number else None,
        "rendered": SHOWN,
        "policy_sha256": content_hash(state.policy),
        "log_size": 42,
        "nonce": "nonce-1",
        "issued_at": plan.at - timedelta(minutes=1),
        "zone": state.zone,
    }
    return Manifest(**{**given, **changed})


def _office(state: UnitState, who: str) -> str:
    return offices(state, who)[0]


def evidence(made: Manifest, grade: SignatureClass = "reauthenticated") -> SignatureEvidence:
    return SignatureEvidence(
        manifest=made,
        manifest_sha256=digest_of(made.model_dump(mode="json")),
        grade=grade,
        assertion=ASSERTION if grade == "passkey" else None,
    )


def signed(
    plan: Plan,
    who: str,
    command: Command,
    grade: SignatureClass = "reauthenticated",
    /,
    **changed: Any,
) -> Command:
    """The command with its evidence; `changed` is what the manifest says that is not so."""
    proof = evidence(manifest(plan, who, command, **changed), grade)
    return command.model_copy(update={"signature": proof})

"""Whether a proposal or a revision is the scenario that it cites."""

from __future__ import annotations

from domain import errors
from domain.model import content_hash
from domain.unit import commands as c

Proposal = c.ProposeStretchTarget | c.RevisePlan


def amounts_sha256(command: Proposal) -> str:
    """The hash of every target and portion with its basis; of no words, which are sealed apart."""
    bare = [
        c.PortionDraft(seat=one.seat, amount=one.amount, basis=one.basis, rolled_up=one.rolled_up)
        for one in command.portions
    ]
    return content_hash(*command.targets, *bare)


def require_cited(command: Proposal) -> None:
    """Raises Invalid for amounts that are not those of the scenario it cites."""
    cited = command.scenario
    if cited is not None and cited.sha256 != amounts_sha256(command):
        raise errors.Invalid(
            f"These are not the amounts of scenario {cited.scenario}: adopt it as it stands, "
            "or propose without citing it."
        )

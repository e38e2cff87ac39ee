"""What on a plan's record a change can cite: by ids, so that cause and effect stay linked."""

from __future__ import annotations

from domain.unit.plan import UnitState


def citable(state: UnitState) -> frozenset[str]:
    """Objections, decisions, promises, goals, requests from below, and changes of people."""
    return frozenset(
        (
            *(one.id for one in state.items),
            *(one.asked.request for one in state.requests),
            *(one.account for one in state.contests if one.winner is not None),
            *(one.id for one in state.factors),
            *(one.line.id for one in state.commitments),
            *(f"decline-{one.person}" for one in state.declines),
            *(f"objection-{one.person}" for one in state.answers if one.kind == "objected"),
            *(f"goal-{one.target}" for one in state.goals),
            *(f"request-{one.unit}-{one.request}" for one in state.received_amendments),
            *(one.proposed.correction for one in state.corrections),
            *(f"seat-{one}" for one in changed_seats(state)),
            *(f"leader-{one.person}" for one in state.led[1:]),
            *state.amendments,
        )
    )


def changed_seats(state: UnitState) -> tuple[str, ...]:
    """Seats that somebody left, joined or is to join."""
    found = (*(one.seat for one in state.held), *(one.seat for one in state.joining))
    return tuple(dict.fromkeys(found))

"""Amendments of what is in force, and named accounts that two plans claim."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.model import Event
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.citing import citable
from domain.unit.deciding.asked import (
    Asked,
    decided,
    in_currency,
    known_seat,
    new_id,
    own_seat,
    require_stage,
)
from domain.unit.plan import UnitState


@decided.register
def _amend(command: c.OpenAmendment, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    # What runs without every signature is amended too: a breach may not wait for them.
    if not (state.stage == "signing" and state.runs_unsigned and state.amendment is None):
        require_stage(state, ("settled",), "Opening an amendment")
    new_id(state.amendments, command.amendment, "amendment")
    if asked.person != state.leader:
        served = {one.line.asked_by for one in state.commitments if one.standing == "breached"}
        if asked.person not in served:
            raise errors.NotAuthorised(
                "A member opens an amendment when a promise that served them was breached."
            )
    if command.sign_by <= asked.at:
        raise errors.DeadlinePassed("The date to sign by lies ahead.")
    _require_on_record(state, command.cites)
    return (e.AmendmentOpened(**dict(command), opened_by=asked.person),)


def _require_on_record(state: UnitState, cites: tuple[str, ...]) -> None:
    known = citable(state)
    if unknown := tuple(one for one in cites if one not in known):
        raise errors.Unknown(
            f"Nothing on this plan's record is called {', '.join(unknown)}.",
            missing=tuple(sorted(known)),
        )


@decided.register
def _withdraw(command: c.WithdrawAmendment, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.amendment is None:
        raise errors.NothingToDo("No amendment is open.")
    current, running = state.current, state.running
    own = running is not None and running.version > state.amended_from
    if own and running is not None and running.jointly_since is None:
        raise errors.WrongStage("The amendment is in force: revise it to change it.")
    withdrawn = e.AmendmentWithdrawn(amendment=state.amendment.amendment, reason=command.reason)
    if current is not None and running is not None and current.number > running.version:
        signed = state.signed(current.number)
        if signed:
            return (e.SignaturesVoided(version=current.number, people=signed), withdrawn)
    return (withdrawn,)


# ── account claims ────────────────────────────────────────────────────────────────────────


@decided.register
def _claim(command: c.ClaimAccount, asked: Asked) -> tuple[Event, ...]:
    seat = own_seat(asked.state, command.seat, asked.person)
    in_currency(command.last_year, seat.currency, "Last year's business")
    claimant = v.Claimant(
        person=asked.person,
        seat=seat.id,
        unit=asked.state.unit,
        via=seat.id,
        last_year=command.last_year,
    )
    return _claimed(asked, command.account, claimant)


@decided.register
def _receive(command: c.ReceiveClaim, asked: Asked) -> tuple[Event, ...]:
    seat = next((one for one in asked.state.seats if one.leads == command.unit), None)
    if seat is None:
        raise errors.Unknown(f"No seat of unit {asked.state.unit} leads {command.unit}.")
    claimant = command.claimant.model_copy(update={"via": seat.id})
    return _claimed(asked, command.account, claimant)


def _claimed(asked: Asked, account: v.Account, claimant: v.Claimant) -> tuple[Event, ...]:
    state = asked.state
    claims = [one for one in state.claims if one.account.id == account.id]
    standing = [one for one in claims if one.standing != "lost"]
    if any(
        (one.claimant.seat, one.claimant.unit) == (claimant.seat, claimant.unit) for one in claims
    ):
        raise errors.NothingToDo(f"{account.name} is claimed for that seat already.")
    claimed = e.AccountClaimed(account=account, claimant=claimant)
    if not any(_apart(one.claimant, claimant) for one in standing):
        return (claimed,)
    both = (*(one.claimant for one in standing), claimant)
    contested = e.AccountContested(
        account=account.id,
        claimants=both,
        decide_by=asked.at + timedelta(days=state.policy.claim_decision_days),
    )
    return (claimed, contested, *_told(account, both, state.leader))


def _told(
    account: v.Account, claimants: tuple[v.Claimant, ...], decider: str
) -> tuple[e.FindingRaised, ...]:
    """A finding to each claimant: the account counts in no plan until it is decided."""
    names = " and ".join(one.person for one in claimants)
    return tuple(
        e.FindingRaised(
            practice="account-claim",
            words=f"{account.name} is claimed by {names}; it counts in neither plan until "
            f"{decider} decides",
            subject=one.person,
        )
        for one in claimants
    )


@decided.register
def _settle(command: c.SettleClaim, asked: Asked) -> tuple[Event, ...]:
    claim = next(
        (
            one
            for one in asked.state.claims
            if one.account.id == command.account.id and one.claimant.seat == command.seat
        ),
        None,
    )
    if claim is None:
        raise errors.Unknown(f"Seat {command.seat} has no claim on {command.account.name}.")
    if claim.standing == command.standing:
        raise errors.NothingToDo("That is known already.")
    settled = e.ClaimSettled(
        account=command.account.id,
        seat=command.seat,
        standing=command.standing,
        decided_by=command.decided_by,
    )
    if command.standing != "contested":
        return (settled,)
    return (settled, *_told(command.account, (claim.claimant,), command.decided_by))


def _apart(one: v.Claimant, other: v.Claimant) -> bool:
    """Whether two claims come by different branches: only then is this the nearest leader."""
    return one.via != other.via


@decided.register
def _decide_account(command: c.DecideAccount, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    contest = next((one for one in state.contests if one.account == command.account), None)
    if contest is None:
        raise errors.Unknown(f"Nobody contests an account {command.account} here.")
    if contest.winner is not None:
        raise errors.NothingToDo("This account is decided already.")
    _winner(contest.claimants, command.winner)
    if command.moves is not None:
        in_currency(command.moves, _currency(state, contest.claimants, command), "What moves")
    return (e.AccountDecided(**dict(command)),)


def _winner(claimants: tuple[v.Claimant, ...], seat: str) -> v.Claimant:
    for one in claimants:
        if one.seat == seat:
            return one
    raise errors.Unknown(
        f"Seat {seat} does not claim it; {', '.join(one.seat for one in claimants)} do."
    )


def _currency(state: UnitState, claimants: tuple[v.Claimant, ...], command: c.DecideAccount) -> str:
    return known_seat(state, _winner(claimants, command.winner).via).currency

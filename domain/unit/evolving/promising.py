"""The leader's commitments, account claims, and requests from below."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.marking import OpenDeadline
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.plan import (
    AmendmentAsked,
    Claim,
    Commitment,
    Contest,
    Support,
    UnitState,
)


def end_of(day: date) -> datetime:
    """The instant at which a date that somebody promised is over: midnight UTC after it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _promised(state: UnitState, lines: tuple[v.ResourceLine, ...], moment: Moment) -> UnitState:
    made = tuple(Commitment(line=line, since=moment.at) for line in lines)
    due = tuple(
        OpenDeadline(
            kind="commitment", key=line.id, due_at=end_of(line.due_on), opened_at=moment.at
        )
        for line in lines
    )
    return state.model_copy(
        update={
            "commitments": (*state.commitments, *made),
            "deadlines": (*state.deadlines, *due),
        }
    )


def _commitment(state: UnitState, commitment: str, **update: Any) -> UnitState:
    before = next(one for one in state.commitments if one.line.id == commitment)
    after = before.model_copy(update=update)
    return state.model_copy(update={"commitments": swapped(state.commitments, before, after)})


@change.register
def _committed(event: e.ResourcesCommitted, state: UnitState, moment: Moment) -> UnitState:
    return _promised(state, event.commitments, moment)


@change.register
def _added(event: e.CommitmentAdded, state: UnitState, moment: Moment) -> UnitState:
    return _promised(state, (event.commitment,), moment)


@change.register
def _fulfilled(event: e.CommitmentFulfilled, state: UnitState, _moment: Moment) -> UnitState:
    return _commitment(
        state, event.commitment, standing="fulfilled", words=event.words, offered=None
    )


@change.register
def _offered(event: e.SubstituteOffered, state: UnitState, _moment: Moment) -> UnitState:
    return _commitment(state, event.commitment, offered=event.substitute)


@change.register
def _substituted(event: e.SubstituteAccepted, state: UnitState, moment: Moment) -> UnitState:
    offered = next(one.offered for one in state.commitments if one.line.id == event.commitment)
    after = _commitment(state, event.commitment, standing="substituted", offered=None)
    return _promised(after, (offered,) if offered is not None else (), moment)


@change.register
def _refused(event: e.SubstituteRefused, state: UnitState, _moment: Moment) -> UnitState:
    return _commitment(state, event.commitment, offered=None)


@change.register
def _breached(event: e.CommitmentBreached, state: UnitState, _moment: Moment) -> UnitState:
    return _commitment(state, event.commitment, standing="breached", words=event.reason)


@change.register
def _revocation(_event: e.RevocationRefused, state: UnitState, _moment: Moment) -> UnitState:
    return state


@change.register
def _support(event: e.SupportPromised, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"support": (*state.support, Support(promised=event))})


@change.register
def _supported(event: e.SupportGiven, state: UnitState, _moment: Moment) -> UnitState:
    before = next(one for one in state.support if one.promised.support == event.support)
    after = before.model_copy(update={"given": event.words})
    return state.model_copy(update={"support": swapped(state.support, before, after)})


@change.register
def _claimed(event: e.AccountClaimed, state: UnitState, moment: Moment) -> UnitState:
    claim = Claim(account=event.account, claimant=event.claimant, stated=moment.version)
    return state.model_copy(update={"claims": (*state.claims, claim)})


def _claims(
    state: UnitState, account: str, standings: dict[str, v.ClaimStanding]
) -> tuple[Claim, ...]:
    """The claims with what became of those of one account, by seat."""
    return tuple(
        one.model_copy(update={"standing": standings[one.claimant.seat]})
        if one.account.id == account and one.claimant.seat in standings
        else one
        for one in state.claims
    )


@change.register
def _contested(event: e.AccountContested, state: UnitState, moment: Moment) -> UnitState:
    contest = Contest(
        account=event.account,
        claimants=event.claimants,
        decide_by=event.decide_by,
        stated=moment.version,
        decider=state.leader,
    )
    others = tuple(one for one in state.contests if one.account != event.account)
    due = OpenDeadline(kind="claim", key=event.account, due_at=event.decide_by, opened_at=moment.at)
    kept = tuple(one for one in state.deadlines if (one.kind, one.key) != (due.kind, due.key))
    standings: dict[str, v.ClaimStanding] = {one.seat: "contested" for one in event.claimants}
    return state.model_copy(
        update={
            "contests": (*others, contest),
            "deadlines": (*kept, due),
            "claims": _claims(state, event.account, standings),
        }
    )


@change.register
def _account_decided(event: e.AccountDecided, state: UnitState, moment: Moment) -> UnitState:
    before = next(one for one in state.contests if one.account == event.account)
    after = before.model_copy(
        update={
            "winner": event.winner,
            "moves": event.moves,
            "decided": moment.version,
            "decider": state.leader,
        }
    )
    standings: dict[str, v.ClaimStanding] = {
        one.seat: "kept" if one.seat == event.winner else "lost" for one in before.claimants
    }
    return state.model_copy(
        update={
            "contests": swapped(state.contests, before, after),
            "claims": _claims(state, event.account, standings),
        }
    )


@change.register
def _settled(event: e.ClaimSettled, state: UnitState, _moment: Moment) -> UnitState:
    claims = _claims(state, event.account, {event.seat: event.standing})
    return state.model_copy(update={"claims": claims})


@change.register
def _asked(event: e.AmendmentRequested, state: UnitState, moment: Moment) -> UnitState:
    return state.model_copy(
        update={"asked_amendments": (*state.asked_amendments, (moment.version, event))}
    )


@change.register
def _asked_from_below(
    event: e.AmendmentRequestReceived, state: UnitState, _moment: Moment
) -> UnitState:
    asked = AmendmentAsked(unit=event.unit, request=event.request, words=event.words)
    return state.model_copy(update={"received_amendments": (*state.received_amendments, asked)})

"""What a field that names something can name: seats, people, items, promises of one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.cycle import commands as c
from domain.cycle.state import CycleState
from domain.model import Command
from domain.people import Seat
from domain.policy import FIXED
from domain.practices import RULES
from domain.unit import commands as u
from domain.unit.buying_in import commands as i
from domain.unit.deciding.buying_in import above, of_executives
from domain.unit.lookback import commands as b
from domain.unit.measuring import commands as m
from domain.unit.plan import UnitState
from domain.unit.readiness import commands as r
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.agreed import awaited
from domain.unit.waivers import waiting as waivable
from projections import causes
from web.cutting import cut
from web.pages.filling import NAMED, SHARED

Options = tuple[tuple[str, str], ...]
LONGEST = 70

PERSON = ("person", "owner", "successor", "cover", "delegate", "asked_by", "attendees", "subject")
ITEM = ("item", "items", "answers")
OF_ANY_FUNCTION = (r.AttachMarketingPlan, b.PlanToHundred)
"""What somebody of the unit can own, or who leads a function."""
NUMBERS: Mapping[type[Command], frozenset[str]] = {u.SetStrategicGoal: frozenset({"target"})}
"""Fields that are called as what others name, and are a number of their own."""
OWN_SEAT = (u.RaisePushback, u.StateBottomUp, u.ClaimAccount)


def short(words: str) -> str:
    """So much of somebody's words as an option can hold."""
    line = " ".join(words.split())
    return cut(line, LONGEST)


def of_unit(
    kind: type[Command], state: UnitState, person: str, names: Mapping[str, str]
) -> dict[str, Options]:
    """The options of each field of the command that names something of the unit's plan."""
    new = {*NAMED.get(kind, {}), *(one.partition(".")[2] for one in SHARED.get(kind, {}))}
    people = tuple((one.id, names.get(one.id, one.name)) for one in state.people)
    items = _items(kind, state, names)
    found: dict[str, Options] = {
        **dict.fromkeys(PERSON, people),
        **dict.fromkeys(ITEM, items),
        "seat": _seats(kind, state, person, names),
        "factor": tuple((one.id, short(one.words)) for one in state.factors),
        "request": tuple(
            (one.asked.request, short(one.asked.words))
            for one in state.requests
            if one.decided is None
        ),
        "commitment": tuple((one.line.id, short(one.line.words)) for one in state.commitments),
        "winner": tuple(
            (one.seat, f"{names.get(one.person, one.person)} ({one.seat})")
            for contest in state.contests
            for one in contest.claimants
        ),
        "account": tuple((one.account, one.account) for one in state.contests if not one.winner),
        "correction": _corrections(kind, state, person),
        "support": tuple(
            (one.promised.support, short(one.promised.words))
            for one in state.support
            if one.given is None
        ),
        "waiver": tuple(
            (one.waiver, short(f"{one.practice}: {one.reason}")) for one in waivable(state, person)
        ),
        "period": tuple((one.label, one.label) for one in state.periods),
        "goal": tuple((one.set.goal, short(one.set.words)) for one in state.live_goals),
        "contributors": people,
        "people": tuple((one, names.get(one, one)) for one in state.sellers),
        "practice": gates(),
        "target": tuple((one, one) for one in dict.fromkeys(s.target for s in state.seats)),
        "causes": cited(state, names),
        "cites": cited(state, names),
        "currency": tuple((one, one) for one in currencies(state)),
        "agreed": tuple(
            (one.id, short(one.action.words))
            for review in state.reviews
            if review.record is not None
            for one in review.record.facts.last_time
        ),
        **_beyond(kind, state, people, names),
    }
    apart = NUMBERS.get(kind, frozenset()).union(new)
    return {name: options for name, options in found.items() if name not in apart}


def _beyond(
    kind: type[Command], state: UnitState, people: Options, names: Mapping[str, str]
) -> dict[str, Options]:
    """Who may be named beside the team, or rather than it: executives and who stands above."""

    def named(ids: tuple[str, ...]) -> Options:
        return tuple((one, names.get(one, one)) for one in ids)

    if kind in OF_ANY_FUNCTION:
        known = {one for one, _ in people}
        executives = tuple(one for one in state.roles.executives if one not in known)
        return {"owner": (*people, *named(executives))}
    if kind is w.ReportAgreedAction:
        return {"agreed": tuple((one.id, short(one.action.words)) for one in awaited(state))}
    if kind is i.NameDependency:
        return {"owner": named(of_executives(state))}
    if kind is i.AlignWithCeo:
        return {"ceo": named(above(state))}
    return {"attendees": (*named(above(state)), *people)} if kind is i.PresentToExecutives else {}


def of_cycle(
    kind: type[Command], state: CycleState, names: Mapping[str, str]
) -> dict[str, Options]:
    """The options of each field of the command that names something of the cycle."""
    found: dict[str, Options] = {
        "unit": tuple((one.draft.unit, one.draft.name) for one in state.units),
        "target": tuple((one, one) for one in state.targets),
        "currency": tuple(
            (one, one)
            for one in dict.fromkeys((state.currency, *(r.currency for r in state.rates)))
        ),
        "change": tuple(
            (one.proposed.change, short(one.proposed.reason))
            for one in state.rule_changes
            if one.agreed is None
        ),
        "practice": gates(),
        "intent": intents(state),
        **({"owner": tuple(names.items())} if kind is c.DefineDeliverable else {}),
    }
    return {name: options for name, options in found.items() if name not in NAMED.get(kind, {})}


def intents(state: CycleState) -> Options:
    """What a goal or something to be delivered can serve."""
    return tuple((one.intent, short(one.words)) for one in state.intents)


def deliverables(state: CycleState) -> Options:
    """What is to be delivered, that a goal can be for."""
    return tuple((one.deliverable, short(one.words)) for one in state.deliverables)


def gates() -> Options:
    """Every gate that a waiver or a policy can name."""
    found = (rule for rule in RULES if rule.kind == "gate" and not rule.always)
    return tuple(
        (rule.practice, f"{rule.practice} {rule.title}")
        for rule in found
        if rule.practice not in FIXED
    )


def cited(state: UnitState, names: Mapping[str, str]) -> Options:
    """What a changed portion can cite."""
    return tuple(
        (one.id, f"{one.kind}{_whose(one.person, names)}: {short(one.words)}")
        for one in causes.of(state)
    )


def _whose(person: str | None, names: Mapping[str, str]) -> str:
    return f", {names.get(person, person)}" if person else ""


def currencies(state: UnitState) -> tuple[str, ...]:
    """Every currency in which this plan can state an amount, the unit's own first."""
    seats, rates = (one.currency for one in state.seats), (one.currency for one in state.rates)
    return tuple(dict.fromkeys((state.currency, *seats, *rates)))


def _items(kind: type[Command], state: UnitState, names: Mapping[str, str]) -> Options:
    stages = {
        u.AnswerPushback: ("open",),
        u.ConfirmCapturedPushback: ("captured",),
        u.WithdrawPushback: ("open", "captured"),
    }.get(kind, ("open", "answered", "withdrawn"))
    return tuple(
        (one.id, f"{names.get(one.person, one.person)}, {one.kind}: {short(one.words)}")
        for one in state.items
        if one.stage in stages
    )


def _corrections(kind: type[Command], state: UnitState, person: str) -> Options:
    """Those that wait: of one's own to withdraw, of another's to answer."""
    own = kind is m.WithdrawCorrection
    proposed = (one.proposed for one in state.corrections if one.waits)
    return tuple(
        (one.correction, short(one.reason))
        for one in proposed
        if (one.proposed_by == person) is own
    )


def _seats(kind: type[Command], state: UnitState, person: str, names: Mapping[str, str]) -> Options:
    def fits(seat: Seat) -> bool:
        if kind in OWN_SEAT:
            joins = any((one.seat, one.person) == (seat.id, person) for one in state.joining)
            return seat.owner == person or joins
        return _BY_OWNER[kind](seat.owner) if kind in _BY_OWNER else True

    return tuple(
        (seat.id, f"{seat.title} ({names.get(seat.owner, seat.owner) if seat.owner else 'vacant'})")
        for seat in state.seats
        if fits(seat)
    )


_BY_OWNER: dict[type[Command], Callable[[str | None], bool]] = {
    u.FillSeat: lambda owner: owner is None,
    u.HandOverSeat: lambda owner: owner is not None,
}

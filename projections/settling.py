"""All that is asked about when somebody joins, leaves, moves, is away or hands over a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from domain.cycle.state import CycleState
from domain.people import Office
from domain.people_change import Choice, Holding, Holds, Kind
from domain.roles import holders
from domain.seller.plan import SellerState
from domain.unit.plan import OVER, UnitState
from projections import holdings
from projections.holdings import Held, Holdings

GOES = ("leaver", "mover", "leader")
OF_PEOPLE: frozenset[Holds] = frozenset({"lead", "seat", "vacant seat", "cover", "office"})
"""What an HR partner is asked: who leads and carries what, and none of what is planned."""

KEEP: tuple[Choice, ...] = ("keep",)
Told = tuple[Holds, str, str]
"""What is not asked about: its kind, its name in the unit, and where it goes."""


def of(
    cycle: CycleState,
    units: Sequence[UnitState],
    sellers: Iterable[SellerState],
    person: str,
    kind: Kind,
) -> tuple[Holding, ...]:
    """In the order in which a person would go through it: offices, then unit by unit, then their plan."""
    own = tuple(one for one in units if one.stage not in OVER)
    return (
        *_offices(cycle, person, kind),
        *(holding for unit in own for holding in _in_unit(unit, person, kind)),
        *(holding for plan in sellers for holding in _seller(plan)),
    )


def people_only(found: Iterable[Holding]) -> tuple[Holding, ...]:
    """For who looks after people and reads no plan: no amounts, and nothing that is planned."""
    return tuple(
        one.model_copy(update={"words": one.words.partition(" · ")[0]})
        for one in found
        if one.kind in OF_PEOPLE
    )


def _holding(
    kind: Holds, unit: str | None, names: Iterable[str], words: str, choices: tuple[Choice, ...]
) -> Holding:
    return Holding(id=":".join((kind, *names)), kind=kind, unit=unit, words=words, choices=choices)


def _offices(cycle: CycleState, person: str, kind: Kind) -> Iterator[Holding]:
    choices: tuple[Choice, ...] = ("keep", "end", "hand to") if kind in GOES else KEEP
    for office in get_args(Office):
        if person in holders(cycle.roles, office):
            allowed = tuple(one for one in choices if office != "leader_above" or one != "end")
            words = f"{office.replace('_', ' ')} of the cycle; a second person agrees"
            yield _holding("office", None, (office,), words, allowed)


def _in_unit(state: UnitState, person: str, kind: Kind) -> Iterator[Holding]:
    if kind in {"joiner", "mover"}:
        yield from _vacant(state)
    held = holdings.of(state, person)
    if kind == "joiner" or held.nothing:
        return
    yield from _carried(state, held, kind)
    yield from _goals(state, person, kind)
    yield from _lines(held, kind)
    yield from _words(held)


def _vacant(state: UnitState) -> Iterator[Holding]:
    joining = {one.seat for one in state.joining}
    for seat in state.seats:
        portion = state.running.portion(seat.id) if state.running else None
        if seat.owner is None and seat.id not in joining and portion is not None:
            words = f"{seat.title} in {state.name} is vacant · quota {portion.amount}"
            yield _holding(
                "vacant seat", state.unit, (state.unit, seat.id), words, ("keep", "take")
            )


def _carried(state: UnitState, held: Holdings, kind: Kind) -> Iterator[Holding]:
    person, unit = held.person, state.unit
    if state.leader == person:
        words = f"leads {state.name}; its promises go with it"
        yield _holding("lead", unit, (unit,), words, ("keep", "hand to"))
    for seat in held.seats:
        if not seat.vacant:
            yield _seat(state, seat, kind)
    if kind == "leave" and person in state.members:
        words = f"their part in {state.name}: what is asked of them while they are away"
        yield _holding("cover", unit, (unit,), words, ("keep", "cover until"))


def _seat(state: UnitState, seat: Held, kind: Kind) -> Holding:
    place = state.seat(seat.seat)
    choices: tuple[Choice, ...] = ("keep", "end", "hand to") if kind in GOES else KEEP
    if kind == "leave" and seat.quota:
        choices = ("keep", "relieve")
    amount = seat.quota or seat.portion
    told = f" · {'quota' if seat.quota else 'portion'} {amount}" if amount else ""
    words = f"{seat.title} in {state.name}"
    if place is not None and place.leads is not None and kind in GOES:
        choices, words = KEEP, f"{words}: goes by itself to who follows as leader there"
    return _holding("seat", state.unit, (state.unit, seat.seat), words + told, choices)


def _goals(state: UnitState, person: str, kind: Kind) -> Iterator[Holding]:
    away: tuple[Choice, ...] = ("keep", "hand to")
    choices: tuple[Choice, ...] = ("keep", "end", "hand to") if kind in GOES else away
    for goal in state.live_goals:
        names = (state.unit, goal.set.goal)
        if goal.set.owner == person:
            words = f"answers for the goal {goal.set.words}"
            yield _holding("goal", state.unit, names, words, choices)
        if person in goal.set.contributors:
            words = f"contributes to the goal {goal.set.words}"
            yield _holding("part in a goal", state.unit, names, words, choices)
    for one in state.steps:
        if one.step.owner == person and one.done_at is None:
            words = f"a step due {one.step.due_on}: {one.step.words}"
            yield _holding("step", state.unit, (state.unit, one.step.id), words, away)


def _lines(held: Holdings, kind: Kind) -> Iterator[Holding]:
    choices: tuple[Choice, ...] = ("keep", "end") if kind in GOES else KEEP
    for one in held.plan_lines:
        words = f"a plan line due {one.line.due_on}: {one.line.words}"
        yield _holding("plan line", held.unit, (held.unit, one.line.id), words, choices)


def _words(held: Holdings) -> Iterator[Holding]:
    """What stays as it is, and why: listed, and not asked about."""
    for kind, name, words in (
        *_of_office(held),
        *_of_person(held),
        *_agreed(held),
        *_waiting(held),
    ):
        yield _holding(kind, held.unit, (held.unit, name), words, KEEP)


def _of_office(held: Holdings) -> Iterator[Told]:
    for promise in held.promises:
        words = f"a promise due {promise.line.due_on}: binds the office, not the person"
        yield "promise", promise.line.id, words
    for support in held.support:
        words = f"help for {support.promised.person}: stays with the leader"
        yield "support", support.promised.support, words
    for period in held.reviews_due:
        yield "review", period, f"owes the review of {period}: goes with the lead"


def _of_person(held: Holdings) -> Iterator[Told]:
    for one in held.promised_to_them:
        words = f"promised to them, due {one.line.due_on}: stays promised"
        yield "promised to them", one.line.id, words
    for factor in held.factors:
        yield "factor", factor.id, f"owns the success factor {factor.words}"
    for item in held.items:
        yield "item", item.id, "an objection of theirs: their words stand, and are answered"
    for claim in held.claims:
        words = f"claims {claim.account.name}: goes with the seat"
        yield "claim", claim.account.id, words
    for short in held.why_nots:
        words = f"a plan to 100 % for {short.words}: stays theirs until it is planned again"
        yield "why-not", short.id, words


def _agreed(held: Holdings) -> Iterator[Told]:
    for one in held.agreed:
        action = one.action
        words = f"a review agreed, due {action.due_on}: {action.words}: goes with their last seat"
        yield "agreed action", one.id, words


def _waiting(held: Holdings) -> Iterator[Told]:
    for number, one in enumerate(held.waiting, start=1):
        if one.kind not in {"review", "agreed", "goal_plan"}:
            yield "waiting", f"{number}", f"waits for them: {one.words}"


def _seller(plan: SellerState) -> Iterator[Holding]:
    if not plan.over:
        words = f"their plan for the year, {plan.stage}: follows the seats that they carry"
        yield _holding("seller plan", plan.unit, (plan.unit, plan.seller.id), words, KEEP)

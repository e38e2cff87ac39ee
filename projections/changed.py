"""The difference between two moments of a plan or a cycle, in words; none goes unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from domain.cycle.state import CycleState
from domain.model import Value
from domain.money import Money
from domain.unit.plan import Correction, UnitState, Version
from projections import causes

Names = Mapping[str, str]
S = TypeVar("S", UnitState, CycleState)
V = TypeVar("V")

TOLD_OF_PLANS = frozenset(
    {
        "actuals", "answers", "claims", "closed", "commitments", "contests", "corrections",
        "declines", "factors", "goals", "in_force", "items", "leader", "quota_changes",
        "requests", "reviews", "seats", "signatures", "stage", "support", "version", "versions",
        "waivers",
    }
)  # fmt: skip
TOLD_OF_CYCLES = frozenset(
    {"goals", "imports", "market_rates", "roles", "stage", "units", "version"}
)


def plan(before: UnitState | None, after: UnitState, names: Names) -> tuple[str, ...]:
    """What of a unit's plan is different; nothing where nothing is."""
    if before is None:
        opened = f"The plan of {after.name} opened, led by {_who(after.leader, names)}."
        return (opened, *plan(_empty(after), after, names))
    sections = (_standing, _amounts, _objections, _resources, _agreement, _people, _facts)
    told = [words for section in sections for words in section(before, after, names)]
    return (*told, *_else(before, after, TOLD_OF_PLANS))


def cycle(before: CycleState | None, after: CycleState, names: Names) -> tuple[str, ...]:
    """What of the cycle itself is different, apart from its units' plans."""
    if before is None:
        return (f"{after.name} was begun.", *cycle(_empty(after), after, names))
    told = [*_of_cycle(before, after, names)]
    return (*told, *_else(before, after, TOLD_OF_CYCLES))


def other(before: Value | None, after: Value) -> tuple[str, ...]:
    """What of a seller's plan, a culture or custody is different: by what changed, not by words."""
    if before is None:
        return ("It began here.",)
    return tuple(_else(before, after, frozenset({"version"})))


def _empty(state: S) -> S:
    fields = type(state).model_fields.items()
    return state.model_copy(
        update={name: one.default for name, one in fields if not one.is_required()}
    )


def _else(before: Value, after: Value, told: frozenset[str]) -> Iterator[str]:
    """So that no difference goes unsaid: what has no sentence is named by its field."""
    mine, theirs = vars(before), vars(after)  # custody has a field called keys
    names = sorted(one for one in theirs if one not in told and mine[one] != theirs[one])
    if names:
        yield f"Also changed: {', '.join(one.replace('_', ' ') for one in names)}."


def _of_cycle(before: CycleState, after: CycleState, names: Names) -> Iterator[str]:
    if before.stage != after.stage:
        yield f"The cycle was {before.stage}; it is {after.stage}."
    for goal in _new(before.goals, after.goals):
        yield (
            f"{_who(goal.confirmed_by, names)} confirmed {goal.amount} as the plan goal of "
            f"{goal.target}, with {goal.document.name}."
        )
    for one in _new(before.imports, after.imports):
        yield f"{one.source.name} was imported: {one.rows} rows."
    known = {one.draft.unit: one for one in before.units}
    for unit in after.units:
        was = known.get(unit.draft.unit)
        if was is None:
            yield f"Unit {unit.draft.name} was defined, led by {_who(unit.led_by, names)}."
        elif was.led_by != unit.led_by:
            yield f"{_who(unit.led_by, names)} leads {unit.draft.name} after {_who(was.led_by, names)}."
        elif was != unit:
            yield f"Unit {unit.draft.name} was described anew."
    for rate in _new(before.market_rates, after.market_rates):
        yield f"{rate.currency} stands at {rate.rate:f} on {rate.on}."
    if before.roles != after.roles:
        yield "Offices changed hands."


def _standing(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    if before.status != after.status:
        yield f"The plan was {before.status}; it is {after.status}."
    if before.leader != after.leader:
        yield f"{_who(after.leader, names)} leads after {_who(before.leader, names)}."
    for goal in _new(before.goals, after.goals):
        was = before.goal(goal.target)
        if was is None or was.amount != goal.amount:
            since = f", after {was.amount}" if was else ""
            yield f"The goal of {goal.target} is {goal.amount} ({goal.standing}){since}."
        else:
            yield f"The goal of {goal.target}, {goal.amount}, is {goal.standing}."
    for version in after.versions[len(before.versions) :]:
        reason = f": {version.reason}" if version.reason else "."
        yield f"{_who(version.by, names)} wrote version {version.number}{reason}"
    for number, row in enumerate(after.in_force):
        was_row = before.in_force[number] if number < len(before.in_force) else None
        if was_row is None:
            missing = ", ".join(_who(one.person, names) for one in row.missing)
            how = f", not jointly owned; not signed: {missing}" if missing else ""
            yield f"Version {row.version} is in force{how}."
        elif was_row.jointly_since != row.jointly_since:
            yield f"Version {row.version}, in force, is jointly owned."
    if after.closed is not None and before.closed is None:
        yield "The year was closed."


def _amounts(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    was, now = before.current, after.current
    if now is None:
        return
    for line in now.targets:
        old = was.target(line.target) if was else None
        change = _went(old.stretch if old else None, line.stretch)
        yield from (f"The stretch target of {line.target} {words}." for words in change)
    for portion in now.portions:
        first = was.portion(portion.seat) if was else None
        because = _because(before, after, portion.seat, names)
        for words in _went(first.amount if first else None, portion.amount):
            yield f"The portion of {_seat(after, portion.seat, names)} {words}{because}."
    running, ran = after.running, before.running
    if running is not None and ran is not None:
        for quota in running.portions:
            carried = ran.portion(quota.seat)
            for words in _went(carried.amount if carried else None, quota.amount):
                yield f"The quota of {_seat(after, quota.seat, names)} {words}."


def _went(before: Money | None, after: Money) -> Iterator[str]:
    if before is None:
        yield f"is {after}"
    elif before != after and before.currency == after.currency:
        yield f"went from {before} to {after}"


def _because(before: UnitState, after: UnitState, seat: str, names: Names) -> str:
    passed: Sequence[Version] = after.versions[len(before.versions) :]
    cited = {c for one in passed for row in one.changes if row.seat == seat for c in row.causes}
    said = [
        f"{one.kind}{f' of {_who(one.person, names)}' if one.person else ''}, “{one.words}”"
        for one in causes.of(after)
        if one.id in cited
    ]
    return f", because of {'; '.join(said)}" if said else ""


def _objections(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    known = {one.id: one for one in before.items}
    for item in after.items:
        was, who = known.get(item.id), _who(item.person, names)
        if was is None and item.stage != "captured":
            counter = f" They would sign {item.counter}." if item.counter else ""
            yield f"{who} pushed back on version {item.version} ({item.kind}): {item.words}{counter}"
        if item.outcome is not None and (was is None or was.outcome != item.outcome):
            by = _who(item.answered_by or after.leader, names)
            outcome = item.outcome.replace("_", " ")
            yield f"{by} answered {who}'s “{item.words}” ({outcome}): {item.reason}"
        if item.stage == "withdrawn" and (was is None or was.stage != "withdrawn"):
            yield f"{who}'s “{item.words}” was withdrawn."
        if item.contested and (was is None or was.contested is None):
            yield f"{who} contests the answer: {item.contested}"
    for contest in _new(before.contests, after.contests):
        seat = after.seat(contest.winner) if contest.winner else None
        winner = seat.title if seat else contest.winner
        decided = f"goes to {winner}" if winner else "is claimed twice"
        yield f"The account {contest.account} {decided}."
    for claim in _new(before.claims, after.claims):
        who = _who(claim.claimant.person, names)
        yield f"The claim of {who} to {claim.account.name} is {claim.standing}."


def _resources(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    for factor in _new(before.factors, after.factors):
        yield f"Key success factor of {_who(factor.owner, names)}: {factor.words}"
    for request in _new(before.requests, after.requests):
        asked, decided = request.asked, request.decided
        if decided is None:
            yield f"{_who(asked.asked_by, names)} asked for {asked.words}."
        else:
            outcome = decided.outcome.replace("_", " ")
            yield f"The request for {asked.words} was {outcome}: {decided.reason}"
    for promise in _new(before.commitments, after.commitments):
        yield f"The promise to {_who(promise.line.asked_by, names)} is {promise.standing}: {promise.line.words}"
    for support in _new(before.support, after.support):
        given = "was given" if support.given else "is promised"
        yield f"Help for {_who(support.promised.person, names)} {given}: {support.promised.words}"


def _agreement(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    said = {"understood": "understands", "no_concerns": "has no concern about"}
    for answer in _new(before.answers, after.answers):
        verb = said.get(answer.kind, answer.kind)
        why = f": {answer.words}" if answer.words else "."
        yield f"{_who(answer.person, names)} {verb} version {answer.version}{why}"
    for one in _new(before.signatures, after.signatures):
        who = _who(one.person, names)
        if one.standing == "valid":
            dissent = f" with dissent: {one.dissent}" if one.dissent else "."
            yield f"{who} signed version {one.version} as {one.role}{dissent}"
        else:
            yield f"The signature of {who} under version {one.version} is {one.standing.replace('_', ' ')}."
    for decline in _new(before.declines, after.declines):
        yield f"{_who(decline.person, names)} declined to sign version {decline.version}: {decline.words}"
    for waiver in _new(before.waivers, after.waivers):
        yield f"{waiver.practice} was waived by {_who(waiver.waived_by, names)}: {waiver.reason}"


def _people(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    known = {one.id: one for one in before.seats}
    for seat in after.seats:
        was = known.get(seat.id)
        if was is not None and was.owner != seat.owner:
            after_whom = f" after {_who(was.owner, names)}" if was.owner else ""
            now = f"{_who(seat.owner, names)} carries" if seat.owner else "Nobody carries"
            yield f"{now} the seat {seat.title}{after_whom}."
        elif was is None and known:
            yield f"There is a seat {seat.title}."


def _facts(before: UnitState, after: UnitState, names: Names) -> Iterator[str]:
    for recorded in _new(before.actuals, after.actuals):
        yield f"The actuals of {recorded.period} were recorded from {recorded.source.name}."
    for correction in _new(before.corrections, after.corrections):
        reason = correction.proposed.reason
        yield f"A correction is {_ended(correction, names)}: {reason}"
    for review in _new(before.reviews, after.reviews):
        how = "was missed" if review.missed else "is restated" if review.restated else "was held"
        yield f"The review of {review.period} {how}."


def _ended(one: Correction, names: Names) -> str:
    if one.ended is not None:
        return f"{one.ended.how} by {_who(one.ended.by, names)}"
    return f"approved by {_who(one.approved_by, names)}" if one.approved_by else "proposed"


def _new(before: Iterable[V], after: Iterable[V]) -> Iterator[V]:
    """What was not there before, or was otherwise."""
    known = list(before)
    return (one for one in after if one not in known)


def _seat(state: UnitState, seat: str, names: Names) -> str:
    place = state.seat(seat)
    if place is None:
        return seat
    return f"{_who(place.owner, names)} ({place.title})" if place.owner else place.title


def _who(person: str, names: Names) -> str:
    return names.get(person, person)

"""A cycle on one page: plan goal, stretch, in force, committed and actual, unit by unit.

The same summary is made twice, from the read models and from the folded events; the two must
always be equal. Totals are the top unit's, whose portions hold all others; what the promises of
all units cost, and what sellers carry, is summed at plan rates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.model import Value
from domain.money import Money, Percent, percent, total
from domain.words import Instant


class TargetLine(Value):
    """One target of one unit, in the unit's currency; None where there is nothing yet."""

    target: str
    plan_goal: Money | None
    add_on: Money | None
    stretch: Money | None
    in_force: Money | None
    actual: Money
    street_quota: Money
    bottom_up: Money | None
    gap: Money | None


class UnitLine(Value):
    """One unit; `committed` is what its leader's promises cost, in the unit's currency."""

    unit: str
    name: str
    parent: str | None
    leader: str
    status: str
    currency: str
    targets: tuple[TargetLine, ...]
    committed: Money
    rounds: int
    members: int
    took_part: int
    signed: int
    needed: int
    items: int
    real_issues: int
    breached: int
    in_force_since: Instant | None
    jointly_owned_since: Instant | None
    missing: tuple[str, ...]


class TargetTotal(Value):
    """The whole company's line for one target, in the cycle's currency.

    `currency_effect` is what today's rates would make of the quotas; it is nobody's attainment.
    """

    target: str
    plan_goal: Money | None
    stretch: Money | None
    in_force: Money | None
    actual: Money
    street_quota: Money
    street_quota_percent: Percent | None
    bottom_up: Money | None
    gap: Money | None
    currency_effect: Money


class Totals(Value):
    targets: tuple[TargetTotal, ...]
    committed: Money
    rounds: int
    members: int
    took_part: int
    participation_percent: Percent | None
    signed: int
    needed: int


class PracticeCount(Value):
    practice: str
    findings: int


class Summary(Value):
    """`totals` is None for a reader who does not see the top unit.

    `currency_effect` is that of the cycle's first target, a line of its own.
    """

    cycle: str
    name: str
    stage: str
    currency: str
    rehearsal: bool
    units: tuple[UnitLine, ...]
    totals: Totals | None
    currency_effect: Money
    findings: tuple[PracticeCount, ...]


class Quota(Value):
    """What a seat of the top unit carries in force, in its own currency."""

    target: str
    amount: Money


class Facts(Value):
    """What a summary is made of, whichever half it was read from."""

    cycle: str
    name: str
    stage: str
    currency: str
    rehearsal: bool
    plan_rates: tuple[tuple[str, Decimal], ...]
    market_rates: tuple[tuple[str, Decimal], ...]
    plan_goals: tuple[tuple[str, Money], ...]
    units: tuple[UnitLine, ...]
    top_quotas: tuple[Quota, ...]
    findings: tuple[str, ...]


def of(facts: Facts) -> Summary:
    """The summary of what was read; pure."""
    units = tuple(sorted(facts.units, key=lambda line: (line.parent is not None, line.unit)))
    counted = Counter(facts.findings)
    totals = _totals(facts, units)
    return Summary(
        cycle=facts.cycle,
        name=facts.name,
        stage=facts.stage,
        currency=facts.currency,
        rehearsal=facts.rehearsal,
        units=units,
        totals=totals,
        currency_effect=(
            totals.targets[0].currency_effect
            if totals and totals.targets
            else Money.zero(facts.currency)
        ),
        findings=tuple(
            PracticeCount(practice=practice, findings=counted[practice])
            for practice in sorted(counted)
        ),
    )


def _totals(facts: Facts, units: Sequence[UnitLine]) -> Totals | None:
    top = next((line for line in units if line.parent is None), None)
    if top is None:
        return None
    rates = dict(facts.plan_rates)
    members, took_part = sum(one.members for one in units), sum(one.took_part for one in units)
    return Totals(
        targets=tuple(_target(facts, units, line) for line in top.targets),
        committed=_at_plan_rates((one.committed for one in units), facts.currency, rates),
        rounds=max(one.rounds for one in units),
        members=members,
        took_part=took_part,
        participation_percent=percent(Decimal(took_part), Decimal(members)) if members else None,
        signed=sum(one.signed for one in units),
        needed=sum(one.needed for one in units),
    )


def _target(facts: Facts, units: Sequence[UnitLine], top: TargetLine) -> TargetTotal:
    rates = dict(facts.plan_rates)
    goal = dict(facts.plan_goals).get(top.target, top.plan_goal)
    street = _at_plan_rates(
        (line.street_quota for unit in units for line in unit.targets if line.target == top.target),
        facts.currency,
        rates,
    )
    return TargetTotal(
        target=top.target,
        plan_goal=goal,
        stretch=top.stretch,
        in_force=top.in_force,
        actual=top.actual,
        street_quota=street,
        street_quota_percent=street.share_of(goal) if goal and goal.amount > 0 else None,
        bottom_up=top.bottom_up,
        gap=top.gap,
        currency_effect=_currency_effect(facts, top.target),
    )


def _currency_effect(facts: Facts, target: str) -> Money:
    plan, market = dict(facts.plan_rates), dict(facts.market_rates)
    effects = (
        quota.amount.converted(market[currency] - plan[currency], facts.currency)
        for quota in facts.top_quotas
        if quota.target == target and (currency := quota.amount.currency) in market
    )
    return total(effects, facts.currency)


def _at_plan_rates(amounts: Iterable[Money], currency: str, rates: Mapping[str, Decimal]) -> Money:
    return total(
        (
            money
            if money.currency == currency
            else money.converted(rates[money.currency], currency)
            for money in amounts
        ),
        currency,
    )

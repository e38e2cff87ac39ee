"""S0-03 (and its notice period): a plan to exceed goals is no surprise to anyone."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    days = plan.policy.notice_days
    late = [person for person in plan.members if person not in plan.noticed]
    gaps = [Gap(f"{person} had no notice before this proposal", subject=person) for person in late]
    if plan.noticed_at is not None and at - plan.noticed_at < timedelta(days=days):
        had = (at - plan.noticed_at).days
        gaps.append(Gap(f"notice was given {had} days before the proposal; {days} are the rule"))
    return tuple(gaps)


RULE = Rule("S0-03", "warning", ("propose",), "Notice comes before the proposal", _check)

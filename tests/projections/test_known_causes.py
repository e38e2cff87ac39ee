"""A cause is what was said before the change that cites it, of its own kind, where it was said."""

from __future__ import annotations

from domain.model import Event
from domain.unit import commands as c
from domain.unit import events as u
from projections import steps
from projections.steps import Known, Step
from projections.traces import Place
from tests.domain import stages as s
from tests.domain.company import usd
from tests.domain.given import Plan
from tests.domain.test_unit_accounts import CLAIM, DECIDE, claimed_below
from tests.domain.test_unit_facts import wrong
from tests.projections.test_explained_histories import traced


def decided() -> Plan:
    """Orion is claimed twice and decided on, and later a correction has the same id."""
    plan = s.measured().by("kenji", CLAIM).by("system", claimed_below()).by("dana", DECIDE)
    return plan.by("ines", wrong().model_copy(update={"correction": "orion"}))


def causes(plan: Plan, until: int, cited: str) -> tuple[Known, ...]:
    place = Place(stream="unit/fy27/any", version=until, position=until)
    change = Step(words="Version 3", amount=usd("1"), event=place)
    return steps.because(traced(plan), change, {cited}).causes


def version_of(plan: Plan, kind: type[Event]) -> int:
    return max(
        n for n, (event, _, _) in enumerate(plan.history, start=1) if isinstance(event, kind)
    )


def test_what_is_said_later_under_the_same_id_is_no_cause() -> None:
    plan = decided()
    corrected = version_of(plan, u.CorrectionProposed)

    (before,) = causes(plan, corrected, "orion")
    after = causes(plan, corrected + 1, "orion")

    assert before.kind == "account decision"
    assert before.event is not None
    assert before.event.version == version_of(plan, u.AccountDecided)
    assert [one.kind for one in after] == ["account decision", "correction"]


def test_a_goal_is_told_as_it_was_when_it_was_cited() -> None:
    plan = s.proposed()
    first = version_of(plan, u.GoalSet)
    (goal,) = plan.state.goals
    more = usd("104")
    plan.by(
        "system",
        c.SetGoal(target=goal.target, amount=more, confirmed_by="olu", standing="confirmed"),
    )

    (then,) = causes(plan, first + 1, f"goal-{goal.target}")
    (now,) = causes(plan, len(plan.history) + 1, f"goal-{goal.target}")

    assert then.event is not None
    assert (then.event.version, then.words) == (first, f"{goal.target} is now {goal.amount}")
    assert now.event is not None
    assert (now.event.version, now.words) == (len(plan.history), f"{goal.target} is now {more}")

"""A goal of each kind: its metric, from where to where, and one intent divided among those who can reach it."""

from __future__ import annotations

from decimal import Decimal

from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.given import sentences
from tests.domain.test_unit_goals import LATER, REPORT, VISIT, aimed, goal

KINDS: list[tuple[str, v.StrategicKind, str, str, str]] = [
    ("S1-04 new territory, in accounts", "new_territory", "accounts", "0", "4"),
    ("S1-05 market share where one sells, in percent", "market_share", "percent", "12", "15"),
    ("S1-06 a product line's volume", "product_line", "instruments", "120", "150"),
    ("S1-07 a wider mix for customers one has", "product_mix", "lines per customer", "1.4", "2"),
    ("S1-08 a new product line", "new_product", "orders", "0", "10"),
    ("S1-09 the profit of a kind of customer", "customer_profit", "percent margin", "31", "34"),
]


@sentences("kind metric baseline target", KINDS)
def test_a_goal_s_kind_stands_with_its_metric_from_where_to_where(
    kind: v.StrategicKind, metric: str, baseline: str, target: str
) -> None:
    numbers = {"baseline": Decimal(baseline), "target": Decimal(target)}
    (event, _) = s.settled().gives("dana", goal(kind=kind, metric=metric, **numbers))
    assert isinstance(event, e.StrategicGoalSet)
    said = (event.kind, event.metric, str(event.baseline), str(event.target))
    assert said == (kind, metric, baseline, target)


def test_one_intent_is_divided_into_goals_of_those_who_can_reach_them() -> None:
    """S1-02."""
    visits = VISIT.model_copy(update={"id": "clinics", "owner": "ana"})
    plan = aimed().by("dana", goal(goal="clinics", owner="ana", contributors=(), steps=(visits,)))
    found = {one.set.goal: (one.set.intent, one.set.owner) for one in plan.state.live_goals}
    assert found == {"south": ("grow-south", "kenji"), "clinics": ("grow-south", "ana")}


def test_a_goal_is_reached_towards_its_target_whichever_way() -> None:
    falling = goal(goal="churn", baseline=Decimal(9), target=Decimal(5), steps=(LATER,))
    plan = aimed().by("dana", falling).on("2027-03-31")
    report = c.ReportGoalProgress(goal="churn", period="Q1", value=Decimal(4), words="Better")
    plan.by("kenji", report, REPORT)
    churn, south = plan.state.strategic_goal("churn"), plan.state.strategic_goal("south")
    assert churn is not None
    assert south is not None
    assert (churn.reached, south.reached) == (True, False)

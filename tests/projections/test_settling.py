"""Everything that somebody holds is asked about, or listed with where it goes."""

from __future__ import annotations

from datetime import date

from domain.people_change import Choice, Holding, Kind
from domain.unit import commands as c
from domain.unit.plan import UnitState
from projections import settling
from tests.domain import cycles, sellers
from tests.domain import stages as s
from tests.domain.given import sentences
from tests.domain.test_unit_goals import SOUTH
from tests.domain.test_unit_lookback import closed
from tests.domain.test_unit_readiness import ADD

SUPPORT = c.PromiseSupport(
    support="coach", person="kenji", words="A coach for the South", due_on=date(2027, 2, 1)
)


def held(plan: UnitState, person: str, kind: Kind) -> tuple[Holding, ...]:
    return settling.of(cycles.announced().state, (plan,), (), person, kind)


def asked(plan: UnitState, person: str, kind: Kind) -> dict[str, tuple[Choice, ...]]:
    return {one.id: one.choices for one in held(plan, person, kind) if one.asks}


ASKED: list[tuple[str, str, Kind, dict[str, tuple[Choice, ...]]]] = [
    ("who leaves: the seat and the goal", "kenji", "leaver",
     {"seat:halden:apac": ("keep", "end", "hand to"), "goal:halden:south": ("keep", "end", "hand to"), "step:halden:visit": ("keep", "hand to")}),
    ("who leads below: the seat goes with the lead, a part in a goal is asked about", "marco",
     "leaver", {"part in a goal:halden:south": ("keep", "end", "hand to")}),
    ("who is away: the quota may be relieved, and somebody may cover", "kenji", "leave",
     {"seat:halden:apac": ("keep", "relieve"), "cover:halden": ("keep", "cover until"),
      "goal:halden:south": ("keep", "hand to"), "step:halden:visit": ("keep", "hand to")}),
    ("a leader: the unit goes, and what is promised with it", "dana", "leader",
     {"lead:halden": ("keep", "hand to")}),
    ("who joins: the vacant seats", "newcomer", "joiner",
     {"vacant seat:halden:nordics": ("keep", "take")}),
    ("who moves: the old seat and the vacant ones", "kenji", "mover",
     {"vacant seat:halden:nordics": ("keep", "take"),
      "seat:halden:apac": ("keep", "end", "hand to"), "goal:halden:south": ("keep", "end", "hand to"), "step:halden:visit": ("keep", "hand to")}),
    ("an office goes or ends, of the two kinds", "olu", "leaver",
     {f"office:{one}": ("keep", "end", "hand to") for one in ("approver", "sponsor")}),
    ("above the top unit there is always somebody", "ruth", "leaver",
     {"office:leader_above": ("keep", "hand to"), "office:approver": ("keep", "end", "hand to")}),
]  # fmt: skip


@sentences("person kind expected", ASKED)
def test_what_is_asked_about(
    person: str, kind: Kind, expected: dict[str, tuple[Choice, ...]]
) -> None:
    plan = s.settled().by("dana", SOUTH).state

    assert asked(plan, person, kind) == expected


def test_what_is_not_asked_about_is_listed_with_where_it_goes() -> None:
    plan = s.settled().by("dana", SOUTH, SUPPORT).state
    of_dana, of_ana = held(plan, "dana", "leader"), held(plan, "ana", "leaver")

    assert {"promise", "support", "review", "waiting"} <= {one.kind for one in of_dana}
    assert {"item", "factor", "promised to them"} <= {one.kind for one in of_ana}
    assert all(one.choices == ("keep",) for one in (*of_dana, *of_ana) if not one.asks)


def test_plan_lines_are_asked_about_and_plans_to_100_go_their_own_way() -> None:
    lines = s.drafted().by("dana", ADD).state
    looked = closed().state

    assert asked(lines, "marco", "leaver")["plan line:halden:labs"] == ("keep", "end")
    assert "plan line:halden:labs" not in asked(lines, "marco", "leave")
    (one,) = [found for found in held(looked, "ana", "leaver") if found.kind == "why-not"]
    assert (one.id, one.choices) == ("why-not:halden:win-rate", ("keep",))
    assert "until it is planned again" in one.words


def test_a_plan_that_is_over_holds_nothing() -> None:
    plan = s.settled().state.model_copy(update={"stage": "closed"})

    assert held(plan, "kenji", "leaver") == ()


def test_who_looks_after_people_is_told_who_carries_what_and_no_amount() -> None:
    plan = s.settled().by("dana", SOUTH).state
    found = held(plan, "kenji", "mover")
    told = settling.people_only(found)

    assert {one.kind for one in told} == {"vacant seat", "seat"}
    assert any("quota USD" in one.words for one in found)
    assert not any("USD" in one.words or "EUR" in one.words for one in told)


def test_a_seller_s_plan_is_listed_while_it_runs() -> None:
    plan = sellers.agreed().state
    over = plan.model_copy(update={"stage": "closed"})
    cycle = cycles.announced().state

    (one,) = settling.of(cycle, (), (plan, over), plan.seller.id, "leaver")
    assert (one.kind, one.choices) == ("seller plan", ("keep",))

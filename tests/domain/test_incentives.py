"""What those who lead are paid for: imported by finance or HR, and what hangs together of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain import errors
from domain.incentives import commands as c
from domain.incentives.metrics import CONFLICTS, Conflict
from domain.incentives.rules import gaps
from domain.people import Role
from domain.policy import IncentivePolicy, Policy
from domain.practices.s3_17 import chain, link
from domain.practices.s3_20 import conflicts
from projections.alignment import of
from projections.pay_components import SellerMeasures
from tests.domain import paid as s
from tests.domain.given import refused, sentences, types

FOUND = "IncentiveFindingRaised"
LED = c.ReplaceLevelLeader(unit="americas", leader="sofia")
ROLES = c.ChangeIncentivesRoles(grants=(Role(office="executive", person="omar"),))
HAPPENS = (
    ("the cycle opens them", s.unopened, "system", s.opening(), ["IncentivesOpened"]),
    (
        "S3-18 S3-19 HR imports who is paid for profit, and each warning is raised",
        s.opened, "hana", s.ALL, ["IncentivesImported", *[FOUND] * 4],
    ),
    ("finance imports them", s.opened, "olu", s.ALIGNED, ["IncentivesImported"]),
    (
        "finance imports a file in which what they are paid for themselves stays as it is",
        s.imported, "olu", s.importing(s.OLU, *s.ALIGNED.plans), ["IncentivesImported", FOUND],
    ),
    ("S3-40 a cap is stated", s.opened, "olu", s.CAP, ["CapStated"]),
    ("a cap is lifted for a reason", s.capped, "hana", s.LIFT, ["CapLifted"]),
    ("somebody else leads", s.imported, "system", LED, ["LevelLeaderReplaced"]),
    ("offices change hands", s.imported, "system", ROLES, ["IncentivesRolesChanged"]),
    ("the cycle closes them", s.imported, "system", c.CloseIncentives(), ["IncentivesClosed"]),
)  # fmt: skip


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


def importing(*components: Any, person: str = "dana") -> c.ImportIncentives:
    return s.importing(s.paid(person, *components))


ONE = s.part("revenue", "100")
REFUSED = (
    (
        "what one is paid for oneself", s.opened, "olu", s.ALL, errors.NeedsTwoPeople, None,
    ),
    (
        "other than it was, what one is paid for oneself",
        s.imported, "olu", importing(ONE, person="olu"), errors.NeedsTwoPeople, None,
    ),
    ("by a planner", s.opened, "ines", s.ALL, errors.NotAuthorised, None),
    ("by the one who is paid", s.opened, "dana", s.ALL, errors.NotAuthorised, None),
    ("by an auditor", s.opened, "sam", s.ALL, errors.NotAuthorised, None),
    ("opened by a person", s.unopened, "hana", s.opening(), errors.NotAuthorised, None),
    ("opened twice", s.opened, "system", s.opening(), errors.AlreadyExists, None),
    ("before they were begun", s.unopened, "hana", s.ALL, errors.Unknown, None),
    ("after the end", s.closed, "hana", s.ALIGNED, errors.WrongStage, None),
    ("what is so already", s.imported, "hana", s.ALL, errors.NothingToDo, None),
    (
        "of a seller", s.opened, "hana", importing(ONE, person="bea"), errors.Unknown, None,
    ),
    (
        "S3-16 weights that do not sum to the whole",
        s.opened, "hana", importing(s.part("revenue", "99")), errors.SumDiffers, "S3-16",
    ),
    (
        "one component twice",
        s.opened, "hana", importing(s.part("revenue", "50"), s.part("revenue", "50")),
        errors.Invalid, "S3-16",
    ),
    (
        "one person twice",
        s.opened, "hana", s.importing(s.paid("dana", ONE), s.paid("dana", ONE)),
        errors.Invalid, "S3-16",
    ),
    (
        "S1-18 strategic goals without saying which",
        s.opened, "hana", importing(s.part("strategic_goals", "100")), errors.Invalid, "S1-18",
    ),
    (
        "the number of a unit that is not there",
        s.opened, "hana", importing(s.part("revenue", "100", "mars")), errors.Unknown, None,
    ),
    ("a cap of a unit that is not there", s.opened, "hana",
     s.CAP.model_copy(update={"cap": s.CAP.cap.model_copy(update={"unit": "mars"})}),
     errors.Unknown, None),
    ("a cap twice", s.capped, "hana", s.CAP, errors.AlreadyExists, None),
    ("no cap to lift", s.opened, "hana", s.LIFT, errors.Unknown, None),
    ("who leads already", s.opened, "system",
     c.ReplaceLevelLeader(unit="americas", leader="marco"), errors.NothingToDo, None),
    ("a leader of no unit", s.opened, "system",
     c.ReplaceLevelLeader(unit="mars", leader="sofia"), errors.Unknown, None),
)  # fmt: skip


@sentences("given who command error practice", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any, practice: Any) -> None:
    refused(given(), who, command, error, practice=practice)


def test_nobody_imports_in_anothers_name() -> None:
    refused(s.opened(), "hana", s.ALL, errors.NotAuthorised, behalf="olu", words="confidential")


def found(given: s.Incentives) -> list[tuple[str, str | None, str]]:
    return [(rule.practice, gap.subject, gap.words) for rule, gap in gaps(given.state)]


def one(*plans: Any, **changed: Any) -> s.Incentives:
    return s.opened(**changed).by("hana", s.importing(*plans))


MISSES = (
    ("nothing is missing as long as nothing is known", s.opened, []),
    (
        "S3-20 a level that gains by what costs the one above, unless it loses with it",
        lambda: one(s.paid("ruth", s.part("profit_amount", "100")), s.paid("dana", ONE)),
        [
            ("S3-20", "dana", "revenue can improve while profit amount worsens, which only the level above is paid for"),
            ("S3-38", "ruth", "shares no measure with any other executive"),
            ("S3-38", "dana", "shares no measure with any other executive"),
        ],
    ),
    ("both are paid for the same", lambda: s.opened().by("hana", s.ALIGNED), []),
    (
        "S3-20 what weighs less than the policy counts conflicts with nothing",
        lambda: one(
            s.paid("ruth", s.part("profit_percent", "100")),
            s.paid("dana", s.part("revenue", "9"), s.part("profit_percent", "91")),
        ),
        [],
    ),
    (
        "S3-20 the table of conflicts is the policy's",
        lambda: one(
            s.paid("ruth", s.part("cash", "90"), s.part("revenue", "10")), s.paid("dana", ONE),
            policy=Policy(incentives=IncentivePolicy(conflicts=())),
        ),
        [],
    ),
    (
        "S3-16 a component that pays for nothing of a plan, and a number that nothing pays for",
        lambda: one(s.paid("dana", s.part("other", "100"))),
        [
            ("S3-16", "dana", "component other pays for nothing that a plan asks for"),
            ("S3-16", "dana", "no component pays for the number of halden"),
        ],
    ),
    (
        "S3-38 executives who are paid for the same goal share it",
        lambda: one(
            s.paid("ruth", s.part("strategic_goals", "100", goals=(s.GOAL,))),
            s.paid("sven", s.part("strategic_goals", "100", goals=(s.GOAL,))),
        ),
        [],
    ),
    (
        "S3-38 nobody is asked to share with nobody",
        lambda: one(s.paid("sven", s.part("delivery_quality", "100"))),
        [],
    ),
    (
        "a policy may have them off",
        lambda: one(s.paid("dana", s.part("other", "100")), policy=Policy(preset="core")),
        [],
    ),
)  # fmt: skip


@sentences("given then", MISSES)
def test_what_a_practice_misses(given: Any, then: Any) -> None:
    assert found(given()) == then


def test_a_warning_is_raised_once_and_again_only_when_it_comes_again() -> None:
    given = one(s.paid("dana", s.part("other", "100")))
    raised = [one.practice for one in given.state.findings]
    given.by("hana", s.importing(s.paid("sven", s.part("delivery_quality", "100"))))
    assert (raised, len(given.state.findings)) == (["S3-16", "S3-16"], 4)
    assert [one.practice for one in given.state.findings[2:]] == ["S3-38", "S3-38"]


def test_the_chain_is_followed_up_to_the_ceo() -> None:
    """S3-17: each is paid for something that the one above is paid for."""
    steps = {step.person: step for step in chain(s.imported().state)}
    assert {who: step.above for who, step in steps.items()} == {
        "olu": "ruth", "sven": "ruth", "dana": "ruth", "marco": "dana",
    }  # fmt: skip
    assert {who: step.shared for who, step in steps.items() if step.gap is None} == {
        "olu": ("profit_percent",), "dana": ("profit_amount",), "marco": ("revenue",),
    }  # fmt: skip
    assert steps["sven"].gap == "they are paid for nothing that the one above is paid for"


def test_what_nobody_imported_is_a_gap_on_either_side() -> None:
    some = frozenset({"revenue"})
    below, above = link("bea", frozenset(), "marco", some), link("bea", some, "marco", frozenset())
    assert below.gap == "nothing is known of what they are paid for"
    assert above.gap == "nothing is known of what the one above is paid for"


def test_who_leads_two_units_of_one_line_is_held_against_who_leads_above_both() -> None:
    levels = (
        s.LEVELS[0], s.LEVELS[1],
        s.LEVELS[1].model_copy(update={"unit": "south", "parent": "americas"}),
    )  # fmt: skip
    for in_file in (levels, levels[::-1]):
        state = s.opened(levels=in_file).state
        assert [state.superiors[who] for who in ("marco", "dana", "ruth")] == ["dana", "ruth", None]


def test_a_successor_is_known_by_their_own_components_only() -> None:
    state = s.imported().by("system", LED, ROLES).state
    assert "marco" not in state.people
    assert state.superiors["sofia"] == "dana"
    assert state.measured["sofia"] == frozenset()
    assert "omar" in state.executives


def test_no_metric_conflicts_with_itself_and_each_row_is_there_once() -> None:
    assert all(one.metric != one.above for one in CONFLICTS)
    assert len(set(CONFLICTS)) == len(CONFLICTS)
    assert Conflict(metric="revenue", above="profit_percent") in CONFLICTS


def test_the_alignment_holds_the_matrix_with_what_profit_carries() -> None:
    state = s.imported().by("olu", s.CAP).state
    sellers = (
        SellerMeasures(unit="americas", person="bea", measures=frozenset({"revenue"})),
        SellerMeasures(unit="americas", person="carl", measures=frozenset()),
    )
    alignment = of(state, sellers, frozenset(state.people))
    profits = {row.person: row.profit for row in alignment.people}
    assert profits == {"ruth": 100, "olu": 50, "sven": 0, "dana": Decimal(40), "marco": 0}
    assert [(one.unit, one.sellers, one.aligned) for one in alignment.sellers] == [
        ("americas", 2, 1)
    ]
    assert alignment.caps == (s.CAP.cap,)
    assert [(one.person, one.metric, one.cost) for one in alignment.conflicts] == [
        (one.person, one.metric, one.cost) for one in conflicts(state)
    ]


def test_the_alignment_holds_nothing_of_whom_the_reader_may_not_see() -> None:
    alignment = of(s.imported().state, (), frozenset({"marco"}))
    assert [row.person for row in alignment.people] == ["marco"]
    assert alignment.chain == alignment.conflicts == ()
    assert {one.subject for one in alignment.missing} <= {"marco"}

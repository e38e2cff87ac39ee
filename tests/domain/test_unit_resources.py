"""Success factors and resources: asked for, paid for, granted or declined with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.money import Money
from domain.people import Action
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import eur, halden, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
HEADS = s.REQUEST.model_copy(
    update={"request": "heads", "amount": None, "quantity": Decimal(2), "item": None,
            "factor": "partners"}
)  # fmt: skip
INSTEAD = v.Alternative(words="A contractor", amount=eur("0.06"), due_on=date(2027, 2, 1))
DECLINED = s.GRANTED.model_copy(
    update={"outcome": "declined", "reason": "No head count is left", "instead": INSTEAD}
)
SMALL = c.GrantBudget(budget="small", amount=usd("0.1"))
TODAY, YESTERDAY = date(2026, 11, 4), date(2026, 11, 3)
PARTLY = s.GRANTED.model_copy(update={"outcome": "granted_in_part", "amount": eur("0.1")})


def asked() -> Plan:
    return s.in_pushback().by("ana", s.REQUEST).by("olu", s.BUDGET)


def asked_heads() -> Plan:
    return asked().by("dana", s.FACTOR).by("ana", HEADS)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a factor answers an issue", s.in_pushback, "dana", s.FACTOR, ["KeySuccessFactorAdded"]),
    ("a member asks for a resource", s.in_pushback, "ana", s.REQUEST, ["ResourceRequested"]),
    ("a factor needs a resource", lambda: asked().by("dana", s.FACTOR), "ana", HEADS,
     ["ResourceRequested"]),
    ("a sponsor grants a budget", s.in_pushback, "olu", s.BUDGET, ["BudgetGranted"]),
    ("S0-23 a request is granted", asked, "dana", s.GRANTED, ["ResourceRequestDecided"]),
    ("S0-23 a request is granted in part", asked, "dana", PARTLY, ["ResourceRequestDecided"]),
    ("S0-23 a request is declined with an alternative", asked, "dana", DECLINED,
     ["ResourceRequestDecided"]),
    ("S0-23 a request is declined", asked, "dana", DECLINED.model_copy(update={"instead": None}),
     ["ResourceRequestDecided"]),
    ("a quantity is granted", asked_heads, "dana",
     s.GRANTED.model_copy(update={"request": "heads"}), ["ResourceRequestDecided"]),
    ("a quantity is granted at a cost", asked_heads, "dana",
     s.GRANTED.model_copy(update={"request": "heads", "amount": usd("0.2")}),
     ["ResourceRequestDecided"]),
    ("S0-23 nothing is granted and nothing offered: no budget is asked for",
     lambda: s.in_pushback().by("ana", s.REQUEST), "dana",
     DECLINED.model_copy(update={"instead": None}), ["ResourceRequestDecided"]),
    ("a factor is due today at the earliest", s.in_pushback, "dana",
     s.FACTOR.model_copy(update={"due_on": TODAY, "actions": ()}), ["KeySuccessFactorAdded"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


ABOVE_ALL = Money.of(10**15, "USD")

REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a signed plan's factors stand", s.signing, "dana", s.FACTOR, errors.WrongStage, {}),
    ("a factor's id is new", s.answered, "dana", s.FACTOR, errors.AlreadyExists, {}),
    ("S0-17 a factor's owner is known", s.in_pushback, "dana",
     s.FACTOR.model_copy(update={"owner": "nobody"}), errors.Unknown, {}),
    ("an action's owner is known", s.in_pushback, "dana", s.FACTOR.model_copy(update={
        "actions": (Action(words="Go", owner="nobody", due_on=date(2027, 1, 1)),)}),
     errors.Unknown, {}),
    ("a factor's item is here", s.in_pushback, "dana",
     s.FACTOR.model_copy(update={"items": ("x",)}), errors.Unknown, {}),
    ("nothing is asked for while signing", s.signing, "ana", s.REQUEST, errors.WrongStage, {}),
    ("a request's id is new", asked, "ana", s.REQUEST, errors.AlreadyExists, {}),
    ("a factor is due on a day to come", s.in_pushback, "dana",
     s.FACTOR.model_copy(update={"due_on": YESTERDAY}), errors.DeadlinePassed,
     {"words": "A key success factor is dated 2026-11-03"}),
    ("an action is due on a day to come", s.in_pushback, "dana", s.FACTOR.model_copy(update={
        "actions": (Action(words="Go", owner="ana", due_on=YESTERDAY),)}),
     errors.DeadlinePassed, {"words": "An action"}),
    ("what is needed is needed on a day to come", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"needed_by": YESTERDAY}), errors.DeadlinePassed, {}),
    ("an alternative comes on a day to come", asked, "dana", DECLINED.model_copy(update={
        "instead": INSTEAD.model_copy(update={"due_on": YESTERDAY})}), errors.DeadlinePassed,
     {"words": "The alternative"}),
    ("a quantity is greater than nothing", lambda: asked().by("dana", s.FACTOR), "ana",
     HEADS.model_copy(update={"quantity": Decimal(0)}), errors.Invalid, {"words": "quantity"}),
    ("an alternative is more than nothing", asked, "dana", DECLINED.model_copy(update={
        "instead": INSTEAD.model_copy(update={"amount": None, "quantity": Decimal(-1)})}),
     errors.Invalid, {"words": "quantity"}),
    ("S0-23 a request has its cause", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"item": None}), errors.Invalid, {"practice": "S0-23"}),
    ("a request's item is here", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"item": "x"}), errors.Unknown, {}),
    ("a request's factor is here", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"factor": "x"}), errors.Unknown, {}),
    ("S0-24 a request says how much", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"amount": None}), errors.Invalid, {"practice": "S0-24"}),
    ("a request is for more than nothing", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"amount": eur("0")}), errors.Invalid, {}),
    ("a request is in a currency with a plan rate", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"amount": Money.of(1, "JPY")}), errors.Invalid,
     {"words": "no plan rate for JPY"}),
    ("a request's id leaves room for its alternative", s.in_pushback, "ana",
     s.REQUEST.model_copy(update={"request": "r" * 60}), errors.Invalid, {"words": "shorter"}),
    ("a budget's id is new", asked, "olu", s.BUDGET, errors.AlreadyExists, {}),
    ("a budget is more than nothing", s.in_pushback, "olu",
     s.BUDGET.model_copy(update={"amount": usd("-1")}), errors.Invalid, {}),
    ("a leader sponsors nobody's unit but another's",
     lambda: Plan(halden(leader="olu")), "olu", s.BUDGET, errors.NotAuthorised, {}),
    ("budgets together can be counted",
     lambda: s.drafted().by("olu", c.GrantBudget(budget="all", amount=ABOVE_ALL)), "olu",
     s.BUDGET, errors.Invalid, {}),
    ("a request is here", asked, "dana", s.GRANTED.model_copy(update={"request": "x"}),
     errors.Unknown, {}),
    ("a request is decided once", s.answered, "dana", s.GRANTED, errors.NothingToDo, {}),
    ("nothing is decided while signing", s.signing, "dana", s.GRANTED, errors.WrongStage, {}),
    ("S0-23 a leader grants what a sponsor granted",
     lambda: s.in_pushback().by("ana", s.REQUEST).by("olu", SMALL), "dana", s.GRANTED,
     errors.BeyondBudget,
     {"practice": "S0-23", "missing": "a sponsor's grant of USD 32000.00 more"}),
    ("S0-23 a leader grants nothing before a sponsor does",
     lambda: s.in_pushback().by("ana", s.REQUEST), "dana", s.GRANTED, errors.BeyondBudget,
     {"practice": "S0-23", "missing": "a sponsor's grant"}),
    ("S0-23 a quantity too is granted out of a budget",
     lambda: s.in_pushback().by("dana", s.FACTOR).by("ana", HEADS), "dana",
     s.GRANTED.model_copy(update={"request": "heads"}), errors.BeyondBudget,
     {"practice": "S0-23", "words": "No sponsor has granted"}),
    ("S0-23 an alternative too is paid out of a budget",
     lambda: s.in_pushback().by("ana", s.REQUEST), "dana", DECLINED, errors.BeyondBudget,
     {"practice": "S0-23"}),
    ("S0-23 a declined request has its reason in a sentence", asked, "dana",
     DECLINED.model_copy(update={"reason": "No no no"}), errors.GateClosed,
     {"practice": "S0-23", "missing": "the reason, in a sentence"}),
    ("S0-23 less than asked has its reason in a sentence", asked, "dana",
     PARTLY.model_copy(update={"reason": "Too much"}), errors.GateClosed,
     {"practice": "S0-23"}),
    ("less is granted in part", asked, "dana", PARTLY.model_copy(update={"outcome": "granted"}),
     errors.Invalid, {}),
    ("more is not granted", asked, "dana", s.GRANTED.model_copy(update={"amount": eur("1")}),
     errors.Invalid, {}),
    ("a grant is in the currency asked", asked, "dana",
     PARTLY.model_copy(update={"amount": usd("0.1")}), errors.Invalid, {}),
    ("a grant for a quantity costs more than nothing", asked_heads, "dana",
     s.GRANTED.model_copy(update={"request": "heads", "amount": usd("-0.5")}),
     errors.Invalid, {}),
    ("a grant for a quantity has a plan rate", asked_heads, "dana",
     s.GRANTED.model_copy(update={"request": "heads", "amount": Money.of(1, "JPY")}),
     errors.Invalid, {}),
    ("an alternative is for what is declined", asked, "dana",
     DECLINED.model_copy(update={"outcome": "granted"}), errors.Invalid, {}),
    ("an alternative says how much", asked, "dana", DECLINED.model_copy(update={
        "instead": INSTEAD.model_copy(update={"amount": None})}), errors.Invalid, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_the_content_that_is_signed_names_factors_and_resources() -> None:
    """S0-17, S0-20."""
    final = s.final().last(e.PlanFinalised)
    assert isinstance(final, e.PlanFinalised)
    assert [one.id for one in final.factors] == ["partners"]
    (line,) = final.resources
    assert (line.id, line.asked_by, line.budget_holder) == ("manager", "ana", "olu")
    declined = asked().by("dana", DECLINED)
    (instead,) = resources.lines(declined.state)
    assert (instead.id, instead.amount) == ("manager.instead", eur("0.06"))
    none = asked().by("dana", DECLINED.model_copy(update={"instead": None}))
    assert resources.lines(none.state) == ()
    assert resources.lines(asked().state) == ()

"""The domain's pages say what the domain says: who may give what, the stages, the fixed gates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from pages import page, rows, section

from domain.culture.authority import OFFICES as CULTURE_OFFICES
from domain.culture.commands import COMMANDS as CULTURE_COMMANDS
from domain.custody.authority import OFFICES as CUSTODY_OFFICES
from domain.custody.commands import COMMANDS as CUSTODY_COMMANDS
from domain.cycle import commands as c
from domain.cycle.decide import decide
from domain.cycle.events import LevelCalendar
from domain.cycle.evolve import evolve
from domain.cycle.state import CycleState
from domain.errors import DomainError, NotAuthorised, registry
from domain.incentives.authority import OFFICES as INCENTIVES_OFFICES
from domain.incentives.commands import COMMANDS as INCENTIVES_COMMANDS
from domain.model import SYSTEM, Actor, Command
from domain.money import Money
from domain.people import Deadline, Document, FiscalPeriod, Person, Role, Roles, Seat
from domain.policy import ALWAYS, FIXED, STANDARD
from domain.unit.authority import OFFICES
from domain.unit.commands import COMMANDS
from domain.unit.plan import Stage

DOMAIN = page("docs/domain.md")
WORDS = {
    "unit_leader": "leader of any unit",
    "hr_partner": "HR partner",
    "leader_above": "leader above",
}
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
HOLDERS = {
    "leader": "dana", "leader above": "ruth", "approver": "anton", "sponsor": "olu",
    "planner": "ines", "HR partner": "farah", "administrator": "ada", "system": SYSTEM.person,
}  # fmt: skip


def told(office: str) -> str:
    return WORDS.get(office, office)


def test_the_domain_page_says_who_may_give_each_command_of_a_plan() -> None:
    said = {cells[0]: cells[1] for cells in rows(section(DOMAIN, "Commands of a unit's plan"))}
    known = {kind.__name__: ", ".join(map(told, held)) for kind, held in OFFICES.items()}
    assert said == known
    assert set(known) == set(COMMANDS)


def test_the_domain_page_says_who_may_give_each_command_of_custody() -> None:
    said = {cells[0]: cells[1] for cells in rows(section(DOMAIN, "Commands of custody"))}
    known = {kind.__name__: ", ".join(map(told, held)) for kind, held in CUSTODY_OFFICES.items()}
    assert said == known
    assert set(known) == set(CUSTODY_COMMANDS)


def test_the_domain_page_says_who_may_give_each_command_of_a_culture() -> None:
    said = {cells[0]: cells[1] for cells in rows(section(DOMAIN, "Commands of a cycle's culture"))}
    known = {kind.__name__: ", ".join(map(told, held)) for kind, held in CULTURE_OFFICES.items()}
    assert said == known
    assert set(known) == set(CULTURE_COMMANDS)


def test_the_domain_page_says_who_may_give_each_command_of_incentives() -> None:
    table = section(DOMAIN, "Commands of a cycle's incentives")
    said = {cells[0]: cells[1] for cells in rows(table)}
    known = {kind.__name__: ", ".join(map(told, held)) for kind, held in INCENTIVES_OFFICES.items()}
    assert said == known
    assert set(known) == set(INCENTIVES_COMMANDS)


def test_the_stages_are_those_of_a_plan() -> None:
    for stage in get_args(Stage):
        assert f"`{stage}`" in section(DOMAIN, "The loop of one unit"), stage


def test_the_fixed_gates_are_those_of_the_policy() -> None:
    said = tuple(cells[0] for cells in rows(section(DOMAIN, "What the ten fixed gates hold")))
    assert said == FIXED


def test_the_presets_add_what_the_page_says() -> None:
    said = section(DOMAIN, "What the ten fixed gates hold")
    standard, rest = said.partition("*standard* adds")[2].split(" and lets the rest warn", 1)
    assert tuple(re.findall(r"S\d-\d\d", standard)) == STANDARD
    (always,) = re.findall(r"(S[\d, andS-]+) hold always", rest)
    assert tuple(re.findall(r"S\d-\d\d", always)) == ALWAYS


def test_every_refusal_is_listed() -> None:
    said = [cells[0] for cells in rows(section(DOMAIN, "Refusals"))]
    assert said == list(registry())


def announced() -> CycleState:
    """A cycle with one person in each office, announced, and a change of rules proposed."""
    state: CycleState | None = None
    for who, command in (
        ("ines", started()),
        ("ines", imported()),
        ("olu", goal("100.00")),
        ("ines", c.AnnounceCycle()),
        ("ivo", c.ProposeRuleChange(change="later", reason="More time", calendar=calendar(40))),
        ("ada", roles("nina")),
    ):
        by = Actor(person=who)
        for event in decide(command, state, at=NOW, by=by):
            version = state.version + 1 if state else 1
            state = evolve(state, event, at=NOW, by=by, version=version)
    assert state is not None
    return state


def calendar(days: int) -> tuple[LevelCalendar, ...]:
    due = Deadline(kind="proposal", due_at=NOW + timedelta(days=days))
    return (LevelCalendar(depth=0, deadlines=(due,)),)


def started() -> c.StartCycle:
    year = FiscalPeriod(
        label="FY27", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), share=Decimal(100)
    )
    return c.StartCycle(
        cycle="fy27",
        name="Fiscal year 2027",
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        currency="USD",
        zone="UTC",
        roles=Roles(
            leader_above="ruth",
            approvers=("anton",),
            sponsors=("olu",),
            planners=("ines", "ivo"),
            hr_partners=("farah",),
            administrators=("ada",),
        ),
        periods=(year,),
        calendar=calendar(30),
    )


def imported() -> c.ImportOrganisation:
    dana = Person(id="dana", name="Dana", email="dana@example.com")
    seat = Seat(id="top", title="Top", owner="dana", currency="USD")
    unit = c.UnitDraft(
        unit="sales", name="Sales", parent=None, leader="dana", currency="USD",
        people=(dana,), seats=(seat,),
    )  # fmt: skip
    return c.ImportOrganisation(source=document("people"), rows=1, units=(unit,))


def roles(person: str) -> c.ProposeRoles:
    grants = (Role(office="sponsor", person=person),)
    return c.ProposeRoles(change=person, reason="More hands", grants=grants)


def document(name: str) -> Document:
    return Document(name=name, sha256=f"{len(name):064x}")


def goal(amount: str) -> c.ConfirmPlanGoal:
    return c.ConfirmPlanGoal(
        amount=Money(amount=Decimal(amount), currency="USD"), document=document("minute")
    )


def each() -> dict[str, Command]:
    successor = Person(id="sofia", name="Sofia", email="sofia@example.com")
    return {
        type(command).__name__: command
        for command in (
            started(),
            imported(),
            c.RecordImport(kind="actuals", source=document("a file"), rows=1),
            goal("104.00"),
            c.AnnounceCycle(),
            c.StateIntent(
                intent="south",
                words="Grow there",
                objective="accounts",
                number=Decimal(4),
                groups=("universities",),
            ),
            c.DefineDeliverable(
                deliverable="cities",
                intent="south",
                words="Four cities",
                measure="cities",
                owner="ana",
            ),
            c.ReplaceUnitLeader(unit="sales", successor=successor, acts_from=date(2027, 5, 1)),
            c.RecordMarketRate(
                currency="EUR", rate=Decimal("1.02"), on=date(2026, 10, 1), source="a bank"
            ),
            c.RestateMarketRate(
                currency="EUR",
                rate=Decimal("1.03"),
                on=date(2026, 10, 1),
                source="a bank",
                reason="Misread",
            ),
            c.ImportMarketRates(
                source=Document(name="bank.csv", sha256="e" * 64),
                rates=(
                    c.DatedRate(
                        currency="EUR", rate=Decimal("1.04"), on=date(2026, 10, 2), source="a bank"
                    ),
                ),
            ),
            c.ProposeRuleChange(change="other", reason="More time", calendar=calendar(50)),
            c.AgreeToRuleChange(change="later"),
            roles("nora"),
            c.AgreeToRoles(change="nina"),
            c.BeginCulture(),
            c.BeginIncentives(),
            c.CancelCycle(reason="Another plan"),
            c.EndUnitPlan(unit="sales", ended_as="closed"),
            c.CloseCycle(),
        )
    }


def may(command: Command, person: str) -> bool:
    state = None if isinstance(command, c.StartCycle) else announced()
    try:
        decide(
            command, state, at=NOW, by=SYSTEM if person == SYSTEM.person else Actor(person=person)
        )
    except NotAuthorised:
        return False
    except DomainError:
        return True
    return True


@pytest.mark.parametrize("name", sorted(c.COMMANDS))
def test_the_domain_page_says_who_may_give_each_command_of_a_cycle(name: str) -> None:
    said = {cells[0]: cells[1] for cells in rows(section(DOMAIN, "Commands of a cycle"))}
    assert set(said) == set(each()) == set(c.COMMANDS)
    allowed = {office for office, person in HOLDERS.items() if may(each()[name], person)}
    assert allowed == set(said[name].split(", "))

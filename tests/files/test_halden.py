import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from domain.money import Money, total
from domain.portions import Basis, SeatBasis, allocate, split
from files.actuals import ActualsDraft, read_actuals
from files.goal import PlanGoalDraft, read_plan_goal
from files.incentives import IncentivesDraft, read_incentives
from files.organisation import OrganisationDraft
from files.people import read_people
from files.problems import Problem, Problems
from files.roles import RolesDraft, read_roles

HALDEN = Path(__file__).parents[2] / "examples" / "halden"
RATES = {"EUR": Decimal("1.10")}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
ROLES = ("approver", "sponsor", "executive", "planner", "administrator", "hr-partner", "auditor")
CONTROL = {
    "actuals-2026": "90000000.00",
    "actuals-2027-q1": "23970000.00",
    "actuals-2027-q2": "26134500.00",
    "actuals-2027-q3": "27221700.00",
    "actuals-2027-q4": "31583800.00",
}


def usd(amount):
    return Money.of(amount, "USD")


def people(path="people.csv"):
    return read_people(
        path,
        (HALDEN / path).read_bytes(),
        currency="USD",
        rates=RATES,
        control=usd("90000000.00"),
    )


@pytest.fixture(scope="module")
def halden() -> OrganisationDraft:
    draft = people()
    assert isinstance(draft, OrganisationDraft)
    return draft


def actuals(halden, path, control):
    return read_actuals(
        path,
        (HALDEN / path).read_bytes(),
        seats={seat.id: seat.currency for seat in halden.selling_seats},
        periods=QUARTERS,
        currency="USD",
        rates=RATES,
        control=usd(control),
    )


def by_unit(halden, draft: ActualsDraft) -> dict[str, Money]:
    return {
        unit.id: total((draft.of(seat.id, seat.currency) for seat in unit.seats), unit.currency)
        for unit in halden.units[1:]
    }


def test_sixty_people_hold_forty_eight_selling_seats_one_of_them_vacant(halden):
    assert len(halden.people) == 60
    assert len(halden.selling_seats) == 48
    assert [(s.id, s.owner) for s in halden.selling_seats if s.vacant] == [("nordics", "ana")]
    assert halden.levels == 2
    assert {unit.id: len(unit.seats) for unit in halden.units} == {
        "sales": 4,
        "americas": 18,
        "emea": 14,
        "apac": 8,
        "key": 8,
    }
    assert {person.id for person in halden.people} >= {"theo", "sofia", "sam", "ines"}


def test_the_first_proposal_follows_from_the_file(halden):
    seats = tuple(
        SeatBasis(seat=seat.id, currency=seat.currency, prior_year=seat.prior_year)
        for seat in halden.top.seats
    )
    shares = split(usd("108000000.00"), seats, Basis.SHARE_OF_LAST_YEAR, RATES)

    assert [str(seat.prior_year) for seat in halden.top.seats] == [
        "USD 40000000.00",
        "EUR 22000000.00",
        "USD 12000000.00",
        "USD 13800000.00",
    ]
    assert [str(share.amount) for share in shares] == [
        "USD 48000000.00",
        "EUR 26400000.00",
        "USD 14400000.00",
        "USD 16560000.00",
    ]


def test_the_nordics_seat_is_900_000_of_25_4_million(halden):
    emea = halden.units[2]
    priors = [seat.prior_year.amount for seat in emea.seats]
    quotas = allocate(Money.of("25400000", "EUR"), priors)

    assert str(quotas[[seat.id for seat in emea.seats].index("nordics")]) == "EUR 900000.00"


def test_prior_year_actuals_by_quarter_sum_to_the_people_file(halden):
    draft = actuals(halden, "actuals-2026.csv", CONTROL["actuals-2026"])

    assert isinstance(draft, ActualsDraft)
    assert all(draft.of(s.id, s.currency) == s.prior_year for s in halden.selling_seats)


def test_a_year_of_actuals_sums_to_the_storys_close(halden):
    drafts = [
        actuals(halden, f"{name}.csv", control)
        for name, control in CONTROL.items()
        if name != "actuals-2026"
    ]
    quarters = [by_unit(halden, draft) for draft in drafts]
    year = {
        unit: total((q[unit] for q in quarters), q1.currency) for unit, q1 in quarters[0].items()
    }
    credited_wrongly = usd("750000.00")

    assert {unit: str(amount) for unit, amount in quarters[0].items()} == {
        "americas": "USD 10900000.00",
        "emea": "EUR 5200000.00",
        "apac": "USD 2950000.00",
        "key": "USD 4400000.00",
    }
    assert year["americas"] - credited_wrongly == usd("48900000.00")
    assert year["emea"] == Money.of("24100000.00", "EUR")
    assert year["apac"] == usd("13100000.00")
    assert year["key"] + credited_wrongly == usd("20400000.00")
    assert total((draft.control for draft in drafts), "USD") == usd("108910000.00")
    assert drafts[0].of("boston-1", "USD") > credited_wrongly


def documents():
    content = (HALDEN / "board-minute.txt").read_bytes()
    return {"board-minute.txt": hashlib.sha256(content).hexdigest()}


def plan_goal(path):
    return read_plan_goal(path, (HALDEN / path).read_bytes(), currency="USD", documents=documents())


def roles(halden, path):
    return read_roles(
        path,
        (HALDEN / path).read_bytes(),
        people={person.id: person.email for person in halden.people},
        roles=ROLES,
    )


def test_the_plan_goal_comes_with_its_document():
    draft = plan_goal("plan-goal.csv")

    assert isinstance(draft, PlanGoalDraft)
    assert draft.goal == usd("100000000.00")
    assert draft.document_sha256 == documents()["board-minute.txt"]


def test_roles_are_held_by_people_of_the_file(halden):
    draft = roles(halden, "roles.csv")

    assert isinstance(draft, RolesDraft)
    assert {role: {x.person for x in draft.lines if x.role == role} for role in ROLES} == {
        "approver": {"ruth", "olu"},
        "sponsor": {"olu"},
        "executive": {"henrik", "mei"},
        "planner": {"ines"},
        "administrator": {"ines"},
        "hr-partner": {"farah"},
        "auditor": {"sam"},
    }


def only(outcome) -> Problem:
    assert isinstance(outcome, Problems)
    assert len(outcome.problems) == 1
    return outcome.problems[0]


def test_the_broken_people_file_names_an_unknown_manager():
    problem = only(people("broken/people-unknown-manager.csv"))

    assert (problem.row, problem.column, problem.value) == (42, "manager", "anna@halden.example")
    assert "did you mean ana@halden.example?" in problem.remedy


@pytest.mark.parametrize(
    ("broken", "place", "said"),
    [
        ("actuals-2026-seat-twice", (140, "seat", "seoul-1"), "row 139 has this seat and period"),
        ("actuals-2027-q1-wrong-currency", (23, "currency", "USD"), "is kept in EUR"),
        ("actuals-2027-q2-thousands-separators", (22, "amount", "575.126,93"), "two ways"),
        ("actuals-2027-q3-unknown-seat", (34, "seat", "tokio-1"), "did you mean tokyo-1?"),
        ("actuals-2027-q4-row-missing", (None, None, "USD 31583800.00"), "USD -688661.04 off"),
    ],
)
def test_each_broken_file_of_actuals_is_refused_where_it_is_broken(halden, broken, place, said):
    control = next(amount for name, amount in CONTROL.items() if broken.startswith(name))
    problem = only(actuals(halden, f"broken/{broken}.csv", control))

    assert (problem.row, problem.column, problem.value) == place
    assert said in problem.remedy


LEADING = dict.fromkeys(("ruth", "olu", "dana", "marco", "ana", "kenji", "priya"), "sales")


GOALS = tuple(("sales", one) for one in ("south", "share", "mix", "launch", "margin"))


def incentives(path):
    return read_incentives(path, (HALDEN / path).read_bytes(), people=LEADING, goals=GOALS)


def test_everyone_s_incentives_sum_to_the_whole():
    draft = incentives("incentives.csv")

    assert isinstance(draft, IncentivesDraft)
    assert {one.person for one in draft.plans} == set(LEADING)


def test_the_broken_incentives_are_refused_where_they_fall_short():
    problem = only(incentives("broken/incentives-weights-short.csv"))

    assert (problem.row, problem.column, problem.value) == (5, "weight", "30")
    assert "the weights of olu sum to 90" in problem.remedy


def test_the_broken_plan_goal_and_roles_are_refused(halden):
    goal = only(plan_goal("broken/plan-goal-document-missing.csv"))
    role = only(roles(halden, "broken/roles-unknown-person.csv"))

    assert (goal.column, goal.value) == ("document", "board-minutes-final.txt")
    assert (role.row, role.column, role.value) == (10, "person", "samuel.w")


def test_every_file_has_its_broken_copy():
    files = {path.stem for path in HALDEN.glob("*.csv")}
    broken = {path.stem for path in (HALDEN / "broken").glob("*.csv")}

    assert all(any(copy.startswith(name) for copy in broken) for name in files)
    assert len(broken) == len(files) == 16

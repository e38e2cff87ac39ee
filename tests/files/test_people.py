from decimal import Decimal

import pytest

from domain.money import Money
from files.organisation import OrganisationDraft
from files.people import read_people
from files.problems import Problems

RATES = {"EUR": Decimal("1.10")}
THREE = "name,email,manager\n"
FULL = "id,name,email,manager,unit,unit_name,seat,vacant,role,currency,prior_actual,target,title\n"


def read(content, control=None):
    return read_people("people.csv", content.encode(), currency="USD", rates=RATES, control=control)


def draft_of(content, control=None) -> OrganisationDraft:
    outcome = read(content, control)
    assert isinstance(outcome, OrganisationDraft), outcome
    return outcome


def problems_of(content, control=None):
    outcome = read(content, control)
    assert isinstance(outcome, Problems)
    return outcome.problems


def company(*rows: str):
    """Dana leads sales; Ana leads emea in euro; `rows` follow."""
    return FULL + "\n".join(
        (
            "ruth,Ruth,ruth@h.example,,,,,,,,,,CEO",
            "dana,Dana,dana@h.example,ruth,sales,Halden Sales,,,,,,,",
            "ana,Ana,ana@h.example,dana,emea,,emea,,,EUR,,,",
            "eva,Eva,eva@h.example,ana,,,berlin-1,,hunter,,100.50,120.00,",
            *rows,
        )
    )


def test_three_columns_are_enough_to_begin():
    draft = draft_of(
        THREE
        + "Dana,dana@h.example,\n"
        + "Ana,ana@h.example,Dana@H.example\n"
        + "ليلى,layla@h.example,ana@h.example\n"
        + "Marco,marco@h.example,dana@h.example\n"
    )

    assert [person.id for person in draft.people] == ["p1", "p2", "p3", "p4"]
    assert [(u.id, u.name, u.leader, u.parent) for u in draft.units] == [
        ("u1", "Dana", "p1", None),
        ("u2", "Ana", "p2", "u1"),
    ]
    assert [(s.unit, s.owner, s.leads, s.prior_year) for s in draft.seats] == [
        ("u1", "p2", "u2", None),
        ("u1", "p4", None, None),
        ("u2", "p3", None, None),
    ]
    assert [seat.id for seat in draft.selling_seats] == ["s3", "s2"]
    assert draft.top.id == "u1"
    assert draft.levels == 2


def test_a_full_file_says_who_leads_and_who_carries_a_portion():
    draft = draft_of(company(",Nordics,,ana,,,nordics,yes,,,9.50,,"))
    sales, emea = draft.units

    assert (sales.name, sales.leader, sales.currency, sales.parent) == (
        "Halden Sales",
        "dana",
        "USD",
        None,
    )
    assert (emea.name, emea.leader, emea.currency, emea.parent) == ("emea", "ana", "EUR", "sales")
    assert str(sales.seats[0].prior_year) == "EUR 110.00"
    berlin, nordics = emea.seats
    assert (berlin.owner, berlin.role, str(berlin.target)) == ("eva", "hunter", "EUR 120.00")
    assert (nordics.owner, nordics.vacant, nordics.name) == ("ana", True, "Nordics")
    assert [person.manager for person in draft.people] == [None, "ruth", "dana", "ana"]
    assert draft.people[0].title == "CEO"


def test_a_unit_of_two_currencies_is_summed_at_the_plan_rate():
    draft = draft_of(company("ben,Ben,ben@h.example,ana,,,boston-1,,,USD,110.00,,"))

    assert str(draft.top.seats[0].prior_year) == "EUR 200.50"


def test_people_without_a_seat_stand_in_no_unit():
    draft = draft_of(company("sofia,Sofia,sofia@h.example,ana,,,,,,,,,"))

    assert len(draft.people) == 5
    assert len(draft.selling_seats) == 1


def test_ids_that_are_missing_are_made_around_those_given():
    draft = draft_of(
        "name,email,manager,id\nA,a@h.example,,\nB,b@h.example,a@h.example,p2\nC,c@h.example,p2,\n"
    )

    assert [person.id for person in draft.people] == ["p1", "p2", "p3"]


def test_a_control_total_must_tie_out():
    assert draft_of(company(), Money.of("110.55", "USD")).top.id == "sales"
    (problem,) = problems_of(company(), Money.of("110.56", "USD"))
    assert "the file sums to USD 110.55, which is USD -0.01 off" in problem.remedy
    (problem,) = problems_of(
        THREE + "A,a@h.example,\nB,b@h.example,a@h.example\n", Money.of(1, "USD")
    )
    assert (problem.column, problem.row) == ("prior_actual", None)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("bob,Bob,bob@h.example,anna,,,rome-1,,,,5,,", "manager", "did you mean ana?"),
        ("bob,Bob,bob@h.example,,,,rome-1,,,,5,,", "manager", "only one person may be at the top"),
        ("eva,Bob,bob@h.example,ana,,,rome-1,,,,5,,", "id", "row 5 has the same"),
        ("bob,Bob,EVA@h.example,ana,,,rome-1,,,,5,,", "email", "row 5 has the same"),
        ("bob,Bob,bob@h.example,ana,,,berlin-1,,,,5,,", "seat", "row 5 has the same"),
        ("bob,Bob,bob@h.example,ana,emea,,rome-1,,,,,,", "unit", "a unit has one leader"),
        ("bob,Bob,bob@h.example,ana,italy,,rome-1,,,,,,", "unit", "nobody holds a seat"),
        ("bob,Bob,bob@h.example,ruth,italy,,,,,,,,", "unit", "two units have none above"),
        ("bob,Bob,bob@h.example,ana,italy,,,,,,,,", "seat", "leads a unit below another"),
        ("bob,Bob,bob@h.example,ana,IT,,rome-1,,,,,,", "unit", "is no id"),
        ("bob,Bob,bob@h.example,ana,it,it\u00ad,rome-1,,,,,,", "unit_name", "U+00AD"),
        ("bob,Bob,bob@h.example,ruth,,,rome-1,,,,5,,", "seat", "no manager above leads a unit"),
        ("bob,Bob,bob@h.example,ana,,,Rome 1,,,,5,,", "seat", "is no id"),
        ("B B,Bob,bob@h.example,ana,,,rome-1,,,,5,,", "id", "is no id"),
        ("bob,,bob@h.example,ana,,,rome-1,,,,5,,", "name", "nothing is written"),
        ("bob,Bob,bob,ana,,,rome-1,,,,5,,", "email", "is no e-mail"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,EURO,5,,", "currency", "did you mean EUR"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,GBP,5,,", "currency", "no plan rate from GBP"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,,,,", "prior_actual", "the prior year is missing"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,,-5,,", "prior_actual", "below zero"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,,1e3,,", "prior_actual", "out in full"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,," + "9" * 17 + ",,", "prior_actual", "larger"),
        ('bob,Bob,bob@h.example,ana,,,rome-1,,,,5,"1,5",', "target", "two ways"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,gatherer,,5,,", "role", "hunter or farmer"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,maybe,,,5,,", "vacant", "yes or no"),
        ("bob,Bob,bob@h.example,ana,,,,,,,5,,", "prior_actual", "belongs to a seat"),
        (",Nordics,,ana,,,,yes,,,,,", "seat", "enter the id of this vacant seat"),
        (",Nordics,,,,,nordics,yes,,,5,,", "manager", "the leader whose seat this is"),
        (",Nordics,n@h.example,ana,,,nordics,yes,,,5,,", "email", "nobody yet"),
        ("bob,Bob,bob@h.example,ana,,,rome-1,,,,5,," + "t" * 201, "title", "at most 200"),
    ],
)
def test_each_bad_cell_is_named_with_its_remedy_and_nothing_is_used(row, column, said):
    problems = problems_of(company(row))

    assert [p.column for p in problems if p.row == 6 and said in p.remedy] == [column]


def test_a_currency_without_a_plan_rate_is_told_once_with_where_rates_are_given():
    rows = [f"b{one},B,b{one}@h.example,ana,,,rome-{one},,,GBP,5,," for one in range(3)]

    (problem,) = problems_of(company(*rows))

    assert (problem.row, problem.column) == (6, "currency")
    assert "tally cycle start --rate GBP=1.10; until it is announced" in problem.remedy


def test_a_leader_with_an_amount_of_their_own_is_told_that_it_is_summed():
    (problem,) = problems_of(company().replace("emea,,,EUR,,,", "emea,,,EUR,7,,"))

    assert (problem.row, problem.column) == (4, "prior_actual")
    assert "sum of the seats" in problem.remedy


def test_a_circle_of_managers_is_named_once_with_everyone_in_it():
    (problem,) = problems_of(
        THREE
        + "Top,top@h.example,\nA,a@h.example,c@h.example\n"
        + "B,b@h.example,a@h.example\nC,c@h.example,b@h.example\nD,d@h.example,c@h.example\n"
    )

    assert (problem.row, problem.column) == (3, "manager")
    assert "A → C → B → A" in problem.remedy


def test_someone_who_is_their_own_manager_is_a_circle():
    (problem,) = problems_of(THREE + "A,a@h.example,a@h.example\n")

    assert "A → A" in problem.remedy


def test_a_long_circle_is_named_by_its_first_people():
    rows = [f"N{n},n{n}@h.example,n{(n + 1) % 3000}@h.example" for n in range(3000)]
    (problem,) = problems_of(THREE + "\n".join(rows))

    assert "and 2995 more" in problem.remedy


def test_a_file_in_which_nobody_leads_is_refused():
    (problem,) = problems_of(THREE + "A,a@h.example,\n")

    assert "nobody leads a unit" in problem.remedy


def test_a_seat_whose_leader_cannot_be_read_is_reported_without_a_fault():
    problems = problems_of(company().replace("dana,emea,,emea", "dana,E!,,E!"))

    assert {problem.column for problem in problems} == {"unit", "seat"}


def test_ten_thousand_people_nine_levels_deep_are_read():
    rows = ["N0,n0@h.example,"]
    rows += [f"N{n},n{n}@h.example,n{(n - 1) // 3}@h.example" for n in range(1, 10_000)]
    draft = draft_of(THREE + "\n".join(rows))

    assert len(draft.people) == 10_000
    assert len(draft.seats) == 9_999
    assert draft.levels == 9


def test_a_file_of_nothing_but_mistakes_is_reported_without_delay():
    rows = [f"N{n},n{n}@h.example,m{n}@h.example" for n in range(5_000)]

    assert len(problems_of(THREE + "\n".join(rows))) == 5_000

"""Ids from one people file to the next: whoever is there again keeps theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from files.known import Known, KnownPerson
from files.organisation import OrganisationDraft
from files.people import read_people
from files.problems import Problem, Problems

THREE = "name,email,manager\n"
WITH_ID = "id,name,email,manager\n"
DANA = KnownPerson("p1", "Dana", "dana@h.example")
ANA = KnownPerson("p2", "Ana", "ana@h.example")
BO = KnownPerson("p3", "Bo", "bo@h.example")
KNOWN = Known(recorded=(DANA, ANA, BO))


def read(content: str, known: Known) -> OrganisationDraft | Problems:
    rates: dict[str, Decimal] = {}
    return read_people("people.csv", content.encode(), currency="USD", rates=rates, known=known)


def ids(content: str, known: Known = KNOWN) -> dict[str, str]:
    """Everybody's id by name; Zed reports to whoever is first, so that it is a company."""
    header, first, *_ = content.splitlines()
    blank = "," * header.split(",").index("name")
    manager = first.split(",")[header.split(",").index("email")]
    draft = read(f"{content}{blank}Zed,zed@h.example,{manager}\n", known)
    assert isinstance(draft, OrganisationDraft), draft
    return {person.name: person.id for person in draft.people if person.name != "Zed"}


def problem(content: str, known: Known = KNOWN) -> Problem:
    found = read(content, known)
    assert isinstance(found, Problems), found
    (one,) = found.problems
    return one


def test_another_order_changes_nobody_s_id() -> None:
    content = (
        THREE
        + "Bo,bo@h.example,dana@h.example\nDana,dana@h.example,\nAna,ana@h.example,bo@h.example\n"
    )

    assert ids(content) == {"Bo": "p3", "Dana": "p1", "Ana": "p2"}


def test_letter_case_does_not_make_another_person() -> None:
    assert ids(THREE + "Dana,DANA@H.Example,\n") == {"Dana": "p1"}


def test_who_is_new_gets_an_id_that_nobody_ever_had() -> None:
    known = Known(
        accounts=(KnownPerson("p4", "Ines", "ines@h.example"),),
        recorded=(DANA, ANA, BO),
        taken=frozenset({"p5"}),
    )

    assert ids(THREE + "Eva,eva@h.example,\nDana,dana@h.example,eva@h.example\n", known) == {
        "Eva": "p6",
        "Dana": "p1",
    }


def test_who_left_and_came_back_has_the_same_id() -> None:
    without = ids(THREE + "Dana,dana@h.example,\nEva,eva@h.example,dana@h.example\n")
    eva = KnownPerson(without["Eva"], "Eva", "eva@h.example")
    later = Known(recorded=(ANA, BO, DANA, eva))

    back = ids(THREE + "Eva,eva@h.example,\nBo,bo@h.example,eva@h.example\n", later)

    assert without["Eva"] == "p4"
    assert back == {"Eva": "p4", "Bo": "p3"}


def test_a_new_name_with_the_known_address_is_the_same_person() -> None:
    assert ids(THREE + "Ana Souza,ana@h.example,\n") == {"Ana Souza": "p2"}


def test_an_account_s_address_is_that_person_whatever_files_say() -> None:
    known = Known(accounts=(KnownPerson("ines", "Ines", "ines@h.example"),), recorded=(DANA,))

    assert ids(THREE + "Ines Moreno,Ines@h.example,\n", known) == {"Ines Moreno": "ines"}


def test_an_address_that_is_there_twice_is_a_problem_letter_case_apart() -> None:
    one = problem(THREE + "Dana,dana@h.example,\nDana,Dana@H.example,\n")

    assert (one.row, one.column) == (3, "email")


def test_two_addresses_of_one_person_are_a_problem() -> None:
    known = Known(accounts=(KnownPerson("p1", "Dana", "d.berg@h.example"),), recorded=(DANA,))

    one = problem(THREE + "Dana,dana@h.example,\nDana,d.berg@h.example,dana@h.example\n", known)

    assert (one.row, one.column) == (3, "email")
    assert "row 2 is p1 too" in one.remedy


def test_swapped_addresses_are_a_problem_in_both_rows() -> None:
    found = read(THREE + "Ana,bo@h.example,\nBo,ana@h.example,bo@h.example\n", KNOWN)

    assert isinstance(found, Problems)
    assert [(one.row, one.column) for one in found.problems] == [(2, "email"), (3, "email")]
    assert "this is the address of Bo (p3), and Ana is p2" in found.problems[0].remedy


def test_swapped_addresses_are_a_problem_with_ids_too() -> None:
    found = read(WITH_ID + "p2,Ana,bo@h.example,\np3,Bo,ana@h.example,p2\n", KNOWN)

    assert isinstance(found, Problems)
    assert [(one.row, one.column) for one in found.problems] == [(2, "id"), (3, "id")]
    assert "write p3" in found.problems[0].remedy


def test_an_id_of_somebody_else_s_address_is_a_problem_at_its_cell() -> None:
    one = problem(WITH_ID + "p9,Ana,ana@h.example,\n")

    assert (one.row, one.column, one.value) == (2, "id", "p9")
    assert "who is p2: write p2" in one.remedy


def test_an_id_that_another_person_has_is_a_problem_at_its_cell() -> None:
    one = problem(WITH_ID + "p2,Eva,eva@h.example,\n")

    assert (one.row, one.column, one.value) == (2, "id", "p2")
    assert "p2 is Ana with ana@h.example" in one.remedy


def test_the_same_id_and_name_with_a_new_address_is_the_same_person() -> None:
    assert ids(WITH_ID + "p2,Ana,ana.souza@h.example,\n") == {"Ana": "p2"}


def test_a_new_address_without_an_id_asks_whether_it_is_the_same_person() -> None:
    one = problem(THREE + "Ana,ana.souza@h.example,\n")

    assert (one.row, one.column) == (2, "email")
    assert "Ana is p2 with ana@h.example so far: write p2" in one.remedy


def test_a_namesake_is_somebody_new_where_the_known_one_is_there_too() -> None:
    content = THREE + "Ana,ana@h.example,\nAna,ana2@h.example,ana@h.example\n"
    draft = read(content, KNOWN)

    assert isinstance(draft, OrganisationDraft)
    assert [one.id for one in draft.people] == ["p2", "p4"]


MOVED = Known(recorded=(ANA, KnownPerson("p2", "Ana", "ana.souza@h.example")))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (WITH_ID + "p2,Ana,ana@h.example,\n", {"Ana": "p2"}),
        (WITH_ID + "anna,Anna,ana@h.example,\n", {"Anna": "anna"}),
    ],
)
def test_an_address_of_before_is_whose_id_is_written(content: str, found: dict[str, str]) -> None:
    assert ids(content, MOVED) == found


def test_an_address_of_before_without_an_id_is_a_problem() -> None:
    one = problem(THREE + "Anna,ana@h.example,\n", MOVED)

    assert (one.row, one.column) == (2, "email")
    assert "this was the address of Ana (p2), who has ana.souza@h.example now" in one.remedy

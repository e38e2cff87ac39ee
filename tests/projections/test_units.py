"""How far a unit is: of whom a signature is asked, and who gave it."""

from __future__ import annotations

from projections.units import signatures
from tests.domain import stages as s
from tests.domain.test_unit_agreed import replaced


def test_while_a_version_is_being_signed_a_new_leader_signs_as_well() -> None:
    plan = s.signing()
    assert signatures(plan.state) == (1, 4)

    plan.by("system", replaced("eve"))

    assert signatures(plan.state) == (0, 4)


def test_of_a_version_that_is_jointly_owned_no_signature_is_missing_whoever_leads_since() -> None:
    plan = s.settled()
    before = signatures(plan.state)

    assert before == (4, 4)
    assert signatures(plan.by("system", replaced("eve")).state) == (3, 3)

"""What a plan owes others: up, down, sideways and to the cycle, each told once."""

from __future__ import annotations

from datetime import date

from domain import errors
from domain.cycle.commands import EndUnitPlan
from domain.due import Owed
from domain.model import Command
from domain.unit import commands as c
from domain.unit.due import due
from tests.domain import stages as s
from tests.domain.company import americas, eur, halden, on, person, usd
from tests.domain.given import Plan, refused
from tests.domain.test_unit_accounts import CLAIM, DECIDE, ORION, claimed_below
from tests.domain.test_unit_seats import FILL, VACATED

STREAM = "unit/fy27/halden"


def owed(plan: Plan, kind: type[Command], to: str | None = None) -> list[Owed]:
    return [
        one
        for one in due(plan.state).commands
        if isinstance(one.command, kind) and to in {None, one.to}
    ]


def standing(plan: Plan) -> str:
    (one,) = owed(plan, c.SetGoal, "emea")
    assert isinstance(one.command, c.SetGoal)
    return f"{one.command.standing} {one.command.amount}"


def test_the_target_below_follows_its_portion_as_firm_as_it_is() -> None:
    assert owed(s.drafted(), c.SetGoal) == []
    assert standing(s.proposed()) == "provisional EUR 26400000.00"
    assert standing(s.revised_once()) == "provisional EUR 25400000.00"
    signed = s.signing()
    signed.by("ana", s.signs(signed))
    assert standing(signed) == "signed EUR 25400000.00"
    assert standing(s.settled()) == "in_force EUR 25400000.00"
    assert standing(s.amending()) == "in_force EUR 25400000.00"


def test_a_signature_taken_back_is_told_below_and_signed_again_too() -> None:
    """No unit below signs on a signature that was taken back."""
    plan = s.signing()
    told = []
    for command in (None, s.signs(plan), c.TakeBackSignature(reason="Why"), s.signs(plan)):
        if command is not None:
            plan.by("ana", command)
        (one,) = owed(plan, c.SetGoal, "emea")
        told.append((one.command_id(STREAM), standing(plan).split()[0]))
    assert [firm for _, firm in told] == ["provisional", "signed", "provisional", "signed"]
    assert len({name for name, _ in told}) == 4


def test_a_portion_that_a_joiner_shares_is_told_below() -> None:
    """The leader of EMEA leaves and nobody follows; later a joiner takes part of it."""
    plan = s.settled().on("2027-03-01").by("hana", VACATED.model_copy(update={"seat": "emea"}))
    (before,) = owed(plan, c.SetGoal, "emea")
    joiner = FILL.model_copy(update={"seat": "emea", "person": person("lena")})
    plan.by("hana", joiner).by("lena", s.signs(plan))
    (after,) = owed(plan, c.SetGoal, "emea")
    assert before.command_id(STREAM) != after.command_id(STREAM)
    assert isinstance(after.command, c.SetGoal)
    assert after.command.amount < eur("25.4")


def test_numbers_from_below_go_up_whenever_they_change() -> None:
    plan = s.sellers()
    assert owed(plan, c.ReceiveBottomUp) == []
    plan.by("bea", c.StateBottomUp(seat="boston", amount=usd("28")))
    (first,) = owed(plan, c.ReceiveBottomUp)
    assert (first.to, first.command) == (
        "halden",
        c.ReceiveBottomUp(unit="americas", amount=usd("46"), items=0),
    )
    plan.by("bea", s.PUSHBACK.model_copy(update={"seat": None, "counter": None}))
    (second,) = owed(plan, c.ReceiveBottomUp)
    assert isinstance(second.command, c.ReceiveBottomUp)
    assert second.command.items == 1
    assert first.command_id("x") != second.command_id("x")
    plan.by("bea", c.WithdrawPushback(item="ana-1", reason="Settled"))
    (third,) = owed(plan, c.ReceiveBottomUp)
    assert len({one.command_id("x") for one in (first, second, third)}) == 3


def test_what_units_below_add_up_to_goes_further_up() -> None:
    """The owner's own word comes before the sum of the unit that the seat leads."""
    opening = americas()
    boston, dallas = opening.seats
    led = boston.model_copy(update={"leads": "labs"})
    plan = Plan(opening.model_copy(update={"seats": (led, dallas)}))
    plan.by("system", c.ReceiveBottomUp(unit="labs", amount=usd("25"), items=1))
    (first,) = owed(plan, c.ReceiveBottomUp)
    plan.by("system", c.ReceiveBottomUp(unit="labs", amount=usd("26"), items=1))
    (second,) = owed(plan, c.ReceiveBottomUp)
    plan.by("bea", c.StateBottomUp(seat="boston", amount=usd("28")))
    (third,) = owed(plan, c.ReceiveBottomUp)
    found = (first, second, third)
    assert [one.command.amount for one in found] == [usd("25"), usd("26"), usd("28")]
    assert len({one.command_id("x") for one in found}) == 3


def test_the_top_unit_reports_to_nobody() -> None:
    plan = s.proposed().by("ana", c.StateBottomUp(seat="emea", amount=eur("24.3")))
    plan.by("kenji", CLAIM)
    assert {type(one.command) for one in due(plan.state).commands} == {c.SetGoal}


def test_numbers_before_any_proposal_are_what_was_stated() -> None:
    plan = Plan(americas()).by("bea", c.StateBottomUp(seat="boston", amount=usd("28")))
    (one,) = owed(plan, c.ReceiveBottomUp)
    assert isinstance(one.command, c.ReceiveBottomUp)
    assert one.command.amount == usd("28")


def test_a_claim_goes_up_and_its_end_comes_down() -> None:
    claim = c.ClaimAccount(account=ORION, seat="boston", last_year=usd("2.1"))
    (up,) = owed(s.sellers().by("bea", claim), c.ReceiveClaim)
    assert (up.to, up.key) == ("halden", "boston")
    met = s.proposed().by("kenji", CLAIM).by("system", claimed_below())
    (contested,) = owed(met, c.SettleClaim)
    lost = met.copy().by("dana", DECIDE)
    kept = met.copy().by("dana", DECIDE.model_copy(update={"winner": "boston", "moves": None}))
    ends = [owed(plan, c.SettleClaim)[0] for plan in (lost, kept)]
    assert [one.command.standing for one in (contested, *ends)] == ["contested", "lost", "kept"]  # type: ignore[attr-defined]
    assert contested.command_id(STREAM) != ends[0].command_id(STREAM)


def test_a_decided_claim_still_names_who_decided_it() -> None:
    met = s.proposed().by("kenji", CLAIM).by("system", claimed_below()).by("dana", DECIDE)
    before = owed(met, c.SettleClaim)
    met.by("system", c.ReplaceLeader(successor=person("eve"), acts_from=date(2027, 5, 1)))
    assert owed(met, c.SettleClaim) == before


def test_a_request_to_amend_goes_up() -> None:
    plan = s.sellers().by("bea", c.RequestAmendment(request="r1", words="Halved"))
    (one,) = owed(plan, c.ReceiveAmendmentRequest)
    assert one.command == c.ReceiveAmendmentRequest(request="r1", unit="americas", words="Halved")


def test_the_cycle_hears_of_the_end_and_nothing_is_waited_for() -> None:
    ended = s.proposed().by("dana", c.CancelPlan(reason="Sold"))
    left = due(ended.state)
    assert (left.ended, left.timers) == (True, ())
    (one,) = left.commands
    assert (one.to, one.command) == ("fy27", EndUnitPlan(unit="halden", ended_as="cancelled"))
    told_nothing = ended.state.model_copy(update={"ended": None})
    assert due(told_nothing).commands == ()
    assert not due(s.settled().state).ended


def test_a_unit_below_knows_its_new_leader_above() -> None:
    before = Plan(americas()).state.roles
    plan = Plan(americas()).by("system", c.ReplaceLeaderAbove(successor="eve"))
    assert plan.state.roles == before.model_copy(update={"leader_above": "eve"})
    refused(plan, "system", c.ReplaceLeaderAbove(successor="eve"), errors.NothingToDo)


def test_a_plan_rate_is_against_the_cycles_own_currency() -> None:
    unit = Plan(halden(currency="EUR")).state
    assert unit.rolled_up(usd("1.10")) == eur("1")
    assert unit.rolled_up(eur("1")) == eur("1")
    assert Plan(halden()).state.rolled_up(eur("1")) == usd("1.1")


def test_an_id_is_made_of_both_ends_and_the_cause() -> None:
    one = Owed(cause=7, aggregate="unit", to="emea", command=c.ClosePlan())
    assert one.command_id(STREAM) == "unit/fy27/halden:7:emea:ClosePlan"
    assert on("2027-01-01").tzinfo is not None

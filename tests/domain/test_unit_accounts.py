"""Accounts that are claimed, contested by two branches, and decided by the nearest leader of both."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import eur, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
ORION = v.Account(id="orion", name="Orion")
CLAIM = c.ClaimAccount(account=ORION, seat="apac", last_year=usd("2.1"))


def claimed_below(seat: str = "boston", unit: str = "americas") -> c.ReceiveClaim:
    claimant = v.Claimant(person="bea", seat=seat, unit=unit, via=seat, last_year=usd("2.1"))
    return c.ReceiveClaim(unit=unit, account=ORION, claimant=claimant)


DECIDE = c.DecideAccount(account="orion", winner="apac", reason="They know them", moves=usd("1.5"))


def claimed() -> Plan:
    return s.proposed().by("kenji", CLAIM)


def contested() -> Plan:
    return claimed().by("system", claimed_below())


def settle(standing: v.ClaimStanding, seat: str = "boston") -> c.SettleClaim:
    return c.SettleClaim(account=ORION, seat=seat, standing=standing, decided_by="dana")


def sellers_claim() -> Plan:
    claim = c.ClaimAccount(account=ORION, seat="boston", last_year=usd("2.1"))
    return s.sellers().by("bea", claim)


def decided() -> Plan:
    """Orion stays with Kenji's seat."""
    return contested().by("dana", DECIDE)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a decided account is contested again by a new claim", decided, "ana",
     c.ClaimAccount(account=ORION, seat="emea", last_year=eur("1")),
     ["AccountClaimed", "AccountContested", "FindingRaised", "FindingRaised"]),
    ("a member claims an account", s.proposed, "kenji", CLAIM, ["AccountClaimed"]),
    ("a claim comes from below", s.proposed, "system", claimed_below(), ["AccountClaimed"]),
    ("two branches claim the same account", claimed, "system", claimed_below(),
     ["AccountClaimed", "AccountContested", "FindingRaised", "FindingRaised"]),
    ("the nearest common leader decides", contested, "dana", DECIDE, ["AccountDecided"]),
    ("an account is decided and nothing moves", contested, "dana",
     DECIDE.model_copy(update={"moves": None}), ["AccountDecided"]),
    ("a unit hears that its claim is contested", sellers_claim, "system", settle("contested"),
     ["ClaimSettled", "FindingRaised"]),
    ("a unit hears that its claim is lost",
     lambda: sellers_claim().by("system", settle("contested")), "system", settle("lost"),
     ["ClaimSettled"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("one claims for one's own seat", s.proposed, "marco", CLAIM, errors.NotAuthorised, {}),
    ("last year is in the seat's currency", s.proposed, "kenji",
     CLAIM.model_copy(update={"last_year": eur("1")}), errors.Invalid, {}),
    ("an account is claimed once for a seat", claimed, "kenji", CLAIM, errors.NothingToDo, {}),
    ("a claim comes from a unit below", s.proposed, "system", claimed_below(unit="mars"),
     errors.Unknown, {}),
    ("who lost an account does not claim it again", decided, "system", claimed_below(),
     errors.NothingToDo, {"words": "claimed for that seat already"}),
    ("who won an account does not claim it again", decided, "kenji", CLAIM,
     errors.NothingToDo, {}),
    ("an account that is decided is contested", s.proposed, "dana", DECIDE, errors.Unknown, {}),
    ("an account is decided once", lambda: contested().by("dana", DECIDE), "dana", DECIDE,
     errors.NothingToDo, {}),
    ("who wins has claimed it", contested, "dana", DECIDE.model_copy(update={"winner": "emea"}),
     errors.Unknown, {"words": "apac, boston do"}),
    ("what moves is in the winner's currency", contested, "dana",
     DECIDE.model_copy(update={"moves": eur("1")}), errors.Invalid, {}),
    ("a member decides no account", contested, "kenji", DECIDE, errors.NotAuthorised, {}),
    ("a claim that is settled is here", s.sellers, "system", settle("lost"), errors.Unknown, {}),
    ("a claim is settled once",
     lambda: sellers_claim().by("system", settle("lost")), "system", settle("lost"),
     errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_an_account_counts_for_nobody_until_it_is_decided() -> None:
    plan = contested()
    assert {one.standing for one in plan.state.claims} == {"contested"}
    plan.by("dana", DECIDE)
    assert {one.claimant.seat: one.standing for one in plan.state.claims} == {
        "apac": "kept",
        "boston": "lost",
    }
    finding = plan.last(e.FindingRaised)
    assert isinstance(finding, e.FindingRaised)
    assert "claimed by kenji and bea; it counts in neither plan until dana decides" in (
        finding.words
    )


def test_a_third_claimant_joins_the_others() -> None:
    """Dallas claims beside Boston, from the same branch: none of the three is forgotten."""
    third = claimed_below(seat="dallas")
    plan = contested().by("system", third)
    assert [one.seat for one in plan.state.contests[0].claimants] == ["apac", "boston", "dallas"]


def test_a_contest_of_a_decided_account_is_between_who_had_not_lost_it() -> None:
    plan = decided().by("ana", c.ClaimAccount(account=ORION, seat="emea", last_year=eur("1")))
    (contest,) = plan.state.contests
    assert [one.seat for one in contest.claimants] == ["apac", "emea"]
    assert contest.winner is None
    standings = {one.claimant.seat: one.standing for one in plan.state.claims}
    assert standings == {"apac": "contested", "boston": "lost", "emea": "contested"}
    plan.by("dana", DECIDE.model_copy(update={"winner": "emea", "moves": None}))
    standings = {one.claimant.seat: one.standing for one in plan.state.claims}
    assert standings == {"apac": "lost", "boston": "lost", "emea": "kept"}


def test_claims_of_one_branch_meet_further_down() -> None:
    plan = s.proposed().by("system", claimed_below(), claimed_below(seat="dallas"))
    assert plan.state.contests == ()


def test_what_a_decision_moves_is_a_cause_of_a_revision() -> None:
    plan = s.answered().by("kenji", CLAIM).by("system", claimed_below()).by("dana", DECIDE)
    rows = (
        s.revised("americas", usd("46.5"), "orion"),
        s.revised("emea", eur("26.4")),
        s.revised("apac", usd("31.47"), "orion"),
        s.revised("nordics", eur("0.9")),
    )
    target = (c.TargetDraft(add_on_percent=8),)
    events = plan.decides("dana", s.revision(targets=target, portions=rows, answers=()))
    assert types(events) == ["PlanRevised", "WindowsOpened"]

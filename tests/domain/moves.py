"""What people might try next in a plan, sensible or not: the pool that histories are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from domain.model import Command
from domain.money import Money
from domain.people import Action
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.measuring import commands as m
from domain.unit.plan import UnitState
from domain.unit.resources import spoken_for
from tests.domain import stages as s
from tests.domain.company import FILE, OPEN_GOAL, PAPER, eur, on, person, usd
from tests.domain.given import Plan
from tests.domain.test_unit_accounts import ORION, claimed_below

Move = tuple[str, Command]
PEOPLE = (
    "dana", "marco", "ana", "kenji", "lena", "mika", "ruth", "olu", "sven", "ines", "hana", "ada",
    "eve", "sam", "nobody", "system",
)  # fmt: skip


AGREEING = (
    c.ConfirmUnderstanding, c.StateNoConcerns, c.AnswerPushback, c.AddKeySuccessFactor,
    c.DecideResourceRequest, c.ClosePushback, c.RevisePlan, c.FinalisePlan, c.FinalisePlan,
)  # fmt: skip
FORWARD: dict[str, tuple[type[Command], ...]] = {
    "drafted": (c.HoldSession, c.ProposeStretchTarget),
    "proposed": AGREEING,
    "in_pushback": AGREEING,
    "revised": AGREEING,
    "final": (c.AcceptPlan,),
    "accepted": (c.SignPlan,),
    "signing": (c.SignPlan, c.SignPlan, c.PutInForce, c.FillSeat, c.HandOverSeat),
    "settled": (
        c.OpenAmendment, c.OfferSubstitute, c.AcceptSubstitute, c.FillSeat, c.SignPlan,
        c.RecordActuals, c.HoldReview, c.DecideAccount, c.ApproveCorrection, c.ClosePlan,
        c.HandOverSeat,
    ),
}  # fmt: skip
"""What brings the loop on from each stage; drawn more often than the rest."""


Kinds = dict[str, list[Move]]


def kinds(plan: Plan) -> Kinds:
    """The commands by what they are, so that a choice among them is not one among seats."""
    found: Kinds = {}
    for one in _pool(plan):
        found.setdefault(type(one[1]).__name__, []).append(one)
    return found


def move(found: Kinds, choice: int, *, stage: str | None = None) -> Move:
    """First a kind of command, one that brings this stage on if it is named, then one of it."""
    forward = {one.__name__ for one in FORWARD.get(stage or "", ())} or set(found)
    names = sorted(forward & set(found)) or sorted(found)
    which, of_its_kind = divmod(choice, 101)
    rows = found[names[which % len(names)]]
    return rows[of_its_kind % len(rows)]


def _pool(plan: Plan) -> Iterator[Move]:
    """Ids are new ones, numbered by the stream."""
    state = plan.state
    yield from _talk(plan)
    yield from _resources(plan)
    yield from _change(plan)
    yield from _promises(plan)
    yield from _seats(plan)
    yield from _facts(state)
    yield from _delegations(plan)
    yield from _rules(plan)


def _current(state: UnitState) -> int:
    return 0 if state.current is None else state.current.number


def _ahead(plan: Plan) -> date:
    """A day to promise something for: in March, and later a fortnight from now."""
    return max(s.FACTOR.due_on, plan.at.date() + timedelta(days=14))


def _talk(plan: Plan) -> Iterator[Move]:
    state = plan.state
    number, n = _current(state), state.version
    for seat in state.seats:
        who = state.owner(seat)
        yield who, c.ConfirmUnderstanding(version=number)
        yield who, c.StateNoConcerns(version=number)
        yield who, s.PUSHBACK.model_copy(
            update={"item": f"i{n}", "version": number, "seat": seat.id,
                    "counter": Money.of(100 + n, seat.currency)}
        )  # fmt: skip
        yield who, c.StateBottomUp(seat=seat.id, amount=Money.of(10**6 - n, seat.currency))
        yield who, c.ClaimAccount(account=ORION, seat=seat.id,
                                  last_year=Money.of(n, seat.currency))  # fmt: skip
        yield "ines", c.CapturePushback(item=f"c{n}", version=number, person=who, kind="other",
                                        words="Said so")  # fmt: skip
    for item in state.items:
        yield "ruth", c.ReplyToPushback(item=item.id, words="I see")
        yield item.person, c.ConfirmCapturedPushback(item=item.id)
        yield item.person, c.WithdrawPushback(item=item.id, reason="Settled")
        yield item.person, c.ContestAnswer(item=item.id, words="No")
        yield "ruth", c.NoteView(item=item.id, words="I see")
        for outcome in ("real_issue", "not_accepted"):
            yield (
                state.leader,
                c.AnswerPushback.model_validate(
                    {"item": item.id, "outcome": outcome, "reason": "Because it is so"}
                ),
            )
        due = _ahead(plan)
        yield (
            item.person,
            s.REQUEST.model_copy(update={"request": f"r{n}", "item": item.id, "needed_by": due}),
        )
        yield state.leader, s.FACTOR.model_copy(
            update={"factor": f"f{n}", "items": (item.id,), "due_on": due, "actions": (
                Action(words="Begin", owner=state.leader, due_on=due),)}
        )  # fmt: skip
    yield state.leader, c.ClosePushback(version=number, nobody_objected=True)
    yield "system", claimed_below(seat=f"s{n % 3}")
    yield "system", c.ReceiveBottomUp(unit="emea", amount=eur("24"), items=n)
    for contest in state.contests:
        winner = contest.claimants[n % len(contest.claimants)].seat
        yield state.leader, c.DecideAccount(account=contest.account, winner=winner, reason="Fair")


def _resources(plan: Plan) -> Iterator[Move]:
    for request in plan.state.requests:
        name = request.asked.request
        yield plan.state.leader, s.GRANTED.model_copy(update={"request": name})
        yield plan.state.leader, c.DecideResourceRequest(
            request=name, outcome="declined", reason="There is no room",
            instead=v.Alternative(words="Less", quantity=Decimal(1), due_on=_ahead(plan)),
        )  # fmt: skip


def _change(plan: Plan) -> Iterator[Move]:
    state, n = plan.state, plan.state.version
    number = _current(state)
    yield state.leader, s.proposal()
    yield state.leader, _revision(state)
    yield state.leader, _revision(state).model_copy(update={"voids": 7})
    yield state.leader, c.FinalisePlan(version=number)
    yield state.leader, c.TakeBackSignature(reason="Wait")
    yield (
        state.leader,
        c.OpenAmendment(
            amendment=f"a{n}", reason="New", cause="c", sign_by=plan.at + timedelta(days=30)
        ),
    )
    yield state.leader, c.WithdrawAmendment(reason="Not now")
    for who in ("olu", "ruth", "sven"):
        yield who, c.AcceptPlan(version=number)
    yield "sven", c.ObjectToPlan(version=number, words="No")
    for who in (*state.signers, *(one.person for one in state.joining)):
        if state.current is not None and state.current.content_hash is not None:
            yield who, s.signs(plan)
        if n % 3 == 0:
            yield who, c.SignPlan(version=number, content_hash="0" * 64)
        yield who, c.DeclineToSign(version=number, words="Not mine")
        yield who, c.TakeBackSignature(reason="Wait")
    for who in ("ruth", "olu"):
        yield who, c.PutInForce(version=number, reason="The year begins")
    yield "system", OPEN_GOAL.model_copy(update={"amount": usd(str(100 + n % 5))})


def _owned(state: UnitState) -> bool:
    """Whether what would be revised is jointly owned and runs."""
    running = state.running
    return (
        running is not None
        and running.version == _current(state)
        and running.jointly_since is not None
    )


def _revision(state: UnitState) -> c.RevisePlan:
    """A thousand moves from one seat to another, on the goal as it is now."""
    current, goal = state.current, state.goal("revenue")
    if current is None or goal is None:
        return s.revision()
    n = state.version
    rows = [one for one in current.portions if not one.seat.startswith("held.")]
    amounts = {one.seat: one.amount for one in rows}
    alike = [seat for seat in amounts if amounts[seat].currency == "USD"]
    if len(alike) > 1:
        giver, taker = alike[n % len(alike)], alike[(n + 1) % len(alike)]
        amounts[giver] = amounts[giver] - Money.of(1000, "USD")
        amounts[taker] = amounts[taker] + Money.of(1000, "USD")
    causes = tuple(one.id for one in state.items) or tuple(
        f"goal-{one.target}" for one in state.goals
    )
    line = current.targets[0]
    return c.RevisePlan(
        targets=(
            c.TargetDraft(
                add_on=line.stretch - goal.amount - (usd("0.01") if n % 2 else usd("0")),
                held=usd("0.01") if n % 7 == 0 else None,
            ),
        ),
        portions=tuple(s.revised(seat, amount, *causes) for seat, amount in amounts.items()),
        reason="So it is",
        voids=0 if _owned(state) else len(state.signed(current.number)),
        below_goal_reason="Less" if n % 2 else None,
    )


def _promises(plan: Plan) -> Iterator[Move]:
    state, n = plan.state, plan.state.version
    yield "olu", c.GrantBudget(budget=f"b{n}", amount=usd("1"))
    for promise in state.commitments:
        name = promise.line.id
        yield state.leader, c.FulfilCommitment(commitment=name, words="Done")
        yield state.leader, c.RevokeCommitment(commitment=name, words="The freeze")
        yield "ada", c.RevokeCommitment(commitment=name, words="The freeze")
        yield state.leader, c.OfferSubstitute(
            commitment=name, substitute=f"x{n}", words="Less", due_on=_ahead(plan),
            reason="The freeze", quantity=Decimal(1),
        )  # fmt: skip
        for who in (promise.line.asked_by, "ruth", state.leader):
            yield who, c.AcceptSubstitute(commitment=name)
            yield who, c.RefuseSubstitute(commitment=name, words="No")
        yield promise.line.asked_by, c.DeclareBreach(commitment=name, reason="Late")
    yield state.leader, c.AddCommitment(
        commitment=f"p{n}", words="More", asked_by="kenji", due_on=_ahead(plan), reason="Late",
        amount=usd("0.01") if spoken_for(state) < usd("1") else usd("9"),
    )  # fmt: skip


def _seats(plan: Plan) -> Iterator[Move]:
    state, day = plan.state, max(plan.at.date(), date(2027, 1, 4))
    for seat in state.seats:
        for name in ("lena", "mika"):
            yield "hana", c.FillSeat(seat=seat.id, person=person(name), joins_on=day)
        yield "hana", c.HandOverSeat(seat=seat.id, successor=None, left_on=day)
        yield state.leader, c.HandOverSeat(seat=seat.id, successor=None, left_on=day)
        yield "ruth", c.HandOverSeat(seat=seat.id, successor=person("mika"), left_on=day)
    for name in ("eve", "ana"):
        yield "system", c.ReplaceLeader(successor=person(name), acts_from=day)


def _actuals(state: UnitState, period: str) -> c.RecordActuals:
    """A line for every seat with a quota, as many as there are by now."""
    rows = state.running.portions if state.running is not None else ()
    lines = tuple(
        v.ActualLine(seat=one.seat, amount=Money.of(n, one.amount.currency))
        for n, one in enumerate(rows)
    )
    return c.RecordActuals(period=period, lines=lines, source=FILE)


def _facts(state: UnitState) -> Iterator[Move]:
    for period in ("Q1", "Q2", "Q3", "Q4"):
        yield "ines", _actuals(state, period)
        yield state.leader, c.HoldReview(period=period, decisions="Go on")
    line = v.CorrectionLine(period="Q1", seat="apac", delta=usd("-1"))
    yield "ines", c.ProposeCorrection(correction=f"k{state.version}", lines=(line,), reason="Wrong")
    for correction in state.corrections:
        for who in ("olu", "ines"):
            named, reason = correction.proposed.correction, "No"
            yield who, c.ApproveCorrection(correction=named)
            yield who, m.WithdrawCorrection(correction=named, reason=reason)
            yield who, m.RefuseCorrection(correction=named, reason=reason)
    if state.version % 5 == 0:
        yield "ruth", c.EndPlanEarly(reason="Sold", closing_review="Fine")
        yield state.leader, c.CancelPlan(reason="Sold")
    yield state.leader, c.ClosePlan()


def _rules(plan: Plan) -> Iterator[Move]:
    state = plan.state
    yield state.leader, s.SESSION
    yield state.leader, c.PromiseSupport(support=f"h{state.version}", person="kenji", words="Help",
                                         due_on=_ahead(plan))  # fmt: skip
    for support in state.support:
        yield state.leader, c.GiveSupport(support=support.promised.support, words="Given")
    yield (
        "system",
        c.ReceiveAmendmentRequest(request=f"q{state.version}", unit="emea", words="Help"),
    )
    for claim in state.claims:
        yield "system", c.SettleClaim(account=ORION, seat=claim.claimant.seat, standing="lost",
                                      decided_by="ruth")  # fmt: skip
    for practice in ("S0-01", "S0-02", "S0-11", "S0-19", "S1-12"):
        subject = PEOPLE[state.version % len(PEOPLE)] if practice == "S0-02" else None
        for who in ("ruth", "olu"):
            yield who, c.ProposeWaiver(waiver=f"{practice.lower()}-{state.version}",
                                       practice=practice, reason="Once", subject=subject,
                                       expires_at=plan.at + timedelta(days=20))  # fmt: skip
    for proposal in state.waiver_proposals[-3:]:
        name = proposal.proposed.waiver
        for who in (
            "ruth",
            "olu",
            "ruth",
            "olu",
            state.leader,
            PEOPLE[state.version % len(PEOPLE)],
        ):
            yield who, c.AgreeToWaiver(waiver=name)
            yield who, c.RefuseWaiver(waiver=name, reason="No")
    yield "system", c.ChangeRules(policy=state.policy.model_copy(update={"least_days": 3}),
                                  deadlines=(), decided_by=("ines", "olu"))  # fmt: skip
    yield "ines", c.PassTime()
    yield "system", c.SetGoal(target="revenue", amount=usd("48"), standing="provisional")
    yield "system", c.SetGoal(target="revenue", amount=usd("100"), standing="confirmed",
                              confirmed_by="olu", document=PAPER)  # fmt: skip
    yield "marco", c.RequestAmendment(request=f"q{state.version}", words="Halved")
    yield "system", c.ReplaceLeaderAbove(successor="olu" if plan.at > on("2027-02-01") else "ruth")


def _delegations(plan: Plan) -> Iterator[Move]:
    """To anybody: who may not take a duty on is refused, now or when they act."""
    state = plan.state
    for n, who in enumerate((state.leader, *state.members, "olu", "sven", "ines", "hana")):
        delegate = PEOPLE[(state.version + 3 * n) % len(PEOPLE)]
        yield who, c.DelegateDuty(delegate=delegate, starts_at=plan.at,
                                  ends_at=plan.at + timedelta(days=60))  # fmt: skip
        yield state.leader, c.CoverAbsence(person=who, cover=delegate,
                                           until=plan.at.date() + timedelta(days=9))  # fmt: skip

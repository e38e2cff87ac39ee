"""Which acts one person may do in a plan now, and for every other, why not yet.

This only spares people forms that would be refused; the decision itself is what refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.model import Command
from domain.practices import blockers
from domain.practices.rule import Step
from domain.practices.s0_11 import still_open
from domain.unit import commands as u
from domain.unit.authority import OFFICES, offices
from domain.unit.deciding.accepting import accepting, authors
from domain.unit.deciding.objecting import OPEN
from domain.unit.deciding.revising import AGREEING, REVISABLE
from domain.unit.plan import OVER, UnitState
from domain.unit.waivers import apart, waiting
from web.commands import kebab, of_units
from web.pages import corrections_open, goals_open, lookback_open
from web.pages.conditions import Why, when

AT: dict[type[Command], tuple[str, ...]] = {
    u.HoldSession: ("drafted",),
    u.ProposeStretchTarget: ("drafted",),
    u.CapturePushback: OPEN,
    u.ClosePushback: OPEN,
    u.AddKeySuccessFactor: AGREEING,
    u.RequestResource: AGREEING,
    u.DecideResourceRequest: AGREEING,
    u.RevisePlan: REVISABLE,
    u.FinalisePlan: OPEN,
    u.AcceptPlan: ("final",),
    u.ObjectToPlan: ("final",),
    u.SignPlan: ("accepted", "signing"),
    u.DeclineToSign: ("accepted", "signing"),
    u.PutInForce: ("signing",),
    u.OpenAmendment: ("settled",),
}
"""The stages of an act, where its own condition does not say it."""

STEP: dict[type[Command], Step] = {
    u.FinalisePlan: "finalise",
    u.PutInForce: "put in force",
}
"""The step whose gates an act would meet; closing pushback has a condition of its own."""


@dataclass(frozen=True)
class Acts:
    """What one person may do; asked by an act's name in an address."""

    state: UnitState
    person: str
    at: datetime
    offices: tuple[str, ...]
    refused: Mapping[str, str]
    held: Mapping[str, str]

    def may(self, name: str) -> bool:
        return name in self.held and name not in self.refused

    def concerns(self, name: str) -> bool:
        """Whether it is this person's act at all, now or later."""
        return name in self.held

    def why(self, name: str) -> str:
        return self.refused.get(name, "")

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(name for name in self.held if name not in self.refused)

    @property
    def later(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.refused[name]) for name in self.held if name in self.refused)


def acts(state: UnitState, person: str, at: datetime) -> Acts:
    """Every act of the person's offices, and why some are not open."""
    mine = offices(state, person)
    held = {
        kebab(kind): kind
        for kind in of_units()
        if any(office in OFFICES[kind] for office in _counted(mine))
    }
    refused = {
        name: words
        for name, kind in held.items()
        if (words := _why_not(kind, state, person, at)) is not None
    }
    return Acts(state, person, at, mine, refused, dict.fromkeys(held, ""))


def _counted(offices_held: tuple[str, ...]) -> tuple[str, ...]:
    return (*offices_held, "member") if "joiner" in offices_held else offices_held


def _why_not(kind: type[Command], state: UnitState, person: str, at: datetime) -> str | None:
    if state.stage in OVER and kind not in corrections_open.CONDITIONS:
        return f"The plan is {state.status}."
    joins = any(one.person == person for one in state.joining)
    late = kind is u.SignPlan and state.runs_unsigned
    if kind in AT and state.stage not in AT[kind] and not joins and not late:
        stages = ", ".join(stage.replace("_", " ") for stage in AT[kind])
        return f"The plan is {state.status}; this is for a plan that is {stages}."
    if kind in CONDITIONS and (words := CONDITIONS[kind](state, person, at)) is not None:
        return words
    if kind in STEP:
        gaps = blockers(state, at, STEP[kind])
        if gaps:
            return f"{gaps[0].practice}: {gaps[0].gap.words}."
    return None


def _number(state: UnitState) -> int:
    return state.current.number if state.current else 0


def _pushing_back(state: UnitState, person: str, at: datetime) -> str | None:
    if any(one.person == person for one in state.joining):
        return None
    if state.stage not in OPEN:
        return f"The plan is {state.status}: objections are over. You can still decline to sign."
    window = next((one for one in state.windows if one.person == person), None)
    if window is not None and window.closes_at <= at:
        return "Your window to push back has closed. You can still decline to sign."
    return None


def _no_concerns(state: UnitState, person: str, at: datetime) -> str | None:
    words = _pushing_back(state, person, at) if state.stage not in OPEN else None
    if words is None and state.answered("no_concerns", person, _number(state)):
        return "You have said so on this version."
    mine = (one for one in state.items if one.person == person and one.stage == "open")
    if words is None and any(one.version == _number(state) for one in mine):
        return "You have an open item on this version: withdraw it first."
    return words


def _closing(state: UnitState, _person: str, at: datetime) -> str | None:
    return "The window is closed." if state.pushback_closed else holds_close(state, at)


def holds_close(state: UnitState, at: datetime) -> str | None:
    """What the pushback window waits for before it can be closed, with the practice."""
    if any(one.stage == "open" for one in state.items):
        return "S0-14: items are still without an answer."
    waiting = still_open(state, at)
    return f"S0-11: {len(waiting)} may still respond." if waiting else None


def _declining(state: UnitState, person: str, _at: datetime) -> str | None:
    if person in state.signed(_number(state)):
        return "You have signed: take your signature back first."
    declined = ((one.person, one.version) for one in state.declines)
    return "You have declined this version." if (person, _number(state)) in declined else None


def _signing(state: UnitState, person: str, _at: datetime) -> str | None:
    if person in state.signed(_number(state)):
        return "You have signed this version."
    if person != state.leader and state.stage == "accepted":
        return "The leader signs first."
    return None


def _taking_back(state: UnitState, person: str, _at: datetime) -> str | None:
    if person not in state.signed(_number(state)):
        return "You have no signature under the version that is open."
    in_force = state.runs(state.current)
    return "The version is in force: signatures stand." if in_force else None


def _accepting(state: UnitState, person: str, _at: datetime) -> str | None:
    asked = person in accepting(state) and person not in authors(state)
    return None if asked else "You are not asked, or have answered this version."


def _amending(state: UnitState, person: str, _at: datetime) -> str | None:
    served = {one.line.asked_by for one in state.commitments if one.standing == "breached"}
    if person == state.leader or person in served:
        return None
    return "A member opens one when a promise that served them was breached."


def _mine(state: UnitState, person: str) -> bool:
    return any(seat.owner == person for seat in state.seats) or any(
        one.person == person for one in state.joining
    )


CONDITIONS: dict[type[Command], Why] = {
    **lookback_open.CONDITIONS,
    **goals_open.CONDITIONS,
    **corrections_open.CONDITIONS,
    u.ConfirmUnderstanding: when(
        lambda s, p: s.current and not s.answered("understood", p, _number(s)),
        "There is no version that you have not confirmed.",
    ),
    u.ProposeStretchTarget: when(
        lambda s, _p: s.goals, "There is no plan goal yet: it is confirmed, or comes from above."
    ),
    u.RaisePushback: _pushing_back,
    u.StateNoConcerns: _no_concerns,
    u.ConfirmCapturedPushback: when(
        lambda s, p: any(i.stage == "captured" and i.person == p for i in s.items),
        "Nothing was captured in your name.",
    ),
    u.BeginSellerPlans: when(
        lambda s, p: any(
            s.seller_plan(one) is None for one in s.sellers if p not in s.members or one == p
        ),
        "Every seller's plan is begun.",
    ),
    u.ReplyToPushback: when(lambda s, _p: s.items, "There are no items."),
    u.WithdrawPushback: when(
        lambda s, p: any(i.stage in {"open", "captured"} and i.person == p for i in s.items),
        "You have no open item.",
    ),
    u.AnswerPushback: when(
        lambda s, _p: any(i.stage == "open" for i in s.items), "No item waits for an answer."
    ),
    u.ContestAnswer: when(
        lambda s, p: any(
            i.person == p and i.stage == "answered" and i.contested is None for i in s.items
        ),
        "None of your items has an answer that you can contest.",
    ),
    u.NoteView: when(
        lambda s, _p: any(i.contested and i.view is None for i in s.items),
        "No answer is contested.",
    ),
    u.StateBottomUp: when(_mine, "You carry no seat here."),
    u.ClosePushback: _closing,
    u.DecideResourceRequest: when(
        lambda s, _p: any(r.decided is None for r in s.requests), "No request waits for you."
    ),
    u.AcceptPlan: _accepting,
    u.ObjectToPlan: _accepting,
    u.SignPlan: _signing,
    u.DeclineToSign: _declining,
    u.TakeBackSignature: _taking_back,
    u.AddCommitment: when(
        lambda s, _p: s.running, "Before the plan is in force, grant requests instead."
    ),
    u.FulfilCommitment: when(
        lambda s, _p: any(c.standing in {"open", "breached"} for c in s.commitments),
        "No commitment is open.",
    ),
    u.OfferSubstitute: when(
        lambda s, _p: any(
            c.standing in {"open", "breached"} and c.offered is None for c in s.commitments
        ),
        "No commitment is open.",
    ),
    u.AcceptSubstitute: when(
        lambda s, _p: any(c.offered for c in s.commitments), "No substitute is offered."
    ),
    u.RefuseSubstitute: when(
        lambda s, _p: any(c.offered for c in s.commitments), "No substitute is offered."
    ),
    u.DeclareBreach: when(
        lambda s, _p: any(c.standing == "open" for c in s.commitments), "No commitment is open."
    ),
    u.RevokeCommitment: when(
        lambda s, _p: s.commitments, "There is no commitment."
    ),
    u.OpenAmendment: _amending,
    u.WithdrawAmendment: when(lambda s, _p: s.amendment, "No amendment is open."),
    u.RequestAmendment: when(lambda s, _p: s.parent, "There is no unit above."),
    u.ClaimAccount: when(_mine, "You carry no seat here."),
    u.DecideAccount: when(
        lambda s, _p: any(c.winner is None for c in s.contests), "No account is contested here."
    ),
    u.FillSeat: when(
        lambda s, _p: s.running and any(seat.owner is None for seat in s.seats),
        "There is no vacant seat with a quota in force.",
    ),
    u.ProposeWaiver: when(
        lambda s, p: p not in apart(s, None), "Who gains from a waiver has no part in it."
    ),
    u.AgreeToWaiver: when(waiting, "No waiver that somebody proposed waits for you."),
    u.RefuseWaiver: when(waiting, "No waiver that somebody proposed waits for you."),
    u.CancelPlan: when(
        lambda s, _p: not s.running, "The plan is in force: it can be ended early, not cancelled."
    ),
    u.EndPlanEarly: when(lambda s, _p: s.running, "The plan was never in force."),
    u.ClosePlan: when(lambda s, _p: s.running, "The plan was never in force."),
}  # fmt: skip

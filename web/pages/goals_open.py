"""Which acts on strategic goals, their steps and reviews are open to one person now, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping

from domain.model import Command
from domain.unit import commands as u
from domain.unit.measuring.commands import RecordGoalActuals
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.agreed import awaited
from web.pages.conditions import Why, when

CONDITIONS: Mapping[type[Command], Why] = {
    u.ReceiveGoal: when(
        lambda s, p: any(p in (g.set.owner, *g.set.contributors) for g in s.live_goals),
        "No strategic goal is yours.",
    ),
    u.CompleteActionStep: when(
        lambda s, p: any(
            step.done_at is None and p in (step.step.owner, s.leader)
            for step in (*s.tactics, *(one for goal in s.live_goals for one in goal.steps))
        ),
        "No open step is yours.",
    ),
    u.ReportGoalProgress: when(
        lambda s, p: any(p in (g.set.owner, s.leader) for g in s.live_goals),
        "No strategic goal is yours.",
    ),
    u.HandOverGoal: when(lambda s, _p: s.live_goals, "There is no strategic goal."),
    u.HandOverStep: when(
        lambda s, _p: any(one.done_at is None for one in s.steps), "There is no open step."
    ),
    u.DropGoal: when(lambda s, _p: s.live_goals, "There is no strategic goal."),
    RecordGoalActuals: when(lambda s, _p: s.live_goals, "There is no goal to measure."),
    w.OpenReview: when(
        lambda s, _p: s.running and not any(one.record for one in s.reviews),
        "Reviews begin when the plan is in force, each once the one before it is closed.",
    ),
    **dict.fromkeys(
        (w.ConfirmReviewSection, w.CloseReview),
        when(lambda s, _p: any(one.record for one in s.reviews), "No review is open."),
    ),
    w.ReportAgreedAction: when(
        lambda s, p: any(p in (one.action.owner, s.leader) for one in awaited(s)),
        "Nothing that a review agreed waits for you.",
    ),
    u.HoldReview: when(
        lambda s, _p: s.running and not s.policy.of_carrying_out.guided_reviews,
        "It begins when the plan is in force, and is opened first where reviews are guided.",
    ),
    u.GiveSupport: when(
        lambda s, _p: any(one.given is None for one in s.support), "No support is promised."
    ),
}

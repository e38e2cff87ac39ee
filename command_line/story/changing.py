"""Steps 23 to 25: a breach, a new plan goal, and a promise that cannot be taken back."""

from __future__ import annotations

import hashlib
from functools import partial

from command_line.story import carrying_out, reviewing
from command_line.story.company import REGIONS, TOP, eur, usd
from command_line.story.executing import facts, quarter
from command_line.story.offering import sign
from command_line.story.proposing import amounts
from command_line.story.revising import V3, portions
from command_line.story.stage import Story
from command_line.view import View
from domain.cycle import commands as cycle
from domain.people import Document
from domain.unit import commands as c

V6 = (usd("47.7"), eur("25.4"), usd("13.5"), usd("19.56"))
LEADERS = {"americas": "sofia", "emea": "ana", "apac": "kenji", "key": "priya"}


def play(story: Story) -> None:
    breach(story)
    board(story)
    freeze(story)


def breach(story: Story) -> None:
    story.begins(23, "The laboratory is not there")
    story.on("2027-07-08")
    carrying_out.second_quarter(story)
    facts(story, "Q2")
    carrying_out.nothing_changed(story)
    others = {unit: person for unit, person in LEADERS.items() if unit != "emea"}
    reviewing.held(story, "Q2", {TOP: "dana", **others})
    carrying_out.last_time(story)
    reviewing.in_person(story, "Q2", LEADERS)
    story.passes("2027-07-10", "12:00")
    plan = story.as_("kenji").plan(TOP)
    lab = next(one for one in plan.rows("commitments") if one["line"]["id"].text == "lab")
    story.holds("the promise is", lab["standing"].text, "breached")
    events = story.as_("sam").reads("timeline", query={"unit": TOP, "limit": 1000})
    broke = [one for one in events.rows("events") if one["type"].text == "CommitmentBreached"]
    story.holds("by itself: declared by", broke[-1]["actor"].text, "system")
    amendment = c.OpenAmendment(
        amendment="lab", reason="Tenders in Japan stay closed to us.", cause="lab",
        cites=("lab",),
        sign_by=story.moment("2027-08-12", "18:00"),
    )  # fmt: skip
    story.holds("Kenji may amend", bool(story.as_("kenji").would(amendment, unit=TOP)))
    story.refuses("Priya, whom it did not serve, may not", "NotAuthorised",
                  lambda: story.as_("priya").would(amendment, unit=TOP))  # fmt: skip


def board(story: Story) -> None:
    story.begins(24, "The board raises the plan goal to 104")
    story.on("2027-07-15", "09:00")
    minute = Document(name="HI-BM-2027-07", sha256=hashlib.sha256(b"HI-BM-2027-07").hexdigest())
    goal = cycle.ConfirmPlanGoal(amount=usd("104.0"), document=minute)
    story.as_("olu").gives(goal)
    dana = story.as_("dana")
    plan = story.until("the goal arrives", partial(_raised, story))
    running = plan["in_force"][-1]
    story.holds("nothing signed moves", amounts(running), V3)
    line = running["targets"][0]
    stretch = line["goal"].money + line["add_on"].money
    left = (stretch - usd("104.0")).share_of(usd("104.0"))
    story.holds("the add-on is now, percent", str(left), "1.92")
    dana.gives(c.OpenAmendment(
        amendment="goal-104", reason="The board raised the plan goal.", cause="goal-revenue",
        cites=("goal-revenue",),
        sign_by=story.moment("2027-08-12", "18:00"),
    ), unit=TOP)  # fmt: skip
    _sixth(story)
    _signed(story)


def _raised(story: Story) -> View | None:
    plan = story.as_("dana").plan(TOP)
    return plan if plan["goals"][0]["amount"].money == usd("104.0") else None


def _sixth(story: Story) -> None:
    dana = story.as_("dana")
    line = c.TargetDraft(add_on=usd("5.0"), held=usd("0.30"))
    causes: dict[str, tuple[str, ...]] = dict.fromkeys(REGIONS, ("goal-104",))
    dana.gives(c.RevisePlan(
        targets=(line,), portions=portions(V6, causes, "share of the new goal"),
        reason="Toward the plan goal of 104.",
    ), unit=TOP)  # fmt: skip
    story.on("2027-07-20")
    for person in ("sofia", "kenji", "priya"):
        story.as_(person).gives(c.ConfirmUnderstanding(version=6), unit=TOP)
        story.as_(person).gives(c.StateNoConcerns(version=6), unit=TOP)
    story.on("2027-07-28")
    dana.gives(c.FinalisePlan(version=6), unit=TOP)
    story.on("2027-07-30")
    for person in ("ruth", "olu", "henrik", "mei"):
        story.as_(person).gives(c.AcceptPlan(version=6), unit=TOP)


def _signed(story: Story) -> None:
    story.on("2027-08-11")
    for person in ("dana", "sofia", "ana", "kenji"):
        sign(story, person, TOP)
    plan = story.as_("dana").plan(TOP)
    story.holds("old quotas stay in force", amounts(plan["in_force"][-1]), V3)
    story.on("2027-08-12", "10:00")
    sign(story, "priya", TOP)
    running = story.as_("dana").plan(TOP)["in_force"][-1]
    story.holds("until all have signed", amounts(running), V6)
    held = [one for one in running.rows("portions") if one["seat"].text not in REGIONS]
    story.holds("held by Dana", tuple(one["amount"].money for one in held), (usd("0.30"),))


def freeze(story: Story) -> None:
    story.begins(25, "A head-count freeze")
    story.on("2027-09-09", "10:00")
    reviewing.reported(story, "Q2", (TOP,))
    dana = story.as_("dana")
    story.refuses(
        "Dana cannot revoke an engineer", "CommitmentIsIrrevocable",
        lambda: dana.gives(c.RevokeCommitment(
            commitment="engineers", words="Head count is frozen."
        ), unit=TOP), practice="S0-22",
    )  # fmt: skip
    tried = story.as_("sam").reads("timeline", query={"unit": TOP, "limit": 1000})
    types = [one["type"].text for one in tried.rows("events")]
    story.holds("the attempt is on the record", "RevocationRefused" in types)
    dana.gives(c.OfferSubstitute(
        commitment="engineers", substitute="engineer-and-agency",
        words="One engineer, and an agency for proofs of concept", amount=usd("0.36"),
        due_on=story.day("2027-10-31"), reason="Head count is frozen.",
    ), unit=TOP)  # fmt: skip
    accept = c.AcceptSubstitute(commitment="engineers")
    story.refuses("a substitute counts only when Sofia accepts it", "NotAuthorised",
                  lambda: story.as_("ana").gives(accept, unit=TOP))  # fmt: skip
    story.as_("sofia").gives(accept, unit=TOP)
    found = {
        one["line"]["id"].text: one["standing"].text for one in dana.plan(TOP).rows("commitments")
    }
    story.holds("the engineers are", found["engineers"], "substituted")
    story.on("2027-10-12")
    carrying_out.third_quarter(story)
    quarter(story, "Q3", LEADERS)
    story.on("2027-10-29")
    dana.gives(c.FulfilCommitment(
        commitment="engineer-and-agency", words="Both began in October."
    ), unit=TOP)  # fmt: skip

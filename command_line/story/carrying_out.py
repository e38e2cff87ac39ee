"""In steps 19 to 26: steps are done, and a goal that stands still changes its plan."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from command_line.story import reviewing
from command_line.story.company import TOP
from command_line.story.proposing import marks
from command_line.story.stage import Story
from command_line.story.striving import GOALS, TERRITORIES
from domain.unit import commands as c
from domain.unit import values as v


def done(story: Story, person: str, step: str, words: str, unit: str = TOP) -> None:
    story.as_(person).gives(c.CompleteActionStep(step=step, words=words), unit=unit)


def first_steps(story: Story) -> None:
    """Two owners have done what they wrote; in the South nothing is done, and Marco says so."""
    nothing_yet = c.ReportGoalProgress(
        goal="south", period="Q1", value=Decimal(0), words="No plant has an offer yet."
    )  # fmt: skip
    story.as_("marco").gives(nothing_yet, unit=TOP)
    done(story, "ana", "share-list", "34 tenders, 11 of them in spring.")
    done(story, "priya", "margin-prices", "Finance looks at each.")
    promised = c.PromiseSupport(
        support="with-ana", person="ana", words="Two days at hospitals with Ana's team",
        due_on=story.day("2027-06-30"),
    )  # fmt: skip
    story.as_("dana").gives(promised, unit=TOP)


def south(story: Story) -> None:
    """The number is green, the goal is red: the review asks for another plan, not for a reminder."""
    dana, marco = story.as_("dana"), story.as_("marco")
    _prepared(story)
    problem = story.refuses(
        "green overall and red in the South: a reminder does not close the review", "GateClosed",
        partial(reviewing.closed, story, TOP, "dana", "Q1"), practice="S1-13",
    )  # fmt: skip
    story.holds("it names the goal and how far it is", tuple(problem.missing), (RED,))
    goal = dana.reads("line-of-sight").where("goals", goal="south")
    story.holds("the goal new territories South, of 4", goal["latest"].number, Decimal(0))
    marco.gives(c.AddActionStep(goal="south", step=v.Step(
        id="south-team", words="Two hunters move to Atlanta until August", owner="marco",
        due_on=story.day("2027-06-11"),
    )), unit=TOP)  # fmt: skip
    reviewing.closed(story, TOP, "dana", "Q1")
    found = {one.said("subject") for one in dana.plan(TOP).rows("findings")
             if one["practice"].text in {"S1-13", "S1-14", "S1-15"}}  # fmt: skip
    story.holds("the launch, planned for the fourth quarter, raises nothing", "launch" not in found)


def _prepared(story: Story) -> None:
    """What the review looks at comes from the plan; a review in one act is none of this year's."""
    dana = story.as_("dana")
    story.refuses(
        "a review is gone through, not declared held", "WrongStage",
        lambda: dana.gives(c.HoldReview(period="Q1", decisions="All is well."), unit=TOP),
        practice="S1-12",
    )  # fmt: skip
    facts = reviewing.gone_through(story, TOP, "dana", "Q1")
    late = [one["step"].text for one in facts.rows("steps") if one["standing"].text == "late"]
    story.holds("the record is prepared from the plan: goals", len(facts.rows("goals")), len(GOALS))
    story.holds("and the steps that are late", sorted(late), sorted(TERRITORIES))


RED = (
    "S1-13: the number of Q1 is on track and the goal south is not: 0 of 4 steps due by Q1 are "
    "done; 0 of 4 territories; its plan must change"
)


def handed_over(story: Story) -> None:
    """The goal and its open steps go to who leads now."""
    dana, reason = story.as_("dana"), "Sofia leads the Americas."
    dana.gives(
        c.HandOverGoal(goal="south", person="marco", successor="sofia", reason=reason), unit=TOP
    )
    for step in (*TERRITORIES, "south-team"):
        dana.gives(c.HandOverStep(step=step, successor="sofia", reason=reason), unit=TOP)


def second_quarter(story: Story) -> None:
    """What stood still in EMEA gets another plan; the South moved."""
    for step in (*TERRITORIES, "south-team"):
        done(story, "sofia", step, "Done with the two hunters.")
    done(story, "ana", "mix-visits", "All 61 hospitals have seen it.")
    story.as_("dana").gives(
        c.GiveSupport(support="with-ana", words="In Lyon and in Turin."), unit=TOP
    )


def nothing_changed(story: Story) -> None:
    ana = story.as_("ana")
    reviewing.gone_through(story, "emea", "ana", "Q2")
    events = story.as_("sam").reads("timeline", query={"unit": "emea", "limit": 1000})
    told = [one for one in events.rows("events") if one["type"].text == "StandstillEscalated"]
    story.holds("that a goal stood still is told further up", len(told), 1)
    story.refuses(
        "in EMEA nothing changed since last time, and a reminder is not enough", "GateClosed",
        partial(reviewing.closed, story, "emea", "ana", "Q2"), practice="S1-14",
    )  # fmt: skip
    ana.gives(c.AddActionStep(goal="tenders", step=v.Step(
        id="tender-writer", words="A writer for tenders, two days a week", owner="imogen",
        due_on=story.day("2027-09-10"),
    )), unit="emea")  # fmt: skip
    reviewing.closed(story, "emea", "ana", "Q2")


def last_time(story: Story) -> None:
    """What the first quarter's review agreed was asked for in the second's; one thing is left."""
    review = story.as_("dana").reads("reviews", unit=TOP).where("held", period="Q2")["record"]
    asked = review["facts"].rows("last_time")
    story.holds("the review of Q2 began with what Q1's agreed", len(asked), 3)
    answers = [one["became"].text for one in review["sections"][0].rows("settled")]
    story.holds("what is not done comes back", answers.count("not_done"), 1)
    told = marks(story, TOP, "agreed", "r1-deliveries-next_action-1")
    story.holds("and its owner was reminded, before and after its day", told[:3], REMINDED)


REMINDED = ("reminded", "reminded", "missed")


def third_quarter(story: Story) -> None:
    done(story, "imogen", "tender-desk", "In London, since August.", "emea")
    done(story, "imogen", "tender-writer", "She began on 1 September.", "emea")


def fourth_quarter(story: Story) -> None:
    done(story, "priya", "price-list", "One list since October.")
    done(story, "kenji", "launch-order", "Two laboratories in Osaka ordered.")
    done(story, "kenji", "office", "Moved in.")

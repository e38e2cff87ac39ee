"""In step 3: three strategic intents, what is to be delivered for them, and goals of the six kinds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import JsonValue

from command_line.story.company import TOP
from command_line.story.stage import Story
from domain.cycle import commands as cycle
from domain.unit import commands as c
from domain.unit import values as v

SOUTH = ("Plant managers in the South",)
SERVED = ("University hospitals", "Contract laboratories")
TESTED = ("Test laboratories in Japan",)
INTENTS = (
    ("south", "Sell where nobody knows us yet.", "Revenue from new territories, USD million", "2.5", SOUTH),
    ("served", "Grow with those whom we serve.", "Revenue per customer served, percent more", "8", SERVED),
    ("certified", "Be the first with certified instruments.", "Revenue from certified instruments, USD million", "3", TESTED),
)  # fmt: skip
"""Each with its growth objective, a number, and the customer groups that it is for."""
DELIVERABLES = (
    ("first-orders", "south", "First orders in four territories of the South", "Territories with a first order", SOUTH, "marco"),
    ("second-product", "served", "A second product line at university hospitals", "Hospitals with two product lines", SERVED[:1], "ana"),
    ("certificate", "certified", "A certified spectrometer on offer in Japan", "Instruments with the certificate", TESTED, "kenji"),
)  # fmt: skip
GOALS = (
    ("south", "new_territory", "New territories South", "Territories with a first order", "0", "4", "marco", ("priya",), "south", SOUTH),
    ("share", "market_share", "Share of university hospitals in EMEA", "Share of instruments bought, percent", "11", "14", "ana", (), "served", SERVED[:1]),
    ("margin", "product_line", "Margin of the spectrometers", "Gross margin, percent", "38", "41", "priya", ("marco", "ana"), "served", SERVED),
    ("mix", "product_mix", "A second product line at each hospital", "Product lines per hospital", "1.4", "1.8", "ana", ("priya",), "served", SERVED[:1]),
    ("launch", "new_product", "The certified spectrometer in Japan", "First-year revenue, USD million", "0", "1.5", "kenji", (), "certified", TESTED),
    ("laboratories", "customer_profit", "Profit of contract laboratories", "Margin per customer, percent", "19", "24", "priya", ("kenji",), "served", ()),
)  # fmt: skip
DELIVERING = {"south": "first-orders", "mix": "second-product", "launch": "certificate"}
"""What is to be delivered, by the goal that does."""
TERRITORIES = ("georgia", "tennessee", "carolinas", "alabama")
STEPS: tuple[tuple[str, str, str | None, str, str, str, str], ...] = (
    *((TOP, "marco", "south", one, f"An offer at every plant in {one.title()}", "marco", "2027-03-26") for one in TERRITORIES),
    (TOP, "ana", "share", "share-list", "A list of every tender of university hospitals", "ana", "2027-03-19"),
    (TOP, "priya", "margin", "margin-prices", "No discount above 8 % without a second look", "priya", "2027-03-12"),
    (TOP, "ana", "mix", "mix-visits", "Each hospital sees the second product line", "ana", "2027-06-18"),
    (TOP, "kenji", "launch", "launch-order", "The first order for the certified spectrometer", "kenji", "2027-11-19"),
    (TOP, "kenji", None, "office", "A second floor for the office in Osaka", "kenji", "2027-12-10"),
    (TOP, "dana", "laboratories", "price-list", "One price list for contract laboratories", "priya", "2027-10-15"),
    ("emea", "imogen", "tenders", "tender-desk", "One desk answers every tender", "imogen", "2027-03-12"),
)  # fmt: skip
"""Unit, author, goal, step, owner and day. Nothing of the launch is due before the fourth quarter."""
REACTIONS: tuple[tuple[str, str, v.Reaction, str | None], ...] = (
    ("marco", "south", "accepted", None),
    ("ana", "mix", "accepted_with_concerns", "Hospitals decide once a year."),
    ("kenji", "launch", "accepted", None),
    ("priya", "margin", "accepted", None),
)


def strategy(story: Story) -> None:
    """Dana says where to; whoever is to get there writes the steps."""
    _intents(story)
    _goals(story)
    _steps(story)
    _in_sight(story)


def _intents(story: Story) -> None:
    dana = story.as_("dana")
    for intent, words, objective, number, groups in INTENTS:
        dana.gives(cycle.StateIntent(
            intent=intent, words=words, objective=objective, number=Decimal(number), groups=groups
        ))  # fmt: skip
    for deliverable, intent, words, measure, groups, owner in DELIVERABLES:
        dana.gives(cycle.DefineDeliverable(
            deliverable=deliverable, intent=intent, words=words, measure=measure, groups=groups,
            owner=owner,
        ))  # fmt: skip
    vague = cycle.DefineDeliverable(
        deliverable="loyalty", intent="south", words="More loyalty", measure="Loyalty",
        groups=("Everybody",), owner="marco",
    )  # fmt: skip
    story.refuses("what is for everybody is for none of the customers of an intent", "Invalid",
                  lambda: dana.gives(vague), practice="S2-07")  # fmt: skip


def _goals(story: Story) -> None:
    dana, by = story.as_("dana"), story.day("2026-10-30")
    bare = c.SetStrategicGoal(**_said(story, GOALS[0]))
    story.refuses("a goal comes with its plan, or the day by which it is promised", "GateClosed",
                  lambda: dana.gives(bare, unit=TOP), practice="S1-21")  # fmt: skip
    for row in GOALS:
        dana.gives(c.SetStrategicGoal(**_said(story, row), plan_by=by), unit=TOP)
    tenders = c.SetStrategicGoal(
        goal="tenders", kind="market_share", words="Tenders of university hospitals",
        metric="Share of tenders won, percent", baseline=Decimal(22), target=Decimal(30),
        owner="imogen", due_on=story.day("2027-09-30"), intent="served", groups=SERVED[:1],
        plan_by=by,
    )  # fmt: skip
    story.as_("ana").gives(tenders, unit="emea")


def _said(story: Story, row: tuple[Any, ...]) -> dict[str, Any]:
    names = (
        "goal",
        "kind",
        "words",
        "metric",
        "baseline",
        "target",
        "owner",
        "contributors",
        "intent",
        "groups",
    )
    more = {"due_on": story.day("2027-12-15"), "deliverable": DELIVERING.get(row[0])}
    return {**dict(zip(names, row, strict=True)), **more}


def _steps(story: Story) -> None:
    """Each names its owner and its day; who gives it is its author."""
    body: JsonValue = {"goal": "south", "step": {"id": "south", "words": "Go South"}}
    story.refuses_body(
        "a step without an owner and a date is refused", "marco", "add-action-step", body, TOP
    )
    for unit, author, goal, step, words, owner, day in STEPS:
        planned = v.Step(id=step, words=words, owner=owner, due_on=story.day(day))
        story.as_(author).gives(c.AddActionStep(goal=goal, step=planned), unit=unit)
    for person, known, reaction, concern in REACTIONS:
        received = c.ReceiveGoal(goal=known, reaction=reaction, words=concern)
        story.as_(person).gives(received, unit=TOP)


def _in_sight(story: Story) -> None:
    """The line of sight, and what stands outside of it."""
    sight = story.as_("dana").reads("line-of-sight")
    top = [one for one in sight.rows("goals") if one["unit"].text == TOP]
    story.holds("strategic intents, each with its number and customer groups",
                len(sight.rows("intents")), len(INTENTS))  # fmt: skip
    story.holds("goals of six kinds, each with one owner, baseline and target", len(top), 6)
    story.holds("no goal without an intent, no intent without a goal",
                (sight["goals_without_intent"].texts, sight["intents_without_goal"].texts), ((), ()))  # fmt: skip
    story.holds("nothing to be delivered for no intent, nothing to be delivered by no goal",
                (sight["intents_without_deliverable"].texts, sight["deliverables_without_goal"].texts), ((), ()))  # fmt: skip
    ours = {one["goal"].text: one.get("by_team") for one in top}
    story.holds("goals whose steps all come from Dana",
                tuple(goal for goal, steps in ours.items() if steps is not None and not steps.whole),
                ("laboratories",))  # fmt: skip
    loose = [one["step"]["id"].text for one in sight.rows("unlinked")]
    story.holds("a step that serves no goal is listed", loose, ["office"])

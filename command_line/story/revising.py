"""Steps 9 to 12: the revised versions, the resources, and who must accept."""

from __future__ import annotations

from decimal import Decimal

from pydantic import JsonValue

from command_line.story import company, planning
from command_line.story.company import DIRECTORS, TOP, eur, usd
from command_line.story.proposing import amounts, marks, rolled_up
from command_line.story.stage import Story
from command_line.view import View
from domain.money import Money
from domain.people import Action
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.buying_in import commands as b
from domain.unit.buying_in.values import Dependency

SHRINKS = "revenue: the add-on shrinks from 8.00 % to 6.00 % of the plan goal"
V2 = (usd("48.0"), eur("25.4"), usd("13.2"), usd("16.86"))
V3 = (usd("46.5"), eur("25.4"), usd("13.2"), usd("18.36"))
ADD_ON = c.TargetDraft(add_on_percent=Decimal(6))
CAUSES = {
    "americas": ("orion",),
    "emea": ("ana-attainability",),
    "apac": ("kenji-lab",),
    "key": ("ana-attainability", "kenji-lab"),
}


def play(story: Story) -> None:
    second(story)
    third(story)
    resources(story)
    executives(story)


def portions(
    of: tuple[Money, ...], causes: dict[str, tuple[str, ...]], why: str
) -> tuple[c.RevisedPortion, ...]:
    """Each region's portion as Dana judges it."""
    return tuple(
        c.RevisedPortion(seat=region, amount=amount, adjustment=why, causes=causes.get(region, ()))
        for region, amount in zip(company.REGIONS, of, strict=True)
    )


def second(story: Story) -> None:
    story.begins(9, "Version 2: 106.0")
    story.on("2026-11-25")
    dana = story.as_("dana")
    command = c.RevisePlan(
        targets=(ADD_ON,),
        portions=portions(V2, CAUSES, "after pushback"),
        reason="EMEA and APAC showed what they can reach; the add-on is 6 %.",
        answers=("ana-attainability", "kenji-lab"),
    )
    uncited = command.model_copy(update={"portions": portions(V2, {}, "after pushback")})
    story.refuses("a difference that cites nothing is refused", "Invalid",
                  lambda: dana.gives(uncited, unit=TOP), practice="S0-18")  # fmt: skip
    dana.gives(command, unit=TOP)
    plan = dana.plan(TOP)
    version = plan["versions"][1]
    story.holds("the portions of version 2", amounts(version), V2)
    story.holds("they sum to", rolled_up(story, version), usd("106.0"))
    window = plan.where("windows", person="priya")["closes_at"].instant
    story.holds("Priya, raised by 0.30 without having objected, has full notice again, days",
                (window - story.now).days, 10)  # fmt: skip
    shrinks = [
        one["words"].text for one in plan.rows("findings") if one["practice"].text == "S0-21"
    ]
    story.holds("it is shown", shrinks, [SHRINKS])


def third(story: Story) -> None:
    story.begins(10, "Version 3: Orion moves")
    story.on("2026-11-27")
    dana = story.as_("dana")
    command = c.RevisePlan(
        targets=(ADD_ON,),
        portions=portions(V3, {"americas": ("orion",), "key": ("orion",)}, "Orion moves"),
        reason="Orion belongs to Key Accounts; 1.5 of portion moves with it.",
    )
    dana.gives(command, unit=TOP)
    version = dana.plan(TOP)["versions"][2]
    story.holds("the portions of version 3", amounts(version), V3)
    story.holds("they sum to", rolled_up(story, version), usd("106.0"))
    cited = {one["seat"].text: one["causes"].texts for one in version.rows("changes")}
    story.holds("every difference cites an item or a decision", cited,
                {"americas": ("orion",), "key": ("orion",)})  # fmt: skip
    story.on("2026-11-27", "16:00")
    for person in DIRECTORS:
        story.as_(person).gives(c.ConfirmUnderstanding(version=3), unit=TOP)
    story.as_("priya").gives(c.StateNoConcerns(version=3), unit=TOP)


FACTORS = (
    ("partners", "Two partners sell for us in every EMEA country.", "ana", "ana-attainability"),
    ("proofs", "A proof of concept starts within a week.", "marco", "marco-engineers"),
    ("known", "Every plant manager in the South knows our name.", "marco", "marco-campaign"),
    ("certified", "Our instruments are certified for Japan.", "kenji", "kenji-lab"),
)


def resources(story: Story) -> None:
    story.begins(11, "Resources are granted and declined, and the plan is final")
    story.on("2026-11-30", "10:00")
    dana, olu = story.as_("dana"), story.as_("olu")
    for factor, words, owner, item in FACTORS:
        step = Action(
            words=f"First report on {factor}", owner=owner, due_on=story.day("2027-03-01")
        )
        dana.gives(c.AddKeySuccessFactor(
            factor=factor, words=words, owner=owner, due_on=story.day("2027-06-30"),
            actions=(step,), items=(item,),
        ), unit=TOP)  # fmt: skip
    olu.gives(c.GrantBudget(budget="first", amount=usd("0.70")), unit=TOP)
    _decides(story, "engineers", "granted", "Lost deals cost more than two engineers.")
    _decides(story, "campaign", "granted_in_part", "The South first; the rest if it works.",
             amount=usd("0.30"))  # fmt: skip
    story.refuses(
        "Dana cannot grant beyond what Olu granted", "BeyondBudget",
        lambda: _decides(story, "lab", "granted", "Three tenders depend on it."),
    )  # fmt: skip
    olu.gives(c.GrantBudget(budget="second", amount=usd("0.30")), unit=TOP)
    _decides(story, "lab", "granted", "Three tenders depend on it.")
    _partner_manager(story)
    story.on("2026-11-30", "15:00")
    planning.time_given(story, TOP, "dana", "Two mornings: each factor with its first step.")
    dana.gives(c.FinalisePlan(version=3), unit=TOP)
    final = dana.plan(TOP)
    promised = tuple(one["amount"].money for one in final["versions"][2].rows("resources"))
    story.holds("version 3 is", final["stage"].text, "final")
    story.holds("with these resources", promised, (usd("0.36"), usd("0.30"), usd("0.25"), eur("0.06")))  # fmt: skip


def _decides(
    story: Story, request: str, outcome: v.GrantOutcome, reason: str, amount: Money | None = None
) -> View:
    command = c.DecideResourceRequest(
        request=request, outcome=outcome, reason=reason, amount=amount
    )
    return story.as_("dana").gives(command, unit=TOP)


def _partner_manager(story: Story) -> None:
    """Declined, with a reason and something instead."""
    body: JsonValue = {"request": "partner-manager", "outcome": "declined"}
    story.refuses_body(
        "a decline without a reason is refused", "dana", "decide-resource-request", body, TOP
    )
    contractor = v.Alternative(
        words="A contractor for two days a week", amount=eur("0.06"), due_on=story.day("2027-04-01")
    )
    declined = c.DecideResourceRequest(
        request="partner-manager", outcome="declined", instead=contractor,
        reason="No head count before the first quarter is in.",
    )  # fmt: skip
    story.as_("dana").gives(declined, unit=TOP)


def _presented(story: Story) -> None:
    """To the CEO first, then to those who accept the plan or object."""
    dana, held_at = story.as_("dana"), story.moment("2026-12-02", "08:00")
    presented = b.PresentToExecutives(
        version=3, held_at=held_at, attendees=("ruth", "olu", "henrik", "mei"),
        words="Portions, factors and resources of version 3.",
    )  # fmt: skip
    story.refuses("executives do not see it before the CEO", "WrongStage",
                  lambda: dana.gives(presented, unit=TOP), practice="S3-37")  # fmt: skip
    dana.gives(b.AlignWithCeo(
        version=3, ceo="ruth", held_at=story.moment("2026-12-01", "16:00"),
        words="Ruth wants install capacity looked at.",
    ), unit=TOP)  # fmt: skip
    dana.gives(presented, unit=TOP)


def _owed(story: Story) -> None:
    """What Services owes is named, and accepted there by who answers for it."""
    installers = Dependency(
        id="installers", function="Services", words="4 installers by 1 Apr", owner="henrik",
        due_on=story.day("2027-04-01"),
    )  # fmt: skip
    story.as_("dana").gives(b.NameDependency(dependency=installers), unit=TOP)
    answer = b.AnswerDependency(
        dependency="installers", outcome="accepted", words="Two are hired; two start in March."
    )
    story.refuses("nobody else accepts for Services", "NotAuthorised",
                  lambda: story.as_("olu").gives(answer, unit=TOP), practice="S3-34")  # fmt: skip
    story.as_("henrik").gives(answer, unit=TOP)
    (owed,) = story.as_("dana").reads("buy-in", unit=TOP).rows("dependencies")
    story.holds("what Services owes is", owed["answer"]["outcome"].text, "accepted")


def executives(story: Story) -> None:
    story.begins(12, "Executives: Services objects, Operations is silent")
    story.on("2026-12-02", "09:00")
    _presented(story)
    words = "We cannot install that much: four more installers by April, or a third waits."
    story.as_("henrik").gives(c.ObjectToPlan(version=3, words=words), unit=TOP)
    story.holds("the plan is", story.as_("dana").plan(TOP)["stage"].text, "revised")
    dana = story.as_("dana")
    story.on("2026-12-02", "14:00")
    dana.gives(c.AddKeySuccessFactor(
        factor="installers", words="4 installers by 1 Apr", owner="dana",
        due_on=story.day("2027-04-01"),
    ), unit=TOP)  # fmt: skip
    _owed(story)
    dana.gives(c.RevisePlan(
        targets=(ADD_ON,), portions=portions(V3, {}, "as in version 3"),
        reason="Services objected: install capacity is a success factor now.",
    ), unit=TOP)  # fmt: skip
    dana.gives(c.FinalisePlan(version=4), unit=TOP)
    version = dana.plan(TOP)["versions"][3]
    story.holds("version 4 has the same amounts", amounts(version), V3)
    story.holds("and a new factor", version["factors"][-1]["words"].text, "4 installers by 1 Apr")
    story.on("2026-12-03")
    for person in ("ruth", "olu", "henrik"):
        story.as_(person).gives(c.AcceptPlan(version=4), unit=TOP)
    story.passes("2026-12-05", "19:00")
    told = marks(story, TOP, "acceptance")
    story.holds("silence escalates", told[-2:], ("missed", "escalated"))
    story.holds("and is no acceptance", story.as_("dana").plan(TOP)["stage"].text, "final")
    waiver = c.ProposeWaiver(
        waiver="mei-silent", practice="S0-02", subject="mei", reason="Operations was asked three times; we go on.",
        expires_at=story.moment("2026-12-31", "18:00"),
    )  # fmt: skip
    story.on("2026-12-07", "08:00")
    story.as_("ruth").gives(waiver, unit=TOP)
    agree = c.AgreeToWaiver(waiver="mei-silent")
    story.refuses("Ruth proposes to waive it by name, and alone she waives nothing", "NeedsTwoPeople",
                  lambda: story.as_("ruth").gives(agree, unit=TOP))  # fmt: skip
    story.as_("olu").gives(agree, unit=TOP)
    story.holds("Olu agrees, and the plan is",
                story.as_("dana").plan(TOP)["stage"].text, "accepted")  # fmt: skip

"""Steps 6 to 8: pushback, the account in two plans, and Dana's answers."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from pydantic import JsonValue

from command_line.client import new_command_id
from command_line.story.company import TOP, eur, usd
from command_line.story.stage import CYCLE, Story
from domain.unit import commands as c
from domain.unit import values as v

DRAFT = "a note that Ana thought better of"
ORION = v.Account(id="orion", name="Orion")


def play(story: Story) -> None:
    pushback(story)
    orion(story)
    answers(story)


def pushback(story: Story) -> None:
    story.begins(6, "Pushback")
    story.on("2026-11-13")
    _draft(story)
    _items(story)
    _requests(story)
    story.as_("priya").gives(c.StateNoConcerns(version=1), unit=TOP)
    plan = story.as_("dana").plan(TOP)
    story.holds("items", [one["id"].text for one in plan.rows("items")], ITEMS)
    euro = plan.where("items", id="ana-euro")
    story.holds("what has no evidence is kept, and marked", not euro["substantiated"].flag)
    beside = story.as_("dana").reads("items", unit=TOP)["items"][0]
    story.holds("beside it, the run-rate's share of EMEA's portion, percent",
                beside["run_rate_share"].number, Decimal("37.5"))  # fmt: skip


ITEMS = ["ana-attainability", "ana-euro", "marco-engineers", "marco-campaign", "kenji-lab"]


def _draft(story: Story) -> None:
    """What Ana wrote and deleted is nowhere on the record."""
    ana = story.as_("ana")
    client = story.client
    body: JsonValue = {"cycle": CYCLE, "unit": TOP, "body": {"words": DRAFT}}
    client.give("/drafts/thought", body, ana.identity, command_id=new_command_id(), method="PUT")
    client.erase("/drafts/thought", ana.identity)
    record = client.read(
        story.path(None, "timeline"), story.as_("sam").identity, {"limit": 1000}
    ).text
    story.holds("a draft that Ana deleted is nowhere on the record", DRAFT not in record)


def _items(story: Story) -> None:
    for person, item in (
        ("ana", c.RaisePushback(
            item="ana-attainability", version=1, kind="attainability", seat="emea",
            words="26.4 asks for growth of a fifth in a market that is flat.",
            evidence="The team's bottom-up numbers sum to 24.3.", counter=eur("24.6"),
        )),
        ("ana", c.RaisePushback(
            item="ana-euro", version=1, kind="other", seat="emea", words="The euro is weak.",
        )),
        ("marco", c.RaisePushback(
            item="marco-engineers", version=1, kind="resource", seat="americas",
            words="Proofs of concept wait five weeks for an engineer.",
            evidence="Eleven of nineteen lost deals waited for a proof of concept.",
        )),
        ("marco", c.RaisePushback(
            item="marco-campaign", version=1, kind="obstacle", seat="americas",
            words="Nobody in the South knows our name.",
            evidence="Brand survey of August: 4 % unaided recall.",
        )),
        ("kenji", c.RaisePushback(
            item="kenji-lab", version=1, kind="obstacle", seat="apac",
            words="Without a certification lab, tenders in Japan are closed to us.",
            evidence="Three tenders, together 1.9.", counter=usd("13.2"),
        )),
    ):  # fmt: skip
        story.as_(person).gives(item, unit=TOP)


def _requests(story: Story) -> None:
    for person, request in (
        ("marco", c.RequestResource(
            request="engineers", words="Two sales engineers", needed_by=story.day("2027-09-30"),
            item="marco-engineers", amount=usd("0.36"), quantity=Decimal(2),
        )),
        ("marco", c.RequestResource(
            request="campaign", words="A campaign in the South", needed_by=story.day("2027-03-31"),
            item="marco-campaign", amount=usd("0.40"),
        )),
        ("kenji", c.RequestResource(
            request="lab", words="A certification lab in Osaka", needed_by=story.day("2027-06-30"),
            item="kenji-lab", amount=usd("0.25"),
        )),
        ("ana", c.RequestResource(
            request="partner-manager", words="A partner manager for EMEA",
            needed_by=story.day("2027-04-01"), item="ana-attainability", amount=eur("0.12"),
        )),
    ):  # fmt: skip
        story.as_(person).gives(request, unit=TOP)


def orion(story: Story) -> None:
    story.begins(7, "The account Orion stands in two plans")
    story.on("2026-11-17", "15:00")
    last_year = usd("2.1")
    story.as_("priya").gives(
        c.ClaimAccount(account=ORION, seat="key", last_year=last_year), unit=TOP
    )
    story.as_("theo").gives(
        c.ClaimAccount(account=ORION, seat="boston-1", last_year=last_year), unit="americas"
    )
    contest = story.until(
        "both claims meet in Dana's unit",
        lambda: story.as_("dana").plan(TOP).find("contests", account="orion"),
    )
    story.until("both hear of it", partial(_contested, story))
    story.holds("it is in neither coverage until Dana decides", contest.get("winner") is None)
    due = contest["decide_by"].instant
    story.holds("she decides by", due.date(), story.day("2026-11-24"))
    findings = story.as_("sam").plan(TOP).rows("findings")
    told = {one.said("subject") for one in findings if one["practice"].text == "account-claim"}
    story.holds("a finding to both", sorted(told), ["priya", "theo"])


def _contested(story: Story) -> bool:
    """Whether every claim to Orion, in both plans, counts for nobody now."""
    plans = (story.as_("sam").plan(unit) for unit in (TOP, "americas"))
    claims = [one for plan in plans for one in plan.rows("claims")]
    return all(one["standing"].text == "contested" for one in claims)


def answers(story: Story) -> None:
    story.begins(8, "Dana answers each item")
    story.on("2026-11-24", "10:00")
    dana = story.as_("dana")
    story.refuses(
        "the window cannot close before", "GateClosed",
        lambda: dana.gives(c.ClosePushback(version=1), unit=TOP), practice="S0-14",
    )  # fmt: skip
    story.refuses(
        "a bare no is refused", "GateClosed",
        lambda: dana.gives(_answer("ana-euro", "not_accepted", "No."), unit=TOP),
        practice="S0-14",
    )  # fmt: skip
    for item, outcome, reason in (
        ("ana-attainability", "real_issue", "The bottom-up numbers hold; the partner gap is real."),
        ("ana-euro", "not_accepted", "Not accepted, because the plan rate carries the euro."),
        ("marco-engineers", "real_issue", "Lost deals did wait for proofs of concept."),
        ("marco-campaign", "real_issue", "The survey shows that nobody knows us there."),
        ("kenji-lab", "real_issue", "The three tenders ask for the certificate."),
    ):
        dana.gives(_answer(item, outcome, reason), unit=TOP)
    ana, ruth = story.as_("ana"), story.as_("ruth")
    words = "Customers pay in euros and our costs are in dollars."
    ana.gives(c.ContestAnswer(item="ana-euro", words=words), unit=TOP)
    noted = "The rate is the cycle's; a shift of it is nobody's attainment."
    ruth.gives(c.NoteView(item="ana-euro", words=noted), unit=TOP)
    euro = dana.plan(TOP).where("items", id="ana-euro")
    story.holds("Ana contests, and Ruth notes her view", euro.said("view"), noted)
    dana.gives(c.ClosePushback(version=1), unit=TOP)
    decision = c.DecideAccount(
        account="orion", winner="key", moves=usd("1.5"),
        reason="Orion buys for four continents; Key Accounts serves it.",
    )  # fmt: skip
    dana.gives(decision, unit=TOP)
    contest = dana.plan(TOP).where("contests", account="orion")
    story.holds("Orion goes to", contest["winner"].text, "key")
    story.holds("and of portion moves", contest["moves"].money, usd("1.5"))


def _answer(item: str, outcome: str, reason: str) -> c.AnswerPushback:
    return c.AnswerPushback.model_validate({"item": item, "outcome": outcome, "reason": reason})

"""In steps 16 and 26: the plans of Key Accounts, coached, presented, rated, paid for and kept."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from command_line.story.company import usd
from command_line.story.sellers import Seller, sellers_of
from command_line.story.stage import Story
from domain.seller import commands as c
from domain.seller import values as v
from domain.unit.commands import ClaimAccount
from domain.unit.values import Account

UNIT = "key"
PAID_BY = "variable-2027"
PROMISE = "colleague"
RATED: tuple[tuple[str, v.Aspect, str], ...] = (
    ("priya", "aggressive", "A fifth more than last year."),
    ("dana", "attainable", "Each line has customers behind it."),
)

MEETINGS: tuple[tuple[v.Meeting, str], ...] = (
    ("kick_off", "Why we plan, and the year ahead"),
    ("weekly", "Steps of this week"),
)


def play(story: Story) -> None:
    """Each plan goes the whole way; what follows is asserted of the team."""
    team = sellers_of(story, UNIT)
    story.together("pay is explained and agreed", [partial(_paid, story, one) for one in team])
    _alone(story, team[0])
    story.together(
        "plans are presented, rated and agreed",
        [partial(_agreed, story, one, coached=one != team[-1]) for one in team],
    )
    _roles(story, team)
    _claims(story, team)
    rows = [
        one for one in story.as_("priya").reads("sellers").rows("sellers")
        if one["unit"].text == UNIT
    ]  # fmt: skip
    twice = sum(one["double_a"].flag for one in rows)
    story.holds("plans of Key Accounts found double A by two people", twice, len(team))
    practices = {
        one["practice"].text
        for seller in team
        for one in story.as_("priya").reads("sellers", seller.person).rows("findings")
    }
    story.holds("found in them: a line that nothing pays for, and one plan without coaching",
                practices, {"S3-16", "S3-26"})  # fmt: skip


def _paid(story: Story, seller: Seller) -> None:
    """The version comes as a file has it; of the first seller's lines one is left unpaid."""
    person, priya, own = seller.person, story.as_("priya"), story.as_(seller.person)
    paid = ("main",) if person == "victor" else ("main", "renewals")
    story.as_("ines").writes(c.ImportCompensation(compensation=PAID_BY, components=(
        v.Component(id="base", name="Base", pays="base", weight=Decimal(60), lines=("main",)),
        v.Component(id="quota", name="Quota", pays="incentive", weight=Decimal(40), lines=paid),
    )), of=person)  # fmt: skip
    priya.writes(c.ExplainCompensation(compensation=PAID_BY), of=person)
    own.writes(c.ConfirmCompensationUnderstood(compensation=PAID_BY), of=person)
    own.writes(
        c.AgreeCompensation(compensation=PAID_BY, aggressive=True, attainable=True, win=True),
        of=person,
    )
    priya.writes(c.ConfirmCompanyWin(compensation=PAID_BY), of=person)
    promise = v.Promise(
        id=PROMISE, words="Two days beside a new colleague", due_on=story.day("2027-09-30"),
        beyond=True,
    )  # fmt: skip
    own.writes(c.MakePromise(promise=promise), of=person)


def _alone(story: Story, seller: Seller) -> None:
    """Double A takes two people."""
    rated = c.RateSellerPlan(version=1, aspect="aggressive", passes=True, words=RATED[0][2])
    both = rated.model_copy(update={"aspect": "attainable"})
    priya = story.as_("priya")
    priya.writes(rated, of=seller.person)
    story.refuses("nobody rates a plan aggressive and attainable alone", "NeedsTwoPeople",
                  lambda: priya.writes(both, of=seller.person), practice="S3-27")  # fmt: skip


def _agreed(story: Story, seller: Seller, *, coached: bool) -> None:
    person, priya = seller.person, story.as_("priya")
    if coached:
        priya.writes(c.CoachPlan(words="Fewer lines, and a name behind each."), of=person)
    priya.writes(c.PresentSellerPlan(
        version=1, held_at=story.now, attendees=("dana", "priya", "annika", "dimitri"), rating=4,
        words="Clear, with names.",
    ), of=person)  # fmt: skip
    for rater, aspect, words in RATED[1 if person == "victor" else 0 :]:
        rated = c.RateSellerPlan(version=1, aspect=aspect, passes=True, words=words)
        story.as_(rater).writes(rated, of=person)
    priya.writes(c.AgreeToSellerPlan(version=1), of=person)
    for kind, agenda in MEETINGS:
        priya.writes(c.HoldMeeting(kind=kind, held_at=story.now, agenda=agenda), of=person)


def _roles(story: Story, team: tuple[Seller, ...]) -> None:
    """Nobody is both; what a hunter wins goes to a farmer."""
    priya = story.as_("priya")
    hunter = next(one for one in team if one.role == "hunter")
    farmer = next(one for one in team if one.role == "farmer")
    both = c.AssignSellingRole(role="farmer", from_on=story.day("2027-01-11"))
    story.refuses("a hunter is no farmer at the same time", "GateClosed",
                  lambda: priya.writes(both, of=hunter.person), practice="S3-22")  # fmt: skip
    hunts = both.model_copy(update={"role": "hunter"})
    priya.writes(hunts, of=hunter.person)
    won = c.RecordAccountWon(account="nova", farmer=farmer.person)
    story.as_(hunter.person).writes(won, of=hunter.person)
    story.as_(farmer.person).writes(c.ConfirmHandover(account="nova"), of=hunter.person)


def _claims(story: Story, team: tuple[Seller, ...]) -> None:
    """The first of a farmer's top accounts is claimed: it is in no other plan."""
    farmer = next(one for one in team if one.role == "farmer")
    own = story.as_(farmer.person)
    top = own.reads("sellers", farmer.person).rows("accounts")[0]
    own.gives(ClaimAccount(
        account=Account(id=top["account"].text, name=top["name"].text), seat=farmer.seat,
        last_year=usd("0.4"),
    ), unit=UNIT)  # fmt: skip
    claims = own.plan(UNIT).rows("claims")
    mine = [one["account"]["name"].text for one in claims if one["standing"].text == "open"]
    story.holds("a top account is claimed, and nobody else's", mine, [top["name"].text])


def kept(story: Story) -> None:
    """What they undertook for themselves, and then some."""
    team = sellers_of(story, UNIT)
    outcomes: dict[str, v.Kept] = {team[0].person: "exceeded", team[-1].person: "not_kept"}
    for seller in team:
        outcome = outcomes.get(seller.person, "kept")
        reported = c.ReportPromise(promise=PROMISE, outcome=outcome, words="As said in spring.")
        story.as_(seller.person).writes(reported, of=seller.person)
    rows = story.as_("priya").reads("sellers").rows("sellers")
    promised = sum(one["promises"].whole for one in rows)
    story.holds("promises made, and kept", (promised, sum(one["promises_kept"].whole for one in rows)),
                (len(team), len(team) - 1))  # fmt: skip

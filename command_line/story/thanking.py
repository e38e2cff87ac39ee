"""In steps 19 and 26: what is done for the culture, what customers see of it, and thanks."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from command_line.story.stage import Story
from domain.culture import commands as v
from domain.culture.values import Audience, Perceived, Stage
from domain.people import Document

SEEN: tuple[tuple[Audience, str, str, int], ...] = (
    ("customers", "victor", "82", 14),
    ("customers", "tomas", "57", 9),
    ("colleagues", "victor", "88", 6),
)


def spring(story: Story) -> None:
    """An initiative with stages, a contest of teams, an idea, and thanks that nobody prompted."""
    dana = story.as_("dana")
    dana.tells(v.StartInitiative(
        initiative="listening", words="We listen before we offer", owner="dana",
        from_on=story.day("2027-01-04"), until_on=story.day("2028-06-30"),
        stages=(
            Stage(stage="visits", words="Each leader goes along on four visits",
                  due_on=story.day("2027-03-31")),
            Stage(stage="habit", words="A visit without an offer is nothing unusual",
                  due_on=story.day("2028-06-30")),
        ),
    ))  # fmt: skip
    dana.tells(v.CompleteStage(initiative="listening", stage="visits"))
    words = "Sixteen visits; offers come a week later and are shorter."
    dana.tells(v.ReviewInitiative(initiative="listening", period="Q1", words=words))
    dana.tells(v.OpenContest(
        contest="teams", name="The best half year of a team", kind="team",
        rules="Attainment of the unit; the whole team wins.",
        from_on=story.day("2027-04-01"), until_on=story.day("2027-12-31"),
    ))  # fmt: skip
    story.as_("theo").tells(v.FileIdea(idea="loaners", words="Lend an instrument for a month."))
    story.as_("marco").tells(v.LinkIdea(idea="loaners", unit="americas"))
    ana = story.as_("ana")
    ana.tells(
        v.RecordPeerHelp(help="tender", helper="kenji", words="He lent us his tender writer.")
    )
    ana.tells(v.RecogniseColleague(
        recognition="tender", person="kenji", category="helpful", words="In the week of his own tender."
    ))  # fmt: skip
    ana.tells(v.NominatePeer(person="priya", words="She makes others better."))
    _seen(story)


def _seen(story: Story) -> None:
    """HR brings in what customers and colleagues said; a low score is shown to who leads."""
    farah = story.as_("farah")
    for audience in ("customers", "colleagues"):
        digest = hashlib.sha256(audience.encode()).hexdigest()
        farah.tells(v.ImportSurvey(
            survey=f"{audience}-q1", period="Q1", audience=audience,
            source=Document(name=f"{audience}-q1.csv", sha256=digest),
            scores=tuple(
                Perceived(person=person, value="relationships", score=Decimal(score), answers=answers)
                for who, person, score, answers in SEEN if who == audience
            ),
        ))  # fmt: skip


def year_end(story: Story) -> None:
    dana = story.as_("dana")
    dana.tells(v.EndContest(contest="teams", winners=("key",)))
    dana.tells(v.GiveAward(
        award="team-of-the-year", occasion="The dinner in January", to="key",
        attainment=Decimal("104.3"), period="2027", contest="teams",
    ))  # fmt: skip
    dana.tells(v.CarryInitiativeOver(initiative="listening"))

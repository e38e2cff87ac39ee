"""Steps 13 to 15: the leader signs first, one declines, and the version comes into force."""

from __future__ import annotations

from command_line.story.company import TOP, eur, usd
from command_line.story.revising import ADD_ON, portions
from command_line.story.stage import Story
from domain.unit import commands as c

WORDS = "25.4 without a partner manager is not my plan"


def play(story: Story) -> None:
    offer(story)
    decline(story)
    in_force(story)


def sign(story: Story, person: str, unit: str, *, dissent: str | None = None) -> None:
    """Sign the newest version of a unit, as it was shown."""
    version = story.as_(person).plan(unit)["versions"][-1]
    command = c.SignPlan(
        version=version["number"].whole,
        content_hash=version["content_hash"].text,
        dissent=dissent,
    )
    story.as_(person).gives(command, unit=unit)


def signed(story: Story, version: int) -> tuple[str, ...]:
    """Whose valid signature stands under a version of the top unit."""
    return tuple(
        one["person"].text
        for one in story.as_("sam").plan(TOP).rows("signatures")
        if one["version"].whole == version and one["standing"].text == "valid"
    )


def offer(story: Story) -> None:
    story.begins(13, "Dana signs first")
    story.on("2026-12-07", "10:00")
    story.refuses("no member signs before the leader", "WrongStage",
                  lambda: sign(story, "marco", TOP))  # fmt: skip
    sign(story, "dana", TOP)
    for person in ("marco", "kenji", "priya"):
        sign(story, person, TOP)
    story.holds("signed", signed(story, 4), ("dana", "marco", "kenji", "priya"))
    plan = story.as_("dana").plan(TOP)
    story.holds("3 of 4 members: the commitment is still an offer", not plan.rows("commitments"))
    story.holds("nothing is in force", not plan.rows("in_force"))


def decline(story: Story) -> None:
    story.begins(14, "Ana declines")
    story.on("2026-12-10")
    story.as_("ana").gives(c.DeclineToSign(version=4, words=WORDS), unit=TOP)
    plan = story.as_("dana").plan(TOP)
    story.holds("her words are kept", plan["declines"][-1]["words"].text, WORDS)
    story.holds("the others' signatures are untouched", len(signed(story, 4)), 4)
    content = plan["versions"][3]["content_hash"].text
    command = c.SignPlan(version=4, content_hash=content)
    story.refuses_for("nobody can sign for Ana", "marco", "ana", command, TOP)
    blockers = story.as_("dana").reads("blockers", unit=TOP, query={"step": "own jointly"})
    words = [one["words"].text for one in blockers.rows("blockers")]
    story.holds("Dana sees what blocks joint ownership", words, ["ana declined to sign"])
    for words_, act in (
        ("she may revise", _smaller_for_ana()),
        ("or take her own offer back", c.TakeBackSignature(reason="To think it over with Ana.")),
    ):
        story.holds(f"her options: {words_}", bool(story.as_("dana").would(act, unit=TOP)))


def _smaller_for_ana() -> c.RevisePlan:
    """What Dana weighs and leaves: 0.4 of Ana's portion to Key Accounts."""
    moved = (usd("46.5"), eur("25.0"), usd("13.2"), usd("18.80"))
    causes: dict[str, tuple[str, ...]] = {"emea": ("decline-ana",), "key": ("decline-ana",)}
    return c.RevisePlan(
        targets=(ADD_ON,),
        portions=portions(moved, causes, "what Ana declined goes to Key Accounts"),
        reason="What Ana needs.",
        voids=4,
    )


def in_force(story: Story) -> None:
    story.begins(15, "The deadline passes, and two people put version 4 in force")
    ruth, olu = story.as_("ruth"), story.as_("olu")
    command = c.PutInForce(version=4, reason="Quotas must run from 1 January.")
    story.on("2026-12-17")
    story.refuses("not before the deadline", "DeadlineNotReached",
                  lambda: ruth.gives(command, unit=TOP))  # fmt: skip
    story.passes("2026-12-19", "19:00")
    story.on("2026-12-21", "10:00")
    story.refuses("Olu alone cannot begin it", "NotAuthorised",
                  lambda: olu.gives(command, unit=TOP))  # fmt: skip
    ruth.gives(command, unit=TOP)
    story.refuses("nor Ruth alone complete it", "NeedsTwoPeople",
                  lambda: ruth.gives(command, unit=TOP))  # fmt: skip
    olu.gives(command, unit=TOP)
    plan = story.as_("dana").plan(TOP)
    running = plan["in_force"][-1]
    story.holds("in force, not jointly owned", running.get("jointly_since") is None)
    missing = running["missing"][0]
    story.holds("with the name", missing["person"].text, "ana")
    story.holds("and why", missing["why"].text, f"declined: {WORDS}")
    bound = [one["line"]["id"].text for one in plan.rows("commitments")]
    story.holds("commitments bind from here", bound,
                ["engineers", "campaign", "lab", "partner-manager.instead"])  # fmt: skip
    for unit in ("americas", "emea", "apac", "key"):
        story.until(f"the cascade proceeds in {unit}", lambda unit=unit: _firm(story, unit))  # type: ignore[misc]
    story.holds("the cascade proceeds in every region")


def _firm(story: Story, unit: str) -> bool:
    goals = story.as_("sam").plan(unit).rows("goals")
    return any(goal["standing"].text == "in_force" for goal in goals)

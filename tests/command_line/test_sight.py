"""`tally cycle line-of-sight`: what it prints."""

from __future__ import annotations

from tests.command_line.answering import Answer

SIGHT_OF = "/v1/halden/cycles/fy27/line-of-sight"
STEP = {"id": "visit", "words": "Visit ten", "owner": "marco", "due_on": "2027-03-01",
        "author": "marco", "done": True}  # fmt: skip
GOAL = {
    "unit": "sales", "goal": "south", "words": "Four accounts", "intent": "grow", "owner": "marco",
    "deliverable": "cities", "steps": [STEP, {**STEP, "id": "fair", "done": False}],
}  # fmt: skip
SIGHT = {
    "intents": [
        {"intent": "grow", "words": "Grow where we are not", "objective": "accounts",
         "number": "40", "groups": ["universities"], "deliverables": ["cities"]},
    ],
    "deliverables": [{"deliverable": "cities", "words": "A customer in each city", "owner": "ana"}],
    "goals": [GOAL, {**GOAL, "goal": "north", "words": "Keep the North", "deliverable": None}],
    "orphans": [{"practice": "S1-03", "unit": "sales", "words": "the goal “Fair” has no step"}],
    "unlinked": [{"unit": "emea", "step": {**STEP, "words": "Mail everybody"}}],
}  # fmt: skip


def told(tally):
    run = tally("cycle", "line-of-sight", "--cycle", "fy27")
    assert run.exit_code == 0, run.output
    return [" ".join(line.split()) for line in run.stdout.splitlines()]


def test_the_line_runs_from_intent_to_steps_and_its_breaks_are_named(service, tally):
    service.tells("GET", SIGHT_OF, Answer(200, SIGHT))

    assert told(tally) == [
        "Grow where we are not",
        "accounts 40, for universities",
        "to deliver: A customer in each city (ana)",
        "goal: Four accounts (sales, marco), 1 of 2 steps done",
        "goal: Keep the North (sales, marco), 1 of 2 steps done",
        "S1-03 the goal “Fair” has no step (sales)",
        "S2-21 the step “Mail everybody” serves no goal (emea)",
    ]


def test_before_an_intent_is_stated_it_is_said_how(service, tally):
    service.tells("GET", SIGHT_OF, Answer(200, {"intents": [], "goals": []}))

    assert told(tally) == ["No strategic intent is stated yet: tally cycle do state-intent."]

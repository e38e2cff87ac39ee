"""The product's words for acts on strategic goals, their steps and reviews, where an id does not read as one."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: dict[str, str] = {
    "set-strategic-goal": "Set a strategic goal",
    "receive-goal": "Say how I take this goal",
    "record-planning-time": "Record time for making action plans",
    "add-action-step": "Add a step",
    "complete-action-step": "Record that it is done",
    "report-goal-progress": "Report where it stands",
    "hand-over-goal": "Hand this goal over",
    "hand-over-step": "Hand this step over",
    "drop-goal": "Give this goal up",
    "open-review": "Open the review",
    "confirm-review-section": "Record what was said here",
    "report-agreed-action": "Report that it is done",
    "close-review": "Close the review",
}

SPECIAL: Mapping[tuple[str, str], str] = {
    ("set-strategic-goal", "kind"): "Kind of goal",
    ("set-strategic-goal", "words"): "What is to be reached",
    ("set-strategic-goal", "target"): "To",
    ("hand-over-goal", "person"): "Whose part",
    ("hand-over-goal", "successor"): "To whom; left empty, a contributor's part ends",
    ("hand-over-step", "successor"): "To whom",
    ("open-review", "attendees"): "Who is there",
    ("confirm-review-section", "said"): "What was said",
    ("confirm-review-section", "decisions"): "Decisions",
    ("confirm-review-section", "next_actions"): "Next actions",
    ("confirm-review-section", "settled"): "What became of it",
    ("confirm-review-section", "agreed"): "What was agreed",
    ("confirm-review-section", "became"): "It is",
    ("close-review", "words"): "The review in your words",
    ("report-agreed-action", "agreed"): "What was agreed",
    ("report-agreed-action", "words"): "What came of it",
    ("complete-action-step", "words"): "What came of it",
}

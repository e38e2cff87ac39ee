"""The product's words for acts of a culture and their fields, where an id does not read as one."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: dict[str, str] = {
    "open-values-case": "Open a case",
    "record-case-step": "Record what was tried",
    "decide-values-case": "Decide the case",
    "choose-values": "Choose the values",
    "set-expectations": "Say what is expected",
}

OPTIONS: dict[str, str] = {
    "incapable": "Incapable of the values",
    "unwilling": "Unwilling: does not believe in them",
    "stays": "They stay",
    "another_role": "Another role",
    "leaves": "They leave",
}

SPECIAL: Mapping[tuple[str, str], str] = {
    ("choose-values", "values"): "Value",
    ("choose-values", "name"): "What it is called",
    ("choose-values", "behaviours"): "Behaviours by which it is seen, one on each line",
    ("set-expectations", "expectations"): "Expectation",
    ("set-expectations", "words"): "What is expected of everyone",
    ("set-expectations", "measure"): "By what it is measured",
    ("set-expectations", "review"): "In which review it is looked at",
    ("open-values-case", "about"): "About whom",
    ("open-values-case", "person"): "Person",
    ("open-values-case", "reason"): "For which reason",
    ("open-values-case", "evidence"): "What shows it",
    ("open-values-case", "shown"): "Survey or behaviour",
    ("open-values-case", "seen_on"): "Of a behaviour, the day on which it was missing",
    ("open-values-case", "steps"): "What was tried before",
    ("open-values-case", "step"): "What",
    ("record-case-step", "step"): "What was tried",
    ("decide-values-case", "outcome"): "What is decided",
    ("decide-values-case", "about"): "Why",
}

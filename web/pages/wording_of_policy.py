"""How the parameters of a cycle's policy, and acts about rules, are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: dict[str, str] = {
    "propose-rule-change": "Propose other rules",
    "state-cap": "State a cap",
    "lift-cap": "Lift this cap",
}
_LABELS: dict[str, str] = {
    "preset": "Preset: which gates block, and which warn",
    "overrides": "Gates that act otherwise than the preset says",
    "mode": "What it does",
    "notice_days": "Days of notice before a plan opens",
    "proposal_days_after_session": "Days from the planning session to the proposal",
    "understanding_days": "Days to confirm that one's portion is understood",
    "first_window_days": "Days to answer the first version",
    "reopened_window_days": "Days to answer a later version",
    "claim_decision_days": "Days to decide who has an account",
    "reminder_days": "Reminders, in days before a deadline (-7 is a week before)",
    "escalation_days": "Escalations, in days after a deadline",
    "breach_after_days": "Days after which a promise that is overdue is breached",
    "least_days": "Days that a step gets after the one before, at least",
    "late_after_minutes": "Minutes after which a deadline that passed while the service was away is moved",
    "street_quota_warn": "Percent above the stretch target beyond which portions warn",
    "street_quota_strong": "Percent above the stretch target beyond which they warn strongly",
    "run_rate_low": "A run-rate up to this percent of the goal asks for robust plans",
    "run_rate_high": "A run-rate from this percent of the goal on asks for robust plans",
    "quota_changes_per_year": "Changes of one quota in a year; more warn",
    "short_loop": "A unit of sellers that raised nothing goes straight to signing",
    "neglected_days": "Days after which a goal that is behind and that nobody touches is named",
    "training_gap_days": "Days without training beyond which there is a gap",
    "signing": "The weakest class of signature that counts",
    "sellers": "Sellers' plans",
    "handover_days": "Days to hand an account over",
    "reviews": "How often a seller's plan is reviewed",
    "low_result": "A result below this percent is low",
    "culture": "Culture",
    "least_sample": "People in a survey, at least",
    "low_score": "A score below this percent is low",
    "least_group": "People in a pulse, at least",
    "case_days": "Days to settle a values case",
    "carrying_out": "Carrying plans out",
    "guided_reviews": "Reviews are guided, section by section",
    "planning_hours": "Hours for making action plans, of each unit",
    "reach": "Who is foreseen at or above quota",
    "least": "Fewer than this percent warns",
    "most": "More than this percent warns",
    "incentives": "Incentives",
    "least_weight": "A weight below this percent does not count",
    "conflicts": "Metrics that conflict with the level above",
}

SPECIAL: Mapping[tuple[str, str], str] = {
    ("propose-rule-change", name): words for name, words in _LABELS.items()
}

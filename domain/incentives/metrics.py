"""What a component of compensation measures, and which measures gain by what costs another."""

from __future__ import annotations

from typing import Final, Literal

from domain.model import Value

Metric = Literal[
    "revenue", "new_business", "renewals", "profit_amount", "profit_percent", "cost", "cash",
    "customer_satisfaction", "delivery_quality", "strategic_goals", "other",
]  # fmt: skip

NUMBERS: Final[tuple[Metric, ...]] = (
    "revenue", "new_business", "renewals", "profit_amount", "profit_percent",
)  # fmt: skip
"""Measures of a unit's number: what its stretch target is made of, or what it leaves."""

PROFIT: Final[tuple[Metric, ...]] = ("profit_amount", "profit_percent")
"""What a major part of top incentives rests on (S3-18, S3-19)."""


class Conflict(Value):
    """`metric` of a level can improve while `above` of the one above it worsens."""

    metric: Metric
    above: Metric


CONFLICTS: Final[tuple[Conflict, ...]] = tuple(
    Conflict(metric=metric, above=above)
    for metric, against in (
        ("revenue", ("profit_amount", "profit_percent", "cash")),
        ("new_business", ("renewals", "profit_amount", "profit_percent")),
        ("renewals", ("profit_percent",)),
        ("profit_percent", ("revenue", "new_business", "profit_amount")),
        ("cost", ("revenue", "customer_satisfaction", "delivery_quality")),
    )
    for above in against
)
"""Discounts win revenue and cost profit, long terms of payment cash; thin business is turned away
for a percentage; what is saved is not delivered (S3-20)."""

UNSHARED: Final = frozenset({"strategic_goals", "other"})
"""What two people can both be paid for without sharing anything; goals count one by one."""

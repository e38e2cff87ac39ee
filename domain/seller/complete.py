"""What is still missing from a plan before it can be submitted, in the reader's words (S3-28)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.seller.plan import SellerState
from domain.seller.values import Component

EXPECTED = {"hunter": "new_business", "farmer": "growth"}
"""The kind of line that the plan of each role is about (S3-25)."""


def missing(plan: SellerState, at: datetime) -> tuple[str, ...]:
    """Every section that is not there; nothing once the plan is complete."""
    return tuple(_missing(plan, at))


def _missing(plan: SellerState, at: datetime) -> Iterator[str]:
    if not plan.lines:
        yield "the business plan: lines with quantity, value, date and owner (S3-14)"
    kind = EXPECTED.get(plan.role_on(plan.starts_on) or "")
    if kind and plan.lines and all(line.kind != kind for line in plan.lines):
        yield f"a line of {kind.replace('_', ' ')}, which this role is about (S3-25)"
    if not plan.accounts and plan.no_accounts is None:
        yield "the top accounts, or why they are not appropriate (S4-10)"
    if not plan.covers(at):
        yield "training for the next 90 days (S4-11)"


def unpaid(plan: SellerState) -> tuple[str, ...]:
    """The plan's lines that no component of the compensation plan pays for (S3-16)."""
    paid = {line for one in _components(plan) for line in one.lines}
    return tuple(line.id for line in plan.lines if line.id not in paid)


def unplanned(plan: SellerState) -> tuple[str, ...]:
    """The components that pay for nothing in the plan (S3-16, S3-29)."""
    known = {line.id for line in plan.lines}
    return tuple(
        one.id for one in _components(plan) if not known & set(one.lines) and not one.goals
    )


def _components(plan: SellerState) -> tuple[Component, ...]:
    found = plan.compensation
    return () if found is None else found.imported.components

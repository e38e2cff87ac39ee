"""What is waited for as a line of a page: in names, where it is done, and how late it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.naming import named
from projections.fetching import Cell, Found

AT_NUMBER = frozenset({"understanding", "pushback"})
AT_SIGNING = frozenset({"signing", "joining"})
IN_UNIT = {
    "review": "/review",
    "agreed": "/review#agreed",
    "support": "/review",
    "waiver": "#waivers",
    "why_nots": "#look-back",
    "to_hundred": "#look-back",
    "dependency": "#buy-in",
    "goal_plan": "#goals",
}
AT_SELLER = {
    "own_plan": "",
    "seller_plan": "#developing",
    "double_a": "#developing",
    "explain_compensation": "#compensation",
    "compensation": "#compensation",
    "company_win": "#compensation",
    "handover": "#handovers",
    "seller_review": "#reviews",
    "missed_review": "#reviews",
    "confirm_review": "#reviews",
    "own_promise": "#promises",
}
IN_CUSTODY = {"erasure": "#erasures", "release_hold": "#holds", "retention": "#retention"}
PLAN_GOAL = "#goal"
IN_CYCLE = {
    "culture": "/culture",
    "initiative": "/culture",
    "missed_initiative": "/culture",
    "values_case": "/culture/cases",
    "plan_goal": PLAN_GOAL,
    "announce": "#acts",
    "rules": "#rules",
    "roles": "#roles",
}


@dataclass(frozen=True)
class Line:
    """One thing that one person owes, done at `address` and about the plan at `place`.

    `late` says in words how it stands to its deadline.
    """

    words: str
    address: str
    place: str
    person: str
    due_at: datetime | None
    late: str
    overdue: bool
    cycle: str
    unit: str | None
    rehearsal: bool = False


def line(
    row: Found, organisation: str, names: Mapping[str, str], now: datetime, *, by: str = ""
) -> Line:
    """The line of an inbox's row; `by` is who owes it, else the row says."""
    due_at = row["due_at"] if isinstance(row["due_at"], datetime) else None
    unit = str(row["unit"]) if row["unit"] else None
    base = _base(organisation, row["cycle"])
    unit_name = row.get("unit_name")
    return Line(
        words=named(str(row["words"]), names),
        address=address(base, organisation, unit, str(row["kind"]), str(row.get("subject") or "")),
        place=f"{base}/units/{unit}" if unit else base,
        person=by or str(row.get("person") or ""),
        due_at=due_at,
        late=lateness(due_at, now),
        overdue=due_at is not None and due_at < now,
        cycle=str(row.get("cycle_name") or row["cycle"] or "What is kept"),
        unit=str(unit_name) if unit_name else unit,
        rehearsal=bool(row.get("rehearsal")),
    )


def _base(organisation: str, cycle: Cell) -> str:
    """The page of a cycle, else that of what the organisation keeps."""
    return f"/o/{organisation}/cycles/{cycle}" if cycle else f"/o/{organisation}/audit/kept"


def address(base: str, organisation: str, unit: str | None, kind: str, subject: str = "") -> str:
    """The page on which a wait of this kind is done."""
    if kind in AT_SELLER:
        return f"{base}/sellers/{subject.partition('/')[0]}{AT_SELLER[kind]}"
    if kind in IN_CUSTODY:
        return base + IN_CUSTODY[kind]
    if unit is None:
        return (
            f"/o/{organisation}/start" if kind == "people" else base + IN_CYCLE.get(kind, "#acts")
        )
    if kind in AT_NUMBER:
        return f"{base}/number"
    place = f"{base}/units/{unit}"
    return f"{place}/sign" if kind in AT_SIGNING else place + IN_UNIT.get(kind, "")


def lateness(due_at: datetime | None, now: datetime) -> str:
    """`overdue by 3 days`, `due in 5 hours`, `no date`."""
    if due_at is None:
        return "no date"
    if due_at < now:
        return f"overdue by {span(now - due_at)}"
    return f"due in {span(due_at - now)}"


def span(of: timedelta) -> str:
    """Whole days, else whole hours, at least one: `1 day`, `23 hours`."""
    number, unit = (of.days, "day") if of.days else (max(of.seconds // 3600, 1), "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"

"""A team as a page shows it: a row for each seat, what is missing of whom, gaps first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.authority.ruling import Subject
from domain.money import Money, percent
from domain.naming import named
from domain.unit.plan import HELD, OVER
from projections.fetching import Found
from web.pages.due import lateness

ONLY_MEMBER = frozenset({"member", "joiner", "former"})
"""Offices that see each other's portions and signatures, and not how far each other's answers are."""

NO_PLAN = frozenset({"hr_partner", "administrator"})

SIGNATURE = {
    "not_due": "not asked yet",
    "missing": "not signed",
    "signed": "signed",
    "declined": "declined",
    "taken_back": "taken back",
    "void": "asked again",
}
"""How a person stands to the version that is to be signed, as a page says it."""

ASKS_TO_SIGN = frozenset({"missing", "void", "taken_back", "declined"})


@dataclass(frozen=True)
class Target:
    target: str
    goal: Money | None
    stretch: Money | None
    portions: Money
    gap: Money | None


@dataclass(frozen=True)
class Row:
    """One seat; `missing` says in words what of whom, and is empty where nothing is."""

    seat: str
    title: str
    person: str
    vacant: bool
    joining: str | None
    leads: str | None
    portion: Money | None
    quota: Money | None
    counter: Money | None
    attainment: Decimal | None
    signature: str
    signed_at: datetime | None
    dissent: bool
    understood: bool
    pushback: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """Something that the leader does next, and where."""

    words: str
    address: str
    late: str
    overdue: bool


@dataclass(frozen=True)
class Team:
    """One unit's team; `closely` where the reader sees how far each answer is."""

    unit: Found
    closely: bool
    leads: bool
    may_fill: bool
    targets: tuple[Target, ...]
    rows: tuple[Row, ...]
    acts: tuple[Act, ...]
    leader_signature: str
    review: str


def opened(known: Sequence[Found], subject: Subject, asked: str | None) -> list[str]:
    """The units to show seat by seat: those led, or the one asked for, or the first there is."""
    shown = [str(one["unit"]) for one in known]
    if asked is not None and asked in shown:
        return [asked]
    led = [unit for unit in shown if "leader" in subject.at(unit)]
    mine = [unit for unit in shown if subject.at(unit) & ONLY_MEMBER]
    return led or mine or shown[:1]


def closely(subject: Subject, unit: str) -> bool:
    """Whether the reader comes to the plan as more than one of its members."""
    whole = subject.whole & {"planner", "auditor"}
    here = subject.at(unit) - ONLY_MEMBER - NO_PLAN
    above = subject.parents.get(unit)
    return bool(whole or here) or (above is not None and closely(subject, above))


def team(
    unit: Found,
    targets: Sequence[Found],
    seats: Sequence[Found],
    members: Sequence[Found],
    waits: Sequence[Found],
    *,
    subject: Subject,
    now: datetime,
    names: Mapping[str, str],
) -> Team:
    """One unit's team from rows of several units."""
    place = str(unit["unit"])
    people = {str(one["person"]): one for one in members if one["unit"] == place}
    near = closely(subject, place)
    mine = [one for one in seats if one["unit"] == place]
    leader = people.get(str(unit["leader"]))
    offices = subject.at(place)
    over = unit["stage"] in OVER
    rows = [_row(one, people, str(unit["leader"]), near=near, over=over) for one in mine]
    return Team(
        unit=unit,
        closely=near,
        leads="leader" in offices,
        may_fill=bool(offices & {"leader", "hr_partner"}) or "hr_partner" in subject.whole,
        targets=tuple(_target(one, mine) for one in targets if one["unit"] == place),
        rows=tuple(sorted(rows, key=lambda row: (not row.missing, row.title))),
        acts=_acts(unit, waits, now, names),
        leader_signature=SIGNATURE[str(leader["signature"])] if leader else "",
        review=_review(unit, waits, now),
    )


def vacant(teams: Sequence[Team]) -> tuple[tuple[str, str], ...]:
    """The seats that the reader may fill now, as options of a form: place, and words."""
    return tuple(
        (f"{one.unit['unit']}/{row.seat}", f"{row.title}, {one.unit['name']}")
        for one in teams
        if one.may_fill
        for row in one.rows
        if one.unit["stage"] not in OVER
        and row.vacant
        and row.joining is None
        and row.quota is not None
        and not row.seat.startswith(HELD)
    )


def _money(row: Found, name: str) -> Money | None:
    value = row[name]
    return None if value is None else Money.of(Decimal(str(value)), str(row["currency"]))


def _target(line: Found, seats: Sequence[Found]) -> Target:
    currency = str(line["currency"])
    portions = (
        Decimal(str(one["portion_rolled"]))
        for one in seats
        if one["target"] == line["target"] and one["portion_rolled"] is not None
    )
    return Target(
        target=str(line["target"]),
        goal=_money(line, "goal"),
        stretch=_money(line, "stretch"),
        portions=Money.of(sum(portions, Decimal(0)), currency),
        gap=_money(line, "gap"),
    )


def _row(seat: Found, people: Mapping[str, Found], leader: str, *, near: bool, over: bool) -> Row:
    person = str(seat["carried_by"])
    standing = people.get(person)
    quota = _money(seat, "quota")
    signed_at = standing["signed_at"] if standing else None
    return Row(
        seat=str(seat["seat"]),
        title=str(seat["title"]),
        person=person,
        vacant=seat["owner"] is None,
        joining=str(seat["joining"]) if seat["joining"] else None,
        leads=str(seat["leads"]) if seat["leads"] else None,
        portion=_money(seat, "portion"),
        quota=quota,
        counter=_money(seat, "bottom_up") if near else None,
        attainment=_attainment(seat, quota) if near else None,
        signature=str(standing["signature"]) if standing else "not_due",
        signed_at=signed_at if isinstance(signed_at, datetime) else None,
        dissent=bool(standing and standing["dissent"]),
        understood=bool(standing and standing["understood"]),
        pushback=_pushback(standing) if standing and near and person != leader else "",
        missing=() if over else _missing(seat, standing, leader, near=near),
    )


def _attainment(seat: Found, quota: Money | None) -> Decimal | None:
    actual = Decimal(str(seat["actual"]))
    return percent(actual, quota.amount) if quota and quota.amount > 0 and actual else None


def _pushback(standing: Found) -> str:
    """How far a person's answer to the proposal is, in words."""
    if open_items := int(str(standing["items_open"])):
        return f"{open_items} to be answered"
    if items := int(str(standing["items"])):
        return f"{items} answered"
    return "no concern" if standing["took_part"] else "nothing yet"


def _missing(seat: Found, standing: Found | None, leader: str, *, near: bool) -> tuple[str, ...]:
    """What is missing at this seat, in words."""
    found = []
    if str(seat["seat"]).startswith(HELD):
        found.append("somebody to carry it: move it into portions by an amendment")
    elif seat["owner"] is None and not seat["joining"]:
        found.append("nobody carries it: the leader does until a joiner signs")
    if seat["joining"]:
        found.append("the joiner's signature")
    if standing is None or seat["portion"] is None:
        return tuple(found)
    if standing["signature"] in ASKS_TO_SIGN:
        found.append("the signature")
    if near and standing["signature"] == "not_due" and standing["person"] != leader:
        found += _answers(standing)
    return tuple(found)


def _answers(standing: Found) -> list[str]:
    found = [] if standing["understood"] else ["that they understood"]
    if not standing["took_part"]:
        found.append("an objection or that there is none")
    if standing["items_open"]:
        found.append("your answer to an objection")
    return found


ACTS = {
    "proposal": ("Propose the stretch target", ""),
    "answer": ("Answer the objections", ""),
    "final": ("Make the plan final", ""),
    "signing": ("Sign the plan", "/sign"),
    "unsigned": ("Revise the plan: not everybody signs", ""),
    "review": ("Hold the review of {subject}", "/review"),
    "request": ("Decide what was asked for", ""),
    "goal": ("Take up the new goal", ""),
    "commitment": ("Keep a promise", ""),
    "amendment": ("Answer a request to amend", ""),
    "support": ("Give the help that was promised", "/review"),
    "claim": ("Decide whose account it is", ""),
}
"""What a leader is asked for, and the page of the unit on which it is done."""


def _acts(
    unit: Found, waits: Sequence[Found], now: datetime, names: Mapping[str, str]
) -> tuple[Act, ...]:
    """Each kind once, however many wait; what is due first first."""
    found: dict[str, Act] = {}
    for one in waits:
        if one["unit"] != unit["unit"] or one["person"] != unit["leader"]:
            continue
        kind = str(one["kind"])
        words, page = ACTS.get(kind, (named(str(one["words"]), names), ""))
        due_at = one["due_at"] if isinstance(one["due_at"], datetime) else None
        act = Act(
            words=words.format(subject=one["subject"]),
            address=page,
            late=lateness(due_at, now) if due_at else "",
            overdue=due_at is not None and due_at < now,
        )
        found.setdefault(words if kind != "review" else act.words, act)
    return tuple(found.values())


def _review(unit: Found, waits: Sequence[Found], now: datetime) -> str:
    """Where the reviews stand, in words."""
    held = int(str(unit["reviews_held"]))
    said = f"{held} {'review' if held == 1 else 'reviews'} held"
    for one in waits:
        if one["unit"] == unit["unit"] and one["kind"] == "review":
            due_at = one["due_at"] if isinstance(one["due_at"], datetime) else None
            return f"{said}; {one['subject']} is {lateness(due_at, now)}"
    return said

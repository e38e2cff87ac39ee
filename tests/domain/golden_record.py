"""What the golden files hold, and how one is written: once, for an event type that has none.

Run `python -m tests.domain.golden_record` after adding an event type. It never overwrites: what
was released is read for as long as there are records that hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, JsonValue

from domain.aggregates import CULTURE, CUSTODY, CYCLE, INCENTIVES, SELLER, UNIT
from domain.model import Event
from domain.unit import commands as c
from store.canonical import encode
from tests.domain import (
    custodies,
    cycles,
    evidence,
    test_culture,
    test_culture_begun,
    test_culture_belonging,
    test_culture_cases,
    test_culture_lived,
    test_culture_surveys,
    test_custody,
    test_cycle,
    test_cycle_rates,
    test_cycle_roles,
    test_incentives,
    test_incentives_begun,
    test_intents,
    test_seller,
    test_unit_accounts,
    test_unit_agreed,
    test_unit_amending,
    test_unit_buying_in,
    test_unit_carrying,
    test_unit_correcting,
    test_unit_facts,
    test_unit_goals,
    test_unit_lookback,
    test_unit_measuring,
    test_unit_opening,
    test_unit_promises,
    test_unit_pushback,
    test_unit_readiness,
    test_unit_resources,
    test_unit_reviewing,
    test_unit_revising,
    test_unit_roles,
    test_unit_seats,
    test_unit_sellers,
    test_unit_signing,
    test_unit_time,
    test_unit_waivers,
    test_unit_withdrawing,
)
from tests.domain import stages as s
from tests.domain.company import usd
from tests.domain.cultures import Culture
from tests.domain.custodies import Custody
from tests.domain.cycles import Cycle
from tests.domain.given import Plan
from tests.domain.paid import Incentives
from tests.domain.sellers import Seller

GOLDEN = Path(__file__).parent / "golden"
AGGREGATES: Mapping[str, Mapping[str, type[Event]]] = {
    one.name: one.events for one in (CYCLE, UNIT, SELLER, CULTURE, INCENTIVES, CUSTODY)
}
TABLES: Mapping[str, tuple[Any, ...]] = {
    "culture": (
        test_culture,
        test_culture_belonging,
        test_culture_surveys,
        test_culture_cases,
        test_culture_lived,
    ),
    "custody": (test_custody,),
    "cycle": (
        test_cycle,
        test_cycle_rates,
        test_cycle_roles,
        test_intents,
        test_culture_begun,
        test_incentives_begun,
    ),
    "incentives": (test_incentives,),
    "seller": (test_seller,),
    "unit": (
        test_unit_opening,
        test_unit_pushback,
        test_unit_resources,
        test_unit_reviewing,
        test_unit_agreed,
        test_unit_revising,
        test_unit_signing,
        test_unit_promises,
        test_unit_amending,
        test_unit_accounts,
        test_unit_seats,
        test_unit_facts,
        test_unit_goals,
        test_unit_lookback,
        test_unit_carrying,
        test_unit_correcting,
        test_unit_measuring,
        test_unit_readiness,
        test_unit_buying_in,
        test_unit_time,
        test_unit_roles,
        test_unit_sellers,
        test_unit_waivers,
        test_unit_withdrawing,
    ),
}

DECISIONS: Mapping[str, tuple[Any, str, Any]] = {
    "a-proposal": (s.drafted, "dana", s.proposal()),
    "an-unsubstantiated-item": (
        s.proposed,
        "ana",
        s.PUSHBACK.model_copy(update={"evidence": None, "counter": None}),
    ),
    "a-revision": (s.answered, "dana", s.revision()),
    "a-final-version": (
        s.revised_once,
        "dana",
        c.FinalisePlan(version=2),
    ),
    "the-last-signature": (test_unit_signing.almost, "kenji", test_unit_signing.SIGN),
    "in-force-not-jointly-owned": (
        lambda: s.escalated().by("ruth", test_unit_signing.PUT),
        "olu",
        test_unit_signing.PUT,
    ),
    "a-signature-with-a-passkey": (
        s.signing,
        "ana",
        evidence.signed(s.signing(), "ana", test_unit_signing.SIGN, "passkey"),
    ),
    "a-refusal-with-evidence": (
        s.signing,
        "ana",
        evidence.signed(s.signing(), "ana", test_unit_signing.DECLINE, "named"),
    ),
    "an-acceptance-with-evidence": (
        s.final,
        "olu",
        evidence.signed(s.final(), "olu", c.AcceptPlan(version=2)),
    ),
    "a-waiver-of-two": (test_unit_waivers.by_ruth, "olu", test_unit_waivers.AGREE),
    "a-joiner-with-a-ramp": (s.settled, "hana", test_unit_seats.FILL),
    "a-joiner-who-signs": (test_unit_seats.filled, "lena", s.signs(s.settled())),
    "an-account-claimed-twice": (
        test_unit_accounts.claimed,
        "system",
        test_unit_accounts.claimed_below(),
    ),
    "an-amendment": (s.settled, "dana", test_unit_amending.AMENDMENT),
    "a-review": (s.measured, "dana", test_unit_facts.REVIEW),
    "a-correction": (test_unit_facts.proposed_correction, "olu", test_unit_facts.APPROVE),
    "the-close": (test_unit_facts.year_over, "dana", c.ClosePlan()),
    "an-erasure": (custodies.asked, "hugo", custodies.AGREE),
    "an-import": (cycles.started, "ines", cycles.IMPORT),
    "a-new-plan-goal": (
        cycles.announced,
        "olu",
        cycles.GOAL.model_copy(update={"amount": usd("104")}),
    ),
}
"""Commands whose exact events are kept: a replay would not notice another payload."""


def payload(event: Event) -> dict[str, JsonValue]:
    return event.model_dump(mode="json")


def instances(aggregate: str) -> dict[str, Event]:
    """The first event of each type that the tables of tests lead to."""
    found: dict[str, Event] = {}
    for module in TABLES[aggregate]:
        for row in module.HAPPENS:
            plan: Plan | Cycle | Custody | Seller | Culture | Incentives = row[1]().copy()
            plan.gives(row[2], row[3])
            for event, _, _ in plan.history:
                found.setdefault(event.type, event)
    return found


def decision(name: str) -> bytes:
    stage, who, command = DECISIONS[name]
    events: tuple[Event, ...] = stage().decides(who, command)
    return encode([{"type": event.type, "payload": payload(event)} for event in events])


def fields(kind: type[BaseModel], at: str = "") -> Iterator[str]:
    """Every field of a model and of the models within it, as dotted names."""
    for name, field in kind.model_fields.items():
        yield f"{at}{name}"
        for inner in _models(field.annotation):
            yield from fields(inner, f"{at}{name}.")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def fingerprint() -> dict[str, JsonValue]:
    return {
        f"{aggregate}.{name}.1": [*sorted(set(fields(kind)))]
        for aggregate, events in AGGREGATES.items()
        for name, kind in events.items()
    }


def missing_files() -> Iterator[tuple[Path, bytes]]:
    for aggregate, events in AGGREGATES.items():
        found = instances(aggregate)
        for name in events:
            file = GOLDEN / aggregate / f"{name}.1.json"
            if not file.exists():
                yield file, encode(payload(found[name]))
    for name in DECISIONS:
        file = GOLDEN / "decisions" / f"{name}.json"
        if not file.exists():
            yield file, decision(name)
    if not (GOLDEN / "fields.json").exists():
        yield GOLDEN / "fields.json", encode(fingerprint())


def main() -> None:
    for file, content in missing_files():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()

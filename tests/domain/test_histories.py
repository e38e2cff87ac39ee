"""Whatever people try, in whatever order, what must never happen does not."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.due import Due
from domain.errors import DomainError
from domain.model import SYSTEM, Actor, Command
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.decide import decide
from domain.unit.due import due
from domain.unit.plan import UnitState
from domain.unit.state import evolve
from tests.domain import stages as s
from tests.domain.company import on
from tests.domain.given import Plan
from tests.domain.moves import PEOPLE, Kinds, kinds, move
from tests.domain.properties import holds, stand_ins
from tests.domain.test_unit_seats import FILL, LEAVES


def joining() -> Plan:
    """A joiner has not signed yet, and members have named who acts for them."""
    return delegated(s.settled().on("2027-03-01").by("hana", FILL))


def signing() -> Plan:
    return delegated(s.signing())


def taken() -> Plan:
    """In force without Ana, whose seat was taken from her; two who follow have not signed."""
    plan = s.in_force().on("2027-03-01").by("hana", FILL)
    return delegated(plan.by("hana", LEAVES.model_copy(update={"seat": "emea"})))


def delegated(plan: Plan) -> Plan:
    """Everybody named somebody to act for them, on the other side too."""
    for who in ("dana", "marco", "ana", "kenji", "olu", "sven", "ines", "hana"):
        for delegate in ("dana", "marco", "lena", "hana", "ines", "ruth", "sam"):
            with suppress(DomainError):
                plan.by(who, c.DelegateDuty(delegate=delegate, starts_at=plan.at,
                                            ends_at=on("2028-01-01")))  # fmt: skip
    return plan


DUTIFUL = ("dana", "marco", "ana", "kenji", "ruth", "olu", "sven", "ines", "hana")


def named(plan: Plan) -> Plan:
    """Each named each other long ago, when nobody asked which office they would hold by now."""
    for who in DUTIFUL:
        for delegate in (*DUTIFUL, "sam", "lena"):
            plan.happened(
                e.DutyDelegated(
                    delegator=who, delegate=delegate, starts_at=on("2026-10-01"),
                    ends_at=on("2028-01-01"),
                ),
                SYSTEM,
            )  # fmt: skip
    return plan


TALKING = (s.proposed, s.in_pushback, s.final, s.settled, s.measured, joining)
STAGES = (
    s.drafted, s.proposed, s.in_pushback, s.answered, s.revised_once, s.final, s.accepted,
    s.signing, s.escalated, s.in_force, s.settled, s.amending, s.measured, s.sellers_accepted,
)  # fmt: skip
SPANS = (0, 0, 0, 1 / 24, 1, 3, 11, 60)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 9_999), st.integers(0, 199), st.sampled_from(SPANS), st.integers(0, 9)
    ),
    min_size=4,
    max_size=28,
)
FINITE = settings(
    max_examples=90,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
ANYONE, FOR_ANOTHER, FORWARD_FROM = 1, 2, 5


class History:
    """A plan on its way, with a twin that is written as JSON and read again before each event."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.owed: dict[str, Command] = {}
        self.decided = 0
        self.refused = 0

    def tries(self, command: Command, by: Actor) -> None:
        before = self.plan.state
        try:
            events = decide(command, before, at=self.plan.at, by=by)
        except DomainError:
            self.refused += 1
            return
        self.decided += 1
        assert events, "a decision has an event, or is refused"
        start, twin = len(self.plan.history), carried(before)
        for event in events:
            self.plan.happened(event, by)
            twin = evolve(twin, event, at=self.plan.at, by=by, version=twin.version + 1)
        assert twin == self.plan.state, "a state survives the journey as JSON"
        holds(before, self.plan.state, self.plan.history, start)
        self.follows(due(self.plan.state))

    def follows(self, owes: Due) -> None:
        named = [one.command_id("unit/fy27/halden") for one in owes.commands]
        assert len(set(named)) == len(named)
        for name, one in zip(named, owes.commands, strict=True):
            assert self.owed.setdefault(name, one.command) == one.command, name
        for timer in owes.timers:
            at = max(timer.at, self.plan.at)
            assert decide(timer.command, self.plan.state, at=at, by=SYSTEM)

    def rings(self) -> None:
        """The clock's next command, at its instant or as soon as it is heard."""
        timers = sorted(due(self.plan.state).timers, key=lambda one: (one.at, one.key))
        if timers:
            self.plan.at = max(self.plan.at, timers[0].at)
            self.tries(timers[0].command, SYSTEM)

    def forward(self, choice: int) -> None:
        """Something that brings the loop on, in a few tries."""
        decided = self.decided
        found, stage = kinds(self.plan), self.plan.state.stage
        for other in range(6):
            who, command = move(found, choice + 137 * other, stage=stage)
            self.tries(command, SYSTEM if who == "system" else Actor(person=who))
            if self.decided > decided:
                return

    def step(self, choice: int, who: int, days: float, how: int) -> None:
        self.plan.later(days=days)
        if how == 0:
            self.rings()
            return
        if how >= FORWARD_FROM:
            self.forward(choice)
            return
        if how == FOR_ANOTHER and stand_ins(self.plan.state):
            self.for_another(choice, who)
            return
        intended, command = move(kinds(self.plan), choice)
        # Mostly who would do it; else anyone.
        person = PEOPLE[who % len(PEOPLE)] if how == ANYONE else intended
        self.tries(command, SYSTEM if person == "system" else Actor(person=person))

    def for_another(self, choice: int, who: int) -> None:
        """Who was delegated to, or covers, tries what is another's to do, and theirs alone too."""
        pairs = stand_ins(self.plan.state)
        person, other = pairs[who % len(pairs)]
        pool: Kinds = {}
        for kind, rows in kinds(self.plan).items():
            if mine := [row for row in rows if row[0] == person]:
                pool[kind] = mine
        if not pool:
            return
        _, command = move(pool, choice, stage=self.plan.state.stage if who % 2 else None)
        self.tries(command, Actor(person=other, on_behalf_of=person))


def carried(state: UnitState) -> UnitState:
    text = json.dumps(json.loads(state.model_dump_json()), sort_keys=True)
    return UnitState.model_validate_json(text)


@FINITE
@given(stage=st.sampled_from((joining, signing, taken)), steps=STEPS)
def test_nobody_signs_for_another_and_no_joiner_loses_an_amount(
    stage: object, steps: list[tuple[int, int, float, int]]
) -> None:
    assert callable(stage)
    history = History(stage())
    for step in steps:
        history.step(*step)
    assert history.decided + history.refused <= 6 * len(steps)


@FINITE
@given(stage=st.sampled_from(TALKING), steps=STEPS)
def test_nobody_acts_for_both_sides_whatever_was_delegated(
    stage: object, steps: list[tuple[int, int, float, int]]
) -> None:
    assert callable(stage)
    history = History(named(stage()))
    for choice, who, days, how in steps:
        history.plan.later(days=min(days, 1))
        if how:
            history.for_another(choice, who)
        else:
            history.forward(choice)
    assert history.decided + history.refused <= 6 * len(steps)


@FINITE
@given(stage=st.sampled_from(STAGES), steps=STEPS)
def test_no_history_breaks_a_promise_a_sum_or_a_signature(
    stage: object, steps: list[tuple[int, int, float, int]]
) -> None:
    assert callable(stage)
    history = History(stage())
    history.follows(due(history.plan.state))
    for step in steps:
        history.step(*step)
    folded: UnitState | None = None
    for version, (event, at, by) in enumerate(history.plan.history, start=1):
        folded = evolve(folded, event, at=at, by=by, version=version)
    assert folded == history.plan.state, "the same events give the same plan"


@settings(FINITE, max_examples=30)
@given(stage=st.sampled_from(STAGES), steps=STEPS)
def test_the_clock_comes_to_rest(stage: object, steps: list[tuple[int, int, float, int]]) -> None:
    """Left alone, a plan's timers all fire and no more come: there is no loop."""
    assert callable(stage)
    history = History(stage())
    for step in steps[:10]:
        history.step(*step)
    for _ in range(400):
        if not due(history.plan.state).timers:
            break
        history.rings()
    assert due(history.plan.state).timers == ()

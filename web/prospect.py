"""The whole start as it would be: every step decided on a state that is nowhere recorded.

The same rules decide it as in earnest: a command is decided, its events are folded, and the next
command is decided on that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from pydantic import ValidationError

from domain.aggregates import CYCLE
from domain.cycle.state import CycleState
from domain.errors import DomainError, Invalid
from domain.model import Actor, Command
from domain.money import Money
from files.amounts import NotAnAmount, parse_amount
from files.known import Known
from files.organisation import OrganisationDraft
from files.people import read_people
from files.problems import Problem, Problems
from web.answers import Unanswered, rates_of, short_form
from web.beginning import Beginning, SentKind
from web.checking import PRIOR, Beside, Checked, Kind, checked
from web.dates import Unusual, moved
from web.planning import Proposal, proposal
from web.portioning import UnitPortions, down_the_tree, places_of
from web.problems import FileHasProblems

KINDS: Mapping[SentKind, Kind] = {"people": "people", "prior": "actuals", "plan-goal": "plan-goal"}
FILES = "files"
QUESTIONS = "questions"
CALENDAR = "calendar"
PORTIONS = "portions"


@dataclass(frozen=True)
class Wrong:
    """Something to put right, on which step; `field` where it is one of that step's."""

    step: str
    words: str
    field: str = ""
    missing: tuple[str, ...] = ()


@dataclass
class Prospect:
    """What would be started, as far as it can be told, and all that keeps it from being."""

    wrong: list[Wrong] = field(default_factory=list)
    problems: dict[SentKind, tuple[Problem, ...]] = field(default_factory=dict)
    warnings: tuple[Unusual, ...] = ()
    people: OrganisationDraft | None = None
    planned: Proposal | None = None
    state: CycleState | None = None
    goal: Money | None = None
    portions: tuple[UnitPortions, ...] = ()
    rows: dict[SentKind, int] = field(default_factory=dict)
    totals: dict[SentKind, Money | None] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return not self.wrong and not self.problems and self.state is not None

    def at(self, step: str) -> dict[str, str]:
        """The words beside a step's fields."""
        return {one.field: one.words for one in self.wrong if one.step == step and one.field}


@dataclass(frozen=True)
class Circumstances:
    """Who would start it, when; and everybody the organisation has."""

    by: Actor
    at: datetime
    known: Known
    rehearsal: bool = False


def prospect(said: Beginning, sent: Mapping[SentKind, bytes], where: Circumstances) -> Prospect:
    """Everything that can be told of the start: never raises for what a person wrote."""
    found = Prospect()
    _read_people(found, said, sent, where.known)
    _plan(found, said, where)
    if found.planned is not None:
        _started(found, said, sent, where)
    _read_goal(found, said, sent, where.known)
    if found.state is not None and found.goal is not None:
        _portions(found, said)
    return found


def _read_people(
    found: Prospect, said: Beginning, sent: Mapping[SentKind, bytes], known: Known
) -> None:
    if "people" not in sent:
        words = "Send the people: three columns are enough, name, e-mail and manager."
        found.wrong.append(Wrong(FILES, words, "people"))
        return
    try:
        rates = tuple((one.currency, one.rate) for one in rates_of(said))
    except Unanswered:
        rates = ()
    currency = said.answer("currency") or "USD"
    control = _control(found, said, "people", currency)
    note = said.sent["people"]
    read = _people(
        name=note.name,
        content=sent["people"],
        currency=currency,
        rates=rates,
        control=control,
        sheet=note.sheet or None,
        known=known,
    )
    if isinstance(read, Problems):
        found.problems["people"] = read.problems
    else:
        found.people = read


@lru_cache(maxsize=8)
def _people(
    *,
    name: str,
    content: bytes,
    currency: str,
    rates: tuple[tuple[str, Decimal], ...],
    control: Money | None,
    sheet: str | None,
    known: Known,
) -> OrganisationDraft | Problems:
    return read_people(
        name,
        content,
        currency=currency,
        rates=dict(rates),
        control=control,
        sheet=sheet,
        known=known,
    )


def _control(found: Prospect, said: Beginning, kind: SentKind, currency: str) -> Money | None:
    if not (text := said.sent[kind].total.strip()):
        return None
    try:
        return parse_amount(text, currency)
    except (NotAnAmount, Invalid) as refused:
        found.wrong.append(Wrong(FILES, str(refused), f"{kind}_total"))
        return None


def _plan(found: Prospect, said: Beginning, where: Circumstances) -> None:
    people = found.people
    inside = {one.email.casefold(): one.id for one in people.people} if people else {}
    inside |= {one.id: one.id for one in people.people} if people else {}
    known = {**where.known.ids, **inside}
    below = people.levels - 1 if people else 1
    try:
        form = short_form(said, known, levels_below=below, whole=people is not None)
    except Unanswered as unanswered:
        found.wrong += [Wrong(QUESTIONS, words, name) for name, words in unanswered.fields.items()]
        return
    form = form.model_copy(update={"rehearsal": where.rehearsal})
    try:
        planned = proposal(form, where.at.date())
    except (Invalid, ValidationError) as refused:
        words = refused.detail if isinstance(refused, Invalid) else str(refused.errors()[0]["msg"])
        place = "starts_on" if "fiscal year" in words or "periods" in words else "signed_by"
        found.wrong.append(Wrong(QUESTIONS, words, place))
        return
    start, wrong, found.warnings = moved(planned.start, said.dates, form, where.at)
    found.wrong += [Wrong(CALENDAR, words, name) for name, words in wrong.items()]
    found.planned = planned.model_copy(update={"start": start})


def _started(
    found: Prospect,
    said: Beginning,
    sent: Mapping[SentKind, bytes],
    where: Circumstances,
) -> None:
    assert found.planned is not None
    state = _after(found, None, found.planned.start, where, QUESTIONS)
    if state is None or found.people is None:
        return
    found.state = state
    for kind in ("people", "prior"):
        if kind in sent and found.state is not None and kind not in found.problems:
            found.state = _imported(found, said, kind, sent[kind], where)


def _imported(
    found: Prospect,
    said: Beginning,
    kind: SentKind,
    content: bytes,
    where: Circumstances,
) -> CycleState | None:
    state = found.state
    assert state is not None
    try:
        file = check_sent(state, said, kind, content, where.known)
    except FileHasProblems as refused:
        found.problems[kind] = refused.problems
        return state
    except DomainError as refused:
        found.wrong.append(Wrong(FILES, refused.detail, kind, refused.missing))
        return state
    found.rows[kind], found.totals[kind] = file.rows, file.control_total
    for step in file.steps:
        after = _after(found, state, step.command, where, FILES)
        if after is None:
            return state
        state = after
    return state


def check_sent(
    state: CycleState, said: Beginning, kind: SentKind, content: bytes, known: Known
) -> Checked:
    """A file that was sent, checked for a cycle as it is. Raises FileHasProblems, DomainError."""
    note = said.sent[kind]
    document = said.sent.get("document")
    control = parse_amount(note.total.strip(), state.currency) if note.total.strip() else None
    beside = Beside(
        file=note.name,
        control=control if kind != "plan-goal" else None,
        period=PRIOR if kind == "prior" else None,
        documents={document.name: document.sha256} if document else {},
        known=known,
        sheet=note.sheet or None,
    )
    return checked(KINDS[kind], state, content, beside)


def _after(
    found: Prospect, state: CycleState | None, command: Command, where: Circumstances, step: str
) -> CycleState | None:
    """The state after a command, decided as in earnest; a refusal is something to put right."""
    try:
        events = CYCLE.decide(command, state, at=where.at, by=where.by)
    except DomainError as refused:
        found.wrong.append(Wrong(step, refused.detail, missing=refused.missing))
        return None
    for event in events:
        version = state.version + 1 if state else 1
        state = CYCLE.evolve(state, event, at=where.at, by=where.by, version=version)
    return state


def _read_goal(
    found: Prospect, said: Beginning, sent: Mapping[SentKind, bytes], known: Known
) -> None:
    """The plan goal of its file, or the total that was typed; a sponsor confirms it later."""
    state = found.state
    if state is None:
        return
    if said.goal.strip():
        try:
            found.goal = parse_amount(said.goal.strip(), state.currency)
        except (NotAnAmount, Invalid) as refused:
            found.wrong.append(Wrong(FILES, str(refused), "goal"))
    if "plan-goal" not in sent:
        return
    try:
        file = check_sent(state, said, "plan-goal", sent["plan-goal"], known)
    except FileHasProblems as refused:
        found.problems["plan-goal"] = refused.problems
        return
    found.rows["plan-goal"], found.totals["plan-goal"] = file.rows, file.control_total
    if found.goal is not None and found.goal != file.control_total:
        words = f"the file says {file.control_total}: correct one of the two"
        found.wrong.append(Wrong(FILES, words, "goal"))
    found.goal = file.control_total


def _portions(found: Prospect, said: Beginning) -> None:
    assert found.state is not None
    assert found.goal is not None
    try:
        target = found.goal + found.goal.at_percent(Decimal(said.add_on.strip() or "0"))
        found.portions = down_the_tree(tuple(places_of(found.state)), target, said.choices)
    except (ArithmeticError, ValueError, DomainError) as refused:
        words = refused.detail if isinstance(refused, DomainError) else "write the add-on as 8"
        found.wrong.append(Wrong(PORTIONS, words, "add_on"))

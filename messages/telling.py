"""A decision to what each person is told about it: one message, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.aggregates import State
from domain.custody.state import RECORD, CustodyState
from domain.cycle.state import CycleState
from domain.model import SYSTEM
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from messages import kept, offices, reminding
from messages.news import told
from messages.notice import Content, Notice
from messages.requests import Waits, asked
from store.codec import Decoded


@dataclass(frozen=True)
class Decision:
    """One command's events of a stream with what held before and holds after them.

    `position` is the last one's; `cycle` is nothing where it is of none.
    """

    organisation: str
    stream: str
    cycle: str
    position: int
    events: tuple[Decoded, ...]
    state: State
    rehearsal: bool
    before: Waits
    after: Waits

    @property
    def base(self) -> str:
        if self.stream == RECORD:
            return f"/o/{self.organisation}/audit/kept"
        return f"/o/{self.organisation}/cycles/{self.cycle}"


def contents(decision: Decision, names: Mapping[str, str]) -> Mapping[str, Content]:
    """The message for each person whom the decision concerns; who decided needs none."""
    decided = decision.events[-1].by
    by_person: dict[str, list[Notice]] = {}
    for notice in _notices(decision, names):
        if notice.person not in {decided.person, SYSTEM.person}:
            by_person.setdefault(notice.person, []).append(notice)
    return {
        person: _content(decision, names, person, tuple(dict.fromkeys(notices)))
        for person, notices in by_person.items()
    }


def _notices(decision: Decision, names: Mapping[str, str]) -> Iterator[Notice]:
    state = decision.state
    for one in decision.events:
        if isinstance(state, UnitState):
            yield from told(one.event, one.by, state, names, one.at)
            yield from offices.in_unit(one.event, state, names)
        elif isinstance(state, SellerState):
            yield from reminding.in_seller(one.event, state, names)
        elif isinstance(state, CycleState):
            yield from offices.in_cycle(one.event, state, names, one.at)
        elif isinstance(state, CustodyState):
            yield from kept.in_custody(one.event, one.by, state, names)
    yield from asked(decision.before, decision.after, state, decision.events[-1].at)


def _content(
    decision: Decision, names: Mapping[str, str], person: str, notices: tuple[Notice, ...]
) -> Content:
    """What asks comes first and gives the subject, its date and its page."""
    ordered = sorted(notices, key=lambda one: (not one.asks, one.due_at is None))
    first, state, by = ordered[0], decision.state, decision.events[-1].by
    due = min((one.due_at for one in ordered if one.asks and one.due_at), default=None)
    acted = None
    if by.on_behalf_of is not None:
        acted = f"{names.get(by.person, by.person)} acted for " + names.get(
            by.on_behalf_of, by.on_behalf_of
        )
    return Content(
        organisation=decision.organisation,
        name=names.get(person, person),
        subject=_one_line(first.headline),
        lines=tuple(dict.fromkeys(_line(one, names) for one in ordered)),
        asks=first.asks,
        rehearsal=decision.rehearsal,
        due_at=due,
        zone="UTC" if isinstance(state, CustodyState) else state.zone,
        path=f"{decision.base}{first.page}",
        code=next((one.code for one in ordered if one.code), None),
        acted=acted,
    )


def _line(notice: Notice, names: Mapping[str, str]) -> str:
    """What waits is said of ids, and read by name; words that people wrote stay as they are."""
    words = notice.words
    if notice.asks:
        words = " ".join(_name_in(word, names) for word in words.split(" "))
    return words


def _name_in(word: str, names: Mapping[str, str]) -> str:
    for end in ("'s", ":", ",", "."):
        if word.endswith(end) and word.removesuffix(end) in names:
            return names[word.removesuffix(end)] + end
    return names.get(word, word)


def _one_line(words: str) -> str:
    return " ".join(words.split())

"""Values, expectations and the reason for planning, and who acknowledged them."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, having
from domain.culture.state import Acknowledgement, CultureState, Finding, Read


@change.register
def _chosen(event: e.ValuesChosen, state: CultureState, _moment: Moment) -> CultureState:
    kept = {one.value for one in event.values}
    links = tuple(one for one in state.links if one.value in kept)
    return having(state, values=event.values, links=links)


@change.register
def _linked(event: e.ValueLinked, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, links=(*state.links, event))


@change.register
def _expected(event: e.ExpectationsSet, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, expectations=event.expectations)


@change.register
def _told(event: e.ReasonTold, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, reason=event)


@change.register
def _published(event: e.CulturePublished, state: CultureState, _moment: Moment) -> CultureState:
    return having(
        state,
        edition=event.edition,
        published_values=state.values,
        published_expectations=state.expectations,
    )


@change.register
def _found(event: e.CultureFindingRaised, state: CultureState, moment: Moment) -> CultureState:
    finding = Finding(**dict(event), at=moment.at)
    return having(state, findings=(*state.findings, finding))


@change.register
def _acknowledged(
    event: e.CultureAcknowledged, state: CultureState, moment: Moment
) -> CultureState:
    mine = Acknowledgement(person=event.person, edition=event.edition, at=moment.at)
    others = tuple(one for one in state.acknowledged if one.person != event.person)
    return having(state, acknowledged=(*others, mine))


@change.register
def _read(event: e.ReasonRead, state: CultureState, moment: Moment) -> CultureState:
    mine = Read(person=event.person, reason=event.reason, at=moment.at)
    others = tuple(one for one in state.read if one.person != event.person)
    return having(state, read=(*others, mine))

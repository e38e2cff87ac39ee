"""Contests, awards, and what colleagues say of each other."""

from __future__ import annotations

from domain.culture import recognition as e
from domain.culture.evolving.change import Moment, change, extended, having, updated
from domain.culture.state import Contest, CultureState, Idea


@change.register
def _opened(event: e.ContestOpened, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, contests=(*state.contests, Contest(opened=event)))


@change.register
def _ended(event: e.ContestEnded, state: CultureState, _moment: Moment) -> CultureState:
    one = state.contest(event.contest)
    return having(state, contests=updated(state.contests, one, ended=event))


@change.register
def _award(event: e.AwardGiven, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, awards=(*state.awards, event))


@change.register
def _recognised(event: e.ColleagueRecognised, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, recognitions=(*state.recognitions, event))


@change.register
def _helped(event: e.PeerHelpRecorded, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, helps=(*state.helps, event))


@change.register
def _nominated(event: e.PeerNominated, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, nominations=(*state.nominations, event))


@change.register
def _idea(event: e.IdeaFiled, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, ideas=(*state.ideas, Idea(filed=event)))


@change.register
def _linked(event: e.IdeaLinked, state: CultureState, _moment: Moment) -> CultureState:
    one = state.idea(event.idea)
    return having(state, ideas=extended(state.ideas, one, units=event.unit))


@change.register
def _chosen(event: e.SuccessionChosen, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, succession=(*state.succession, event.person))


@change.register
def _left(event: e.SuccessionLeft, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, succession=tuple(one for one in state.succession if one != event.person))

"""Which acts on a look-back, readiness and buy-in are open to one person now, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.model import Command
from domain.unit.buying_in import commands as i
from domain.unit.lookback import commands as b
from domain.unit.lookback.values import LookBack
from domain.unit.plan import UnitState
from domain.unit.readiness import commands as r
from web.pages.conditions import Why


def _begun(state: UnitState) -> LookBack | None:
    found = state.look_back
    return found if found is not None and found.closed_at is None else None


def _scoring(state: UnitState, _person: str, _at: datetime) -> str | None:
    return None if _begun(state) else "No look-back is open."


def _beginning(state: UnitState, _person: str, _at: datetime) -> str | None:
    return None if state.look_back is None else "The look-back is begun."


def _planning(state: UnitState, _person: str, _at: datetime) -> str | None:
    found = _begun(state)
    return None if found and any(one.short for one in found.items) else "Nothing open fell short."


def _reporting(state: UnitState, person: str, _at: datetime) -> str | None:
    found = state.look_back.open_items if state.look_back is not None else ()
    mine = any(one.plan and person in {one.plan.owner, state.leader} for one in found)
    return None if mine else "No plan to 100 % is yours."


def _closing(state: UnitState, _person: str, _at: datetime) -> str | None:
    found = _begun(state)
    return None if found and found.items else "Nothing is scored in an open look-back."


def _own_line(state: UnitState, person: str, _at: datetime) -> str | None:
    mine = any(person in {one.line.owner, state.leader} for one in state.readiness.live)
    return None if mine else "No plan line is yours."


def _splitting(state: UnitState, _person: str, _at: datetime) -> str | None:
    return None if state.current is not None else "Nothing is proposed yet."


def _owing(state: UnitState, person: str, _at: datetime) -> str | None:
    mine = any(person == one.dependency.owner for one in state.buy_in.live)
    return None if mine else "Nothing that your function owes is named."


def _owed(state: UnitState, _person: str, _at: datetime) -> str | None:
    return None if state.buy_in.live else "Nothing is named that other functions owe."


def _presenting(state: UnitState, _person: str, _at: datetime) -> str | None:
    if state.current is None:
        return "Nothing is proposed yet."
    return None if state.buy_in.aligned else "First record your work with the CEO."


CONDITIONS: Mapping[type[Command], Why] = {
    b.BeginLookBack: _beginning,
    b.ScoreLookBack: _scoring,
    b.ScoreHandoff: _scoring,
    b.PlanToHundred: _planning,
    b.ReportWhyNot: _reporting,
    b.CloseLookBack: _closing,
    i.AnswerDependency: _owing,
    i.DropDependency: _owed,
    i.AlignWithCeo: _splitting,
    i.PresentToExecutives: _presenting,
    r.DropPlanLine: _own_line,
    r.ReportPlanLine: _own_line,
    r.SplitTarget: _splitting,
}

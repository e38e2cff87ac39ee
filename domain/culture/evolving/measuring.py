"""What surveys say, as imported and as restated."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, extended, having
from domain.culture.state import CultureState, Survey


@change.register
def _imported(event: e.SurveyImported, state: CultureState, moment: Moment) -> CultureState:
    survey = Survey(imported=event, stated=moment.version)
    return having(state, surveys=(*state.surveys, survey))


@change.register
def _restated(event: e.SurveyRestated, state: CultureState, _moment: Moment) -> CultureState:
    one = state.survey(event.survey)
    return having(state, surveys=extended(state.surveys, one, restated=event))

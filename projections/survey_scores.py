"""How far values are seen in people, survey by survey: one row a score, one query with its trend."""

from __future__ import annotations

from collections.abc import Mapping

from domain.culture.state import CultureState, Survey
from domain.culture.values import Perceived
from projections.cells import number
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

SCORES = """
    SELECT unit, person, value, audience, survey, period, score, answers, imported, low,
           score - lag(score) OVER (PARTITION BY person, value, audience ORDER BY stated) AS change
    FROM read_models.survey_scores
    WHERE organisation = $1 AND cycle = $2 ORDER BY unit, person, value, audience, stated
"""


def rows(state: CultureState) -> Mapping[str, Row]:
    """What counts now; `imported` is what stood there first, where it was restated."""
    return {
        f"{survey.imported.survey} {first.person} {first.value}": _row(state, survey, first)
        for survey in state.surveys
        for first in survey.imported.scores
    }


def _row(state: CultureState, survey: Survey, first: Perceived) -> Row:
    now = survey.score(first.person, first.value) or first
    home = state.home(first.person)
    return {
        "cycle": state.cycle,
        "unit": home.unit if home else state.top.unit,
        "person": first.person,
        "value": first.value,
        "audience": survey.imported.audience,
        "survey": survey.imported.survey,
        "period": survey.imported.period,
        "stated": survey.stated,
        "score": number(now.score),
        "answers": now.answers,
        "imported": number(first.score) if now != first else None,
        "low": now.score < state.policy.of_culture.low_score,
    }


async def of(reader: Pool, organisation: str, cycle: str) -> tuple[Found, ...]:
    """Every score of a cycle, with how it moved since the survey before of the same audience."""
    return await fetched(reader, SCORES, organisation, cycle)

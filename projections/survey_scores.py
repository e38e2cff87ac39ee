"""How far values are seen in people, survey by survey: one row a score, one query with its trend."""

from __future__ import annotations

from collections.abc import Mapping

from domain.culture.state import CultureState, Survey
from domain.culture.values import Perceived
from projections.cells import number
from projections.fetching import Found, fetched
from projections.offices import WHOLE
from projections.write import Row
from store.pool import Pool

SCORES = """
    SELECT unit, person, value, audience, survey, period, score, answers, imported, low,
           score - lag(score) OVER (PARTITION BY person, value, audience ORDER BY stated) AS change
    FROM read_models.survey_scores
    WHERE organisation = $1 AND cycle = $2 ORDER BY unit, person, value, audience, stated
"""


def rows(state: CultureState) -> Mapping[str, Row]:
    """What counts now; `imported` is what stood there first, where it was restated.

    Of whom nobody leads any more, the row is of no unit: they alone read it.
    """
    homes = state.homes
    found: dict[str, Row] = {}
    for survey in state.surveys:
        now = survey.scores
        for first in survey.imported.scores:
            home = homes.get(first.person)
            found[f"{survey.imported.survey} {first.person} {first.value}"] = {
                **_row(state, survey, first, now[first.person, first.value]),
                "unit": home.unit if home else WHOLE,
            }
    return found


def _row(state: CultureState, survey: Survey, first: Perceived, now: Perceived) -> Row:
    return {
        "cycle": state.cycle,
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

"""Contests with who stands where: attainment as the plans have it, which nobody enters."""

from __future__ import annotations

from collections.abc import Mapping

from domain.culture.state import CultureState
from projections.cells import day, names
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

STANDINGS = """
    WITH stands AS (
        SELECT c.contest, t.unit, NULL AS person,
               round(100 * t.actual / nullif(t.in_force, 0), 1) AS attainment
        FROM read_models.contests AS c JOIN read_models.targets AS t
            USING (organisation, cycle, target)
        WHERE c.organisation = $1 AND c.cycle = $2 AND c.kind = 'team'
        UNION ALL
        SELECT c.contest, s.unit, s.owner,
               round(100 * sum(s.actual) / nullif(sum(s.quota), 0), 1)
        FROM read_models.contests AS c JOIN read_models.seats AS s
            USING (organisation, cycle, target)
        WHERE c.organisation = $1 AND c.cycle = $2 AND c.kind = 'individual'
            AND s.leads IS NULL AND s.owner IS NOT NULL
        GROUP BY c.contest, s.unit, s.owner, s.currency
    )
    SELECT c.contest, c.name, c.rules, c.kind, c.target, c.from_on, c.until_on, c.ended,
           c.winners, stands.unit, stands.person, stands.attainment
    FROM read_models.contests AS c
    LEFT JOIN stands ON stands.contest = c.contest AND stands.attainment IS NOT NULL
    WHERE c.organisation = $1 AND c.cycle = $2
    ORDER BY c.from_on, c.contest, stands.attainment DESC, stands.unit, stands.person
"""


def rows(state: CultureState) -> Mapping[str, Row]:
    """A row a contest."""
    return {
        one.opened.contest: {
            "cycle": state.cycle,
            "contest": one.opened.contest,
            "name": one.opened.name,
            "rules": one.opened.rules,
            "kind": one.opened.kind,
            "target": one.opened.target,
            "from_on": day(one.opened.from_on),
            "until_on": day(one.opened.until_on),
            "ended": one.ended is not None,
            "winners": names(one.ended.winners if one.ended else ()),
        }
        for one in state.contests
    }


async def of(reader: Pool, organisation: str, cycle: str) -> tuple[Found, ...]:
    """Each contest with every standing in it, the highest attainment first; at least one row each."""
    return await fetched(reader, STANDINGS, organisation, cycle)

"""Contests with who stands where: attainment in their days, as the plans have it; nobody enters it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.culture.state import CultureState
from domain.people import FiscalPeriod
from projections.cells import day, names
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

STANDINGS = """
    WITH within AS (
        SELECT c.contest, c.kind, c.target, p.period, p.share
        FROM read_models.contests AS c
        JOIN unnest($3::text[], $4::date[], $5::date[], $6::numeric[])
            AS p (period, starts_on, ends_on, share)
            ON p.starts_on >= c.from_on AND p.ends_on <= c.until_on
        WHERE c.organisation = $1 AND c.cycle = $2
    ), brought AS (
        SELECT unit, seat, period, max(person) AS person, sum(amount) AS amount,
               sum(rolled_up) AS rolled_up
        FROM read_models.facts
        WHERE organisation = $1 AND cycle = $2 AND known_at IS NOT NULL
        GROUP BY unit, seat, period
    ), lines AS (
        SELECT w.contest, w.kind, w.target, w.period, w.share, s.unit, s.currency, s.quota, s.leads,
               coalesce(b.person, s.owner) AS person, coalesce(b.amount, 0) AS amount,
               coalesce(b.rolled_up, 0) AS rolled_up
        FROM within AS w
        JOIN (SELECT DISTINCT unit, period FROM brought) AS r USING (period)
        JOIN read_models.seats AS s
            ON (s.organisation, s.cycle, s.unit, s.target) = ($1, $2, r.unit, w.target)
        LEFT JOIN brought AS b ON (b.unit, b.seat, b.period) = (s.unit, s.seat, w.period)
    ), teams AS (
        SELECT contest, unit, target, period, share, sum(rolled_up) AS actual
        FROM lines WHERE kind = 'team' GROUP BY contest, unit, target, period, share
    ), stands AS (
        SELECT m.contest, m.unit, NULL AS person,
               round(10000 * sum(m.actual) / nullif(t.in_force * sum(m.share), 0), 1) AS attainment
        FROM teams AS m JOIN read_models.targets AS t
            ON (t.organisation, t.cycle, t.unit, t.target) = ($1, $2, m.unit, m.target)
        GROUP BY m.contest, m.unit, t.in_force
        UNION ALL
        SELECT contest, unit, person,
               round(10000 * sum(amount) / nullif(sum(quota * share), 0), 1)
        FROM lines WHERE kind = 'individual' AND leads IS NULL AND person IS NOT NULL
        GROUP BY contest, unit, person, currency
    )
    SELECT c.contest, c.name, c.rules, c.kind, c.target, c.from_on, c.until_on, c.ended,
           c.winners, stands.unit, stands.person, stands.attainment
    FROM read_models.contests AS c
    LEFT JOIN stands ON stands.contest = c.contest AND stands.attainment IS NOT NULL
    WHERE c.organisation = $1 AND c.cycle = $2
    ORDER BY c.from_on, c.contest, stands.attainment DESC, stands.unit, stands.person
"""
"""Of the periods that lie wholly within a contest's days, and whose results are there."""


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


async def of(
    reader: Pool, organisation: str, cycle: str, periods: Sequence[FiscalPeriod]
) -> tuple[Found, ...]:
    """Each contest with every standing in it, the highest attainment first; at least one row each."""
    return await fetched(
        reader,
        STANDINGS,
        organisation,
        cycle,
        [one.label for one in periods],
        [one.starts_on for one in periods],
        [one.ends_on for one in periods],
        [one.share for one in periods],
    )

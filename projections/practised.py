"""The catalogue of practices in one cycle: how each acts under its policy, and what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.model import Value
from domain.policy import FIXED, Policy
from domain.practices.catalogue import CATALOGUE
from domain.practices.catalogue.row import Practice
from domain.practices.s1_18 import PRACTICE, unpaid
from projections import strategic_goals
from projections.fetching import fetched
from store.pool import Pool

FOUND = """
    SELECT practice, count(*) AS found FROM read_models.findings
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) GROUP BY practice
    UNION ALL
    SELECT convert_from(p.payload, 'UTF8')::jsonb ->> 'practice', count(*)
    FROM read_models.sellers AS s
    JOIN tally.events AS e USING (organisation, stream)
    JOIN tally.payloads AS p ON (p.organisation, p.stream, p.version)
        = (e.organisation, e.stream, e.version)
    WHERE s.organisation = $1 AND s.cycle = $2 AND s.unit = ANY($4)
      AND e.type = 'SellerFindingRaised'
    GROUP BY 1
    UNION ALL
    SELECT convert_from(p.payload, 'UTF8')::jsonb ->> 'practice', count(*)
    FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE e.organisation = $1
      AND (e.stream, e.type) IN (('culture/' || $2::text, 'CultureFindingRaised'),
                                 ('incentives/' || $2::text, 'IncentiveFindingRaised'))
    GROUP BY 1
"""


class Practised(Value):
    """`mode` is how a gate acts under the policy; `found` counts the findings that cite it."""

    id: str
    title: str
    kinds: tuple[str, ...]
    built: bool
    acts: tuple[str, ...]
    mode: str | None
    parameters: Mapping[str, object]
    found: int


async def of(
    reader: Pool,
    place: tuple[str, str],
    policy: Policy,
    *,
    units: Sequence[str],
    selling: Sequence[str],
) -> tuple[Practised, ...]:
    """Every practice; what was found in `units`, and of sellers' plans in those of `selling`."""
    rows = await fetched(reader, FOUND, *place, list(units), list(selling))
    found: Counter[str] = Counter()
    for row in rows:
        found[str(row["practice"])] += int(str(row["found"]))
    # Read off goals and components as they are now: no event raises it.
    found[PRACTICE] = len(tuple(unpaid(await strategic_goals.of(reader, place, units), policy)))
    written = policy.model_dump(mode="json")
    return tuple(_practised(one, policy, written, found[one.id]) for one in CATALOGUE)


def _practised(
    one: Practice, policy: Policy, written: Mapping[str, object], found: int
) -> Practised:
    gate = "gate" in one.kinds and one.built
    mode = ("block" if one.id in FIXED else policy.mode(one.id)) if gate else None
    return Practised(
        id=one.id,
        title=one.title,
        kinds=one.kinds,
        built=one.built,
        acts=one.acts,
        mode=mode,
        parameters={name: written.get(name) for name in one.parameters},
        found=found,
    )

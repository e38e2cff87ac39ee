"""The catalogue of practices in one cycle: how each acts under its policy, and what it found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic_core import to_jsonable_python

from domain.cycle.state import CycleState
from domain.model import Value
from domain.policy import ALWAYS, Policy
from domain.practices import s1_18, s2_04
from domain.practices.catalogue import CATALOGUE
from domain.practices.catalogue.row import Practice
from domain.practices.rule import Gap
from projections import acted, strategic_goals
from projections.acted import Did
from store.pool import Pool

ASKED_WITH: Mapping[str, str] = {"S4-10": "S3-28"}
"""Gates that are a part of another one, and act as it does."""


class Practised(Value):
    """What a practice is, how it acts, and what it did.

    `mode` is how a gate acts under the policy, *always* where no policy can change it; `found`
    counts the findings that cite it, and `parameters` are as they count, said or by default.
    `why_not` is why it did nothing, as far as the record can tell; of what acted it is empty.
    """

    id: str
    title: str
    kinds: tuple[str, ...]
    built: bool
    acts: tuple[str, ...]
    mode: str | None
    parameters: Mapping[str, object]
    found: int
    did: Did
    acted: bool
    why_not: str | None


async def of(
    reader: Pool,
    organisation: str,
    cycle: CycleState,
    *,
    units: Sequence[str],
    selling: Sequence[str],
    whole: bool,
) -> tuple[Practised, ...]:
    """Every practice; what it did in `units`, and in sellers' plans in those of `selling`."""
    place, policy = (organisation, cycle.cycle), cycle.policy
    did = dict(await acted.of(reader, place, CATALOGUE, units=units, selling=selling, whole=whole))
    goals = await strategic_goals.of(reader, place, units)
    unpaid = {one.unit for one in goals if not one.paid}
    for practice, gaps, where in (
        (s1_18.PRACTICE, s1_18.unpaid(goals, policy), unpaid),
        (s2_04.PRACTICE, s2_04.missing(cycle), {""}),
    ):
        did[practice] = _found(did[practice], tuple(gaps), where)
    return tuple(_practised(one, policy, did[one.id]) for one in CATALOGUE)


def _found(did: Did, gaps: Sequence[Gap], units: Collection[str]) -> Did:
    """Read off the record as it is now: no event raises it."""
    if not gaps:
        return did
    every = tuple(sorted({*did.units, *units}))
    return did.model_copy(update={"warned": len(gaps), "units": every, "finding": gaps[0].words})


def mode_of(one: Practice, policy: Policy) -> str | None:
    """*always*, *block*, *warn* or *off*; None of what is no gate."""
    if "gate" not in one.kinds or not one.built:
        return None
    return "always" if one.id in ALWAYS else policy.mode(ASKED_WITH.get(one.id, one.id))


def _parameter(policy: Policy, name: str) -> object:
    counts = getattr(policy, f"of_{name}", None) or getattr(policy, name)
    return to_jsonable_python(dict(counts) if isinstance(counts, Value) else counts)


def _practised(one: Practice, policy: Policy, did: Did) -> Practised:
    mode = mode_of(one, policy)
    return Practised(
        id=one.id,
        title=one.title,
        kinds=one.kinds,
        built=one.built,
        acts=one.acts,
        mode=mode,
        parameters={name: _parameter(policy, name) for name in one.parameters},
        found=did.warned,
        did=did,
        acted=did.acted,
        why_not=None if did.acted else acted.why_not(one, mode),
    )

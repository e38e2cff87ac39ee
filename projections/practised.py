"""The catalogue of practices in one cycle: how each acts under its policy, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model import Value
from domain.policy import FIXED, Policy
from domain.practices.catalogue import CATALOGUE
from domain.practices.catalogue.row import Practice
from domain.practices.s1_18 import PRACTICE, unpaid
from projections import acted, strategic_goals
from projections.acted import Did
from projections.strategic_goals import GoalPay
from store.pool import Pool


class Practised(Value):
    """`mode` is how a gate acts under the policy; `found` counts the findings that cite it.

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
    place: tuple[str, str],
    policy: Policy,
    *,
    units: Sequence[str],
    selling: Sequence[str],
    whole: bool,
) -> tuple[Practised, ...]:
    """Every practice; what it did in `units`, and in sellers' plans in those of `selling`."""
    did = dict(await acted.of(reader, place, CATALOGUE, units=units, selling=selling, whole=whole))
    did[PRACTICE] = _unpaid(did[PRACTICE], await strategic_goals.of(reader, place, units), policy)
    written = policy.model_dump(mode="json")
    return tuple(_practised(one, policy, written, did[one.id]) for one in CATALOGUE)


def _unpaid(did: Did, goals: Sequence[GoalPay], policy: Policy) -> Did:
    """Read off goals and components as they are now: no event raises it."""
    gaps = tuple(unpaid(goals, policy))
    if not gaps:
        return did
    units = {*did.units, *(one.unit for one in goals if not one.paid)}
    return did.model_copy(
        update={"warned": len(gaps), "units": tuple(sorted(units)), "finding": gaps[0].words}
    )


def _practised(one: Practice, policy: Policy, written: Mapping[str, object], did: Did) -> Practised:
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
        found=did.warned,
        did=did,
        acted=did.acted,
        why_not=None if did.acted else acted.why_not(one, mode),
    )

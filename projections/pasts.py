"""States that streams have passed through: nothing recorded changes, so each holds for good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.aggregates import aggregate_of
from projections.kept import Kept
from store.codec import Folded, fold
from store.model import Recorded

KEPT = 6_000
"""States kept at most, about 10 KB each: whoever moves through a cycle comes by them again."""
EVERY = 5
"""Every such version is kept in passing, so that one beside it takes few events to fold."""


class Pasts:
    """Keyed by organisation, stream and version; whatever was asked for longest ago goes first."""

    def __init__(self) -> None:
        self._kept: Kept[tuple[str, str, int], Folded[Any]] = Kept(KEPT, self._forget)
        self._versions: dict[tuple[str, str], set[int]] = {}

    def nearest(self, organisation: str, stream: str, version: int) -> Folded[Any]:
        """The last state kept that is not after `version`; the empty one where there is none."""
        known = self._versions.get((organisation, stream), ())
        found = version if version in known else max((v for v in known if v < version), default=0)
        return self._kept.get((organisation, stream, found)) or Folded[Any]()

    def passed(
        self, organisation: str, stream: str, known: Folded[Any], events: Iterable[Recorded]
    ) -> Folded[Any]:
        """The state after these further events; some on the way are kept."""
        aggregate = aggregate_of(stream)
        for one in events:
            known = fold(aggregate, known, (one,))
            if known.version % EVERY == 0:
                self.keep(organisation, stream, known)
        return known

    def keep(self, organisation: str, stream: str, folded: Folded[Any]) -> None:
        if folded.state is None:
            return
        self._versions.setdefault((organisation, stream), set()).add(folded.version)
        self._kept.put((organisation, stream, folded.version), folded)

    def _forget(self, key: tuple[str, str, int]) -> None:
        organisation, stream, version = key
        versions = self._versions[organisation, stream]
        versions.remove(version)
        if not versions:
            del self._versions[organisation, stream]

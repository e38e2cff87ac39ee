"""Every practice by its ID, which never changes meaning, with what acts for it."""

from __future__ import annotations

from domain.practices.catalogue import agreeing, carrying_out, readiness, selling, sight
from domain.practices.catalogue.row import Practice

CATALOGUE: tuple[Practice, ...] = (
    *agreeing.ROWS,
    *carrying_out.ROWS,
    *sight.ROWS,
    *readiness.ROWS,
    *selling.ROWS,
)

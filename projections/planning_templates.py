"""Planning templates by business model: where to begin with look-back, run-rate and plan lines."""

from __future__ import annotations

from domain.unit.readiness.templates import TEMPLATES, Template


def every() -> tuple[Template, ...]:
    """The same for every company; nothing of anybody's is in them."""
    return TEMPLATES

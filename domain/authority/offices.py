"""Which offices may give a command: each aggregate has its table, and every table is asked alike."""

from __future__ import annotations

from collections.abc import Mapping

from domain import errors
from domain.authority.ruling import Denied, Resource, Rule, Scope, Subject, ruled
from domain.model import Command

Rules = Mapping[type[Command], Rule]


def rules_of(offices: Mapping[type[Command], tuple[str, ...]], reach: Scope) -> Rules:
    """A table of offices as rules, each office with the same reach."""
    return {
        kind: Rule(kind.__name__, tuple((office, reach) for office in allowed))
        for kind, allowed in offices.items()
    }


def require_allowed(
    command: Command,
    rules: Rules,
    subject: Subject,
    *,
    unit: str | None = None,
    practice: str | None = None,
) -> None:
    """Raise NotAuthorised unless a row allows it; a command without a row is nobody's."""
    rule = rules.get(type(command), Rule(type(command).__name__))
    ruling = ruled(subject, rule, Resource(unit=unit))
    if isinstance(ruling, Denied):
        raise errors.NotAuthorised(ruling.words, practice=practice, grants=ruling.grants)

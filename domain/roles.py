"""How the holders of a cycle's offices change, and which offices one person never joins."""

from __future__ import annotations

from domain.people import Role, Roles

APART_FROM_TEAM = ("leader_above", "approver", "executive", "sponsor", "planner", "auditor")
"""Offices that nobody holds who leads a unit or carries a portion of it."""


def holders(roles: Roles, office: str) -> tuple[str, ...]:
    """Everyone in one office."""
    if office == "leader_above":
        return (roles.leader_above,)
    found: tuple[str, ...] = getattr(roles, f"{office}s")
    return found


def changed(roles: Roles, grants: tuple[Role, ...], revokes: tuple[Role, ...]) -> Roles:
    """The roles after a change; what is so already stays so. One person stands above the top."""
    after: dict[str, object] = {}
    for office in dict.fromkeys(one.office for one in (*grants, *revokes)):
        gets = [one.person for one in grants if one.office == office]
        loses = {one.person for one in revokes if one.office == office}
        if office == "leader_above":
            after[office] = gets[-1] if gets else roles.leader_above
            continue
        kept = (one for one in holders(roles, office) if one not in loses)
        after[f"{office}s"] = tuple(dict.fromkeys((*kept, *gets)))
    return roles.model_copy(update=after)


def auditing_besides(roles: Roles) -> tuple[str, ...]:
    """Auditors who hold another office too."""
    others = {
        roles.leader_above, *roles.approvers, *roles.executives, *roles.sponsors,
        *roles.planners, *roles.hr_partners, *roles.administrators,
    }  # fmt: skip
    return tuple(sorted(others & set(roles.auditors)))

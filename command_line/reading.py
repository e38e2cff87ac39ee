"""What a command looks up before it is given: the version that is open, and what it holds."""

from __future__ import annotations

from command_line.call import Call
from command_line.refusals import Misused
from command_line.view import View


def unit_view(call: Call, unit: str) -> View:
    return call.read(call.path(unit)).view


def newest(view: View) -> View:
    """The newest version of a unit's plan; raises Misused while there is none."""
    versions = view.rows("versions")
    if not versions:
        raise Misused("Nothing has been proposed in this unit yet: tally unit propose.")
    return versions[-1]


def open_version(call: Call, unit: str, version: int | None) -> int:
    """The version that was named, else the newest one as it is now."""
    if version is not None:
        return version
    return newest(unit_view(call, unit))["number"].whole

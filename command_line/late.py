"""Commands of `tally` by their names, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer


class Late(dict[str, Any]):
    """`there` are commands; `late` says of others in which module, and as what, each is."""

    def __init__(self, there: Mapping[str, Any], late: Mapping[str, str]) -> None:
        super().__init__({**there, **dict.fromkeys(late)})
        self._late = late

    def __getitem__(self, name: str) -> Any:
        return self._made(name, super().__getitem__(name))

    def get(self, name: str, default: Any = None) -> Any:
        return self._made(name, super().get(name, default))

    def _made(self, name: str, found: Any) -> Any:
        if found is None and name in self._late:
            found = self[name] = _imported(name, self._late[name])
        return found


def _imported(name: str, where: str) -> Any:
    module, _, attribute = where.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        command: Any = typer.main.get_group(found)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command()(found)
        command = typer.main.get_command(alone)
    command.name = name
    return command

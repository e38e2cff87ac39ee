"""The API tokens that `tally login` was given, in a file that nobody else may read."""

from __future__ import annotations

import json
import os
from pathlib import Path

from runtime.settings import Settings

NAME = "tokens.json"
PRIVATE = 0o600


def token_of(settings: Settings, address: str, organisation: str) -> str | None:
    """TALLY_TOKEN, else what was kept for that organisation at that address."""
    if settings.token:
        return settings.token.get_secret_value()
    return _read(settings).get(_key(address, organisation))


def keep(settings: Settings, address: str, organisation: str, token: str) -> Path:
    found = {**_read(settings), _key(address, organisation): token}
    return _write(settings, found)


def forget(settings: Settings, address: str, organisation: str) -> bool:
    """Whether there was one."""
    found = _read(settings)
    kept = found.pop(_key(address, organisation), None)
    if kept is not None:
        _write(settings, found)
    return kept is not None


def _key(address: str, organisation: str) -> str:
    return f"{address.rstrip('/')} {organisation}"


def _file(settings: Settings) -> Path:
    """In the state folder where there is one, else among one's own settings."""
    if settings.state.is_dir():
        return settings.state / NAME
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return Path(home) / "tallystick" / NAME


def _read(settings: Settings) -> dict[str, str]:
    try:
        found = json.loads(_file(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, dict) else {}


def _write(settings: Settings, found: dict[str, str]) -> Path:
    path = _file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=PRIVATE)
    draft.chmod(PRIVATE)
    draft.write_text(json.dumps(found, indent=2), encoding="utf-8")
    draft.replace(path)
    return path

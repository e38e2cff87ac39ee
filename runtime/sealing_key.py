"""The master key under which every person's key is wrapped: from a setting, or a file.

Whoever has it and the database can open every personal text; whoever lost it can open none.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from runtime.settings import Settings, SettingsInvalid
from store.sealing import KEY_BYTES, Master

FILE = "sealing.key"
_WRITTEN = re.compile(r"[0-9a-f]{64}")


def path_of(settings: Settings) -> Path:
    """TALLY_SEALING_KEY_FILE, else the file in the state folder."""
    return settings.sealing_key_file or settings.state / FILE


def master_of(settings: Settings) -> Master:
    """The key at hand; in development one is drawn where there is none yet.

    Raises SettingsInvalid where production has none, or the file holds something else.
    """
    if settings.sealing_key is not None:
        return Master(bytes.fromhex(settings.sealing_key.get_secret_value()))
    path = path_of(settings)
    if settings.environment == "development" and not path.exists():
        make(path)
    return Master(_read(path))


def master_there(settings: Settings) -> Master | None:
    """The key at hand for whoever only reads; None where development has drawn none yet.

    Raises SettingsInvalid as `master_of` does.
    """
    is_given = settings.sealing_key is not None or path_of(settings).exists()
    if settings.environment == "development" and not is_given:
        return None
    return master_of(settings)


def require_master(settings: Settings) -> None:
    """Raise SettingsInvalid in production without a key, before anything is opened."""
    if settings.environment == "production":
        master_of(settings)


def make(path: Path) -> None:
    """Draw a key into a file that only its owner reads; one that is there is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(KEY_BYTES), encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process drew it first, and both use that one
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    try:
        written = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as unusable:
        raise SettingsInvalid(
            f"There is no sealing key: set TALLY_SEALING_KEY, or bring back {path}. Names and "
            "texts of people are sealed under it; a new one opens none of them."
        ) from unusable
    if not _WRITTEN.fullmatch(written):
        raise SettingsInvalid(f"{path} is no sealing key: it holds 64 hexadecimal digits.")
    return bytes.fromhex(written)

"""Where the master key is found, and what is said where it is not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from runtime.sealing_key import master_of, master_there
from runtime.settings import Settings, SettingsInvalid

WRITTEN = "ab" * 32


def test_the_setting_is_taken_first(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, sealing_key=SecretStr(WRITTEN), environment="production")

    assert master_of(settings).secret == bytes.fromhex(WRITTEN)
    assert not list(tmp_path.iterdir())
    assert WRITTEN in settings.secrets()


def test_a_secrets_file_is_read_with_its_newline(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{WRITTEN}\n")
    settings = Settings(state=tmp_path, sealing_key_file=file, environment="production")

    assert master_of(settings).secret == bytes.fromhex(WRITTEN)


def test_in_development_one_is_drawn_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path / "state")

    assert master_of(settings) == master_of(settings)
    (file,) = settings.state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_whoever_only_reads_draws_none(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)

    assert master_there(settings) is None
    assert not list(tmp_path.iterdir())
    assert master_of(settings) == master_there(settings)
    with pytest.raises(SettingsInvalid, match="There is no sealing key"):
        master_there(Settings(state=tmp_path / "other", environment="production"))


def test_production_draws_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="There is no sealing key: set TALLY_SEALING_KEY"):
        master_of(Settings(state=tmp_path, environment="production"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("written", ["", "ab", "AB" * 32, "ä" * 64])
def test_what_is_no_key_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "sealing.key").write_text(written)

    with pytest.raises(SettingsInvalid, match="sealing key"):
        master_of(Settings(state=tmp_path))

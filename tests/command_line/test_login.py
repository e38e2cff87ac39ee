from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from command_line.client import Client, Identity
from command_line.refusals import Misused
from tests.command_line.answering import Answer

LOGIN = ["login", "--organisation", "halden", "--email", "dana@halden.example"]


@pytest.fixture
def run(service, tmp_path: Path):
    def invoke(*words: str, typed: str = "", **environment: str):
        known = {
            "TALLY_URL": service.address,
            "TALLY_STATE": str(tmp_path / "none"),
            "XDG_CONFIG_HOME": str(tmp_path),
            "TALLY_ORGANISATION": "halden",
            **environment,
        }
        return CliRunner(env=known).invoke(cli.app, list(words), input=typed)

    return invoke


def given(service) -> None:
    service.tells(
        "POST", "/v1/halden/tokens", Answer(200, {"token": "tally_secret", "person": "dana"})
    )
    service.tells("GET", "/v1/halden/cycles", Answer(200, {"cycles": []}))
    service.tells("GET", "/v1/halden/inbox", Answer(200, {"waiting": []}))


def test_a_token_is_kept_where_nobody_else_reads_it(service, run, tmp_path: Path) -> None:
    given(service)

    done = run(*LOGIN, typed="a horse, a battery\n")

    assert done.exit_code == 0, done.output
    assert "You are dana of halden." in done.output
    assert "tally_secret" not in done.output
    assert "a horse" not in done.output
    (file,) = (tmp_path / "tallystick").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(service.given.body)["password"] == "a horse, a battery"


def test_a_kept_token_is_sent_where_nobody_is_named(service, run) -> None:
    given(service)
    run(*LOGIN, typed="a horse, a battery\n")

    run("inbox")

    assert service.asked[-1].headers["authorization"] == "Bearer tally_secret"
    assert "tally-person" not in service.asked[-1].headers


def test_a_token_of_the_environment_is_sent(service, run) -> None:
    given(service)

    run("inbox", TALLY_TOKEN="tally_other")

    assert service.asked[-1].headers["authorization"] == "Bearer tally_other"


def test_signing_out_revokes_the_token_and_forgets_it(service, run) -> None:
    given(service)
    service.tells("DELETE", "/v1/halden/tokens/current", Answer(200, None))
    run(*LOGIN, typed="a horse, a battery\n")

    out, again = run("logout"), run("inbox")

    assert out.exit_code == 0, out.output
    assert service.given.headers["authorization"] == "Bearer tally_secret"
    assert again.exit_code == 2
    assert "tally login" in again.output


def test_the_local_key_goes_to_this_machine_and_a_token_never_in_the_clear(service) -> None:
    here = Client(service.address, "halden", notice=print, key="k" * 20)
    elsewhere = Client("http://tally.halden.example", "halden", notice=print, key="k", token="t")
    given(service)

    here.read("/cycles", Identity("dana"))

    assert service.asked[-1].headers["tally-key"] == "k" * 20
    assert not {"Tally-Key", "Authorization"} & set(elsewhere._http.headers)
    with pytest.raises(Misused, match="no password is sent there"):
        elsewhere.sign_in({})

"""The image, laid out as its Dockerfile says: what is in it, and that its commands do their work."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
from production import LEFT_OUT, ROOT, SECRETS, Composed, RecordServer, Started, copied

from runtime.parts import answers
from runtime.ports import free_port
from runtime.settings import Settings

Start = Callable[..., Started]
PIN = re.compile(r"^([\w.-]+)==", re.MULTILINE)


def test_every_room_is_in_the_image() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms | {"cli.py", "worker.py", "deploy/entrypoint", "examples/halden"} == set(copied())


def test_nothing_that_is_copied_is_left_out_of_the_build() -> None:
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in rules
    kept = {rule[1:] for rule in rules if rule.startswith("!")}
    assert kept == {*copied(), "requirements.lock", "deploy/without-embedded.awk"}
    assert all((ROOT / path).exists() for path in kept)
    assert any(fnmatch("store/__pycache__", rule.replace("**", "*")) for rule in rules[1:])


def test_the_image_installs_what_is_pinned_but_the_embedded_servers() -> None:
    lock = ROOT / "requirements.lock"
    command = ["awk", "-f", ROOT / "deploy" / "without-embedded.awk", lock]
    image = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert set(PIN.findall(lock.read_text("utf-8"))) - set(PIN.findall(image)) == set(LEFT_OUT)
    assert all("--hash=sha256:" in pin for pin in re.split(r"\n(?=\w)", image) if PIN.match(pin))


def test_the_image_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert "--require-hashes" in text


def test_every_command_of_ours_is_one_that_the_image_knows(composed: Composed) -> None:
    cases = re.findall(
        r"^(\w+)\) exec", (ROOT / "deploy/entrypoint").read_text("utf-8"), re.MULTILINE
    )
    assert {service["command"][0] for service in composed.ours.values()} < set(cases)


def test_help_names_each_command_and_an_unknown_one_is_refused(start: Start) -> None:
    told = start("help")
    assert told.ended() == 0
    for word in ("migrate", "worker", "web", "notary", "tally"):
        assert re.search(rf"^{word}\b", told.said(), re.MULTILINE)
    refused = start("wrker")
    assert refused.ended() == 64
    assert refused.said() == f"There is no command wrker. There are:\n{told.said()}"


def test_the_notary_signs_on_its_own_login(
    start: Start, record_server: RecordServer, tmp_path: Path
) -> None:
    assert start("migrate", DATABASE_URL=record_server.url("tally_migrate")).ended() == 0
    port = free_port()
    notary = start(
        "notary",
        DATABASE_URL=record_server.url("tally_notarise"),
        TALLY_METRICS_PORT=str(port),
        TALLY_NOTARY_STATE=str(tmp_path / "own"),
        TALLY_CHECKPOINTS=str(tmp_path / "outside"),
    )
    notary.wait_for(lambda: answers(f"http://127.0.0.1:{port}/readyz"))
    assert "notary is ready" in notary.said()
    assert notary.stop() == 0, notary.said()


def test_the_notary_refuses_a_login_that_is_not_its_own(
    start: Start, record_server: RecordServer, tmp_path: Path
) -> None:
    assert start("migrate", DATABASE_URL=record_server.url("tally_migrate")).ended() == 0
    refused = start(
        "notary",
        DATABASE_URL=record_server.url("tally_service"),
        TALLY_NOTARY_STATE=str(tmp_path / "own"),
    )
    assert refused.ended() == 1
    assert 'permission denied to set role "tally_notary"' in refused.said()
    assert "Traceback" not in refused.said()


def test_the_command_line_answers_in_the_image(start: Start) -> None:
    asked = start("tally", "--help")
    assert asked.ended() == 0, asked.said()
    assert "status" in asked.said()


def test_migrate_brings_an_empty_record_to_this_release_and_then_finds_nothing_to_do(
    start: Start, record_server: RecordServer
) -> None:
    url = record_server.url("tally_migrate")
    for _ in range(2):
        migrated = start("migrate", DATABASE_URL=url)
        assert migrated.ended() == 0, migrated.said()
        assert "the database is at this release" in migrated.said()
    assert '"applied": []' in migrated.said()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "mysql://elsewhere"}, "DATABASE_URL: Value error"),
        ({"DATABASE_URL": "postgresql://tally:hunter2@127.0.0.1:1/tally"}, "Connect call failed"),
    ],
)
def test_migrate_says_what_is_wrong_and_no_secret(
    start: Start, environment: dict[str, str], words: str
) -> None:
    refused = start("migrate", **environment)
    assert refused.ended() == 1
    assert words in refused.said()
    assert "hunter2" not in refused.said()
    assert "Traceback" not in refused.said()


def test_the_worker_works_on_the_services_login(
    start: Start, record_server: RecordServer, temporal_server: Settings, tmp_path: Path
) -> None:
    """Every queue of it, as Compose gives them the sealing key and the archive's own volume."""
    assert start("migrate", DATABASE_URL=record_server.url("tally_migrate")).ended() == 0
    port = free_port()
    worker = start(
        "worker",
        DATABASE_URL=record_server.url("tally_service"),
        TEMPORAL_ADDRESS=str(temporal_server.temporal_address),
        TEMPORAL_NAMESPACE=temporal_server.temporal_namespace,
        TALLY_METRICS_PORT=str(port),
        TALLY_SEALING_KEY=SECRETS["TALLY_SEALING_KEY"],
        TALLY_ARCHIVE=str(tmp_path / "archive"),
    )
    worker.wait_for(lambda: answers(f"http://127.0.0.1:{port}/metrics"))
    assert "worker is ready" in worker.said()
    assert worker.stop() == 0, worker.said()


def test_web_refuses_where_anybody_could_name_themselves(
    start: Start, composed: Composed, record_server: RecordServer, temporal_server: Settings
) -> None:
    refused = start(
        "web",
        **composed.services["web"]["environment"]
        | {
            "DATABASE_URL": record_server.url("tally_service"),
            "TEMPORAL_ADDRESS": str(temporal_server.temporal_address),
            "TALLY_HTTP_PORT": str(free_port()),
            "TALLY_METRICS_PORT": "",
        },
    )
    assert refused.ended() != 0
    assert "no identity provider" in refused.said()


def test_web_answers_inside_its_own_container_in_development(
    start: Start, record_server: RecordServer, temporal_server: Settings
) -> None:
    assert start("migrate", DATABASE_URL=record_server.url("tally_migrate")).ended() == 0
    port, key = free_port(), "a-key-of-this-very-container"
    web = start(
        "web",
        TALLY_ENV="development",
        TALLY_LOCAL_KEY=key,
        TALLY_SEALING_KEY=SECRETS["TALLY_SEALING_KEY"],
        TALLY_HTTP_HOST="127.0.0.1",
        TALLY_HTTP_PORT=str(port),
        DATABASE_URL=record_server.url("tally_service"),
        TEMPORAL_ADDRESS=str(temporal_server.temporal_address),
        TEMPORAL_NAMESPACE=temporal_server.temporal_namespace,
    )
    web.wait_for(lambda: answers(f"http://127.0.0.1:{port}/readyz"))
    asked = start(
        *("tally", "cycle", "list", "--as", "ines", "--organisation", "halden", "--json"),
        TALLY_URL=f"http://127.0.0.1:{port}",
        TALLY_LOCAL_KEY=key,
    )
    assert asked.ended() == 0, asked.said()
    assert '"cycles":[]' in asked.said()
    assert web.stop() in {0, -signal.SIGTERM}  # uvicorn stops in order, then ends as it was asked
    assert "Application shutdown complete" in web.said()


def test_nothing_was_written_into_the_image(image: Path) -> None:
    assert sorted(path.name for path in image.parent.iterdir()) == ["absent", "app"]
    assert not list(image.rglob("__pycache__"))

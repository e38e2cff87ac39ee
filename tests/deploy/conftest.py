"""The production shape without an engine: its files, its image's folder, its two servers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from production import Composed, RecordServer, Started, build, compose, environment_of

from runtime import temporal
from runtime.ports import free_port
from runtime.postgres import EmbeddedPostgres
from runtime.settings import Settings


@pytest.fixture(scope="session")
def composed() -> Composed:
    return compose()


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    app = tmp_path_factory.mktemp("image") / "app"
    build(app)
    return app


@pytest.fixture
def start(image: Path, tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Start one of the image's commands with an environment of ours on top of the image's."""
    started: list[Started] = []

    def begin(*command: str, **environment: str) -> Started:
        entry = str(image / "deploy" / "entrypoint")
        one = Started.begin(
            (entry, *command),
            tmp_path / f"{len(started)}.log",
            folder=image,
            environment=environment_of(image) | environment,
        )
        started.append(one)
        return one

    try:
        yield begin
    finally:
        with ExitStack() as ending:
            for one in started:
                ending.callback(one.stop)


@pytest.fixture(scope="session")
def record_server(scratch: Path) -> Iterator[RecordServer]:
    """A server of its own: roles belong to a whole server, and these are not the tests' usual."""
    with EmbeddedPostgres.start(scratch / "record") as server:
        found = RecordServer(server)
        found.create()
        yield found


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A Temporal server that has another namespace than ours."""
    folder = tmp_path_factory.mktemp("temporal")
    port = free_port()
    found = Settings(temporal_address=f"127.0.0.1:{port}", temporal_namespace="another")
    command = temporal.dev_server(
        database=folder / "temporal.db",
        port=port,
        ui_port=free_port(),
        http_port=free_port(),
        namespace=found.temporal_namespace,
    )
    server = Started.begin(command, folder / "log", folder=folder, environment=dict(os.environ))
    try:
        server.wait_for(lambda: temporal.is_ready(found))
        yield found
    finally:
        server.stop()

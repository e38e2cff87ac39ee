import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer

import pytest
from typer.testing import CliRunner, Result

import cli
from tests.command_line.answering import Service, handler


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(told))
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tally(service: Service) -> Callable[..., Result]:
    """Runs a command as Dana against the service."""

    def run(*words: str, **environment: str) -> Result:
        known = {
            "TALLY_URL": service.address,
            "TALLY_PERSON": "dana",
            "TALLY_ORGANISATION": "halden",
            "TALLY_CYCLE": "fy27",
            **environment,
        }
        return CliRunner(env=known).invoke(cli.app, list(words))

    return run

import socket
from pathlib import Path

import pytest

from runtime.ports import PortTaken, choose, free_port, is_free


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_usual_port_gives_way_to_a_free_one(taken):
    other = choose(taken, variable="TALLY_HTTP_PORT", asked_for=False)
    assert other != taken
    assert is_free(other)


def test_a_taken_port_that_was_asked_for_is_refused(taken):
    with pytest.raises(PortTaken, match=f"TALLY_HTTP_PORT={taken} is taken"):
        choose(taken, variable="TALLY_HTTP_PORT", asked_for=True)


def test_a_free_port_is_taken_as_it_is():
    port = free_port()
    assert choose(port, variable="TALLY_HTTP_PORT", asked_for=True) == port


def test_no_outgoing_connection_can_land_on_a_port_that_was_chosen():
    outgoing, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert all(free_port() < min(int(outgoing), 49152) for _ in range(200))


def test_a_port_that_was_chosen_is_chosen_by_nobody_else_and_still_takes_a_server(monkeypatch):
    port = free_port()
    monkeypatch.setattr("runtime.ports.CHOSEN_FROM", (port,))
    monkeypatch.setattr("runtime.ports.TRIES", 1)
    with pytest.raises(PortTaken, match=f"1 ports between {port} and {port} were tried"):
        free_port()
    with socket.create_server(("127.0.0.1", port)) as server:
        assert server.getsockname()[1] == port

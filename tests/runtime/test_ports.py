import socket

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

"""Workers meet, or say in one line and in time why they cannot.

Threads stand in for machines: each takes a port of its own.
"""

import socket
import threading
import time

import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.roll_call import installed, roll_call, seconds_to_wait
from medkeras.utils.workers import Workers


def free_addresses(number):
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    found = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    return tuple(found)


def meet(facts, addresses=None, seconds=5.0, absent=()):
    """What each worker is told, "" if all is well, and the seconds it took."""
    addresses = addresses or free_addresses(len(facts))
    told = [None] * len(facts)

    def come(index):
        start = time.monotonic()
        try:
            roll_call(Workers(addresses, index), facts[index], seconds)
            told[index] = "", time.monotonic() - start
        except UsageError as error:
            told[index] = str(error), time.monotonic() - start

    threads = [
        threading.Thread(target=come, args=(index,))
        for index in range(len(facts))
        if index not in absent
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return told


def test_equal_workers_meet_at_once():
    told = meet([{"keras": "3"}] * 3)
    assert [line for line, _ in told] == [""] * 3
    assert max(seconds for _, seconds in told) < 3


def test_their_ports_are_free_afterwards():
    addresses = free_addresses(2)
    for _ in range(2):
        assert [line for line, _ in meet([{}] * 2, addresses)] == [""] * 2
    for address in addresses:
        with socket.socket() as port:
            port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            port.bind(("127.0.0.1", int(address.split(":")[1])))


def test_differing_versions_are_named_on_both_sides():
    told = meet([{"keras": "3.15", "b": "1"}, {"keras": "3.14", "b": "1"}])
    assert {line for line, _ in told} == {
        "the workers differ in keras: expected the same on all. Received: "
        "3.15 on worker 0, 3.14 on worker 1"
    }


def test_a_worker_that_does_not_come_is_named_in_time():
    told = meet([{}] * 3, seconds=1.0, absent=[2])
    line, seconds = told[0]
    assert "expected 3 workers within 1 s" in line
    assert "nothing from worker 2 (127.0.0.1:" in line
    # The second hears it from the chief, or finds it gone at that moment.
    assert told[1][0] == line or "worker 0 cannot be reached" in told[1][0]
    assert seconds < 2


def test_a_chief_that_cannot_be_reached_is_named_in_time():
    told = meet([{}] * 2, seconds=1.0, absent=[0])
    line, seconds = told[1]
    assert "worker 0 cannot be reached from worker 1" in line
    assert "within 1 s. Received: connection refused" in line
    assert seconds < 2.5


def test_a_port_in_use_is_named_at_once():
    addresses = free_addresses(2)
    port = int(addresses[1].split(":")[1])
    with socket.socket() as taken:
        taken.bind(("", port))
        taken.listen()
        told = meet([{}] * 2, addresses, 1.0, absent=[0])
    line, seconds = told[1]
    assert line == (
        f"worker 1 needs port {port} of 127.0.0.1: expected a free one. "
        "Received: address already in use"
    )
    assert seconds < 0.5


def test_a_stranger_at_the_port_does_no_harm():
    addresses = free_addresses(2)

    def knock():
        time.sleep(0.2)
        host, port = addresses[0].split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"GET / HTTP/1.1\r\n\r\n")

    stranger = threading.Thread(target=knock)
    stranger.start()
    told = meet([{}] * 2, addresses, 1.0, absent=[1])
    stranger.join()
    assert "nothing from worker 1" in told[0][0]


def test_one_worker_meets_nobody():
    roll_call(Workers(("nowhere:1",), 0), {}, 0.1)


@pytest.mark.parametrize("address", ["host", "host:", "host:0", "host:99999"])
def test_an_address_without_a_port_is_refused(address):
    with pytest.raises(UsageError, match="must be host:port"):
        roll_call(Workers((address, address), 0), {}, 0.1)


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "inf"])
def test_the_seconds_must_be_a_positive_number(monkeypatch, text):
    monkeypatch.setenv("MEDKERAS_WORKERS_SECONDS", text)
    with pytest.raises(UsageError, match="must be a positive number"):
        seconds_to_wait()


def test_code_mode_and_versions_must_be_alike(monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    before = installed()
    assert {"Python", "tensorflow", "code of medkeras"} <= set(before)
    assert before == installed()
    monkeypatch.setenv("MEDKERAS_MODE", "full")
    assert before != installed()

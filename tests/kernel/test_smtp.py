"""Which servers mail may be handed to, and how long they may take."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from casquettes.kernel import smtp
from casquettes.kernel.smtp import NotDelivered, Server, Why


def hand(host, port=587, *, anywhere=False, security="none", within=5.0):
    server = Server(host=host, port=port, security=security, anywhere=anywhere)
    with pytest.raises(NotDelivered) as refused:
        smtp.hand_over(
            server, b"", sender="a@example.org", recipients=("b@example.org",), within=within
        )
    return refused.value


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:a00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_hosted_no_private_address_is_reached_however_it_is_written(host, monkeypatch):
    def never(*_facts, **_named):
        raise AssertionError("it connected")

    monkeypatch.setattr(socket, "create_connection", never)
    failure = hand(host)
    assert (failure.why, failure.for_good) == (Why.PRIVATE, True)


def test_hosted_only_the_ports_of_mail_are_reached(monkeypatch):
    answer_with(monkeypatch, "93.184.216.34")
    assert hand("smtp.example.org", 6379).why is Why.PRIVATE


def test_a_name_that_is_public_and_private_at_once_is_refused(monkeypatch):
    answer_with(monkeypatch, "93.184.216.34", "127.0.0.1")
    assert hand("smtp.example.org").why is Why.PRIVATE


def test_the_address_reached_is_the_one_that_was_checked(monkeypatch):
    """The name is asked once; what it answers a moment later (DNS rebinding) is never heard."""
    asked = answer_with(monkeypatch, "93.184.216.34")
    reached = []

    def refuse(place, timeout):
        reached.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert hand("smtp.example.org").why is Why.REFUSED
    assert reached == [("93.184.216.34", 587)]
    assert asked == ["smtp.example.org"]


def test_at_home_her_own_network_is_hers(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda place, timeout: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        smtp.hand_over(
            Server("127.0.0.1", 25, "none"), b"", sender="a@b.fr", recipients=("c@d.fr",)
        )


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example.org", "é" * 70])
def test_a_name_that_is_nowhere(host):
    assert hand(host, anywhere=True).why is Why.NAME


def test_a_server_that_drips_is_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as dripping:
        port = dripping.getsockname()[1]
        enough = threading.Event()

        def drip():
            caller, _place = dripping.accept()
            with caller:
                while not enough.wait(0.05):
                    try:
                        caller.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        failure = hand("127.0.0.1", port, anywhere=True, within=0.5)
        enough.set()
        thread.join()
    assert failure.why in (Why.BROKEN, Why.REFUSED)
    assert time.monotonic() - began < 5


def test_what_is_no_mail_server_is_said(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as shop:
        port = shop.getsockname()[1]

        def answer():
            caller, _place = shop.accept()
            with caller:
                caller.sendall(b"554 \x1b[31mno\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        failure = hand("127.0.0.1", port, anywhere=True)
        thread.join()
    assert (failure.why, failure.answer, failure.for_good) == (Why.BROKEN, "554 [31mno", True)


def answer_with(monkeypatch, *places):
    asked = []

    def told(host, port, **_named):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    return asked

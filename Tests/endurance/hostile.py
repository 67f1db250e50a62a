"""500 clients that stop somewhere and stay: the server waits for them without using the processor."""
import random
import subprocess
import time

import report
import vendors
from server import Server
from traffic import rude
from wire import Connection

CONNECTIONS = 500
# Processor time in a second.
CORE = 0.1
# The share of the time in which a thread runs or waits for its turn. One that spins is at 1, also if others take the
# processor; one that is woken now and then waits for its turn on a busy machine.
BUSY = 0.4
# How long a server is watched: beyond the second in which it returns memory and the like.
SECONDS = 5


def in_headers(connection, _):
    """Header lines that never end."""
    connection.send(b"PUT /v1/agents/a HTTP/1.1\r\nHost: localhost\r\n" + b"X-Line: more\r\n" * 500)


def in_large_headers(connection, _):
    """More header lines than there may be."""
    connection.send(b"PUT /v1/agents/a HTTP/1.1\r\nHost: localhost\r\n" + b"X-Line: more\r\n" * 5000)


def in_folded_headers(connection, _):
    """A header that is continued on line after line."""
    connection.send(b"PUT /v1/agents/a HTTP/1.1\r\nHost: localhost\r\nX-Line: more\r\n" + b" and more\r\n" * 500)


def in_body(connection, _):
    """The middle of a body."""
    body = b'{"name": "' + b"x" * 500_000
    connection.send(vendors.CENTERFY.head(1_000_000) + body)


ACTS = [in_headers, in_large_headers, in_folded_headers, in_body, rude.long_chunk_line, rude.half_close_unread,
        rude.never_read, rude.stopped_events]


def hold(server, acts, count):
    """Connections that have done what they do, and stay."""
    pick, connections = random.Random(1), []
    for number in range(count):
        connection = Connection(server.port)
        try:
            acts[number % len(acts)](connection, pick)
        except ConnectionError:
            pass  # The server has closed it, which is an answer too.
        connections.append(connection)
    return connections


def check(acts, what, count, *options):
    with Server("--log-level", "error", *options, log=subprocess.DEVNULL) as server:
        server.settle()
        rude.prepare(server)
        descriptors = server.descriptors
        connections = hold(server, acts, count)
        wait_until_done(server)
        check_rests(server, f"{what}, {count} clients that stay", SECONDS)
        report.equal(200, server.ask("/__admin/livez")[0], f"{what}, meanwhile it answers")
        for connection in connections:
            connection.close()
        seconds = server.seconds_until_descriptors(descriptors)
        report.at_most(5, seconds, f"{what}, until only the {descriptors} descriptors of before are open", " s")
        check_rests(server, f"{what}, after they have left", 2)


def wait_until_done(server, patience=40):
    """Waits while it works at what it was asked for. What spins does so for longer."""
    end = time.monotonic() + patience
    while time.monotonic() < end and server.busiest(1) > BUSY / 2:
        pass


def check_rests(server, what, seconds):
    used, start = server.processor_seconds, time.monotonic()
    share = server.busiest(seconds)
    core = (server.processor_seconds - used) / (time.monotonic() - start)
    report.at_most(CORE, core, f"{what}, processor time", " of a core")
    report.at_most(BUSY, share, f"{what}, its busiest thread runs or waits for its turn", " of the time")


def staying():
    """Clients of each kind on a server of their own, then all kinds on one server."""
    for act in ACTS:
        check([act], act.__name__, 50)
    check(ACTS, "all kinds", CONNECTIONS)

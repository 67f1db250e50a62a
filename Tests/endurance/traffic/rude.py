"""Clients that misbehave, one act after the other; none of it may store anything or stay open."""
import contextlib
import random
import re
import threading
import time

import vendors
from wire import Connection

SANDBOX = "rude"
# How many connections stay open at most, and how long: shorter than the server's patience.
OPEN, SECONDS = 12, 4


def prepare(server):
    """Adds a mapping, so that the list of mappings is large. To ask for it is not recorded in the journal."""
    mapping = {"request": {"urlPath": "/large"}, "response": {"body": "x" * 900_000}}
    status, text = server.ask(f"/sandbox/{SANDBOX}/__admin/mappings", mapping)
    assert status == 201, text


LARGE = f"GET /sandbox/{SANDBOX}/__admin/mappings HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def updating(text="Rude"):
    return vendors.CENTERFY.update(text, SANDBOX, voicemail_message="x" * 2000)


def hang_up_in_body(connection, pick):
    """Leaves in the middle of a request, in order or with a reset."""
    request = updating()
    connection.send(request[:pick.randrange(1, len(request))])
    connection.reset() if pick.random() < 0.5 else connection.close()


def slow(connection, pick):
    """Begins a request that it never ends."""
    request = updating()
    connection.send(request[:pick.randrange(1, len(request))])
    return connection


def half_close(connection, pick):
    """Says that nothing more comes before it reads the answer: it gets the answer, or an end."""
    connection.send(vendors.CENTERFY.read(SANDBOX))
    connection.half_close()
    check_status(connection, [200], "a read")


def check_status(connection, statuses, what):
    """The answer has one of these statuses, if there is one."""
    connection.socket.settimeout(60)
    status = re.match(rb"HTTP/1.1 (\d+)", connection.socket.recv(1000))
    if status and int(status[1]) not in statuses:
        raise ValueError(f"was answered {int(status[1])}: {what}")


def half_close_unread(connection, pick):
    """Asks for a large answer, says that nothing more comes, and reads nothing."""
    connection.send(LARGE * pick.randrange(1, 4))
    connection.half_close()
    return connection


def never_read(connection, pick):
    """Asks for more than the buffers hold."""
    connection.send(LARGE * 5)
    return connection


def stopped_events(connection, pick):
    """Follows the events of a sandbox, and reads none."""
    name = pick.choice([SANDBOX, "probe"])
    connection.send(f"GET /sandbox/{name}/__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def long_chunk_line(connection, pick):
    """A line of a chunk that is longer than any buffer, and does not end."""
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", vendors.CENTERFY.head(0, SANDBOX))
    connection.send(head + b"5;" + b"x" * 20_000)
    return connection


def malformed(connection, pick):
    """Something that is no request of HTTP: it gets an error or no answer."""
    head, read = vendors.CENTERFY.head(2, SANDBOX), vendors.CENTERFY.read(SANDBOX)
    request = pick.choice([
        read.replace(b"Content-Type", b"X-Folded: a\r\n b\r\nContent-Type"),
        read.replace(b"Content-Length:", b"Content-Length :"),
        read.replace(b"Host: localhost", b"Host: localhost\r\nHost: localhost"),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\x00" * 100, b"PUT /x HTTP/9.9\r\n\r\n",
        head.replace(b"Content-Length: 2", b"Content-Length: two") + b"{}",
        head.replace(b"Content-Length: 2", b"Content-Length: 99999999999999999999") + b"{}",
        head.replace(b"Content-Type", b"x" * 20_000),
        head.replace(b"Content-Length: 2", b"Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n",
    ])
    connection.send(request)
    with contextlib.suppress(OSError):
        connection.half_close()
    check_status(connection, [*range(400, 500), 501, 505], request[:200])


# How often each is done. Large answers cost the server much, and so are rare.
ACTS = {hang_up_in_body: 4, slow: 4, half_close: 4, malformed: 4, stopped_events: 4, long_chunk_line: 1,
        half_close_unread: 1, never_read: 1}


class RudeClient(threading.Thread):
    """Does one of the acts after the other, each on a connection of its own."""

    # Seconds between two acts.
    PAUSE = 0.25

    def __init__(self, number, traffic):
        super().__init__(daemon=True)
        self.traffic, self.random = traffic, random.Random(f"{traffic.seed} rude {number}")

    def run(self):
        prepare(self.traffic.server)
        left_open = []
        while not self.traffic.ending.wait(self.PAUSE):
            while left_open and (len(left_open) > OPEN or time.monotonic() - left_open[0][0] > SECONDS):
                left_open.pop(0)[1].close()
            act = self.random.choices(*zip(*ACTS.items()))[0]
            self.traffic.count("misbehaving")
            connection = Connection(self.traffic.server.port)
            try:
                kept = act(connection, self.random)
            except ConnectionError:
                kept = None
            except (OSError, ValueError) as error:
                kept = None
                self.traffic.report(f"misbehaving client: {act.__name__}: {error!r}")
            if kept:
                left_open.append((time.monotonic(), kept))
            else:
                connection.close()
        for _, connection in left_open:
            connection.close()

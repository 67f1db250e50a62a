"""Memory that a few clients could take: cleared requests, expressions, and events that are not read."""
import os
import subprocess
import threading
import time

import report
import vendors
from crowd import Crowd
from neighbour import Neighbour
from server import Server
from wire import Connection

# What the journal may hold, and what requests under way may take besides, in MiB.
JOURNAL, UNDER_WAY = 64, 64
# What compiled expressions may take, which are kept for other mappings too, with the matcher in use and the body's copies.
EXPRESSIONS = 64 + 32


class Peak(threading.Thread):
    """The most memory that a server has within `with`, in MiB."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ending, self.most = server, threading.Event(), 0

    def run(self):
        while not self.ending.wait(0.02):
            self.most = max(self.most, self.server.resident)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join()


def clearing(writers=4, seconds=10):
    """Bodies of nearly 1 MiB are recorded, while another client clears the journal without a pause."""
    request = vendors.CENTERFY.update("Large", voicemail_message="x" * 1_000_000)
    with Server("--log-level", "error", log=subprocess.DEVNULL) as server:
        end, sent, cleared = time.monotonic() + seconds, [], 0

        def write():
            with Connection(server.port) as connection:
                while time.monotonic() < end:
                    sent.append(connection.exchange(request)[0])

        resident = server.resident
        with Peak(server) as peak:
            threads = [threading.Thread(target=write) for _ in range(writers)]
            for thread in threads:
                thread.start()
            while time.monotonic() < end:
                server.ask("/__admin/requests", method="DELETE")
                cleared += 1
            for thread in threads:
                thread.join()
        what = f"{len(sent):,} bodies of 1 MB recorded, and the journal cleared {cleared:,} times"
        report.at_most(JOURNAL + UNDER_WAY, peak.most - resident, f"{what}, memory at its peak", " MiB")


def expressions(count=100, kilobytes=200):
    """Mappings with an expression that backtracks, and one large body for all of them."""
    with Server("--log-level", "error", log=subprocess.DEVNULL) as server:
        server.settle()
        for number in range(count):
            matches = {"matches": f"(a|aa)+{'b' * number}$"}
            mapping = {"request": {"bodyPatterns": [matches]}, "response": {"status": 418}}
            status, text = server.ask("/__admin/mappings", mapping)
            assert status == 201, text
        resident = server.resident
        with Connection(server.port, timeout=120) as connection:
            status, _ = connection.exchange(vendors.CENTERFY.request(b"a" * (kilobytes * 1000) + b"!"))
        # Memory is returned once a second.
        time.sleep(3)
        what = f"{count} mappings with (a|aa)+$, and a body of {kilobytes} KB, which was answered {status}"
        report.at_most(EXPRESSIONS, server.resident - resident, f"{what}, memory afterwards", " MiB")
        server.ask("/__admin/mappings", method="DELETE")
        time.sleep(3)
        report.at_most(EXPRESSIONS, server.resident - resident, f"{what}, memory when the mappings are gone", " MiB")


def unread_events(streams=50, requests=15_000):
    """Streams of events whose readers stop, while thousands of requests run."""
    with Server("--journal-entries", 100, "--log-level", "error", log=subprocess.DEVNULL) as server:
        send(server, requests)
        without = send(server, requests)
        resident = server.resident
        following = [Connection(server.port) for _ in range(streams)]
        for connection in following:
            connection.send(b"GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with Neighbour(server.port) as neighbour:
            beside = send(server, requests)
        neighbour.check(f"beside {streams} streams that are not read", 250, 1000)
        what = f"{requests:,} requests beside {streams} streams that are not read"
        report.at_most(8, server.resident - resident, f"{what}, memory over {resident:.1f} MiB before", " MiB")
        report.at_most(3, beside / without, f"{what}, processor time of a request", " times that without")
        for connection in following:
            connection.close()


def send(server, requests, connections=6):
    """Sends updates; returns the server's processor time of one, in seconds."""
    used = server.processor_seconds
    with Crowd(server.port, connections, lambda index, number: vendors.ALL[index].update(f"Some {number}")) as crowd:
        while sum(crowd.statuses.values()) < requests:
            crowd.run(0.2)
        report.equal({200}, set(crowd.statuses), f"{sum(crowd.statuses.values()):,} answers, their statuses")
        return (server.processor_seconds - used) / sum(crowd.statuses.values())


def unread_log(requests=5000):
    """Standard error is a pipe that is never read."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as log, os.fdopen(reading), Server(log=log) as server:
        answered, connection = 0, Connection(server.port, timeout=10)
        try:
            for number in range(requests):
                answered += connection.exchange(vendors.CENTERFY.update(f"Logged {number}"))[0] == 200
        except OSError as error:
            report.say(f"      after {answered} answers: {error!r}")
        report.equal(requests, answered, "requests that were answered although the log is not read")
        try:
            ended = server.stop()
        except subprocess.TimeoutExpired:
            ended = "nothing: it goes on"
        report.equal(0, ended, "asked to stop, it ends with")


ALL = [clearing, expressions, unread_events, unread_log]

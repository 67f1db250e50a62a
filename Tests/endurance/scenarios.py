"""What clients do to the server: each does it once, checks what it was answered, and leaves."""
import collections
import concurrent.futures
import contextlib
import json
import random
import re
import threading
import time

import report
import vendors
from crowd import Crowd
from wire import Connection

RANDOM = random.Random(1)


def keep_alive(server):
    """1,000 connections that send updates as fast as they are answered, for 5 s."""
    with Crowd(server.port, 1000, lambda index, number: vendors.ALL[index % 6].update(f"Crowd {number}")) as crowd:
        crowd.run(5)
        report.equal({200}, set(crowd.statuses), f"{sum(crowd.statuses.values()):,} answers, their statuses")
        report.at_most(1, crowd.longest, "the longest that one of the 1,000 waited", " s")


def slow(server):
    """200 clients that send one byte a second, for 10 s: to the last byte of a request, or somewhere in it."""
    requests = [vendors.ALL[index % len(vendors.ALL)].update(f"Slow {index}") for index in range(200)]
    # Half have ten bytes left to send and are answered; the others leave in the header or in the body.
    starts = [len(request) - 10 if index % 2 else RANDOM.randrange(len(request) - 11)
              for index, request in enumerate(requests)]
    connections = [Connection(server.port) for _ in requests]
    for connection, request, start in zip(connections, requests, starts):
        connection.send(request[:start])
    for second in range(10):
        for connection, request, start in zip(connections, requests, starts):
            connection.send(request[start + second:start + second + 1])
        time.sleep(1)
    statuses = collections.Counter(connection.answer()[0] for connection in connections[1::2])
    report.equal({200: 100}, dict(statuses), "answers to the 100 who came to an end, by status")
    for connection in connections:
        connection.close()


def dropped(server):
    """10,000 connections, 500 at a time, dropped without a byte, in a header, in a body, or before the answer."""
    request = vendors.CENTERFY.update("Dropped", voicemail_message="x" * 2000)
    ends = [0, 40, request.index(b"\r\n\r\n") + 4, len(request) - 1000, len(request)]
    for batch in range(20):
        connections = [Connection(server.port) for _ in range(500)]
        for index, connection in enumerate(connections):
            connection.send(request[:ends[index % len(ends)]])
        for index, connection in enumerate(connections):
            # Half end in order, half with a reset.
            connection.close() if (index + batch) % 2 else connection.reset()


def pipelined(server):
    """40 connections that send 1,000 requests in one write each, mixed, and read the answers only then."""
    expected, requests = [], []
    for number in range(1000):
        endpoint, text = vendors.ALL[number % len(vendors.ALL)], f"Pipelined {number}"
        request, status, part = [
            (endpoint.update(text), 200, text),
            (endpoint.update(number), 400, endpoint.field),
            (endpoint.update(text).replace(endpoint.method.encode(), b"LOCK", 1), 405, ""),
            (vendors.VOICEBIP._replace(agent=f"nobody-{number}").update(text), 404, f"nobody-{number}"),
            (f"GET /nothing/{number} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 404, f"/nothing/{number}"),
            (b"GET /__admin/version HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "version"),
        ][RANDOM.randrange(6)]
        requests.append(request)
        expected.append((status, part.encode()))
    wrong = collections.Counter()

    def run():
        with Connection(server.port) as connection:
            writer = threading.Thread(target=connection.send, args=(b"".join(requests),))
            writer.start()
            for number, (status, part) in enumerate(expected):
                answer = connection.answer()
                if answer[0] != status or part not in answer[1]:
                    wrong[f"{number}: {answer}, expected {status} {part}"] += 1
            writer.join()
            # Nothing is left over, and the connection is still good.
            if connection.exchange(vendors.CENTERFY.update("Last"))[0] != 200 or connection.buffer:
                wrong["after the last"] += 1

    with concurrent.futures.ThreadPoolExecutor(40) as clients:
        for client in [clients.submit(run) for _ in range(40)]:
            client.result()
    report.equal([], list(wrong)[:3], "40,000 pipelined requests, answers that were wrong or out of order")


def cut_uploads(server):
    """5,000 uploads of 512 KiB that stop in the middle: by length, chunked, or after asking for 100 Continue."""
    body = json.dumps({"name": "Cut off", "voicemail_message": "x" * 524_288}).encode()
    by_length = vendors.CENTERFY.request(body)
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", vendors.CENTERFY.head(0))
    chunked = head + b"%x\r\n%s\r\n" % (1000, body[:1000]) + b"%x\r\n%s" % (len(body), body)
    awaited = vendors.CENTERFY.head(len(body)).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    for number in range(5000):
        request = [by_length[:RANDOM.randrange(len(by_length))], chunked[:RANDOM.randrange(len(chunked))], awaited]
        connection = Connection(server.port)
        connection.send(request[number % 3])
        connection.close() if number % 2 else connection.reset()
    report.equal(False, vendors.CENTERFY.text(server) == "Cut off", "an upload that was cut off was stored")


def large_uploads(server):
    """Uploads in chunks that are cut off because they are too large, at once, beside some that stall in a chunk's line."""
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", vendors.CENTERFY.head(0))
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"

    def large():
        connection = Connection(server.port)
        with contextlib.suppress(ConnectionError):
            connection.send(head)
            for _ in range(20):
                connection.send(chunk)
        connection.close()

    def stalling():
        connection = Connection(server.port)
        with contextlib.suppress(ConnectionError):
            connection.send(head + b"5;" + b"x" * 40_000)
            connection.socket.recv(1000)
        connection.close()

    with concurrent.futures.ThreadPoolExecutor(12) as clients:
        for client in [clients.submit(act) for _ in range(4) for act in [large, large, stalling]]:
            client.result()
    report.equal(200, server.ask("/__admin/livez")[0], "after uploads that were cut off, it answers")


def leaving(server):
    """1,000 clients that wait for a delayed answer, and leave."""
    status, text = server.ask("/sandbox/leaving/__admin/mappings", {"response": {"fixedDelayMilliseconds": 3000}})
    assert status == 201, text
    connections = [Connection(server.port) for _ in range(1000)]
    for index, connection in enumerate(connections):
        connection.send(vendors.ALL[index % len(vendors.ALL)].update("Leaving", "leaving"))
    report.at_most(2.5, seconds_until_waiting(1000, server), "until 1,000 answers wait at the same time", " s")
    for index, connection in enumerate(connections):
        connection.close() if index % 2 else connection.reset()
    report.at_most(4, seconds_until_waiting(0, server), "until none waits any more", " s")
    server.ask("/sandbox/leaving/__admin/reset", {})


def seconds_until_waiting(count, server):
    start = time.monotonic()
    while time.monotonic() - start < 10:
        if f"\nunderstudy_waiting_answers {count}\n" in server.ask("/__admin/metrics")[1]:
            break
        time.sleep(0.05)
    return time.monotonic() - start


ALL = [keep_alive, slow, dropped, pipelined, cut_uploads, large_uploads, leaving]

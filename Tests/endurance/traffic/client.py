"""A client that owns its sandboxes, one after the other, and compares every answer with the model."""
import json
import random
import threading
import time

import vendors
from traffic.model import Model
from wire import Connection


class Wrong(Exception):
    """An answer that is not as the model says."""


class Traffic:
    """What all clients of one server share: when they end, and what they found."""

    def __init__(self, server, seed, seeds, visible):
        self.server, self.seed, self.seeds, self.visible = server, seed, seeds, visible
        self.ending = threading.Event()
        self.lock = threading.Lock()
        # Requests by kind, the first wrong answers, and how many there were.
        self.counts, self.findings, self.wrong = {}, [], 0
        self.taken = set()

    def count(self, kind):
        with self.lock:
            self.counts[kind] = self.counts.get(kind, 0) + 1

    @property
    def total(self):
        with self.lock:
            return sum(self.counts.values())

    def report(self, sentence):
        with self.lock:
            self.wrong += 1
            if len(self.findings) < 10:
                self.findings.append(sentence)


class Client(threading.Thread):
    """Lives in a sandbox for some steps, compares all that it holds, and goes on in the next.

    The steps depend on the seed, the client's number and the life's only."""

    # Seconds between two requests.
    PAUSE = 0.02

    def __init__(self, number, traffic, steps):
        super().__init__(daemon=True)
        self.number, self.traffic, self.steps = number, traffic, steps
        self.connection, self.step, self.life = None, "start", 0

    def run(self):
        while not self.traffic.ending.is_set():
            self.life += 1
            self.random = random.Random(f"{self.traffic.seed} {self.number} {self.life}")
            self.model = Model(f"soak-{self.number}-{self.life}", self.traffic.seeds)
            self.cleared_at = self.traffic.total, time.monotonic()
            done = []
            try:
                self.live(done)
            except (Wrong, OSError, ValueError, LookupError, StopIteration) as error:
                before = " ".join(done[-6:])
                place = f"client {self.number}, life {self.life}, step {len(done)}"
                self.traffic.report(f"{place}: {self.step}: {error!r}; before: {before}")
                self.hang_up()
        self.hang_up()

    def live(self, done):
        names, weights = zip(*self.steps.items())
        for _ in range(self.random.randrange(30, 80)):
            step = self.random.choices(names, weights)[0]
            self.step = step.__name__
            step(self)
            self.traffic.taken.add(self.step)
            done.append(self.step)
            if self.traffic.ending.is_set():
                return
        self.step = "end of the life"
        self.check_stored()
        # Every other sandbox is left to the limit of sandboxes.
        if self.life % 2:
            self.admin("/__admin/sandboxes/" + self.model.name, method="DELETE")
            self.model = Model(self.model.name, self.traffic.seeds)
            self.check_stored()

    def exchange(self, kind, request):
        """The status and body of an answer; the connection is kept."""
        time.sleep(self.PAUSE)
        self.traffic.count(kind)
        if self.connection is None:
            self.connection = Connection(self.traffic.server.port, timeout=60)
        return self.connection.exchange(request)

    def ask(self, kind, request, *statuses):
        """The body of an answer to a vendor's client; a finding if its status is another."""
        self.model.recorded += 1
        status, body = self.exchange(kind, request)
        self.expect(status in statuses, f"{request[:160]!r} was answered {status} {body[:300]!r}, expected {statuses}")
        return body

    def control(self, path, body=None, method=None, status=200):
        """The answer to a call of the control plane about this sandbox."""
        return self.admin(f"/sandbox/{self.model.name}/__admin{path}", body, method, status)

    def admin(self, path, body=None, method=None, status=200):
        found, answer = self.exchange("control plane", self.admin_request(path, body, method))
        self.expect(found == status, f"{method} {path} {body} was answered {found} {answer[:300]!r}, expected {status}")
        return json.loads(answer)

    @staticmethod
    def admin_request(path, body=None, method=None):
        data = b"" if body is None else json.dumps(body).encode()
        method = method or ("GET" if body is None else "POST")
        return (f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(data)}\r\n\r\n").encode() + data

    def expect(self, holds, sentence):
        if not holds:
            raise Wrong(sentence)

    def check_stored(self):
        """Compares all agents with the model."""
        for collection in self.model.agents:
            answer = self.control(f"/agents/{collection}")
            stored = {agent["id"]: agent["record"] for agent in answer["agents"]}
            wrong = self.model.differences(collection, stored)
            self.expect(not wrong, f"the stored agents of {self.model.name}: {'; '.join(wrong)}")

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def endpoint(self):
        return self.random.choice(vendors.ALL)

    def text(self):
        return f"Text {self.random.randrange(1_000_000)}"

"""Memory, descriptors and threads of a server while it runs, and how long a steady client waits for it."""
import multiprocessing
import statistics
import threading
import time

from vendors import CENTERFY
from wire import Connection

PROBED = "probe"
# What takes longer is noted, in seconds.
NOTED = 0.03


class Samples(threading.Thread):
    """Looks at a server once a second until its end."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ending = server, threading.Event()
        self.resident, self.descriptors, self.threads = [], [], []

    def run(self):
        while not self.ending.wait(1):
            self.resident.append(self.server.resident)
            self.descriptors.append(self.server.descriptors)
            self.threads.append(self.server.threads)

    def end(self):
        self.ending.set()
        self.join()

    @staticmethod
    def early_and_late(values):
        """The medians of the fifth after warming up, and of the last fifth."""
        fifth = max(1, len(values) // 5)
        return statistics.median(values[fifth:2 * fifth] or [0]), statistics.median(values[-fifth:] or [0])


def sleep_beside(ending, stalls):
    """Sleeps in short steps and notes when it was woken late: the machine's own stalls, as (start, end)."""
    before = time.monotonic()
    while not ending.is_set():
        time.sleep(0.01)
        now = time.monotonic()
        if now - before > NOTED:
            stalls.send((before + 0.01, now))
        before = now
    stalls.send(None)


def probe(port, ending, gaps):
    """Sends an update each 50 ms, and notes how long it waited for each, and what was wrong."""
    connection, number = Connection(port, timeout=60), 0
    while not ending.is_set():
        number += 1
        text, start = f"Probe {number}", time.monotonic()
        try:
            status, body = connection.exchange(CENTERFY.update(text, PROBED))
            wrong = None if status == 200 and text.encode() in body else f"probe {number}: {status} {body[:200]!r}"
        except OSError as error:
            wrong = f"probe {number}: {error!r}"
            connection = Connection(port, timeout=60)
        end = time.monotonic()
        if wrong or end - start > NOTED:
            gaps.send((start, end, wrong))
        time.sleep(0.05)
    gaps.send(None)


class Process:
    """A function in a process of its own, which sends what it finds until its end."""

    def __init__(self, function, *arguments):
        self.ending = multiprocessing.Event()
        self.receiver, sender = multiprocessing.Pipe(duplex=False)
        self.found = []
        self.process = multiprocessing.Process(target=function, args=(*arguments, self.ending, sender), daemon=True)
        self.process.start()
        sender.close()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        try:
            while (item := self.receiver.recv()) is not None:
                self.found.append(item)
        except EOFError:
            self.found.append((0, 1_000_000, "the process has ended by itself"))

    def end(self):
        self.ending.set()
        self.reader.join(120)
        self.process.join(10)
        return self.found


def longest(gaps, stalls):
    """The longest wait for an answer in seconds: all of it, and without what the machine stalled meanwhile."""
    def net(start, end):
        return end - start - sum(max(0, min(end, until) - max(start, since)) for since, until in stalls)
    waits = sorted(((start, end) for start, end, _ in gaps), key=lambda wait: wait[0] - wait[1])[:100] or [(0, NOTED)]
    return waits[0][1] - waits[0][0], max(net(*wait) for wait in waits)

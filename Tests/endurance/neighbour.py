"""A well-behaved client in a process of its own, while others are not."""
import multiprocessing
import statistics
import time

import report
import vendors
from wire import Connection

KEPT = 8
# Between two requests, so that it takes little of the machine for itself.
PAUSE = 0.004


class Neighbour:
    """Sends updates within `with`, one after the other; afterwards `check` says how it fared."""

    def __init__(self, port):
        self.ending = multiprocessing.Event()
        self.results, self.sender = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=self._run, args=(port,), daemon=True)

    def __enter__(self):
        self.process.start()
        # The process then has the only end, so that reading ends if the process fails.
        self.sender.close()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.milliseconds, self.wrong = self.results.recv()
        self.process.join()

    def _run(self, port):
        kept = [Connection(port) for _ in range(KEPT)]
        milliseconds, wrong, number = [], [], 0
        while not self.ending.is_set():
            number += 1
            endpoint, text = vendors.ALL[number % len(vendors.ALL)], f"Neighbour {number}"
            start = time.perf_counter()
            try:
                # Every tenth on a new connection: being accepted is a part of being answered.
                with_new = number % 10 == 0
                connection = Connection(port) if with_new else kept[number % KEPT]
                status, body = connection.exchange(endpoint.update(text, "neighbour"))
                if with_new:
                    connection.close()
                if status != 200 or text.encode() not in body:
                    wrong.append(f"{number}: {status} {body[:200]}")
            except OSError as error:
                wrong.append(f"{number}: {error}")
                kept[number % KEPT] = Connection(port)
            milliseconds.append((time.perf_counter() - start) * 1000)
            time.sleep(PAUSE)
        self.sender.send((milliseconds, wrong))

    def check(self, what, p99, worst):
        answers = f"{what}, the neighbour's {len(self.milliseconds):,} answers"
        report.equal([], self.wrong[:3], f"{answers}, wrong ones")
        percentiles = statistics.quantiles(self.milliseconds, n=100, method="inclusive")
        report.at_most(p99, percentiles[98], f"{answers}, p99", " ms")
        report.at_most(worst, max(self.milliseconds), f"{answers}, the longest", " ms")

"""`make load`: what many, slow, rude and impatient clients do to others, and to memory, descriptors and threads."""
import os
import subprocess
import time

import memory
import report
import scenarios
import tls
from creating import creating, fill_cache
from crowd import Crowd
from hostile import staying
from neighbour import Neighbour
from server import Server
from vendors import ALL

ROUNDS = 3
# What the neighbour may be made to wait, in milliseconds: one in a hundred times, and ever.
P99, WORST = 250, 1000
# What the first round may add to the memory, and any later one to that, in MiB.
TAKEN, GROWTH = 8, 4
# The queues of the control plane and of the housekeeping, whose threads come with work and end some seconds after it.
QUEUES = 2


def rounds(scenario):
    """The same several times against one server: what leaks grows."""
    # A short journal, so that what grows is not what was kept on purpose.
    options = ["--tls"] if scenario in tls.ROUNDS else []
    with Server("--journal-entries", 100, *options, log=subprocess.DEVNULL) as server:
        with Neighbour(server.port):
            time.sleep(2)
        if scenario is creating:
            fill_cache(server)
        time.sleep(1.5)
        server.settle()
        resident, descriptors, threads = server.resident, server.descriptors, server.threads
        levels = []
        for number in range(1, ROUNDS + 1):
            what = f"round {number}"
            with Neighbour(server.port) as neighbour:
                scenario(server)
            neighbour.check(what, P99, WORST)
            seconds = server.seconds_until_descriptors(descriptors)
            report.at_most(5, seconds, f"{what}, until only the {descriptors} descriptors of before are open", " s")
            report.at_most(threads + QUEUES, server.threads, f"{what}, threads")
            # Memory is returned once a second.
            time.sleep(1.5)
            levels.append(server.resident)
        first, later = levels[0] - resident, max(levels) - levels[0]
        report.at_most(TAKEN, first, f"memory after the first round, over {resident:.1f} MiB before", " MiB")
        report.at_most(GROWTH, later, "memory after later rounds, over that", " MiB")
        report.equal(0, server.stop(), "asked to stop, it ends with")


def lockstep(seconds=20):
    """128 connections, in turn each at its own pace and all in lockstep: never no answer for a second."""
    with Server("--journal-entries", 100, log=subprocess.DEVNULL) as server:
        with Crowd(server.port, 128, lambda index, number: ALL[index % 6].update(f"Step {number}")) as crowd:
            for part in range(seconds // 2):
                crowd.run(2, lockstep=part % 2 == 1)
            what = f"{sum(crowd.statuses.values()):,} answers"
            report.equal({200}, set(crowd.statuses), f"{what}, their statuses")
            report.at_most(1, crowd.silence, f"{what}, the longest without any", " s")
            report.at_most(1, crowd.longest, f"{what}, the longest that one took", " s")


# Several rounds against one server each, and what needs servers of its own.
ROUNDS_OF = [*scenarios.ALL, creating, *tls.ROUNDS]
ONCE = [lockstep, staying, tls.staying_tls, *memory.ALL]

if __name__ == "__main__":
    start = time.monotonic()
    only = os.environ.get("ONLY")
    for check in ROUNDS_OF + ONCE:
        if only in [None, check.__name__]:
            report.say(f"\n{check.__name__}: {check.__doc__}")
            rounds(check) if check in ROUNDS_OF else check()
    report.say(f"\n{time.monotonic() - start:.0f} s")
    report.end()

"""`make soak`: mixed traffic of all operations of all vendors, for an hour; every answer is compared with a model."""
import contextlib
import os
import random
import subprocess
import tempfile
import time

import report
import vendors
from creating import fill_cache
from server import Server
from traffic import agents, control, events, faults
from traffic.client import Client, Traffic
from traffic.model import COLLECTIONS, Model, shown_agents
from traffic.rude import SANDBOX, RudeClient
from watch import Process, Samples, longest, probe, sleep_beside
from wire import Connection

SECONDS = int(os.environ.get("SOAK_SECONDS") or 3600)
SEED = int(os.environ.get("SEED") or random.randrange(1_000_000))
CLIENTS = 4
# A short journal and few sandboxes, so that both are full after the first fifth, and what grows then is a leak.
OPTIONS = ["--journal-entries", 4000, "--journal-bytes", 8 << 20, "--sandbox-limit", 48, "--log-level", "warning"]
# What the medians of the last fifth may be above those of the second. Memory: the program estimates the size of the
# agents that it keeps parsed, and the allocator keeps pages that it can reuse; in an hour, a leak of 50 bytes a request
# is more. Descriptors: how many clients misbehave at a moment is random; afterwards all must be closed. Threads: the
# queues' come with work and end some seconds after it.
ALLOWANCES = {"resident": (16, " MiB"), "descriptors": (8, ""), "threads": (2, "")}
# The longest wait for an answer, without what the machine itself stalled; and the processor time of each server.
GAP, CORE = 1, 0.25


class Run:
    """One server with its clients, from the start on."""

    def __init__(self, name, server):
        self.name, self.server = name, server
        self.seeds = {collection: self.stored("pristine", collection) for collection in COLLECTIONS}
        self.traffic = Traffic(self.server, f"{SEED} {name}", self.seeds, self.visible())
        steps = {**agents.STEPS, **control.STEPS, **events.STEPS, **faults.STEPS}
        self.clients = [Client(number, self.traffic, steps) for number in range(1, CLIENTS + 1)]
        self.clients.append(RudeClient(1, self.traffic))
        fill_cache(self.server)
        self.descriptors = self.server.descriptors
        # Before any thread, which a new process would have a part of.
        self.probe, self.samples = Process(probe, self.server.port), Samples(self.server)

    def stored(self, sandbox, collection):
        endpoint = next(endpoint for endpoint in vendors.ALL if endpoint.collection == collection)
        return endpoint.records(self.server, sandbox)

    def visible(self):
        """The ids that each endpoint lists in the beginning."""
        with Connection(self.server.port) as connection:
            return {endpoint.id: set(shown_agents(connection.exchange(endpoint.list("pristine"))[1]))
                    for endpoint in vendors.ALL if not endpoint.archive_path}

    def start(self):
        self.began, self.used = time.monotonic(), self.server.processor_seconds
        for thread in [self.samples, *self.clients]:
            thread.start()

    def end(self):
        self.core = (self.server.processor_seconds - self.used) / (time.monotonic() - self.began)
        self.samples.end()
        self.gaps = self.probe.end()
        self.traffic.ending.set()
        for client in self.clients:
            client.join(120)
        self.until_closed = self.server.seconds_until_descriptors(self.descriptors)
        for sandbox in [SANDBOX, "pristine"]:
            model = Model(sandbox, self.seeds)
            for collection in COLLECTIONS:
                for sentence in model.differences(collection, self.stored(sandbox, collection)):
                    self.traffic.report(f"sandbox {sandbox}, in which no update was complete: {sentence}")
        for _, _, wrong in self.gaps:
            if wrong:
                self.traffic.report(wrong)

    def check(self, stalls):
        what = self.name
        for sentence in self.traffic.findings:
            report.say(f"wrong  {what}: {sentence}")
        report.equal(0, self.traffic.wrong, f"{what}, of {self.traffic.total:,} requests, answers that were wrong")
        missing = {step.__name__ for client in self.clients[:CLIENTS] for step in client.steps} - self.traffic.taken
        report.equal(set(), missing, f"{what}, steps that were never taken")
        self.gap, net = longest(self.gaps, stalls)
        report.at_most(GAP, net, f"{what}, the longest wait for an answer, without the machine's own stalls", " s")
        report.at_most(CORE, self.core, f"{what}, processor time", " of a core")
        self.flat = {}
        for name, (allowance, unit) in ALLOWANCES.items():
            early, late = self.flat[name] = Samples.early_and_late(getattr(self.samples, name))
            growth = f"{what}, {name} in the last fifth, over {early:.4g} in the second"
            report.at_most(allowance, late - early, growth, unit)
        closed = f"{what}, until only the {self.descriptors} descriptors of before are open"
        report.at_most(20, self.until_closed, closed, " s")


def table(runs):
    """Figures of both servers side by side, as Markdown."""
    kinds = sorted({kind for run in runs for kind in run.traffic.counts})
    rows = [("requests", *(f"{run.traffic.total:,}" for run in runs))]
    rows += [(f"– {kind}", *(f"{run.traffic.counts.get(kind, 0):,}" for run in runs)) for kind in kinds]
    rows += [("sandboxes", *(f"{sum(client.life for client in run.clients[:CLIENTS]):,}" for run in runs)),
             ("wrong answers", *(f"{run.traffic.wrong:,}" for run in runs)),
             ("longest wait, ms", *(f"{run.gap * 1000:.0f}" for run in runs)),
             ("processor time, of a core", *(f"{run.core:.3f}" for run in runs))]
    for name, title in [("resident", "memory, MiB"), ("descriptors",) * 2, ("threads",) * 2]:
        rows.append((f"{title}, second and last fifth", *("{:.1f}, {:.1f}".format(*run.flat[name]) for run in runs)))
    lines = [("", *(run.name for run in runs)), ("---",) * (len(runs) + 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def check_restarted(run, file):
    """What the clients left in their sandboxes is in the file."""
    before = {client.model.name: client.model for client in run.clients[:CLIENTS]}
    with Server(*OPTIONS, "--database", file, log=subprocess.DEVNULL) as run.server:
        wrong = [sentence for name, model in before.items() for collection in COLLECTIONS
                 for sentence in model.differences(collection, run.stored(name, collection))]
        report.equal([], wrong[:3], f"{run.name}, started again: of {len(before)} sandboxes, what is not as it was")


def main():
    report.say(f"SEED={SEED} SOAK_SECONDS={SECONDS} make soak  repeats the steps of each client")
    with contextlib.ExitStack() as stack:
        file = os.path.join(stack.enter_context(tempfile.TemporaryDirectory(dir=".build")), "agents.sqlite")
        runs = [Run(name, stack.enter_context(Server(*OPTIONS, *options, log=subprocess.DEVNULL)))
                for name, options in [("in memory", []), ("with --database", ["--database", file])]]
        sleeper = Process(sleep_beside)
        for run in runs:
            run.start()
        time.sleep(SECONDS)
        for run in runs:
            run.end()
        stalls = sleeper.end()
        for run in runs:
            run.check(stalls)
            report.equal(0, run.server.stop(), f"{run.name}, asked to stop, it ends with")
        check_restarted(runs[1], file)
    report.say("\n" + table(runs) + "\n")
    report.end()


if __name__ == "__main__":
    main()

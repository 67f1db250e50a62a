"""The run: all cases in turn for some rounds, then a million requests each, then instructions."""
import collections
import contextlib
import functools
import json
import math
import os
import pathlib
import shutil
import statistics
import tempfile
import time

from cases import ALL, PLAIN
from check import check
from instructions import instructions
from load import Client, wrk
from process import Process, free_port
from servers import BUILT
from workloads import agent_ids

STARTS = 4  # of each server in a round
MILLION = 1_000_000
ONE_CORE = {0}
MILLIONS = ["bare", "memory", "before", "database"]  # those whose million is not cut short
COUNTED = [*MILLIONS, "talkifai", "talkifai-database", "read", "create", "delete"]  # those whose instructions are counted


def forget(program):
    """Lets the system read a program from the disk, as it does on most days. What the linker has just written lies in its
    memory in larger pieces, all of which count as the program's when one is used."""
    with open(program, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Bench:
    rounds = int(os.environ.get("ROUNDS", 3))
    seconds = int(os.environ.get("SECONDS_EACH", 3))

    def __enter__(self):
        forget(BUILT / "understudy")
        # Beside what was built: what is below /tmp may be in memory, where a database costs less.
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=BUILT))
        self.loads = 0
        self.figures = collections.defaultdict(functools.partial(collections.defaultdict, list))
        for case in ALL:
            self.write_seeds(case)
            self.file(case, "paths").write_text("\n".join(case.paths()))
            self.file(case, "bodies").write_text("".join(body + "\n" for body in case.workload.bodies))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work)

    def run(self):
        for case in PLAIN:
            with self.running(case) as server:
                check(case.server, Client(server.port), case.paths()[0].rpartition("/")[2])
        for number in range(1, self.rounds + 1):
            for case in ALL:
                self.round(case)
                self.say(f"round {number}", case, updates="{:,.0f}/s", p99_us="p99 {:,.0f} µs", cpu_us="{:.1f} µs",
                         start_ms="start {:.1f} ms", idle_mib="{:.1f} MiB")
        for case in PLAIN:
            self.million(case)
            self.say("million", case, million="{:,}", million_mib="{:.1f} MiB")
        for case in ALL:
            if case.key in COUNTED:
                start = functools.partial(self.running, case)
                self.note(case, instructions=instructions(start, case, self.work))
                self.say("callgrind", case, instructions="{:,.0f} instructions")
        return self.figures

    def round(self, case):
        for _ in range(STARTS - 1 if case in PLAIN else 0):
            with self.running(case) as server:
                self.note(case, start_ms=server.first_answer_ms)
        with self.running(case) as server:
            self.note(case, start_ms=server.first_answer_ms)
            case.prepare(server.port)
            time.sleep(1.5)  # Ours tidies up once a second.
            self.note(case, idle_mib=server.resident_mib)
            self.load(case, server, case.server.warm_up)
            measured = self.load(case, server, self.seconds)
            self.note(case, updates=measured["requests"] / measured["seconds"], p50_us=measured["p50_us"],
                      p99_us=measured["p99_us"])
            # On one core: waking a client that waits on another takes longer than all else that the system does for a
            # request, and the slower a server is, the more often its client waits.
            server.run_on(ONE_CORE)
            before = server.processor_seconds
            measured = self.load(case, server, self.seconds, ONE_CORE)
            self.note(case, cpu_us=(server.processor_seconds - before) / measured["requests"] * 1e6)

    def million(self, case):
        """A million requests, or as many as a slow rival answers in a bounded time, and the memory afterwards."""
        rate = statistics.median(self.figures[case.key]["updates"])
        patience = 300 if case.key in MILLIONS else 5 * self.seconds
        with self.running(case) as server:
            done, end = 0, time.monotonic() + patience
            while done < MILLION and time.monotonic() < end:
                seconds = min((MILLION - done) / rate, end - time.monotonic())
                done += self.load(case, server, max(1, math.ceil(seconds)))["requests"]
            time.sleep(0.5)
            self.note(case, million=done, million_mib=server.resident_mib)

    @contextlib.contextmanager
    def running(self, case, before=(), environment={}):
        """The case's server, once it has answered an update."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
        port, seeds = free_port(), self.seeds(case)
        command = [*before, *case.server.command(port, seeds, folder)]
        environment = {"SEEDS": str(seeds / "centerfy.json")} | case.server.environment | environment
        with Process(command, environment, folder / "log", port) as server:
            server.wait_for(lambda: case.isAnswered(Client(port)))
            yield server
        shutil.rmtree(folder)

    def load(self, case, server, seconds, cores=None):
        self.loads += 1
        first_pass = self.loads * 100_000  # Of no other load.
        measured = wrk(f"{case.scheme}://127.0.0.1:{server.port}", case.workload, self.file(case, "paths"),
                       self.file(case, "bodies"), seconds, first_pass, cores)
        refused = measured["requests"] if case.workload.status >= 400 else 0
        if measured["broken"] or measured["refused"] != refused or not measured["requests"]:
            raise SystemExit(f"{case.title}: not every request was answered as it should be: {measured}")
        return measured

    def write_seeds(self, case):
        folder = self.seeds(case)
        if not folder.exists():
            folder.mkdir()
            seeds = case.workload.seeds(agent_ids(case.agents))
            (folder / f"{case.workload.vendor}.json").write_text(json.dumps(seeds))

    def seeds(self, case):
        return self.work / f"seeds-{case.workload.vendor}-{case.agents}"

    def file(self, case, kind):
        return self.work / f"{case.key}.{kind}"

    def note(self, case, **figures):
        for name, value in figures.items():
            self.figures[case.key][name].append(value)

    def say(self, phase, case, **formats):
        figures = self.figures[case.key]
        print(f"{phase}  {case.title:26}", *(form.format(figures[name][-1]) for name, form in formats.items()),
              sep="  ", flush=True)

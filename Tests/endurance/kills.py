"""`kill -9`: what was acknowledged is there, and at most what was in flight beyond it."""
import contextlib
import ctypes
import json
import os
import pathlib
import random
import select
import signal
import subprocess
import time
import uuid

import report
import wal
from lives import Lives, copied
from server import ENVIRONMENT, Server, command
from writers import opened


SEED = int(os.environ.get("SEED") or random.randrange(1_000_000))


def at_random(directory, count=50):
    """At random moments: under load, and every fifth while it is stopping; between them, some while they start."""
    report.say(f"      SEED={SEED} repeats the moments")
    moment = random.Random(SEED)
    lives = Lives(directory)
    for number in range(count):
        def kill(server):
            time.sleep(moment.uniform(0.01, 0.6))
            if number % 5 == 4:
                server.signal(signal.SIGTERM)
                time.sleep(moment.uniform(0, 0.03))
            server.signal(signal.SIGKILL)
        lives.live(kill)
        if number % 2:
            start_and_kill(moment.uniform(0, 0.06), "--database", lives.file)
    lives.check(f"killed {count} times, and {count // 2} times in the start")


def in_checkpoints(directory, count=20, enough=5):
    """While the log is being written back into the file, which the first byte written to the file gives away."""
    lives = Lives(directory)
    killed = torn = 0
    # On a busy machine, more of the kills come too late.
    while killed < count or torn < enough and killed < 3 * count:
        lives.live(lambda server: (written(lives.file), server.signal(signal.SIGKILL)))
        torn += wal.is_half_written_back(lives.file)
        killed += 1
    lives.check(f"killed {killed} times in a checkpoint")
    report.at_least(enough, torn, "of them when a part of the log was written back and another was not")


def written(file):
    """Waits until a process writes to a file."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_CLOEXEC)
    modified = 2
    if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(file), modified) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    if not select.select([descriptor], [], [], 60)[0]:
        raise TimeoutError(f"nobody wrote to {file}")
    os.close(descriptor)


def in_seeding(directory, count=20, agents=20_000):
    """While it fills a new file with many seeds: none or all of them are there, and the next start goes through."""
    seeds = pathlib.Path(directory, "seeds")
    seeds.mkdir()
    record = {
        "organization_id": "88e7bb59-42b2-4f8f-b818-83dfc129dd1b",
        "sub_account_id": "d457c95d-de9e-42f3-9e21-530c5cd4caa1", "name": "Seed", "is_active": True,
        "updated_at": "2026-01-01T00:00:00Z"}
    records = [{"id": str(uuid.UUID(int=number)), **record} for number in range(agents)]
    (seeds / "many.json").write_text(json.dumps({"centerfy": {"agents": records}}))
    options = ["--seed-data", seeds, "--database"]
    start = time.monotonic()
    with Server(*options, pathlib.Path(directory, "whole.sqlite")):
        duration = time.monotonic() - start
    moment, wrong, torn = random.Random(SEED), [], 0
    for number in range(count):
        file = pathlib.Path(directory, f"{number}.sqlite")
        start_and_kill(duration * moment.uniform(0.3, 1), *options, file)
        found = rows(file)
        torn += found == 0 and size(f"{file}-wal") > 1_000_000
        with Server(*options, file) as server:
            if found not in [0, agents] or server.agents != agents or server.stop() != 0:
                wrong.append(f"{number}: {found} agents, then {server.agents}")
    report.equal([], wrong, f"killed {count} times in a start of {duration:.2f} s with {agents:,} seeds, what is wrong")
    report.at_least(1, torn, "of them when more than 1 MB was written and none of it counted")


def size(file):
    return os.path.getsize(file) if os.path.exists(file) else 0


def rows(file):
    """How many agents a file has; it must be sound."""
    if not file.exists():
        return 0
    with copied(file) as copy, contextlib.closing(opened(copy)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'agent'").fetchone():
            return 0
        return database.execute("SELECT count(*) FROM agent").fetchone()[0]


def start_and_kill(seconds, *options):
    process = subprocess.Popen(
        command(*options), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.kill()
    process.wait(60)

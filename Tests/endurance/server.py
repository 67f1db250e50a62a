"""The released program, run as a person runs it and looked at from outside."""
import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("PROGRAM", ".build/release/understudy")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
# A library that stands between the program and the system, for the program only.
if library := os.environ.get("PRELOAD"):
    ENVIRONMENT["LD_PRELOAD"] = library


def command(*options, launcher=()):
    return [*launcher, PROGRAM, "serve", "--port", "0", *map(str, options)]


def refusal(*options, launcher=()):
    """The exit code and the words of a server that does not start."""
    run = subprocess.run(
        command(*options, launcher=launcher), env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    return run.returncode, run.stderr


class Server:
    """Ready when made. `with` ends it, whatever it does."""

    def __init__(self, *options, launcher=(), log=None):
        self.log = log or tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command(*options, launcher=launcher), env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.log, text=True)
        self.pid = self.process.pid
        line = self.process.stdout.readline()
        ready = re.match(r"ready url=http:.*:(\d+) endpoints=\d+ agents=(\d+)", line)
        if not ready:
            self.kill()
            raise RuntimeError(f"no ready line but {line!r}; {self.errors}")
        self.port, self.agents = map(int, ready.groups())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    @property
    def errors(self):
        """What it has said on standard error."""
        self.log.seek(0)
        return self.log.read().decode()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.process.wait(60)
        self.process.stdout.close()

    def stop(self):
        """Asks it to stop, as Docker does; its exit code."""
        self.signal(signal.SIGTERM)
        return self.process.wait(60)

    def ask(self, path, body=None, method=None):
        """One call of the control plane, on a connection of its own: the status, and the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method or ("POST" if body is not None else "GET"), path,
                           json.dumps(body) if body is not None else None)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    @property
    def resident(self):
        """Resident memory in MiB."""
        with open(f"/proc/{self.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1]) / 1024

    @property
    def processor_seconds(self):
        """The processor time that it has used, in seconds."""
        with open(f"/proc/{self.pid}/stat") as stat:
            user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def busiest(self, seconds):
        """The share of the next seconds in which its busiest thread runs or waits for a processor.
        A thread that spins is at 1 also if others take the processor."""
        before, start = self._scheduled(), time.monotonic()
        time.sleep(seconds)
        after, elapsed = self._scheduled(), time.monotonic() - start
        return max(after[task] - before.get(task, 0) for task in after) / elapsed

    def _scheduled(self):
        """How long each thread has run and waited for a processor, in seconds."""
        times = {}
        for task in os.listdir(f"/proc/{self.pid}/task"):
            # A thread may end meanwhile.
            with contextlib.suppress(OSError), open(f"/proc/{self.pid}/task/{task}/schedstat") as stat:
                times[task] = sum(map(int, stat.read().split()[:2])) / 1e9
        return times

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def settle(self):
        """Lets it open what it opens at the first call of the control plane; then counts of it can be compared."""
        self.ask("/__admin/agents")
        self.ask("/__admin/livez")

    @property
    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def seconds_until_descriptors(self, count, patience=20):
        """How long it takes until no more than so many are open; more than `patience` if it does not happen."""
        start = time.monotonic()
        while self.descriptors > count and time.monotonic() - start <= patience:
            time.sleep(0.02)
        return time.monotonic() - start

"""A server as a process: started until it answers, observed, stopped."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """Whatever a command starts: it, and what it starts itself, is a process group of its own."""

    def __init__(self, command, environment, log, port):
        self.log, self.port = log, port
        with open(log, "wb") as output:
            self.started = time.monotonic()
            self.popen = subprocess.Popen(
                command, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)

    def __enter__(self):
        return self

    def wait_for(self, answers, timeout=60):
        """Notes how long it takes from the start until `answers` is true."""
        while time.monotonic() < self.started + timeout and self.popen.poll() is None:
            with contextlib.suppress(ConnectionError, TimeoutError):
                if answers():
                    self.first_answer_ms = (time.monotonic() - self.started) * 1e3
                    return
            time.sleep(0.0005)
        raise SystemExit(f"{self.popen.args} does not answer: {self.log.read_text()[-2000:]}")

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGTERM)
        try:
            self.popen.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def run_on(self, cores):
        """Confines the processes and their threads to some cores."""
        for folder, _ in self._processes():
            for task in (folder / "task").iterdir():
                os.sched_setaffinity(int(task.name), cores)

    @property
    def processor_seconds(self):
        return sum(int(stat[11]) + int(stat[12]) for _, stat in self._processes()) / TICKS

    @property
    def resident_mib(self):
        return sum(int(stat[21]) for _, stat in self._processes()) * PAGE / 2**20

    def _processes(self):
        """`/proc/PID` of each process of the group, and its `stat` from the third field on."""
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                stat = path.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(stat[2]) == self.popen.pid:
                yield path.parent, stat

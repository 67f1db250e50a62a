"""A server process of our own."""
from __future__ import annotations

import atexit
import ctypes
import os
import select
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, Callable, Optional, Sequence

from ._program import cannot_run, program

# Seconds.
_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 60.0
_PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """The server did not start, or there is none at the address. The message has the server's own words."""


class ServerProcess:
    """A server that listens on a free port of this machine, until it is stopped or this process ends."""

    def __init__(self, options: Sequence[str], *, directory: Optional[Path], survives: bool) -> None:
        """Starts a server, and waits until it is ready.

        :param options: of ``understudy serve``
        :param directory: the working directory, to which paths in options are relative
        :param survives: whether the server continues when this process ends
        """
        path = program()
        if directory is not None and not directory.is_dir():
            raise StartError(f"the server did not start: its working directory {directory} does not exist")
        self._log: IO[bytes] = tempfile.TemporaryFile()
        self._last_words = ""
        command = [path, "serve", "--port", "0", "--log-level", "warning", *options]
        try:
            # In a session of its own, so that Control-C in a terminal reaches the tests only, which then stop the server.
            self._process = subprocess.Popen(
                command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log,
                start_new_session=True, preexec_fn=None if survives else _ending_with_parent())
        except OSError as error:
            self._log.close()
            raise cannot_run(path, error) from error
        if not survives:
            atexit.register(self.stop)
        line = self._first_line()
        if not line.startswith("ready url="):
            self.stop()
            raise StartError(f"the server did not start: {self.words or 'it said nothing'}\nThe command was: "
                             f"{' '.join(command)}")
        self.url = line.split()[1].split("=", 1)[1]

    def _first_line(self) -> str:
        output = self._process.stdout
        if output is None or not select.select([output], [], [], _START_TIMEOUT)[0]:
            return ""
        return output.readline().decode(errors="replace")

    @property
    def id(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def words(self) -> str:
        """What the server has written to its log so far."""
        if self._log.closed:
            return self._last_words
        # The server writes at the position of the same open file, which a read that moves it would change.
        file = self._log.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace").strip()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def ends_within(self, seconds: float) -> bool:
        """Waits for the end of the process, and returns whether it came."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> int:
        """Stops the server, and returns its exit code: 3 if it found what ``--fail-on`` names."""
        atexit.unregister(self.stop)
        if self._process.poll() is None:
            self._process.terminate()
        try:
            code = self._process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._last_words = self.words
        self._log.close()
        return code


def _ending_with_parent() -> Optional[Callable[[], None]]:
    """Returns what lets a new process get SIGTERM when this one is killed.

    The system counts the thread that started it as the parent, so that only the main thread can ask for it.
    """
    if threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask

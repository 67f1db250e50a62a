"""A disk that is full, and one that cannot be written to: from the start, or from some moment on."""
import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile

import report
import vendors
from acknowledged import Acknowledged
from files import check_refused
from server import Server

# A user without rights.
UNPRIVILEGED = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@contextlib.contextmanager
def disk(directory, megabytes=2):
    """A small disk, mounted for this process and those it starts."""
    path = pathlib.Path(tempfile.mkdtemp(dir=directory))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "small", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def fill(path):
    """Takes all the room there is on a disk; how to give it back."""
    ballast = path / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for size in [65536, 4096, 1]:
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    return ballast.unlink


def full(directory):
    """Full while it runs, twice; then killed while it is full."""
    acknowledged = Acknowledged()
    with disk(directory) as path:
        database = ["--database", path / "agents.sqlite"]
        with Server(*database) as server:
            acknowledged.check_saved(server, "with room")
            for what in ["full", "full again"]:
                make_room = fill(path)
                acknowledged.until_refused(server)
                acknowledged.check_full(server, what)
                acknowledged.check_stored(server, what)
                acknowledged.check_log(server, what)
                make_room()
                acknowledged.check_saved(server, f"room after {what}")
                acknowledged.check_stored(server, f"room after {what}")
            make_room = fill(path)
            acknowledged.until_refused(server)
            server.signal(signal.SIGKILL)
        make_room()
        with Server(*database) as server:
            acknowledged.check_stored(server, "killed while full, and started with room")
            acknowledged.check_saved(server, "after that")


def full_in_checkpoints(directory):
    """Full when the log is written back into the file, with agents of 500 KB; killed after that."""
    acknowledged = Acknowledged()
    big = {"system_prompt": "x" * 500_000}
    with disk(directory, megabytes=104) as path:
        database = ["--database", path / "agents.sqlite", "--journal-entries", 10]
        ballast = path / "ballast"
        # More than the log, which keeps its size while it is written back.
        ballast.write_bytes(b"x" * 40_000_000)
        with Server(*database) as server:
            number = 0
            while acknowledged.update(server, vendors.VOICEBIP, "Big", f"big-{number}", **big)[0] == 200:
                number += 1
            file, log = (pathlib.Path(f"{path}/agents.sqlite{suffix}").stat().st_size >> 20 for suffix in ["", "-wal"])
            report.say(f"      {number} agents fit; the file has {file} MiB, its log {log}")
            acknowledged.check_stored(server, "full")
            ballast.unlink()
            for again in range(number, number + 10):
                acknowledged.update(server, vendors.VOICEBIP, "Big", f"big-{again}", **big)
            report.equal(number + 10, len(acknowledged.texts), "with room, as many as before and 10 more")
            server.signal(signal.SIGKILL)
        with Server(*database) as server:
            acknowledged.check_stored(server, "killed, and started again")


def full_from_the_start(directory):
    """Full before there is a file."""
    with disk(directory) as path:
        make_room = fill(path)
        check_refused(path / "agents.sqlite", "a full disk", "disk is full", kept=False)
        make_room()
        with Server("--database", path / "agents.sqlite") as server:
            report.equal(0, server.stop(), "with room it starts, and ends with")


def unwritable(directory):
    """Files that become read-only and later writable again; then the server is stopped while they are read-only."""
    acknowledged = Acknowledged()
    file = pathlib.Path(directory, "unwritable.sqlite")
    files = [file, f"{file}-wal"]
    with Server("--database", file) as server:
        acknowledged.check_saved(server, "writable")
        for what in ["unwritable", "unwritable again"]:
            subprocess.run(["chattr", "+i", *files], check=True)
            try:
                acknowledged.check_refused(server, what)
                acknowledged.check_stored(server, what)
                acknowledged.check_log(server, what)
            finally:
                subprocess.run(["chattr", "-i", *files], check=True)
            acknowledged.check_saved(server, f"writable after {what}")
        report.equal(0, server.stop(), "asked to stop, it ends with")
    with Server("--database", file) as server:
        acknowledged.check_stored(server, "started again")


def read_only_directory(directory):
    """A directory that is mounted to be read, with nothing in it, with a closed file, and with one that was killed."""
    path = pathlib.Path(tempfile.mkdtemp(dir=directory))
    mount = ["mount", "-o", "bind", path, path]
    acknowledged = Acknowledged()
    for what in ["nothing", "a closed file", "a file that was killed"]:
        subprocess.run(mount, check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", path], check=True)
        check_refused(path / "agents.sqlite", f"a read-only directory with {what}", "")
        subprocess.run(["umount", path], check=True)
        with Server("--database", path / "agents.sqlite") as server:
            acknowledged.check_stored(server, "writable")
            acknowledged.check_saved(server, "writable")
            if what == "nothing":
                server.stop()


def forbidden_directory(directory):
    """A directory in which the user may not write: without a file, and with a writable file."""
    path = pathlib.Path(tempfile.mkdtemp(dir=directory))
    path.chmod(0o755)
    pathlib.Path(directory).chmod(0o755)
    check_refused(path / "agents.sqlite", "a directory of another user", "", launcher=UNPRIVILEGED)
    with Server("--database", path / "agents.sqlite") as server:
        server.stop()
    os.chmod(path / "agents.sqlite", 0o666)
    check_refused(path / "agents.sqlite", "the same with a file", "", launcher=UNPRIVILEGED)
    os.chmod(path / "agents.sqlite", 0o444)
    check_refused(path / "agents.sqlite", "the same with a file to be read", "", launcher=UNPRIVILEGED)

"""The program inside of this package."""
from __future__ import annotations

import errno
import os
import platform
from pathlib import Path


class ProgramNotFound(Exception):
    """There is no program for this machine, or it cannot be run. The message says what to do."""

    def __init__(self, message: str, exit_code: int = 127) -> None:
        """
        :param exit_code: that of the command ``understudy``, as of a shell: 127 for no program, 126 for one that cannot be run
        """
        super().__init__(message)
        self.exit_code = exit_code


def program() -> str:
    """Returns the absolute path of the program: ``UNDERSTUDY_BINARY`` if it is set, else the one inside of this package."""
    given = os.environ.get("UNDERSTUDY_BINARY")
    if given:
        path = os.path.abspath(given)
        if not os.path.exists(path):
            raise ProgramNotFound(f"UNDERSTUDY_BINARY must name an executable program, but {path} does not exist")
        if not _is_executable(path):
            raise ProgramNotFound(f"UNDERSTUDY_BINARY must name an executable program, but {path} is not an executable file", 126)
        return path
    inside = Path(__file__).with_name("bin") / "understudy"
    if not _is_executable(str(inside)):
        raise ProgramNotFound(
            f"understudy-mock has no program for {platform.system()} on {platform.machine()} in {inside.parent}: install a "
            "wheel for this machine, set UNDERSTUDY_BINARY to a program, or use a container with `pytest --understudy-url`")
    return str(inside)


def cannot_run(path: str, error: OSError) -> ProgramNotFound:
    """Returns the error for a program that the system refused to start."""
    reason = "it, or the loader that it needs, does not exist" if error.errno == errno.ENOENT else error.strerror
    return ProgramNotFound(f"cannot run {path}: {reason}; set UNDERSTUDY_BINARY to a program for this machine", 126)


def _is_executable(path: str) -> bool:
    # Directories have the same permission, with another meaning.
    return os.path.isfile(path) and os.access(path, os.X_OK)

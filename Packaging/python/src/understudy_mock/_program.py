"""The program inside of this package."""
from __future__ import annotations

import os
import platform
from pathlib import Path


class ProgramNotFound(Exception):
    """There is no program for this machine in the package."""


def program() -> str:
    """Returns the path of the program: ``UNDERSTUDY_BINARY`` if it is set, else the one inside of this package."""
    given = os.environ.get("UNDERSTUDY_BINARY")
    if given:
        if not os.access(given, os.X_OK):
            raise ProgramNotFound(f"UNDERSTUDY_BINARY must name an executable program, but is {given}")
        return given
    inside = Path(__file__).with_name("bin") / "understudy"
    if not os.access(inside, os.X_OK):
        raise ProgramNotFound(
            f"understudy-mock has no program for {platform.system()} on {platform.machine()} in {inside.parent}: install a "
            "wheel for this machine, set UNDERSTUDY_BINARY to a program, or use a container with `pytest --understudy-url`")
    return str(inside)

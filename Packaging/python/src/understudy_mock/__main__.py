"""The command ``understudy``: the program itself, which replaces this process."""
from __future__ import annotations

import os
import sys

from ._program import ProgramNotFound, program


def main() -> None:
    """Runs the program with the arguments of this process. Input, output, signals and exit code are the program's."""
    try:
        path = program()
    except ProgramNotFound as error:
        sys.exit(f"understudy: {error}")
    os.execv(path, ["understudy", *sys.argv[1:]])


if __name__ == "__main__":
    main()

"""The command ``understudy``: the program itself, which replaces this process."""
from __future__ import annotations

import os
import sys

from ._program import ProgramNotFound, cannot_run, program


def main() -> None:
    """Runs the program with the arguments of this process. Input, output, signals and exit code are the program's."""
    try:
        _replace_by(program())
    except ProgramNotFound as error:
        print(f"understudy: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


def _replace_by(path: str) -> None:
    try:
        os.execv(path, ["understudy", *sys.argv[1:]])
    except OSError as error:
        raise cannot_run(path, error) from error


if __name__ == "__main__":
    main()

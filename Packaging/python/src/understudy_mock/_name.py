"""Names of sandboxes."""
from __future__ import annotations

import re

# `.` and `..` would be directories of the path.
_NAME = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,64}")


def checked_name(name: str) -> str:
    """Returns a name that the server takes, and raises ``ValueError`` for any other."""
    if _NAME.fullmatch(name):
        return name
    raise ValueError(
        f'"{name}" is no name of a sandbox: it must have 1 to 64 characters of A-Z, a-z, 0-9, ".", "_" and "-", '
        'and be neither "." nor ".."')

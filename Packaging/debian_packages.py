"""What Debian knows of the libraries that a program loads."""
import os
import subprocess
import sys


def owner(library):
    """Returns the Debian package of a library, whose path has /usr before it in some packages only."""
    for path in (library, os.path.realpath(library), f"/usr{library}", library.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "--search", path], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    sys.exit(f"{library} belongs to no Debian package, so that its version and licence are unknown")

"""`make durability`: what was acknowledged outlives kills and full disks; files of others are left alone.

Run as root, in a mount namespace of its own: it mounts small disks, which are gone when it ends."""
import os
import tempfile
import time

import disks
import files
import kills
import report

CHECKS = [
    kills.at_random, kills.in_checkpoints, kills.in_seeding,
    disks.full, disks.full_in_checkpoints, disks.full_from_the_start, disks.unwritable,
    disks.read_only_directory, disks.forbidden_directory,
    files.others, files.newer, files.damaged, files.in_use, files.empty,
]

if __name__ == "__main__":
    for check in CHECKS:
        if os.environ.get("ONLY", check.__name__) == check.__name__:
            report.say(f"\n{check.__name__}: {check.__doc__}")
            start = time.monotonic()
            # On the disk of the repository, which takes attributes and is no memory.
            with tempfile.TemporaryDirectory(dir=".build") as directory:
                check(directory)
            report.say(f"      took {time.monotonic() - start:.1f} s")
    report.end()

"""`make soak-proof`: the soak fails, and for the right reason, on a server that is broken on purpose."""
import os
import pathlib
import re
import subprocess
import sys

import report

# What is broken, and the check that fails then.
BREAKAGES = {
    "answers": "answers that were wrong", "descriptors": "until only the .* descriptors",
    "memory": "resident in the last fifth", "pauses": "the longest wait"}


def prove(breakage, check):
    environment = {"SOAK_SECONDS": "60", "SEED": "1", **os.environ, "BREAK": breakage}
    soak = pathlib.Path(__file__).with_name("soak.py")
    run = subprocess.run([sys.executable, "-B", soak], env=environment, stdout=subprocess.PIPE, text=True, check=False)
    failed = re.findall(rf"^FAIL  (.*{check}.*)$", run.stdout, re.MULTILINE)
    fails = run.returncode == 1 and failed
    report.verdict(fails, f"a server with broken {breakage} fails the soak: {'; '.join(failed)}")


if __name__ == "__main__":
    for breakage, check in BREAKAGES.items():
        if os.environ.get("ONLY", breakage) == breakage:
            prove(breakage, check)
    report.end()

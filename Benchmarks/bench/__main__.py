"""Measures servers side by side, compares with the targets, and writes what it saw.

    ROUNDS=5 SECONDS_EACH=4 python3 Benchmarks/bench
    python3 Benchmarks/bench document    # once more from the last results
"""
import json
import os
import sys
import time

import document
from bench import Bench
from machine import machine
from servers import BENCHMARKS
from targets import compare

RESULTS = BENCHMARKS / "results.json"


def measure():
    started, load = time.monotonic(), os.getloadavg()[0]
    with Bench() as bench:
        figures = bench.run()
        results = {
            "date": time.strftime("%Y-%m-%d"), "minutes": (time.monotonic() - started) / 60, "load_average": load,
            "rounds": bench.rounds, "seconds_each": bench.seconds, "machine": machine(), "figures": figures}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def main():
    if sys.argv[1:] != ["document"]:
        measure()
    results = json.loads(RESULTS.read_text())
    comparisons = compare(results["figures"])
    document.write(results, comparisons)
    print(document.tables(results, comparisons)["targets"])
    sys.exit(0 if all(comparison.held for comparison in comparisons) else 1)


main()

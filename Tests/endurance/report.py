"""What was checked, one line each, and whether all of it held."""
import sys

failures = 0


def say(sentence):
    print(sentence, flush=True)


def verdict(holds, sentence):
    global failures
    failures += not holds
    say(f"{'ok  ' if holds else 'FAIL'}  {sentence}")


def at_most(bound, value, what, unit=""):
    verdict(value <= bound, f"{what}: {value:,.4g}{unit} (at most {bound:,}{unit})")


def at_least(bound, value, what, unit=""):
    verdict(value >= bound, f"{what}: {value:,}{unit} (at least {bound:,}{unit})")


def equal(expected, value, what):
    verdict(value == expected, f"{what}: {value}" + ("" if value == expected else f", expected {expected}"))


def end():
    say(f"{failures} failed" if failures else "all held")
    sys.exit(1 if failures else 0)

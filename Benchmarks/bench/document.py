"""The figures in docs/benchmarks.md, between markers, and the picture beside it."""
import re
import statistics

import picture
from cases import ALL, OTHERS, PLAIN, TALKIFAI
from servers import ROOT

PAGE = ROOT / "docs/benchmarks.md"


def write(results, comparisons):
    text = PAGE.read_text()
    for name, content in tables(results, comparisons).items():
        block = re.compile(rf"(<!-- {name}: written by make bench -->\n).*?(<!-- end -->)", re.DOTALL)
        text, found = block.subn(lambda match: match[1] + content + match[2], text)
        if found != 1:
            raise SystemExit(f"{PAGE} has no place for {name}")
    PAGE.write_text(text)
    (ROOT / "docs/benchmarks.svg").write_text(picture.draw(results["figures"]))


def tables(results, comparisons):
    figures = results["figures"]
    return {"run": run(results), "speed": speed(figures), "footprint": footprint(figures),
            "talkifai": talkifai(figures), "instructions": instructions(figures), "growth": growth(figures),
            "targets": targets(comparisons)}


def run(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    rounds, seconds = results["rounds"], results["seconds_each"]
    return (f"{results['date']}, commit {machine['commit']}: {rounds} round{'s' if rounds > 1 else ''} of {seconds} s, "
            f"{results['minutes']:.0f} minutes in all, load average before {results['load_average']:.1f}. "
            f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gib']} GiB, {machine['system']}.\n\n"
            f"{versions}.\n")


def speed(figures):
    return table(
        ["", "updates/s", "of bare", "p50, µs", "p99, µs", "processor time a request, µs", "to bare"],
        [[case.title, *columns(figures, case, "bare")] for case in PLAIN])


def talkifai(figures):
    return table(
        ["", "requests/s", "of bare", "p50, µs", "p99, µs", "processor time a request, µs", "to bare"],
        [[case.title, *columns(figures, case, "talkifai-bare")] for case in TALKIFAI])


def instructions(figures):
    return table(
        ["", "", "instructions a request"],
        [[case.workload.vendor_name, case.title, f"{figures[case.key]['instructions'][0]:,.0f}"]
         for case in ALL if "instructions" in figures[case.key]])


def growth(figures):
    return table(
        ["", "updates/s", "of plain", "p50, µs", "p99, µs", "processor time a request, µs", "to plain"],
        [[case.title, *columns(figures, case, "memory")] for case in PLAIN[1:2] + OTHERS])


def columns(figures, case, base):
    own, base = figures[case.key], figures[base]
    return [spread(own["updates"], ",.0f"), ratio(own, base, "updates"), spread(own["p50_us"], ",.0f"),
            spread(own["p99_us"], ",.0f"), spread(own["cpu_us"], ",.1f"), ratio(own, base, "cpu_us")]


def footprint(figures):
    rows = []
    for case in PLAIN:
        own = figures[case.key]
        starts, million = own["start_ms"], own["million"][0]
        after = f"{own['million_mib'][0]:,.0f}" + ("" if million >= 1_000_000 else f" after {million:,}")
        rows.append([case.title, f"{statistics.median(starts):,.1f}", f"{max(starts):,.1f}",
                     f"{statistics.median(own['idle_mib']):,.1f}", after])
    return table(["", "first answer, ms", "at worst", "resident idle, MiB", "after a million requests"], rows)


def targets(comparisons):
    def value(number, unit):
        return f"{number:.2f}" if unit == "×" else f"{number:.1f} {unit}" if unit else f"{number:,.0f}"
    return table(
        ["target", "", "measured", ""],
        [[each.what, f"{each.bound} {each.limit:,g}{'' if each.unit in ('×', '') else ' ' + each.unit}",
          value(each.measured, each.unit), "held" if each.held else "**missed**"] for each in comparisons])


def spread(values, form):
    """The median, and in parentheses the range."""
    low, high = format(min(values), form), format(max(values), form)
    return format(statistics.median(values), form) + (f" ({low} to {high})" if low != high else "")


def ratio(own, base, name):
    return f"{statistics.median(own[name]) / statistics.median(base[name]):.2f}"


def table(head, rows):
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"

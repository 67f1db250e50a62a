"""Updates a second as bars, the processor time of one as points on a logarithmic axis, with ranges. Text is text."""
import math
import statistics
from xml.sax.saxutils import escape

from cases import PLAIN

WIDTH, TOP, ROW = 950, 76, 28
NAMES, BARS, POINTS, PANEL = 222, 236, 600, 250
HEIGHT = TOP + ROW * len(PLAIN) + 12
OURS = ("memory", "database")
# Its own background, because a page's need not be the one that the reader's system prefers.
STYLE = """
  .page { fill: #ffffff; }
  text { font: 14px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .note, .value { fill: #59636e; font-size: 12px; }
  .mark { fill: #8c959f; } .ours { fill: #1a7f64; }
  .range { stroke: #1f2328; stroke-width: 1.5; } .grid { stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; }
    text { fill: #e6edf3; } .note, .value { fill: #9198a1; }
    .mark { fill: #656c76; } .ours { fill: #3fb68b; }
    .range { stroke: #e6edf3; } .grid { stroke: #30363d; }
  }
"""


def draw(figures):
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
             f'aria-label="Updates a second and processor time a request of each server">',
             f'<style>{STYLE}</style>', f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>']
    for row, case in enumerate(PLAIN):
        parts.append(text(NAMES, middle(row) + 5, case.title, anchor="end"))
    return "\n".join([*parts, *bars(figures), *points(figures), "</svg>", ""])


def bars(figures):
    most = max(max(figures[case.key]["updates"]) for case in PLAIN)

    def x(value):
        return BARS + PANEL * value / most
    yield text(BARS, 26, "Updates a second", "title")
    yield text(BARS, 46, "more is better; the load takes one core of two", "note")
    for row, case in enumerate(PLAIN):
        values = figures[case.key]["updates"]
        width = x(statistics.median(values)) - BARS
        yield f'<rect class="{kind(case)}" x="{BARS}" y="{middle(row) - 9}" width="{width:.1f}" height="18" rx="2"/>'
        yield from labelled_range(row, x, values, "{:,.0f}")


def points(figures):
    every = [value for case in PLAIN for value in figures[case.key]["cpu_us"]]
    first, last = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def x(value):
        return POINTS + PANEL * (math.log10(value) - first) / (last - first)
    yield text(POINTS, 26, "Processor time a request, µs", "title")
    yield text(POINTS, 46, "less is better; each line is ten times the last", "note")
    for power in range(first, last + 1):
        yield line("grid", x(10**power), x(10**power), TOP - 6, HEIGHT - 12)
        yield text(x(10**power), TOP - 12, f"{10**power:,}", "note", "middle")
    for row, case in enumerate(PLAIN):
        values = figures[case.key]["cpu_us"]
        yield f'<circle class="{kind(case)}" cx="{x(statistics.median(values)):.1f}" cy="{middle(row)}" r="6"/>'
        yield from labelled_range(row, x, values, "{:,.1f}")


def labelled_range(row, x, values, form):
    yield line("range", x(min(values)), x(max(values)), middle(row), middle(row))
    yield text(x(max(values)) + 12, middle(row) + 4, form.format(statistics.median(values)), "value")


def middle(row):
    return TOP + ROW * row + ROW // 2


def kind(case):
    return "ours" if case.key in OURS else "mark"


def line(kind, left, right, top, bottom):
    return f'<line class="{kind}" x1="{left:.1f}" x2="{right:.1f}" y1="{top}" y2="{bottom}"/>'


def text(x, y, content, kind="name", anchor="start"):
    return f'<text class="{kind}" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(content)}</text>'

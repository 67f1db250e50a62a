"""What a run must show; all of it is here."""
import dataclasses
import statistics

JOURNAL_MIB = 64  # the default of --journal-bytes


@dataclasses.dataclass(frozen=True)
class Comparison:
    what: str
    measured: float
    limit: float
    bound: str
    unit: str

    @property
    def held(self):
        return self.measured <= self.limit if self.bound == "at most" else self.measured >= self.limit


def compare(figures):
    def median(key, name):
        return statistics.median(figures[key][name])

    def ratio(key, other, name):
        return median(key, name) / median(other, name)

    def at_most(limit, measured, what, unit="×"):
        return Comparison(what, measured, limit, "at most", unit)

    def at_least(limit, measured, what):
        return Comparison(what, measured, limit, "at least", "×")

    def p99_ms(key):
        return median(key, "p99_us") / 1e3

    def growth(key):
        return ratio(key, "memory", "updates")

    grown = median("memory", "million_mib") - median("memory", "idle_mib")
    compared = [] if "before" not in figures else [
        at_most(1.2, ratio("memory", "before", "cpu_us"), "processor time, Centerfy, in memory, to before")]
    return compared + [
        at_most(2.2, ratio("memory", "bare", "cpu_us"), "processor time, Centerfy, in memory, to bare"),
        at_most(2.6, ratio("talkifai", "talkifai-bare", "cpu_us"), "processor time, TalkifAI, in memory, to bare"),
        at_most(3.5, ratio("database", "bare", "cpu_us"), "processor time, Centerfy, with a database, to bare"),
        at_most(3.9, ratio("talkifai-database", "talkifai-bare", "cpu_us"),
                "processor time, TalkifAI, with a database, to bare"),
        at_most(80_000, median("memory", "instructions"), "instructions, Centerfy, in memory", ""),
        at_most(125_000, median("talkifai", "instructions"), "instructions, TalkifAI, in memory", ""),
        at_most(5, p99_ms("database"), "p99, Centerfy, with a database", "ms"),
        at_most(5, p99_ms("talkifai-database"), "p99, TalkifAI, with a database", "ms"),
        at_least(1, ratio("memory", "node", "updates"), "updates a second, in memory, to node:http"),
        at_least(1, ratio("database", "node", "updates"), "updates a second, with a database, to node:http"),
        at_least(1.5, ratio("memory", "hummingbird", "updates"), "updates a second to Hummingbird"),
        at_least(4, ratio("memory", "express", "updates"), "updates a second to Express"),
        at_least(4, ratio("memory", "wiremock", "updates"), "updates a second to WireMock"),
        at_least(20, ratio("memory", "flask", "updates"), "updates a second to Flask"),
        at_most(3, ratio("memory", "bare", "p99_us"), "p99, in memory, to bare"),
        at_most(30, median("memory", "start_ms"), "start to first answer", "ms"),
        at_most(25, median("memory", "idle_mib"), "resident when idle", "MiB"),
        at_most(JOURNAL_MIB + 16, grown, "resident after a million requests, more than idle", "MiB"),
        at_most(1, ratio("refused", "memory", "cpu_us"), "processor time of a refused request to an accepted one"),
        at_least(0.8, growth("agents"), "updates a second with 100,000 agents to plain"),
        at_least(0.8, growth("sandboxes"), "updates a second with 10,000 sandboxes to plain"),
        at_least(0.8, growth("mappings"), "updates a second with 1,000 mappings to plain"),
        at_least(0.6, growth("tls"), "updates a second by https to plain"),
        at_least(0.9, growth("tls-plain"), "updates a second by http beside https to plain"),
    ]

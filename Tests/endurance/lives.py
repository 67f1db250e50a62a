"""One file, and the servers that use it one after the other until each is killed."""
import contextlib
import os
import pathlib
import shutil
import tempfile

import report
from creators import Agents, Creator
from server import Server
from writers import Writer, opened

# Two and one for each endpoint.
WRITERS, CREATORS = 12, 6


class Lives:
    def __init__(self, directory):
        self.file = pathlib.Path(directory, "agents.sqlite")
        self.numbers = [0] * WRITERS
        self.agents = [Agents(index) for index in range(CREATORS)]
        self.acknowledged = self.beyond = 0
        self.wrong = []

    def live(self, kill):
        """A server, its writers, and its end, which `kill` brings about."""
        with Server("--database", self.file, "--log-level", "error") as server:
            writers = [Writer(index, server.port, number) for index, number in enumerate(self.numbers)]
            self.expect([writer.answered(server) for writer in writers], self.numbers, "the restarted server has")
            for agents in self.agents:
                agents.begin(server)
                self.expect(agents.answered(server), agents.living, f"{agents.sandbox} in the restarted server")
            clients = writers + [Creator(agents, server.port) for agents in self.agents]
            for client in clients:
                client.start()
            kill(server)
            server.process.wait(60)
            for client in clients:
                client.join(60)
            self.expect(server.errors, "", "the log says")
        self.examine(writers)

    def examine(self, writers):
        """Looks at a copy, so that the next server finds the file exactly as it was left."""
        with copied(self.file) as copy, contextlib.closing(opened(copy)) as database:
            self.expect(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity")
            for index, writer in enumerate(writers):
                stored, acknowledged = writer.stored(database), writer.acknowledged
                self.expect(writer.refused, [], f"{writer.sandbox}, refusals")
                self.expect(acknowledged <= stored <= acknowledged + 1, True,
                            f"{writer.sandbox} was told {acknowledged}, stored is {stored}")
                if "consent_required" in writer.update(1).decode():
                    self.expect(writer.audited(database), stored, f"{writer.sandbox}, recorded changes of consent")
                self.acknowledged += acknowledged - self.numbers[index]
                self.beyond += stored - acknowledged
                self.numbers[index] = stored
            self.beyond += sum(agents.adopt(database) for agents in self.agents)

    def expect(self, value, expected, what):
        if value != expected:
            self.wrong.append(f"{what}: {value}, expected {expected}")

    def check(self, what):
        report.say(f"      {self.beyond} changes were stored that were still in flight")
        report.at_least(5000, self.acknowledged, f"{what}, updates acknowledged")
        # One endpoint of six archives.
        for verb, least in {"created": 200, "updated": 200, "deleted": 200, "archived": 40}.items():
            count = sum(agents.counts[verb] for agents in self.agents)
            report.at_least(least, count, f"{what}, agents {verb}")
        for agents in self.agents:
            self.wrong += agents.wrong
        report.equal([], self.wrong[:5], f"{what}, what was lost, came back or is wrong")


@contextlib.contextmanager
def copied(file):
    with tempfile.TemporaryDirectory() as directory:
        for suffix in ["", "-wal"]:
            if os.path.exists(f"{file}{suffix}"):
                shutil.copy(f"{file}{suffix}", directory)
        yield os.path.join(directory, os.path.basename(file))

"""Clients that each write ascending numbers into one agent, and know which of them were acknowledged."""
import json
import sqlite3
import threading

import vendors
from wire import Connection


class Writer(threading.Thread):
    """Sends 1, 2, 3, … above a start, each after the answer to the one before, until the server is gone."""

    def __init__(self, index, port, start):
        super().__init__(daemon=True)
        self.endpoint, self.sandbox = vendors.ALL[index % len(vendors.ALL)], f"writer-{index}"
        self.port, self.acknowledged, self.refused = port, start, []

    def run(self):
        try:
            with Connection(self.port) as connection:
                while not self.refused:
                    number = self.acknowledged + 1
                    status, body = connection.exchange(self.update(number))
                    if status == 200 and f"Number {number}".encode() in body:
                        self.acknowledged = number
                    else:
                        self.refused.append((number, status, body[:200]))
        except OSError:
            pass  # The server has gone.
        except ValueError as error:
            self.refused.append((number, "no HTTP", error))

    def update(self, number):
        # Voicebip's consent is recorded too, in the same transaction; the prompts make the log wrap.
        more = {"consent_required": number % 2 == 0, "system_prompt": f"{number} " * (1 + number % 7 * 3000)}
        return self.endpoint.update(
            f"Number {number}", self.sandbox, **(more if self.endpoint is vendors.VOICEBIP else {}))

    def stored(self, database):
        """The number in the file. A record that was never updated has none: that is 0."""
        row = database.execute(
            "SELECT record FROM agent WHERE sandbox = ? AND collection = ? AND id = ?",
            (self.sandbox, self.endpoint.collection, self.endpoint.agent)).fetchone()
        return number(json.loads(row[0])[self.endpoint.field]) if row else 0

    def audited(self, database):
        """How many changes of consent the file has recorded: one with every update, because each changes it."""
        return database.execute("SELECT count(*) FROM audit WHERE sandbox = ?", (self.sandbox,)).fetchone()[0]

    def answered(self, server):
        """The number as the server has it."""
        return number(self.endpoint.text(server, self.sandbox))


def number(text):
    return int(text.removeprefix("Number ")) if text.startswith("Number ") else 0


def opened(file):
    """A database as another program sees it."""
    return sqlite3.connect(f"file:{file}?mode=rw", uri=True)

"""Clients that each create, update and delete agents of their own, and know what of it was acknowledged."""
import json
import threading

import vendors
from wire import Connection

# How many agents a client keeps; beyond that it deletes its oldest.
KEPT = 20


class Agents:
    """The agents of one sandbox and endpoint over all lives of the server, as they were last acknowledged."""

    def __init__(self, index):
        self.endpoint, self.sandbox = vendors.ALL[index % len(vendors.ALL)], f"creator-{index}"
        # The text of each agent by id; None once it is deleted. Others of the collection are left alone.
        self.texts, self.others, self.number = {}, None, 0
        # The request under way: what it does, to which agent, and the text that the agent gets.
        self.under_way = None
        self.counts = {"created": 0, "updated": 0, "deleted": 0, "archived": 0}
        self.wrong = []

    def begin(self, server):
        """Notes the seeded agents, of which one is updated and deleted like a created one."""
        if self.others is None:
            records = self.endpoint.records(server, self.sandbox)
            self.texts[self.endpoint.agent] = self.endpoint.shown(records[self.endpoint.agent])
            self.others = set(records) - {self.endpoint.agent}

    @property
    def living(self):
        return {id: text for id, text in self.texts.items() if text is not None}

    def answered(self, server):
        """The agents as the server has them."""
        texts = {id: self.endpoint.shown(record) for id, record in self.endpoint.records(server, self.sandbox).items()}
        return {id: text for id, text in texts.items() if text is not None and id not in self.others}

    def adopt(self, database):
        """Compares the file with what was acknowledged, and takes over what the request under way did.
        Returns how many changes were stored that were not acknowledged."""
        rows = database.execute(
            "SELECT id, record FROM agent WHERE sandbox = ? AND collection = ?",
            (self.sandbox, self.endpoint.collection))
        stored = {id: self.endpoint.shown(json.loads(record)) for id, record in rows}
        verb, changed, text = self.under_way or (None, None, None)
        beyond = 0
        for id in {**self.texts, **stored}:
            # A seed that was never changed has no row of its own.
            found = stored.get(id, self.texts.get(id) if id == self.endpoint.agent else "no row")
            if id in self.texts and found == self.texts[id]:
                continue
            if found == text and (id == changed or verb == "created" and id not in self.texts):
                beyond += 1
                self.texts[id] = found
            else:
                self.wrong.append(f"{self.sandbox}: {id} was {self.texts.get(id, 'unknown')!r}, stored is {found!r}")
        if beyond > 1:
            self.wrong.append(f"{self.sandbox}: {beyond} changes by the one request that was under way")
        self.under_way = None
        return beyond


class Creator(threading.Thread):
    """Creates an agent, updates it, and removes every third at once and the oldest, until the server is gone."""

    def __init__(self, agents, port):
        super().__init__(daemon=True)
        self.agents, self.port = agents, port

    def run(self):
        try:
            with Connection(self.port) as connection:
                while not self.agents.wrong:
                    self.one(connection)
        except OSError:
            pass  # The server has gone.
        except (ValueError, LookupError) as error:
            self.agents.wrong.append(f"{self.agents.sandbox}: an answer that is none: {error!r}")

    def one(self, connection):
        agents, endpoint = self.agents, self.agents.endpoint
        agents.number += 1
        text = f"Number {agents.number}"
        body = self.exchange(connection, "created", None, text, endpoint.create(text, agents.sandbox))
        id = vendors.created(body) if body is not None else None
        if id is None:
            return
        if id in agents.texts or id in agents.others:
            agents.wrong.append(f"{agents.sandbox}: the id {id} was given again")
        self.acknowledge("created", id, text)
        text = f"Changed {agents.number}"
        self.change(connection, "updated", id, text, endpoint.of(id).update(text, agents.sandbox))
        for deleted in [id] * (agents.number % 3 == 0) + list(agents.living)[:-KEPT]:
            self.change(connection, "deleted", deleted, None, endpoint.of(deleted).delete(agents.sandbox))

    def change(self, connection, verb, id, text, request):
        if self.exchange(connection, verb, id, text, request) is not None:
            self.acknowledge(verb, id, text)

    def exchange(self, connection, verb, id, text, request):
        """The body of the answer; None if it refuses."""
        self.agents.under_way = verb, id, text
        status, body = connection.exchange(request)
        if status not in [200, 201, 204]:
            self.agents.wrong.append(f"{self.agents.sandbox}: {verb} {id}: {status} {body[:200]}")
            return None
        return body

    def acknowledge(self, verb, id, text):
        self.agents.texts[id] = text
        self.agents.under_way = None
        archives = verb == "deleted" and self.agents.endpoint.archive_path
        self.agents.counts["archived" if archives else verb] += 1

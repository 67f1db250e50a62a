"""Agents of each endpoint, and what was last acknowledged of them."""
import collections
import re

import report
import vendors
from wire import Connection


class Acknowledged:
    def __init__(self):
        self.texts = {}
        # Created agents by endpoint: the text by id, None once they are deleted.
        self.created = {endpoint.id: {} for endpoint in vendors.ALL}
        self.refused = collections.Counter()

    def update(self, server, endpoint, text, sandbox="default", **more):
        with Connection(server.port) as connection:
            status, body = connection.exchange(endpoint.update(text, sandbox, **more))
        if status == 200:
            self.texts[endpoint.id, sandbox] = text
        else:
            self.refused[endpoint.id] += 1
        return status, body.decode()

    def create(self, server, endpoint, text):
        with Connection(server.port) as connection:
            status, body = connection.exchange(endpoint.create(text))
        if status < 300:
            id = vendors.created(body)
            if id in self.created[endpoint.id]:
                report.verdict(False, f"{endpoint.id}: the id {id} was given again")
            self.created[endpoint.id][id] = text
        else:
            self.refused[endpoint.id] += 1
        return status, body.decode()

    def delete(self, server, endpoint):
        """Deletes the oldest of the created agents that are left."""
        agents = self.created[endpoint.id]
        id = next(id for id, text in agents.items() if text is not None)
        with Connection(server.port) as connection:
            status, body = connection.exchange(endpoint.of(id).delete())
        if status < 300:
            agents[id] = None
        else:
            self.refused[endpoint.id] += 1
        return status, body.decode()

    def check_saved(self, server, what):
        """Every endpoint saves: an update, two new agents, and the deletion of one of them."""
        statuses = {self.update(server, endpoint, f"Text {what}")[0] for endpoint in vendors.ALL}
        report.equal({200}, statuses, f"{what}: an update of each endpoint, statuses")
        statuses = {self.create(server, endpoint, f"New {len(self.created[endpoint.id])}")[0]
                    for endpoint in vendors.ALL * 2}
        report.equal({200, 201}, statuses, f"{what}: two creations of each endpoint, statuses")
        statuses = {self.delete(server, endpoint)[0] for endpoint in vendors.ALL}
        report.equal({200, 204}, statuses, f"{what}: a deletion of each endpoint, statuses")

    def until_refused(self, server):
        """One update after the other until there is no room for one."""
        for number in range(10_000):
            if self.update(server, vendors.VOICEBIP, f"Until {number}")[0] != 200:
                return
        raise AssertionError("there was room for 10,000 updates")

    def check_full(self, server, what):
        """What adds something is refused, with the reason, and what removes something makes room for more."""
        self.check_refused(server, what, ["update", "create"], ", because the disk is full")
        statuses = {self.delete(server, endpoint)[0] for endpoint in vendors.ALL}
        report.equal({200, 204}, statuses, f"{what}: a deletion of each endpoint, statuses")

    def check_refused(self, server, what, verbs=("update", "create", "delete"), cause=""):
        """Every endpoint says that it does not save, in its vendor's words; so does the control plane."""
        for endpoint in vendors.ALL:
            for verb in verbs:
                status, body = {
                    "update": lambda: self.update(server, endpoint, "Too much"),
                    "create": lambda: self.create(server, endpoint, "Too much"),
                    "delete": lambda: self.delete(server, endpoint)}[verb]()
                said = f"{what}: {verb} of {endpoint.id} says {status} {body}"
                report.verdict(status == 500 and re.fullmatch(endpoint.refusal(verb, cause), body), said)
        record = {**vendors.VOICEBIP.record(server), "display_name": "Too much"}
        status, text = server.ask(f"/__admin/agents/voicebip/{vendors.VOICEBIP.agent}", record, "PUT")
        failed = status == 500 and "The database failed" in text
        report.verdict(failed, f"{what}: the control plane says {status} {text.strip()}")
        report.equal(503, server.ask("/__admin/readyz")[0], f"{what}: is it ready?")

    def check_stored(self, server, what):
        endpoints = {endpoint.id: endpoint for endpoint in vendors.ALL}
        stored = {(id, sandbox): endpoints[id].text(server, sandbox) for id, sandbox in self.texts}
        wrong = {agent: text for agent, text in stored.items() if text != self.texts[agent]}
        report.equal({}, wrong, f"{what}: of {len(stored)} agents, those that are not as last acknowledged")

        wrong = {}
        for endpoint in vendors.ALL:
            records = endpoint.records(server)
            for id, text in self.created[endpoint.id].items():
                found = endpoint.shown(records.get(id))
                if found != text:
                    wrong[endpoint.id, id] = (found, text)
        count = sum(map(len, self.created.values()))
        report.equal({}, wrong, f"{what}: of {count} created agents, those that are not as last acknowledged")

    def check_log(self, server, what):
        logged = re.findall(r" error an? (?:update|creation|deletion) was not saved endpoint=(\S+) reason=\".+\"", server.errors)
        report.equal(dict(self.refused), dict(collections.Counter(logged)), f"{what}: lines in the log, by endpoint")

"""What is loaded and how: each server with the plain load, and this one with what could cost it more."""
import dataclasses
import json
from collections.abc import Callable

from load import PATH, Client, body
from servers import BARE, DATABASE, MEMORY, SERVERS, TLS, Server, bare
from workloads import (
    CENTERFY_REFUSED, CENTERFY_UPDATE, CREATE, DELETE, READ, TALKIFAI_ANSWER_BYTES, TALKIFAI_UPDATE, Workload,
    agent_ids)

AGENTS, MANY_AGENTS, SANDBOXES, MAPPINGS = 1_000, 100_000, 10_000, 1_000


def sandbox_paths():
    ids = agent_ids(AGENTS)
    return [f"/sandbox/test-{number}{PATH}{ids[number % AGENTS]}" for number in range(SANDBOXES)]


def create_sandboxes(port):
    """Each is made by its first update."""
    client = Client(port)
    for path in sandbox_paths():
        expect(200, *client.update(path, body("first")))
    kept = json.loads(expect(200, *client.send("GET", "/__admin/info")))["sandboxes"]
    if kept < SANDBOXES:
        raise SystemExit(f"only {kept} sandboxes are left of {SANDBOXES}")


def register_mappings(port):
    """Faults of other agents, as tests register them."""
    client = Client(port)
    for number in range(MAPPINGS):
        mapping = {"request": {"method": "PUT", "urlPath": f"{PATH}00000000-0000-4000-8000-{number:012}"},
                   "understudy": {"error": 429}}
        expect(201, *client.send("POST", "/__admin/mappings", json.dumps(mapping)))


def expect(expected, status, content):
    if status != expected:
        raise SystemExit(f"{status} {content}, not {expected}")
    return content


@dataclasses.dataclass(frozen=True)
class Case:
    key: str
    title: str
    server: Server
    workload: Workload = CENTERFY_UPDATE
    agents: int = AGENTS
    other_paths: Callable = None
    prepare: Callable = lambda port: None
    scheme: str = "http"

    def isAnswered(self, client):
        """Whether the server answers the first request of the workload as it should."""
        return self.workload.isAccepted(client, self.paths()[0])

    def paths(self):
        return self.other_paths() if self.other_paths else self.workload.paths(agent_ids(self.agents))


PLAIN = [Case(server.key, server.title, server) for server in SERVERS]
# Against a constant of the size of TalkifAI's answer.
TALKIFAI_BARE = dataclasses.replace(BARE, command=lambda port, seeds, work: [
    *bare(port, seeds, work), str(TALKIFAI_ANSWER_BYTES)])
TALKIFAI = [
    Case("talkifai-bare", "libmicrohttpd alone", TALKIFAI_BARE, TALKIFAI_UPDATE),
    Case("talkifai", "Understudy", MEMORY, TALKIFAI_UPDATE),
    Case("talkifai-database", "Understudy with a database", DATABASE, TALKIFAI_UPDATE),
    Case("read", "reading an agent", MEMORY, READ),
    Case("create", "creating an agent", MEMORY, CREATE),
    Case("delete", "deleting an agent", MEMORY, DELETE),
]
OTHERS = [
    Case("refused", "temperature 1.5, refused", MEMORY, CENTERFY_REFUSED),
    Case("agents", "100,000 seeded agents", MEMORY, agents=MANY_AGENTS),
    Case("sandboxes", "10,000 sandboxes", MEMORY, other_paths=sandbox_paths, prepare=create_sandboxes),
    Case("mappings", "1,000 mappings", MEMORY, prepare=register_mappings),
    Case("tls", "https", TLS, scheme="https"),
    Case("tls-plain", "http, beside https", TLS),
]
ALL = PLAIN + TALKIFAI + OTHERS

"""What is loaded and how: each server with the plain load, and this one with what could cost it more."""
import dataclasses
import json
from collections.abc import Callable

from load import PATH, Client, agent_ids, body
from servers import MEMORY, SERVERS, Server

AGENTS, MANY_AGENTS, SANDBOXES, MAPPINGS = 1_000, 100_000, 10_000, 1_000


def plain_paths():
    return [PATH + id for id in agent_ids(AGENTS)]


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
    agents: int = AGENTS
    paths: Callable = plain_paths
    temperature: float = 0.7
    prepare: Callable = lambda port: None

    @property
    def bodies(self):
        return [body(f"bot {number}", self.temperature) for number in (1, 2)]

    @property
    def accepted(self):
        return self.temperature <= 1


PLAIN = [Case(server.key, server.title, server) for server in SERVERS]
OTHERS = [
    Case("refused", "temperature 1.5, refused", MEMORY, temperature=1.5),
    Case("agents", "100,000 seeded agents", MEMORY, agents=MANY_AGENTS,
         paths=lambda: [PATH + id for id in agent_ids(MANY_AGENTS)]),
    Case("sandboxes", "10,000 sandboxes", MEMORY, paths=sandbox_paths, prepare=create_sandboxes),
    Case("mappings", "1,000 mappings", MEMORY, prepare=register_mappings),
]

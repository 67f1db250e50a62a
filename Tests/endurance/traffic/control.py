"""Steps of a client: what a test does with the control plane, and what the vendor's client then sees."""
import json
import time

import vendors
from traffic.agents import chosen, living, update
from wire import Connection

# Above this many requests of all clients, the journal may have dropped some of this sandbox.
SURELY_KEPT = 2000
# An upper bound of the requests in a second that others send without counting them: the probe's.
UNCOUNTED = 25


def reset(client):
    client.control("/reset", {})
    client.model.reset()
    client.check_stored()
    cleared(client)


def clear(client):
    client.control("/requests", method="DELETE")
    client.model.clear()
    cleared(client)


def cleared(client):
    client.cleared_at = client.traffic.total, time.monotonic()


def count(client):
    """Compares the journal with the number of requests that were sent."""
    total, moment = client.cleared_at
    recorded = client.traffic.total - total + UNCOUNTED * (time.monotonic() - moment)
    found = client.control("/requests/count", {})["count"]
    if recorded < SURELY_KEPT:
        client.expect(found == client.model.recorded, f"the journal has {found}, expected {client.model.recorded}")


def snapshot(client):
    name = f"snapshot-{client.random.randrange(3)}"
    client.control(f"/snapshots/{name}", {}, "PUT")
    client.model.save(name)


def restore(client):
    if client.model.snapshots:
        name = client.random.choice(sorted(client.model.snapshots))
        client.control(f"/snapshots/{name}/restore", {})
        client.model.restore(name)
        client.check_stored()


def store(client):
    """Replaces an agent past the vendor's checks."""
    if (endpoint := chosen(client)) is not None:
        record = {**client.control(f"/agents/{endpoint.collection}/{endpoint.agent}"), endpoint.field: client.text()}
        client.control(f"/agents/{endpoint.collection}/{endpoint.agent}", record, "PUT")
        client.model.records(endpoint)[endpoint.agent] = record


def verify(client):
    """Waits for an update with a verification, which passes when the update arrives."""
    endpoint = chosen(client)
    if endpoint is None:
        return
    clear(client)
    text = client.text()
    effect = {"collection": endpoint.collection, "id": endpoint.agent, "changed": {f"/{endpoint.field}": text}}
    path = f"/sandbox/{client.model.name}/__admin/verify"
    query = {"effect": effect, "atLeast": 1, "timeoutMilliseconds": 60_000}
    with Connection(client.traffic.server.port, timeout=60) as waiting:
        waiting.send(client.admin_request(path, query))
        client.traffic.count("verify")
        client.ask("update", endpoint.update(text, client.model.name), 200)
        client.model.update(endpoint, endpoint.agent, {endpoint.field: text, **endpoint.required})
        status, body = waiting.answer()
    passed = status == 200 and json.loads(body)["verdict"] == "pass"
    client.expect(passed, f"verify was answered {status} {body[:300]!r}")


def profile(client):
    """What one profile refuses and the other accepts."""
    endpoint, model = vendors.CALL, client.model
    agents = living(client, endpoint)
    if not agents:
        return
    endpoint, text = endpoint.of(agents[0]), client.text()
    without_model = endpoint.request(json.dumps({"name": text}).encode(), model.name)
    client.ask("refused", without_model, 400)
    client.control("/profile", {"profile": "observed"}, "PUT")
    client.ask("update", without_model, 200)
    model.update(endpoint, endpoint.agent, {"name": text})
    client.control("/profile", {"profile": "documented"}, "PUT")
    client.ask("refused", without_model, 400)


def rule(client):
    """What a rule refuses, and what is accepted while it is off."""
    endpoint, model = vendors.CENTERFY, client.model
    agents = living(client, endpoint)
    if not agents:
        return
    endpoint, text = endpoint.of(agents[0]), client.text()
    request = endpoint.update(text, model.name, temperature=1.5)
    client.ask("refused", request, 400)
    client.control("/rules/centerfy.temperature.range", {"enabled": False}, "PUT")
    client.ask("update", request, 200)
    model.update(endpoint, endpoint.agent, {"name": text, "temperature": 1.5})
    client.control("/rules/centerfy.temperature.range", {"enabled": True}, "PUT")


def clock(client):
    """The time of an update is that of the sandbox's clock."""
    now = f"2026-04-17T12:00:{client.random.randrange(10, 60)}Z"
    client.control("/clock", {"now": now, "frozen": True}, "PUT")
    update(client)
    client.expect(client.control("/clock")["now"] == now, f"the clock is not {now}")
    client.control("/clock", method="DELETE")


STEPS = {reset: 0.5, clear: 1, count: 2, snapshot: 1, restore: 1, store: 1, verify: 1, profile: 1, rule: 1, clock: 1}

"""Steps of a client: what a vendor's client does with agents, valid and refused."""
import vendors
from traffic.model import disagreement, shown_agent, shown_agents

# Agents that a client keeps in a collection, besides the seeds.
KEPT = 6


def more(client, endpoint):
    """Further members of an update, which are stored as they are sent."""
    pick = client.random.choice
    options = {
        "trillet-omni-flow": {"llmModel": ["gpt-4.1", "gpt-4o-mini"]},
        "trillet-call": {"smartCallback": [True, False], "maxAttemptsForSmartCallback": [1, 3, 5]},
        "voicebip": {"consent_required": [True, False], "description": ["x" * 100, "Grüße, 世界", None]},
        "centerfy": {"temperature": [0, 0.25, 1], "is_active": [True, False], "max_duration": [5, 30]},
        "talkifai": {"temperature": [0.1, 0.9], "lastMessage": ["Bye.", "x" * 100]},
    }[endpoint.collection]
    return {name: pick(values) for name, values in options.items() if client.random.random() < 0.5}


def living(client, endpoint):
    """The ids of agents that the endpoint's credential reaches: the seeded one, and those that were created."""
    model = client.model
    seeds = model.seeds[endpoint.collection]
    return [id for id in model.records(endpoint) if id == endpoint.agent or id not in seeds]


def chosen(client):
    """An endpoint with one of its agents; None if there is none left."""
    endpoint = client.endpoint()
    agents = living(client, endpoint)
    return endpoint.of(client.random.choice(agents)) if agents else None


def update(client):
    if (endpoint := chosen(client)) is None:
        return
    text, members = client.text(), more(client, endpoint)
    body = client.ask("update", endpoint.update(text, client.model.name, **members), 200)
    client.model.update(endpoint, endpoint.agent, {endpoint.field: text, **endpoint.required, **members})
    check_shown(client, endpoint, shown_agent(body))


def check_shown(client, endpoint, shown):
    record = client.model.records(endpoint)[endpoint.agent]
    client.expect(endpoint.field in shown, f"{endpoint.id}: the answer has no {endpoint.field}: {shown}")
    wrong = disagreement(record, shown)
    client.expect(wrong is None, f"{endpoint.id} {endpoint.agent}: {wrong}")


def create(client):
    endpoint, text, model = client.endpoint(), client.text(), client.model
    body = client.ask("create", endpoint.create(text, model.name), 200, 201)
    id, collection = vendors.created(body), endpoint.collection
    client.expect(id not in model.given[collection], f"{endpoint.id}: the id {id} was given again")
    # The model learns once what the server has filled in.
    record = client.control(f"/agents/{collection}/{id}")
    wrong = disagreement({endpoint.field: text, **endpoint.required, **scalars(endpoint.new)}, record)
    client.expect(wrong is None, f"{endpoint.id}: what was created: {wrong}")
    model.given[collection].add(id)
    model.records(endpoint)[id] = record
    check_shown(client, endpoint.of(id), shown_agent(body))
    if len(living(client, endpoint)) > KEPT:
        remove(client, endpoint.of(id))


def scalars(members):
    return {name: value for name, value in members.items() if not isinstance(value, (dict, list))}


def read(client):
    if (endpoint := chosen(client)) is not None:
        check_shown(client, endpoint, shown_agent(client.ask("read", endpoint.read(client.model.name), 200)))


def list_agents(client):
    endpoint, model = client.endpoint(), client.model
    if endpoint.archive_path is not None:
        return
    shown = shown_agents(client.ask("list", endpoint.list(model.name), 200))
    seeds, records = model.seeds[endpoint.collection], model.records(endpoint)
    expected = {id for id in records if id not in seeds or id in client.traffic.visible[endpoint.id]}
    client.expect(set(shown) == expected, f"{endpoint.id} lists {sorted(shown)}, expected {sorted(expected)}")
    for id, agent in shown.items():
        check_shown(client, endpoint.of(id), agent)


def delete(client):
    if (endpoint := chosen(client)) is not None:
        remove(client, endpoint)


def remove(client, endpoint):
    """Deletes or archives an agent; what is deleted is then unknown to everything."""
    model = client.model
    kind = "archive" if endpoint.archive_path else "delete"
    client.ask(kind, endpoint.delete(model.name), 200, 204)
    if endpoint.archive_path:
        model.records(endpoint)[endpoint.agent]["archived_at"] = "some time"
        if len(living(client, endpoint)) > KEPT:
            client.control(f"/agents/{endpoint.collection}/{endpoint.agent}", method="DELETE")
            del model.records(endpoint)[endpoint.agent]
        return
    del model.records(endpoint)[endpoint.agent]
    for request in [endpoint.read(model.name), endpoint.update(client.text(), model.name), endpoint.delete(model.name)]:
        client.ask("refused", request, 404)


def refused(client):
    """Sends what must be refused, and changes nothing."""
    endpoint, name = client.endpoint(), client.model.name
    valid = endpoint.update(client.text(), name)
    request, statuses = client.random.choice([
        (endpoint.update(5, name), [400, 404]),
        (endpoint.request(b'{"cut off": ', name), [400, 404]),
        (endpoint.request(b"[]", name), [400, 404]),
        (endpoint.of("no-such-agent").update("Text", name), [400, 404]),
        (valid.replace(endpoint.credential.encode(), b"X-Nothing: 1"), [401]),
        (valid.replace(endpoint.method.encode(), b"OPTION", 1), [405]),
        (endpoint.create(5, name), [400]),
        (endpoint.request(b" " * (1024 * 1024 + 1), name), [413]),
        (f"GET /sandbox/{name}/no/such/path HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), [404]),
    ])
    client.ask("refused", request, *statuses)


def stored(client):
    client.check_stored()


STEPS = {update: 8, create: 4, read: 4, list_agents: 2, delete: 2, refused: 4, stored: 1}

"""What a sandbox must hold after what was acknowledged, and the parts of answers that the model knows."""
import copy
import json

import vendors

# Members that hold the time of a request.
TIMES = {"created_at", "updated_at", "createdAt", "updatedAt", "archived_at"}
COLLECTIONS = sorted({endpoint.collection for endpoint in vendors.ALL})


def without_times(record):
    return {name: value for name, value in record.items() if name not in TIMES}


def shown_agent(body):
    """The agent in an answer."""
    answer = json.loads(body)
    return answer.get("data", answer).get("agent", answer)


def shown_agents(body):
    """The agents in a list by id."""
    answer = json.loads(body)
    if isinstance(answer, dict):
        answer = answer.get("data", answer)["agents"]
    return {next(agent[name] for name in ["_id", "agent_id", "id"] if name in agent): agent for agent in answer}


class Model:
    """One sandbox. `seeds` has the stored agents that it starts with: records by id, by collection."""

    def __init__(self, name, seeds):
        self.name, self.seeds = name, seeds
        self.snapshots = {}
        self.clear()
        self.reset()

    def clear(self):
        """Its journal was cleared."""
        self.recorded = 0

    def reset(self):
        """It was reset: seeds, and no journal. Snapshots stay."""
        self.agents = copy.deepcopy(self.seeds)
        # Ids that were given to agents, which are never given again.
        self.given = {collection: set(agents) for collection, agents in self.agents.items()}
        self.clear()

    def save(self, snapshot):
        self.snapshots[snapshot] = copy.deepcopy(self.agents)

    def restore(self, snapshot):
        """A snapshot has agents only: the ids of those that were created and deleted are free again."""
        self.agents = copy.deepcopy(self.snapshots[snapshot])
        self.given = {collection: {*agents, *self.seeds[collection]} for collection, agents in self.agents.items()}

    def records(self, endpoint):
        return self.agents[endpoint.collection]

    def update(self, endpoint, id, members):
        record = self.records(endpoint)[id]
        record.update(members)

    def differences(self, collection, stored):
        """What is not as it must be in the stored agents of a collection: a few sentences."""
        expected = self.agents[collection]
        wrong = [f"{collection}/{id} is missing" for id in expected.keys() - stored.keys()]
        wrong += [f"{collection}/{id} is stored, but was removed or never created"
                  for id in stored.keys() - expected.keys()]
        for id in expected.keys() & stored.keys():
            if without_times(stored[id]) != without_times(expected[id]):
                wrong.append(f"{collection}/{id} " + difference(without_times(expected[id]), without_times(stored[id])))
            elif bool(stored[id].get("archived_at")) != bool(expected[id].get("archived_at")):
                wrong.append(f"{collection}/{id} archived_at is {stored[id].get('archived_at')!r}")
        return wrong[:3]


def difference(expected, found):
    """The first member that differs."""
    name = next((name for name in {**expected, **found} if expected.get(name, ...) != found.get(name, ...)), None)
    return f"{name} is {found.get(name, 'missing')!r}, expected {expected.get(name, 'missing')!r}"


def disagreement(record, shown):
    """What an answer says otherwise than the model, of the members that both have; None if nothing."""
    known = {name: record[name] for name in shown if name in record and name not in TIMES}
    found = {name: shown[name] for name in known}
    return None if known == found else difference(known, found)

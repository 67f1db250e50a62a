import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
NEW_AGENT = {
    "name": "Front Desk", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
    "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": False,
    "voicemail_detection": False,
}


class AgentClient:
    """The client under test. After a 429 it retries, with at most three attempts."""

    def __init__(self, base_url, api_key):
        self.base_url = base_url
        self.headers = {"x-api-key": api_key, "Content-Type": "application/json"}

    def create(self, agent):
        return self._send("POST", "create-agent", agent)

    def update(self, agent_id, changes):
        return self._send("PUT", f"update-agent/{agent_id}", changes)

    def archive(self, agent_id):
        return self._send("POST", "archive-agent", {"agent_id": agent_id})

    def _send(self, method, path, body):
        url = f"{self.base_url}/functions/v1/crm-api/{path}"
        for attempt in range(3):
            try:
                with urlopen(Request(url, json.dumps(body).encode(), self.headers, method=method), timeout=60) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code != 429 or attempt == 2:
                    raise


def test_an_agent_is_created_updated_and_archived(sandbox):
    client = AgentClient(sandbox.url, sandbox.api_key)
    agent = client.create(NEW_AGENT)["id"]
    sandbox.verify(effect={"kind": "created", "collection": "centerfy", "changed": {"/name": "Front Desk"}}, exactly=1)
    client.update(agent, {"temperature": 0.25})
    sandbox.verify(effect={"kind": "updated", "id": agent, "changed": {"/temperature": 0.25}, "only": True}, exactly=1)
    client.archive(agent)
    sandbox.verify(effect={"kind": "deleted", "id": agent}, exactly=1)


def test_an_update_changes_what_it_says_and_nothing_else(sandbox):
    answer = AgentClient(sandbox.url, sandbox.api_key).update(AGENT, {"temperature": 0.25})
    assert answer["id"] == AGENT
    sandbox.verify(
        request={"method": "PUT", "headers": {"x-api-key": {"equalTo": sandbox.api_key}}},
        effect={"collection": "centerfy", "id": AGENT, "changed": {"/temperature": 0.25}, "only": True},
        exactly=1)


def test_it_tries_again_after_a_429(sandbox):
    sandbox.fail(429, times=1)
    AgentClient(sandbox.url, sandbox.api_key).update(AGENT, {"temperature": 0.25})
    sandbox.verify(request={"method": "PUT"}, exactly=2)
    sandbox.verify(effect={"id": AGENT, "changed": {"/temperature": 0.25}}, exactly=1)

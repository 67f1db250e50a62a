import requests

NEW_AGENT = {
    "name": "Front Desk", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
    "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": False,
    "voicemail_detection": False,
}


class AgentClient:
    """The client under test."""

    def __init__(self, base_url, api_key):
        self.url, self.headers = f"{base_url}/functions/v1/crm-api", {"x-api-key": api_key}

    def create(self, agent):
        return requests.post(f"{self.url}/create-agent", json=agent, headers=self.headers)

    def update(self, agent_id, changes):
        return requests.put(f"{self.url}/update-agent/{agent_id}", json=changes, headers=self.headers)


def test_an_update_changes_the_temperature_and_nothing_else(understudy_sandbox):
    client = AgentClient(understudy_sandbox.url, "cfy_your_api_key")
    agent = client.create(NEW_AGENT).json()["id"]
    client.update(agent, {"temperature": 0.25})
    understudy_sandbox.verify(effect={"id": agent, "changed": {"/temperature": 0.25}, "only": True}, exactly=1)


def test_the_first_creation_gets_a_429(understudy_sandbox):
    client = AgentClient(understudy_sandbox.url, "cfy_your_api_key")
    understudy_sandbox.fail_next("centerfy", 429)
    assert [client.create(NEW_AGENT).status_code for _ in range(2)] == [429, 201]
    understudy_sandbox.verify(effect={"kind": "created", "collection": "centerfy"}, exactly=1)

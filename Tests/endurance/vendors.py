"""An agent of each endpoint as it is seeded, requests that create, update and delete agents, and the vendor's words for
one that cannot be saved."""
import json
import re
import typing

UNSAVED = "The {change} could not be saved{cause}; nothing was changed"
CHANGES = {"update": "update", "create": "creation", "delete": "deletion"}


class Endpoint(typing.NamedTuple):
    id: str
    method: str
    path: str
    agent: str
    collection: str
    credential: str
    # A text field that takes any text of 2 to 50 characters.
    field: str
    # The 500's body; `{id}` stands for the request's id, `{change}` and `{cause}` for what was not saved, and why.
    unsaved: str
    # The same for a creation or a deletion, if it differs.
    unsaved_life: str | None = None
    # What else an update must have, and what else a new agent must have.
    required: dict = {}
    new: dict = {}
    # The paths that create, read and archive, if the method and the agent's path do not say it.
    create_path: str | None = None
    read_path: str | None = None
    archive_path: str | None = None

    def refusal(self, verb, cause):
        """A pattern of the 500's body."""
        words = self.unsaved if verb == "update" else self.unsaved_life or self.unsaved
        words = words.replace("{change}", CHANGES[verb]).replace("{cause}", cause)
        return re.escape(words).replace(r"\{id\}", "[0-9a-z]+")

    def update(self, text, sandbox="default", **more):
        """The bytes of a request that sets the text field."""
        return self.request(json.dumps({self.field: text, **self.required, **more}).encode(), sandbox)

    def create(self, text, sandbox="default"):
        """The bytes of a request that creates an agent with this text."""
        body = json.dumps({self.field: text, **self.required, **self.new}).encode()
        return self.head(len(body), sandbox, "POST", self.create_path or self.path) + body

    def delete(self, sandbox="default"):
        """The bytes of a request that deletes or archives the agent."""
        if self.archive_path is None:
            return self.head(0, sandbox, "DELETE")
        body = json.dumps({"agent_id": self.agent}).encode()
        return self.head(len(body), sandbox, "POST", self.archive_path) + body

    def read(self, sandbox="default"):
        """The bytes of a request that reads the agent."""
        return self.head(0, sandbox, "GET", f"{self.read_path or self.path}/{self.agent}")

    def list(self, sandbox="default"):
        """The bytes of a request that lists the agents, if the endpoint has a list."""
        return self.head(0, sandbox, "GET", self.path)

    def head(self, length, sandbox="default", method=None, path=None):
        return (f"{method or self.method} /sandbox/{sandbox}{path or f'{self.path}/{self.agent}'} HTTP/1.1\r\n"
                f"Host: localhost\r\n{self.credential}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {length}\r\n\r\n").encode()

    def request(self, body, sandbox="default"):
        return self.head(len(body), sandbox) + body

    def of(self, agent):
        """The same endpoint with another agent."""
        return self._replace(agent=agent)

    def shown(self, record):
        """The text of a stored record; None if it says that the agent is deleted or archived."""
        return None if record is None or record.get("archived_at") else record[self.field]

    def records(self, server, sandbox="default"):
        """All agents of the collection by id, asked of the control plane."""
        status, text = server.ask(f"/sandbox/{sandbox}/__admin/agents/{self.collection}")
        assert status == 200, text
        return {agent["id"]: agent["record"] for agent in json.loads(text)["agents"]}

    def record(self, server, sandbox="default"):
        """The agent as it is stored, asked of the control plane."""
        status, text = server.ask(f"/sandbox/{sandbox}/__admin/agents/{self.collection}/{self.agent}")
        assert status == 200, text
        return json.loads(text)

    def text(self, server, sandbox="default"):
        return self.record(server, sandbox)[self.field]


def created(body):
    """The id in the answer to a creation."""
    answer = json.loads(body)
    agent = answer.get("data", answer).get("agent", answer)
    return next(agent[name] for name in ["_id", "agent_id", "id"] if name in agent)


TRILLET = {
    "agent": "agentIdExample", "credential": "x-workspace-id: workspaceIdExample", "field": "name",
    "unsaved": f'{{"error":{{"code":"internal_error","message":"{UNSAVED}"}}}}'}
OMNI_FLOW = Endpoint(
    id="trillet-omni-flow", method="PUT", path="/v1/api/omni-flow-agents", collection="trillet-omni-flow",
    new={"llmModel": "gpt-4.1"}, **TRILLET)
CALL = Endpoint(
    id="trillet-call", method="PUT", path="/v1/api/agents", collection="trillet-call",
    required={"llmModel": "gpt-4.1"}, new={"ttsModel": {"provider": "rime", "language": "en"}}, **TRILLET)
VOICEBIP = Endpoint(
    id="voicebip", method="PATCH", path="/voicebip/v1/agents", agent="agt_PAEZ_njcfm2kycpjs", collection="voicebip",
    credential="Authorization: Bearer pk_test_voicebip_example", field="display_name",
    unsaved=f'{{"error_code":"INTERNAL","message":"{UNSAVED}","request_id":"req_{{id}}",'
    '"documentation_url":"https://docs.voicebip.com/errors/INTERNAL"}')
CENTERFY = Endpoint(
    id="centerfy", method="PUT", path="/functions/v1/crm-api/update-agent",
    agent="d8f2a229-2f5c-42ba-ac65-402f2c25fee2", collection="centerfy", credential="x-api-key: cfy_your_api_key",
    field="name", unsaved=f'{{"error":true,"message":"{UNSAVED}"}}',
    create_path="/functions/v1/crm-api/create-agent", read_path="/functions/v1/crm-api/get-agent",
    archive_path="/functions/v1/crm-api/archive-agent",
    new={"voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
         "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": False,
         "voicemail_detection": False})
TALKIFAI = Endpoint(
    id="talkifai", method="PUT", path="/talkifai/v1/agents", agent="agent_abc123", collection="talkifai",
    credential="x-api-key: tk_live_owner", field="name",
    unsaved='{"success":false,"error":"Update failed","code":"update_failed"}',
    unsaved_life='{"success":false,"error":"Server error","code":"server_error"}',
    new={"description": "New", "sysMsg": "Be brief.", "agentArchitecture": "text", "model": "gpt_4o_mini",
         "languages": ["english"]})
STUDIO = TALKIFAI._replace(
    id="talkifai-studio", path="/talkifai/api/agents", agent="5b710eca-ee67-4c3a-aeb6-8b541f451b40",
    credential="Authorization: Bearer YOUR_SESSION_TOKEN", unsaved='{"error":"Update failed"}',
    unsaved_life='{"error":"Server error"}')
ALL = [OMNI_FLOW, CALL, VOICEBIP, CENTERFY, TALKIFAI, STUDIO]

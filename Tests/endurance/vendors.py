"""An agent of each endpoint as it is seeded, updates of it, and the vendor's words for one that cannot be saved."""
import json
import typing

UNSAVED = "The update could not be saved; nothing was changed"


class Endpoint(typing.NamedTuple):
    id: str
    method: str
    path: str
    agent: str
    collection: str
    credential: str
    # A text field that takes any text of 2 to 50 characters.
    field: str
    # The 500's body; `{id}` stands for the request's id.
    unsaved: str
    # What else an update must have.
    required: dict = {}

    def update(self, text, sandbox="default", **more):
        """The bytes of a request that sets the text field."""
        return self.request(json.dumps({self.field: text, **self.required, **more}).encode(), sandbox)

    def head(self, length, sandbox="default"):
        return (f"{self.method} /sandbox/{sandbox}{self.path}/{self.agent} HTTP/1.1\r\nHost: localhost\r\n"
                f"{self.credential}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n").encode()

    def request(self, body, sandbox="default"):
        return self.head(len(body), sandbox) + body

    def record(self, server, sandbox="default"):
        """The agent as it is stored, asked of the control plane."""
        status, text = server.ask(f"/sandbox/{sandbox}/__admin/agents/{self.collection}/{self.agent}")
        assert status == 200, text
        return json.loads(text)

    def text(self, server, sandbox="default"):
        return self.record(server, sandbox)[self.field]


TRILLET = {
    "agent": "agentIdExample", "credential": "x-workspace-id: workspaceIdExample", "field": "name",
    "unsaved": f'{{"error":{{"code":"internal_error","message":"{UNSAVED}"}}}}'}
OMNI_FLOW = Endpoint(
    id="trillet-omni-flow", method="PUT", path="/v1/api/omni-flow-agents", collection="trillet-omni-flow", **TRILLET)
CALL = Endpoint(
    id="trillet-call", method="PUT", path="/v1/api/agents", collection="trillet-call",
    required={"llmModel": "gpt-4.1"}, **TRILLET)
VOICEBIP = Endpoint(
    id="voicebip", method="PATCH", path="/voicebip/v1/agents", agent="agt_PAEZ_njcfm2kycpjs", collection="voicebip",
    credential="Authorization: Bearer pk_test_voicebip_example", field="display_name",
    unsaved=f'{{"error_code":"INTERNAL","message":"{UNSAVED}","request_id":"req_{{id}}",'
    '"documentation_url":"https://docs.voicebip.com/errors/INTERNAL"}')
CENTERFY = Endpoint(
    id="centerfy", method="PUT", path="/functions/v1/crm-api/update-agent",
    agent="d8f2a229-2f5c-42ba-ac65-402f2c25fee2", collection="centerfy", credential="x-api-key: cfy_your_api_key",
    field="name", unsaved=f'{{"error":true,"message":"{UNSAVED}"}}')
TALKIFAI = Endpoint(
    id="talkifai", method="PUT", path="/talkifai/v1/agents", agent="agent_abc123", collection="talkifai",
    credential="x-api-key: tk_live_owner", field="name",
    unsaved='{"success":false,"error":"Update failed","code":"update_failed"}')
STUDIO = TALKIFAI._replace(
    id="talkifai-studio", path="/talkifai/api/agents", agent="5b710eca-ee67-4c3a-aeb6-8b541f451b40",
    credential="Authorization: Bearer YOUR_SESSION_TOKEN", unsaved='{"error":"Update failed"}')
ALL = [OMNI_FLOW, CALL, VOICEBIP, CENTERFY, TALKIFAI, STUDIO]

"""What is sent: requests of one operation of a vendor, and the seeded agents that they are for."""
import dataclasses
import functools
import json
import uuid

from load import AGENT, KEY, ORGANIZATION, PATH, body

TALKIFAI_KEY = "tk_live_owner"
TALKIFAI_PATH = "/v1/agents"
TALKIFAI_FIELDS = {
    "name": "Support Bot", "description": "Answers customers' questions", "model": "gpt_4o_mini", "stt": "deepgram",
    "voiceId": "cartesia-voice-456", "temperature": 0.7, "inactivityTimeout": 30, "mode": "public",
    "sysMsg": "You are a support agent for Acme Corp. Keep every answer under two sentences.",
    "greetingType": "agentFirst", "greetingMessage": "Hello! Thank you for calling Acme Corp.",
    "lastMessage": "Thank you for calling!", "functionCallingEnabled": True,
    "enabledFunctions": ["web_search", "end_call"],
}
TALKIFAI_AGENT = TALKIFAI_FIELDS | {
    "agentArchitecture": "pipeline", "realtimeProvider": None, "enabledCustomFunctions": [],
    "languages": [{"id": "lang_123", "language": "english"}], "userId": "user_owner", "organizationId": "org_123",
    "createdAt": "2024-01-10T09:00:00Z", "updatedAt": "2024-01-10T09:00:00Z",
}
# The bytes of the answer to its update.
TALKIFAI_ANSWER_BYTES = 812
# In a path, stands for the number of the pass over all paths.
PASS = "{pass}"


@functools.cache
def agent_ids(count):
    """Ids in no order, so that going through them jumps about in whatever keeps them."""
    return [str(uuid.uuid5(uuid.NAMESPACE_URL, f"agent {number}")) for number in range(count)]


def centerfy_seeds(ids):
    """The agents, and the key of another account for the check of behaviour."""
    keys = [{"key": KEY, "organization_id": ORGANIZATION, "sub_account_id": AGENT["sub_account_id"]},
            {"key": "cfy_other_organization_key", "organization_id": "3f0c7a52-6a0d-4c39-9d0e-5b8f6d3c1a11"}]
    return {"centerfy": {"keys": keys, "agents": [{"id": id, **AGENT} for id in ids]}}


def talkifai_seeds(ids):
    member = {"id": "user_owner", "organizationId": "org_123", "role": "owner", "apiKeys": [TALKIFAI_KEY]}
    voice = {"voiceId": "cartesia-voice-456", "voiceName": "Sonic British", "provider": "cartesia"}
    return {"talkifai": {
        "organizations": [{"id": "org_123", "keyMode": "talkifai_keys", "providerKeys": []}],
        "members": [member], "voices": [voice], "agents": [{"id": id, **TALKIFAI_AGENT} for id in ids]}}


def talkifai_body(name):
    """An update of 14 fields, which is also a creation; the answer has 23."""
    return json.dumps(TALKIFAI_FIELDS | {"name": name}, separators=(",", ":"))


@dataclasses.dataclass(frozen=True)
class Workload:
    vendor: str
    method: str = "PUT"
    key: str = KEY
    # Of the path in front of an agent's id; all requests have one path if it ends with no slash.
    start: str = PATH
    bodies: tuple = tuple(body(f"bot {number}") for number in (1, 2))
    status: int = 200

    def paths(self, ids):
        return [self.start + id if self.start.endswith("/") else self.start for id in ids]

    def seeds(self, ids):
        return centerfy_seeds(ids) if self.vendor == "centerfy" else talkifai_seeds(ids)

    @property
    def vendor_name(self):
        return {"centerfy": "Centerfy", "talkifai": "TalkifAI"}[self.vendor]

    @property
    def headers(self):
        return {"x-api-key": self.key, "Content-Type": "application/json"}

    def isAccepted(self, client, path, number=0):
        """Whether a server answers the request to a path of a pass as it should."""
        path, body = path.replace(PASS, f"pass-{number}"), self.bodies[number % len(self.bodies)]
        return client.send(self.method, path, body, self.headers)[0] == self.status


def talkifai(method, start, bodies=("",), status=200):
    return Workload("talkifai", method, TALKIFAI_KEY, start, bodies, status)


CENTERFY_UPDATE = Workload("centerfy")
CENTERFY_REFUSED = Workload(
    "centerfy", bodies=tuple(body(f"bot {number}", temperature=1.5) for number in (1, 2)), status=400)
TALKIFAI_UPDATE = talkifai("PUT", TALKIFAI_PATH + "/", tuple(talkifai_body(f"bot {number}") for number in (1, 2)))
READ = talkifai("GET", TALKIFAI_PATH + "/")
# Each pass has a sandbox, so that there is an agent to delete, and no collection grows without limit.
CREATE = talkifai("POST", f"/sandbox/{PASS}{TALKIFAI_PATH}", (talkifai_body("bot"),), 201)
DELETE = talkifai("DELETE", f"/sandbox/{PASS}{TALKIFAI_PATH}/")

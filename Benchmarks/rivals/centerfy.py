"""What both rivals in Python have in common: the seeded agents and keys, and who may touch what."""
import json
import os
import re
from datetime import datetime, timezone

with open(os.environ["SEEDS"], encoding="utf-8") as file:
    seeds = json.load(file)["centerfy"]
agents = {agent["id"]: agent for agent in seeds["agents"]}
keys = {key["key"]: key for key in seeds["keys"]}

PATH = "/functions/v1/crm-api/update-agent/"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# (field, value that makes another field required, that field)
CONDITIONS = [
    ("background_noise", True, "background_type"),
    ("voicemail_detection", True, "voicemail_type"),
    ("voicemail_type", "leave_message", "voicemail_message"),
    ("webhook", True, "webhook_url"),
]


class Refusal(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message

    @property
    def content(self):
        return {"error": True, "message": self.message}


def find(agent_id, api_key, authorization):
    """The agent of that id, if the key may touch it."""
    if api_key is None and authorization and authorization[:7].lower() == "bearer ":
        api_key = authorization[7:]
    key = keys.get(api_key)
    if key is None:
        raise Refusal(401, "Invalid API key")
    if not UUID.fullmatch(agent_id):
        raise Refusal(400, "`agentId` must be a UUID")
    agent = agents.get(agent_id.lower())
    if agent is None:
        raise Refusal(404, "Agent not found")
    account = key.get("sub_account_id", agent["sub_account_id"])
    if (agent["organization_id"], agent["sub_account_id"]) != (key["organization_id"], account):
        raise Refusal(403, "Organization/sub-account mismatch with API key scope")
    return agent


def check_conditions(changes):
    for field, value, other in CONDITIONS:
        if changes.get(field) == value and other not in changes:
            raise Refusal(400, f"`{other}` is required when `{field}` is {json.dumps(value)}")
    if not changes:
        raise Refusal(400, "No updatable fields provided")


def save(agent, changes):
    """Changes the agent, in one step for other threads, and makes the vendor's answer of it."""
    agent.update(changes, updated_at=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return {name: agent[name] for name in ("id", "name", "is_active", "updated_at")}

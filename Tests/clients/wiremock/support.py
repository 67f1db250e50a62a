"""The server that is tested, and plain requests to it."""
import json
import os
import unittest
import uuid

import requests
from wiremock.client import Mapping, MappingRequest, MappingResponse, Mappings
from wiremock.constants import Config

URL = os.environ["UNDERSTUDY_URL"]
TIMEOUT = 300


class Case(unittest.TestCase):
    """Each test has a sandbox of its own: the client's base URL is all that says so."""

    def setUp(self):
        self.url = f"{URL}/sandbox/{uuid.uuid4()}"
        Config.base_url = f"{self.url}/__admin"

    def send(self, method, path, headers=None, body=None):
        return requests.request(method, self.url + path, headers=headers, json=body, timeout=TIMEOUT)

    def admin(self, method, path, body=None):
        """What the client has no method for."""
        return self.send(method, f"/__admin{path}", body=body)

    def stub(self, method, url, response, **others):
        request = MappingRequest(method=method, url=url)
        mapping = Mapping(request=request, response=MappingResponse(**response), **others)
        return Mappings.create_mapping(mapping)


class Vendor:
    """One endpoint with a credential and an agent of the repository's seeds, and an update that it accepts."""

    def __init__(self, method, path, headers, body, collection):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.collection, self.agent = collection, path.rsplit("/", 1)[1]

    def update(self, case, body=None):
        return case.send(self.method, self.path, self.headers, body or self.body)


CENTERFY = Vendor(
    "PUT", "/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2",
    {"x-api-key": "cfy_your_api_key"}, {"temperature": 0.25}, "centerfy")
VENDORS = {
    "trillet-omni-flow": Vendor(
        "PUT", "/v1/api/omni-flow-agents/agentIdExample", {"x-workspace-id": "workspaceIdExample"},
        {"name": "Fred"}, "trillet-omni-flow"),
    "trillet-call": Vendor(
        "PUT", "/v1/api/agents/agentIdExample", {"x-workspace-id": "workspaceIdExample"},
        {"name": "Fred", "llmModel": "gpt-4o-mini"}, "trillet-call"),
    "voicebip": Vendor(
        "PATCH", "/v1/agents/agt_PAEZ_njcfm2kycpjs", {"Authorization": "Bearer pk_test_voicebip_example"},
        {"display_name": "Fred"}, "voicebip"),
    "centerfy": CENTERFY,
    "talkifai": Vendor(
        "PUT", "/v1/agents/agent_abc123", {"x-api-key": "tk_live_owner"}, {"name": "Fred"}, "talkifai"),
    "talkifai-studio": Vendor(
        "PUT", "/api/agents/agent_abc123", {"Authorization": "Bearer YOUR_SESSION_TOKEN"}, {"name": "Fred"},
        "talkifai"),
}

"""Renames an agent of each of two vendors, at their own URLs, by requests. Usage: with_requests.py NAME"""
import sys

import requests

with requests.Session() as session:
    answer = session.put(
        "https://api.talkifai.dev/v1/agents/agent_abc123", headers={"x-api-key": "tk_live_owner"},
        json={"name": sys.argv[1]}, timeout=600)
    print(answer.json()["data"]["agent"]["name"], answer.status_code, sep="\n")
    answer = session.put(
        "https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample",
        headers={"x-workspace-id": "workspaceIdExample"}, json={"name": sys.argv[1]}, timeout=600)
    print(answer.json()["name"], answer.status_code, sep="\n")

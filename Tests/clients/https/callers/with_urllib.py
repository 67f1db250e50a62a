"""Renames an agent of each of two vendors, at their own URLs, by urllib. Usage: with_urllib.py NAME"""
import json
import sys
import urllib.request


def update(url, headers):
    body = json.dumps({"name": sys.argv[1]}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers}, method="PUT")
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.load(answer), answer.status


answer, status = update("https://api.talkifai.dev/v1/agents/agent_abc123", {"x-api-key": "tk_live_owner"})
print(answer["data"]["agent"]["name"], status, sep="\n")
answer, status = update(
    "https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample", {"x-workspace-id": "workspaceIdExample"})
print(answer["name"], status, sep="\n")

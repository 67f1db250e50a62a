"""Hooks of schemathesis, besides its configuration."""
import os

import requests
import schemathesis

# The control plane of the sandbox that the document is of.
ADMIN = os.environ["ADMIN"]
REQUESTS = requests.Session()
# The only strings that can hold JSON whose form is declared (`contentSchema`): schemathesis makes none by itself.
ARRAYS_OF_OBJECTS = ["[]", "[{}]", ' [ {"type": "function", "function": {"name": "a"}} ,{"b": [1, null]}]\n']


@schemathesis.hook
def before_load_schema(context, raw_schema):
    enumerate_content(raw_schema["paths"])
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "parameters" in operation:
                # No schema says which tokens the server gave: pages are asked for by their size alone.
                operation["parameters"] = [one for one in operation["parameters"] if one["schema"]["type"] == "integer"]


def enumerate_content(node):
    if isinstance(node, dict):
        if node.pop("contentSchema", None) == {"type": "array", "items": {"type": "object"}}:
            node["enum"] = ARRAYS_OF_OBJECTS
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            enumerate_content(child)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every case meets the agent as it is seeded."""
    REQUESTS.post(f"{ADMIN}/reset", timeout=600).raise_for_status()

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"


def update_agent(base_url, api_key, agent, changes):
    """The client under test. After a 429 it retries, with at most three attempts."""
    url = f"{base_url}/functions/v1/crm-api/update-agent/{agent}"
    headers = {"x-api-key": api_key, "Content-Type": "application/json"}
    for attempt in range(3):
        try:
            with urlopen(Request(url, json.dumps(changes).encode(), headers, method="PUT"), timeout=10) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code != 429 or attempt == 2:
                raise


def test_an_update_changes_what_it_says_and_nothing_else(sandbox):
    answer = update_agent(sandbox.url, sandbox.api_key, AGENT, {"temperature": 0.25})
    assert answer["id"] == AGENT
    sandbox.verify(
        request={"method": "PUT", "headers": {"x-api-key": {"equalTo": sandbox.api_key}}},
        effect={"collection": "centerfy", "id": AGENT, "changed": {"/temperature": 0.25}, "only": True},
        exactly=1)


def test_it_tries_again_after_a_429(sandbox):
    sandbox.fail(429, times=1)
    update_agent(sandbox.url, sandbox.api_key, AGENT, {"temperature": 0.25})
    sandbox.verify(request={"method": "PUT"}, exactly=2)
    sandbox.verify(effect={"id": AGENT, "changed": {"/temperature": 0.25}}, exactly=1)

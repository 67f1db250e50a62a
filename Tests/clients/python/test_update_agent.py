import json
import os
import unittest
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

UNDERSTUDY = os.environ.get("UNDERSTUDY_URL", "http://127.0.0.1:4010")
AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"


def send(method, url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def update_agent(base_url, api_key, agent, changes):
    """The client under test: asked to slow down, it tries again, three times in all."""
    for _ in range(3):
        url = f"{base_url}/functions/v1/crm-api/update-agent/{agent}"
        status, answer = send("PUT", url, changes, {"x-api-key": api_key})
        if status != 429:
            break
    return status, answer


class UpdateAgentTests(unittest.TestCase):
    def setUp(self):
        sandbox = f"python-{uuid.uuid4()}"
        self.api_key = f"cfy_your_api_key~{sandbox}"
        self.admin = f"{UNDERSTUDY}/sandbox/{sandbox}/__admin"
        self.addCleanup(send, "DELETE", f"{UNDERSTUDY}/__admin/sandboxes/{sandbox}")

    def verify(self, **question):
        status, answer = send("POST", f"{self.admin}/verify", question)
        self.assertEqual(status, 200, json.dumps(answer, indent=2))

    def test_an_update_changes_what_it_says_and_nothing_else(self):
        status, answer = update_agent(UNDERSTUDY, self.api_key, AGENT, {"temperature": 0.25})
        self.assertEqual((status, answer["id"]), (200, AGENT))
        self.verify(
            request={"method": "PUT", "headers": {"x-api-key": {"equalTo": self.api_key}}},
            effect={"collection": "centerfy", "id": AGENT, "changed": {"/temperature": 0.25}, "only": True},
            exactly=1)

    def test_it_tries_again_after_a_429(self):
        fault = {"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}
        self.assertEqual(send("POST", f"{self.admin}/mappings", fault)[0], 201)
        self.assertEqual(update_agent(UNDERSTUDY, self.api_key, AGENT, {"temperature": 0.25})[0], 200)
        self.verify(request={"method": "PUT"}, exactly=2)
        self.verify(effect={"id": AGENT, "changed": {"/temperature": 0.25}}, exactly=1)


if __name__ == "__main__":
    unittest.main()

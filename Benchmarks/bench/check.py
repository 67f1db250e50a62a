"""Checks that a server does what it is measured for, so that no errors are measured."""
import json

from load import KEY, PATH, body

OTHER_KEY = "cfy_other_organization_key"

# What is sent, differing from a good update: what is said in a failure, and the status that the contract demands.
REFUSED = [
    ("a temperature of 1.5", 400, {"body": body("x", temperature=1.5)}),
    ("a temperature that is a string", 400, {"body": '{"temperature":"0.5"}'}),
    ("null", 400, {"body": '{"name":null}'}),
    ("an empty name", 400, {"body": '{"name":" "}'}),
    ("a webhook without URL", 400, {"body": '{"webhook":true}'}),
    ("a webhook URL that is none", 400, {"body": '{"webhook_url":"example"}'}),
    ("another voicemail type", 400, {"body": '{"voicemail_type":"fax"}'}),
    ("no field that can be updated", 400, {"body": '{"organization_id":"x"}'}),
    ("an array", 400, {"body": "[1]"}),
    ("what is not JSON", 400, {"body": "{"}),
    ("plain text", 400, {"headers": {"Content-Type": "text/plain"}}),
    ("no key", 401, {"headers": {"x-api-key": ""}}),
    ("a key that is not known", 401, {"headers": {"x-api-key": "x"}}),
    ("the key of another organization", 403, {"headers": {"x-api-key": OTHER_KEY}}),
    ("an id that is no UUID", 400, {"path": PATH + "1"}),
    ("an agent that is not there", 404, {"path": PATH + "00000000-0000-4000-8000-000000000000"}),
]


def check(server, client, id):
    """Raises unless the server behaves; one without rules need only accept an update."""
    def send(expected, what, path=PATH + id, body=body("renamed"), headers={}):
        fields = {"x-api-key": KEY, "Content-Type": "application/json"} | headers
        status, content = client.send("PUT", path, body, fields)
        if status != expected:
            raise SystemExit(f"{server.title}: {what} is answered with {status} and {content}, not with {expected}")
        return json.loads(content)

    send(200, "a good update")
    if not server.checks_rules:
        return
    for what, status, differing in REFUSED:
        answer = send(status, what, **differing)
        if answer.get("error") is not True or "message" not in answer:
            raise SystemExit(f"{server.title}: {what} is answered with {answer}")
    # Only a stored name can be in the answer to an update that does not name it.
    answer = send(200, "an update of one field", body='{"is_active":false}')
    updated_at = answer.pop("updated_at")
    if answer != {"id": id, "name": "renamed", "is_active": False} or not updated_at.endswith("Z"):
        raise SystemExit(f"{server.title}: an update of one field is answered with {answer}")

"""Steps of a client: errors, responses, delays and faults that a test asks for, as the vendor's client sees them."""
import json
import time

import vendors
from traffic.agents import chosen, update


def mapping(client, mapping):
    client.control("/mappings", mapping, status=201)


def valid(client):
    """An endpoint with its agent, and the bytes of an update that would be accepted."""
    endpoint = chosen(client)
    return (endpoint, endpoint.update(client.text(), client.model.name)) if endpoint else (None, None)


def error(client):
    """The vendor's own error for as many requests as were asked for, and nothing is stored by them."""
    endpoint, request = valid(client)
    if endpoint is None:
        return
    status, times = client.random.choice([429, 500]), client.random.randrange(1, 4)
    mapping(client, {"request": {"method": endpoint.method}, "understudy": {"error": status, "times": times}})
    for _ in range(times):
        client.ask("fault", request, status)
    client.check_stored()
    client.ask("read", endpoint.read(client.model.name), 200)
    client.control("/mappings", method="DELETE")


def response(client):
    """A response of the test's own."""
    text = client.text()
    mapping(client, {"request": {"method": "PUT"}, "response": {"status": 418, "jsonBody": {"text": text}}})
    body = client.ask("mapping", vendors.CENTERFY.update("Text", client.model.name), 418)
    client.expect(json.loads(body) == {"text": text}, f"the mapping answered {body!r}, expected {text}")
    client.control("/mappings", method="DELETE")


def delay(client):
    """A response that comes later, for one request or all; the update counts."""
    milliseconds = client.random.choice([20, 80, 200])
    if client.random.random() < 0.5:
        client.control("/settings", {"fixedDelay": milliseconds})
    else:
        mapping(client, {"response": {"fixedDelayMilliseconds": milliseconds}, "understudy": {"emulate": True}})
    sent, start = client.model.recorded, time.monotonic()
    update(client)
    took = (time.monotonic() - start) * 1000
    client.expect(client.model.recorded == sent or took >= milliseconds, f"took {took:.0f} ms, expected {milliseconds}")
    client.control("/settings", {"fixedDelay": None})
    client.control("/mappings", method="DELETE")


def cut(client):
    """A connection that ends instead of an answer."""
    endpoint, request = valid(client)
    if endpoint is None:
        return
    fault = client.random.choice(["EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER"])
    mapping(client, {"request": {"method": endpoint.method}, "response": {"fault": fault}, "understudy": {"times": 1}})
    client.model.recorded += 1
    try:
        answer = client.exchange("fault", request)
    except ConnectionError:
        answer = None
    client.hang_up()
    client.expect(answer is None, f"{fault} was answered {answer}")
    client.control("/mappings", method="DELETE")


STEPS = {error: 1, response: 1, delay: 1, cut: 1}

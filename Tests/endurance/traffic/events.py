"""A step of a client: it follows its sandbox's events while it sends requests."""
import json
import re

from traffic.agents import update
from wire import Connection


def follow(client):
    """Every request is announced, in order and with the status that the client got."""
    with Connection(client.traffic.server.port, timeout=60) as stream:
        stream.send(client.admin_request(f"/sandbox/{client.model.name}/__admin/events"))
        client.traffic.count("event stream")
        read_until(stream, lambda text: "event: ready" in text)
        sent = client.model.recorded
        for _ in range(client.random.randrange(1, 5)):
            update(client)
        sent = client.model.recorded - sent
        events = read_until(stream, lambda text: len(requests(text)) >= sent)
    found = [json.loads(data)["status"] for data in requests(events)]
    client.expect(found == [200] * sent, f"events with statuses {found}, expected {sent} of 200")


def requests(text):
    """The data of the events of answered requests that have come completely."""
    return re.findall(r"event: request\ndata: (.*)\n\n", text)


def read_until(stream, holds):
    """The text of a chunked answer as far as it has come when it has what is waited for."""
    while True:
        text = re.sub(r"\r\n[0-9a-fA-F]+\r\n", "", stream.buffer.decode()).replace("\r\n", "")
        if holds(text):
            return text
        data = stream.socket.recv(65536)
        if not data:
            raise ConnectionError("the event stream ended")
        stream.buffer += data


STEPS = {follow: 1}

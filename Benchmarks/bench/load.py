"""Centerfy's agent and the update that changes it, a client, and wrk, which sends a workload for some seconds."""
import json
import pathlib
import socket
import subprocess
from http.client import HTTPResponse

HERE = pathlib.Path(__file__).parent
KEY = "cfy_your_api_key"
ORGANIZATION = "88e7bb59-42b2-4f8f-b818-83dfc129dd1b"
PATH = "/functions/v1/crm-api/update-agent/"
CONNECTIONS = 32

AGENT = {
    "organization_id": ORGANIZATION, "sub_account_id": "d457c95d-de9e-42f3-9e21-530c5cd4caa1",
    "name": "Sales Bot", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
    "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": True,
    "background_type": "call_center", "voicemail_detection": True, "voicemail_type": "leave_message",
    "voicemail_message": "Hi, please call us back.", "backcchanneling": True, "is_active": True, "webhook": True,
    "webhook_url": "https://example.com/webhook", "recording": True, "created_at": "2026-03-02T09:30:00Z",
    "updated_at": "2026-03-02T09:30:00Z",
}


def body(name, temperature=0.7):
    """The vendor's own example of an update."""
    return json.dumps({"name": name, "voice_id": "Sulafat", "max_duration": 30, "temperature": temperature,
                       "llm_model": "gpt-4o-mini", "is_active": True}, separators=(",", ":"))


class Client:
    """One connection, one request after the other."""

    def __init__(self, port, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, method, path, body=None, headers=()):
        """The status and the body of the answer."""
        content = (body or "").encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in dict(headers).items()]
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode() + content)
        response = HTTPResponse(self.socket, method=method)
        response.begin()
        return response.status, response.read()

    def update(self, path, body):
        return self.send("PUT", path, body, {"x-api-key": KEY, "Content-Type": "application/json"})


def wrk(url, workload, paths_file, bodies_file, seconds, first_pass, cores=None):
    """Sends the bodies to the paths in turn, over and over, from some cores or any; what it measured."""
    pinned = [] if cores is None else ["taskset", "--cpu-list", ",".join(map(str, cores))]
    command = [*pinned, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / "wrk.lua",
               url, "--", paths_file, bodies_file, workload.method, workload.key, str(first_pass)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])

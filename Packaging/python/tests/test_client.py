"""The client, without pytest's plugin."""
from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from typing import Any, Dict

import httpx
import pytest
import requests
from conftest import AGENT, UPDATE

from understudy_mock import AdminError, Sandbox, StartError, Understudy, VerificationError

NEW = "11111111-2222-4333-8444-555555555555"


def update(sandbox: Sandbox, headers: Dict[str, str], changes: Any) -> requests.Response:
    return requests.put(sandbox.server.url + UPDATE, json=changes, headers=headers)


def test_a_client_reaches_the_sandbox_by_its_key(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    assert update(sandbox, headers, {"temperature": 0.25}).status_code == 200
    verdict = sandbox.verify(
        effect={"collection": "centerfy", "id": AGENT, "changed": {"/temperature": 0.25}, "only": True}, exactly=1)
    assert (verdict.outcome, verdict.count) == ("pass", 1)
    assert sandbox.agent("centerfy", AGENT)["temperature"] == 0.25
    assert sandbox.server.sandbox("other").agent("centerfy", AGENT)["temperature"] == 0.7
    (change,) = sandbox.changes()
    assert {"op": "replace", "path": "/temperature", "value": 0.25} in change["patch"]


def test_a_client_reaches_the_sandbox_by_a_base_url(sandbox: Sandbox) -> None:
    headers = {"x-api-key": "tk_live_owner"}
    assert requests.get(sandbox.url_of("talkifai") + "/v1/agents", headers=headers).status_code == 200
    with httpx.Client(base_url=sandbox.url_of("talkifai-studio")) as client:
        assert client.get("/api/agents", headers={"Authorization": "Bearer YOUR_SESSION_TOKEN"}).status_code == 200
    assert [request.endpoint for request in sandbox.requests()] == ["talkifai", "talkifai-studio"]


def test_a_client_reaches_the_sandbox_by_https(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    assert requests.get(sandbox.https_url_of("centerfy") + UPDATE.replace("update", "get"), headers=headers,
                        verify=sandbox.ca).status_code == 200
    import ssl
    trusting = ssl.create_default_context(cafile=sandbox.ca)
    assert httpx.put(sandbox.https_url + UPDATE, json={"temperature": 0.5}, headers=headers,
                     verify=trusting).status_code == 200
    assert [request.status for request in sandbox.requests()] == [200, 200]


def test_a_failed_verification_shows_the_difference(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    update(sandbox, headers, {"temperature": 0.25})
    with pytest.raises(VerificationError) as failure:
        sandbox.verify(effect={"changed": {"/temperature": 0.75}}, exactly=1)
    text = str(failure.value)
    assert text.startswith("expected exactly 1 matching requests, but there were 0\n")
    assert f"nearest: PUT {UPDATE} was answered with 200" in text
    assert "/effect/changed/~1temperature: expected 0.75, but /agent/temperature is 0.25" in text
    assert failure.value.verdict.outcome == "fail"


def test_what_a_client_sent_is_plain_and_short_in_messages(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    update(sandbox, headers, {"name": "\x7f\u202e" + "x" * 10_000})
    with pytest.raises(VerificationError) as failure:
        sandbox.verify(effect={"changed": {"/name": "other"}}, exactly=1)
    assert "\\x7f\\u202exxx" in str(failure.value) and len(str(failure.value)) < 2_000
    assert all(line.isprintable() for line in str(failure.value).split("\n"))
    with pytest.raises(AdminError) as refusal:
        sandbox.agents("\x7f")
    assert str(refusal.value).isprintable()


def test_an_invalid_query_is_no_failed_verification(sandbox: Sandbox) -> None:
    with pytest.raises(AdminError, match="422.*temperatur"):
        sandbox.verify(effect={"collection": "centerfy", "changed": {"/temperatur": 1}})


def test_a_verification_waits_for_a_client_in_the_background(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    sandbox.stub({"response": {"fixedDelayMilliseconds": 300}, "understudy": {"emulate": True, "times": 1}})
    client = threading.Thread(target=update, args=(sandbox, headers, {"temperature": 0.25}))
    client.start()
    sandbox.verify(effect={"changed": {"/temperature": 0.25}}, timeout=60)
    client.join()


@pytest.mark.parametrize("way", ["path", "prefix", "host"])
def test_the_next_requests_to_a_vendor_fail_and_no_others(sandbox: Sandbox, way: str) -> None:
    sandbox.fail_next("talkifai", 429, times=2)
    base, headers = {
        "path": (sandbox.url, {}),
        "prefix": (sandbox.url_of("talkifai"), {}),
        "host": (sandbox.url, {"Host": "api.talkifai.dev"}),
    }[way]
    headers["x-api-key"] = "tk_live_owner"
    other = {"Authorization": "Bearer pk_test_voicebip_example"}
    assert requests.get(sandbox.url_of("voicebip") + "/v1/agents", headers=other).status_code == 200
    assert requests.get(sandbox.url + "/v1/agents", headers={**other, "Host": "api.voicebip.com"}).status_code == 200
    statuses = [requests.get(base + "/v1/agents", headers=headers).status_code for _ in range(3)]
    assert statuses == [429, 429, 200]


def test_a_fault_of_a_vendor_acts_once_for_all_its_endpoints_that_of_an_endpoint_for_this_one_only(sandbox: Sandbox) -> None:
    def public() -> int:
        return requests.get(sandbox.url_of("talkifai") + "/v1/agents", headers={"x-api-key": "tk_live_owner"}).status_code

    def studio() -> int:
        session = {"Authorization": "Bearer YOUR_SESSION_TOKEN"}
        return requests.get(sandbox.url + "/api/agents", headers=session).status_code

    sandbox.fail_next("talkifai", 503)
    assert (studio(), public()) == (503, 200)
    sandbox.fail_next("talkifai-studio", 503)
    assert (public(), studio()) == (200, 503)


def test_only_requests_with_a_method_fail(sandbox: Sandbox, headers: Dict[str, str]) -> None:
    sandbox.fail_next("centerfy", 503, method="PUT")
    assert requests.get(sandbox.url + UPDATE.replace("update", "get"), headers=headers).status_code == 200
    assert update(sandbox, headers, {}).status_code == 503


def test_agents_are_prepared_read_and_reset(sandbox: Sandbox) -> None:
    record = sandbox.agent("centerfy", AGENT)
    stored = sandbox.store("centerfy", NEW, {**record, "id": NEW, "name": "Prepared"})
    assert stored["name"] == "Prepared"
    assert "Prepared" in [agent["name"] for agent in sandbox.agents("centerfy")]
    assert sandbox.changes() == []
    sandbox.reset()
    assert "Prepared" not in [agent["name"] for agent in sandbox.agents("centerfy")]
    with pytest.raises(AdminError, match="404"):
        sandbox.agent("centerfy", NEW)


@pytest.mark.parametrize("name", ["a/b?c", "a b", "ü", "", ".", "..", "a\n", "x" * 65])
def test_a_sandbox_has_a_name_that_the_server_takes(server: Understudy, name: str) -> None:
    for use in (server.sandbox, lambda name: server.admin("GET", "/info", sandbox=name)):
        with pytest.raises(ValueError) as failure:
            use(name)
        assert str(failure.value) == (
            f'"{name}" is no name of a sandbox: it must have 1 to 64 characters of A-Z, a-z, 0-9, ".", "_" and "-", '
            'and be neither "." nor ".."')
    assert server.sandbox("x" * 64).requests() == []


def test_a_collection_is_one_part_of_the_path(sandbox: Sandbox) -> None:
    with pytest.raises(AdminError, match=f"/agents/centerfy%2F{AGENT} was answered with 404"):
        sandbox.agents(f"centerfy/{AGENT}")
    with pytest.raises(AdminError, match=f"/agents/%2Fcenterfy/{AGENT} was answered with 404"):
        sandbox.agent("/centerfy", AGENT)


def test_a_report_asks_for_the_requests_that_it_shows(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for method in 3 * ["GET", "POST"]:
        sandbox.stub({"name": f"for {method}", "request": {"method": method, "urlPath": "/nothing-other"}})
    for number in range(25):
        requests.get(f"{sandbox.url}/nothing-{number}")
    requests.post(f"{sandbox.url}/nothing-24")
    asked = []
    admin = Sandbox.admin

    def counting(self: Sandbox, method: str, path: str, body: Any = None) -> Any:
        answer = admin(self, method, path, body)
        asked.append((path, len(answer.get("requests", []))))
        return answer

    monkeypatch.setattr(Sandbox, "admin", counting)
    lines = sandbox.report().splitlines()
    assert asked[0] == ("/requests?limit=20", 20)
    assert lines[:2] == ["6 older requests are left out", "GET /nothing-6: 404, unmatched"]
    # The same path by two methods has other mappings near to it, each named once.
    start = lines.index("POST /nothing-24: 404, unmatched")
    assert [line for line in lines[start:] if "near miss" in line] == ["    near miss: the mapping for POST"]


def test_an_unknown_vendor_is_an_error_that_names_the_known_ones(sandbox: Sandbox) -> None:
    for use in (sandbox.url_of, lambda name: sandbox.fail_next(name, 429)):
        with pytest.raises(ValueError, match="'talkify' is no vendor.*centerfy.*talkifai-studio"):
            use("talkify")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "wrong.json").write_text('{"centerfy": {"keys": 7}}')
    with pytest.raises(StartError, match="wrong.json.*keys"):
        Understudy("--seed-data", "seeds", directory=tmp_path).start()


def test_an_address_without_a_server_is_an_error() -> None:
    with pytest.raises(StartError, match="there is no server at http://127.0.0.1:1"):
        Understudy(url="http://127.0.0.1:1").start()
    with pytest.raises(ValueError, match="options"):
        Understudy("--tls", url="http://127.0.0.1:1")


def test_an_address_of_another_server_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"SSH-2.0-Other\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(StartError, match=f"there is no server at {url}: .*SSH-2.0-Other"):
            Understudy(url=url).start()
        thread.join()
    with pytest.raises(StartError, match="there is no server at nowhere: "):
        Understudy(url="nowhere").start()


# In place of the program: it ends when it has answered as far as its option says, and a moment after its connections.
DYING = f"""#!{sys.executable}
import socket, sys, time
server = socket.create_server(("127.0.0.1", 0))
print(f"ready url=http://127.0.0.1:{{server.getsockname()[1]}} ", flush=True)
connection, _ = server.accept()
connection.recv(65536)
connection.sendall(sys.argv[-1].encode())
print("the disk is gone", file=sys.stderr, flush=True)
connection.close()
server.close()
time.sleep(0.3)
sys.exit(70)
"""


@pytest.mark.parametrize("start", ["", *(f"HTTP/1.1 {status} X\r\nContent-Length: 9\r\n\r\n{{" for status in (200, 500))])
def test_a_server_that_ends_while_it_answers_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    program = tmp_path / "program"
    program.write_text(DYING)
    program.chmod(0o755)
    monkeypatch.setenv("UNDERSTUDY_BINARY", str(program))
    with Understudy(start) as server:
        with pytest.raises(StartError, match="^the server has ended: the disk is gone$"):
            server.admin("GET", "/info")


def test_a_running_server_is_used_and_left_running(server: Understudy) -> None:
    with Understudy(url=server.url + "/") as same:
        assert same.url == server.url and same.process_id is None
    assert server.sandbox().requests() == []


def test_the_exit_code_of_a_server_tells_what_it_found() -> None:
    server = Understudy("--fail-on", "unmatched").start()
    requests.get(server.url + "/nowhere")
    assert server.stop() == 3
    assert "unmatched" in server.words
    assert server.start().info["tls"]["enabled"] is False
    assert server.stop() == 0


def test_reading_the_log_loses_no_line_of_it() -> None:
    numbers = range(300)
    with Understudy("--log-level", "info") as server:
        has_ended = threading.Event()

        def read() -> None:
            while not has_ended.is_set():
                server.words

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        for number in numbers:
            requests.get(f"{server.url}/nowhere-{number}-")
        has_ended.set()
        reader.join()
    assert [number for number in numbers if f"/nowhere-{number}-" not in server.words] == []


def test_tls_is_an_error_if_the_server_has_none() -> None:
    with Understudy() as server:
        with pytest.raises(RuntimeError, match="--tls"):
            server.https_url
        with pytest.raises(AdminError, match="404"):
            server.ca

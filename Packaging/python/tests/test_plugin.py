"""The plugin, in runs of pytest of its own."""
from __future__ import annotations

import os
import re
import signal
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest
import requests

from understudy_mock import Understudy

UPDATE = '''\
import requests
URL = "/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
def update(sandbox, changes):
    return requests.put(sandbox.url + URL, json=changes, headers={"x-api-key": "cfy_your_api_key"})
'''


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNDERSTUDY_URL", raising=False)
    # The tests inside are not those of the process outside.
    for name in [name for name in os.environ if name.startswith("PYTEST_XDIST")]:
        monkeypatch.delenv(name)


def test_the_example_passes_in_parallel(pytester: pytest.Pytester) -> None:
    example = Path(__file__).parents[1] / "examples/pytest-plugin/test_agents.py"
    pytester.makepyfile(test_agents=example.read_text())
    pytester.runpytest_subprocess("-n", "2", "-W", "error").assert_outcomes(passed=2)


def test_the_page_on_pypi_shows_tests_that_pass(pytester: pytest.Pytester) -> None:
    page = metadata("understudy-mock").get_payload()
    assert isinstance(page, str)
    pytester.makepyfile(test_page=page.split("```python\n")[1].split("```")[0])
    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=2)


def test_workers_share_one_server_and_no_sandbox(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(UPDATE + '''
import os, pathlib, pytest
@pytest.mark.parametrize("number", range(4))
def test_it(understudy_sandbox, number, request):
    assert understudy_sandbox.agent("centerfy", URL.rsplit("/", 1)[1])["temperature"] == 0.7
    update(understudy_sandbox, {"temperature": 0.25})
    assert len(understudy_sandbox.requests()) == 1
    line = f"{os.environ['PYTEST_XDIST_WORKER']} {understudy_sandbox.server.url} {understudy_sandbox.name}"
    pathlib.Path(request.config.rootpath, f"{understudy_sandbox.name}.seen").write_text(line)
''')
    pytester.runpytest_subprocess("-n", "2", "--dist", "each").assert_outcomes(passed=8)
    seen = [file.read_text().split() for file in pytester.path.glob("*.seen")]
    assert len({url for _, url, _ in seen}) == 1 and len({name for _, _, name in seen}) == 8
    with pytest.raises(requests.ConnectionError):
        requests.get(seen[0][1])


def test_a_failure_shows_what_the_sandbox_received(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(UPDATE + '''
def test_it(understudy_sandbox):
    understudy_sandbox.fail_next("centerfy", 429)
    update(understudy_sandbox, {"temperature": 0.25})
    update(understudy_sandbox, {"temperature": 7, "nmae": "x"})
    requests.put(understudy_sandbox.url + URL, data=b"\\x1b[2J\\n\\xe2\\x80\\xae", headers={"x-api-key": "cfy_your_api_key"})
    requests.get(understudy_sandbox.url + "/v1/agent")
    understudy_sandbox.stub({"name": "the greeting", "request": {"method": "GET", "urlPath": "/v1/agentz"}})
    understudy_sandbox.verify(effect={"changed": {"/temperature": 7}})
''')
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        ">*understudy_sandbox.verify(*",
        "E*VerificationError: expected at least 1 matching requests, but there were 0",
        "E*rule centerfy.temperature.range*",
        "*- Understudy sandbox test_it-* -*",
        "PUT /functions/v1/crm-api/update-agent/*: 429",
        "    sent: {\"temperature\": 0.25}",
        "    answered by the mapping fail_next centerfy 429",
        "PUT /functions/v1/crm-api/update-agent/*: 400",
        "    refused by centerfy.temperature.range at /temperature: `temperature` must be from 0 to 1, but was 7",
        "    warning: `nmae` is not a field of this endpoint; did you mean `name`?",
        "PUT /functions/v1/crm-api/update-agent/*: 400",
        "    sent: \\x1b[[]2J\\n\\u202e",
        "GET /v1/agent: 404, unmatched",
        "    answered: *agents*",
        "    near miss: the mapping the greeting",
    ])


def test_a_failure_shows_that_nothing_was_received(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(understudy_sandbox): assert understudy_sandbox.requests()")
    result = pytester.runpytest_subprocess("-n", "1")
    result.stdout.fnmatch_lines(["*- Understudy sandbox test_it-* -*", "no requests: does the client use *"])


def test_a_passed_test_and_one_without_a_sandbox_show_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(understudy_sandbox): pass\ndef test_other(): assert False")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*Understudy*")


def test_options_are_in_pyproject(pytester: pytest.Pytester) -> None:
    (pytester.path / "tests/seeds").mkdir(parents=True)
    (pytester.path / "tests/seeds/own.json").write_text('{"centerfy": {"keys": [{"key": "own", "organization_id": "o"}]}}')
    pytester.makepyprojecttoml('''
[tool.pytest.ini_options]
understudy_options = ["--seed-data", "tests/seeds", "--tls"]
''')
    pytester.makepyfile('''
import requests
def test_it(understudy, understudy_sandbox):
    url = understudy.https_url + "/functions/v1/crm-api/get-agent/00000000-0000-4000-8000-000000000000"
    assert requests.get(url, headers={"x-api-key": understudy_sandbox.key("own")}, verify=understudy.ca).status_code == 404
    assert requests.get(url, headers={"x-api-key": "unknown"}, verify=understudy.ca).status_code == 401
    assert [request.status for request in understudy_sandbox.requests()] == [404]
''')
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]])
def test_a_server_that_does_not_start_fails_the_tests_that_use_it(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makeini("[pytest]\nunderstudy_options = --seed-data nowhere")
    pytester.makepyfile("def test_it(understudy_sandbox): pass\ndef test_other(): pass")
    result = pytester.runpytest_subprocess(*arguments)
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*understudy: the server did not start: *nowhere*"])


def test_a_missing_program_fails_the_tests_that_use_it(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_BINARY", "/nowhere")
    pytester.makepyfile("def test_it(understudy_sandbox): pass\ndef test_other(): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["understudy: UNDERSTUDY_BINARY must name an executable program, but /nowhere does not exist"])


@pytest.fixture(params=["option", "variable"])
def naming(request: pytest.FixtureRequest, server: Understudy, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options of a run that uses the running server, by either way to name it."""
    if request.param == "option":
        return ["--understudy-url", server.url]
    monkeypatch.setenv("UNDERSTUDY_URL", server.url)
    return []


def test_a_running_server_is_used_by_its_url(pytester: pytest.Pytester, server: Understudy, naming: list[str]) -> None:
    pytester.makepyfile(UPDATE + f'''
def test_it(understudy_sandbox):
    assert understudy_sandbox.url.startswith("{server.url}/sandbox/test_it-")
    update(understudy_sandbox, {{"temperature": 0.25}})
    (request,) = understudy_sandbox.requests()
    open("name", "a").write(understudy_sandbox.name + "\\n")
''')
    for arguments in (["-n", "2"], []):
        pytester.runpytest_subprocess(*naming, *arguments).assert_outcomes(passed=1)
    # Two runs may share a server.
    names = Path(pytester.path, "name").read_text().split()
    assert len(set(names)) == 2
    known = [sandbox["name"] for sandbox in server.admin("GET", "/sandboxes").json["sandboxes"]]
    assert not set(names) & set(known)


def test_sandboxes_of_a_running_server_are_kept(pytester: pytest.Pytester, server: Understudy, naming: list[str]) -> None:
    pytester.makepyfile(UPDATE + '''
def test_it(understudy_sandbox):
    update(understudy_sandbox, {"temperature": 0.25})
    open("name", "w").write(understudy_sandbox.name)
''')
    result = pytester.runpytest_subprocess("--understudy-keep", *naming)
    name = Path(pytester.path, "name").read_text()
    result.stdout.fnmatch_lines([f"{server.url}/sandbox/{name}/__admin/ui  test_*::test_it"])
    assert len(server.sandbox(name).requests()) == 1


def test_options_without_effect_are_named(pytester: pytest.Pytester, server: Understudy, naming: list[str]) -> None:
    line = f"understudy: understudy_options have no effect: the server at {server.url} is used"
    pytester.makepyfile("def test_it(understudy_sandbox): pass")
    pytester.runpytest_subprocess(*naming).stdout.no_fnmatch_line("understudy: understudy_options*")
    pytester.makeini("[pytest]\nunderstudy_options = --strict")
    for arguments in ([], ["-n", "1"]):
        result = pytester.runpytest_subprocess("-W", "error", *naming, *arguments)
        result.assert_outcomes(passed=1)
        assert result.outlines.count(line) == 1


def test_it_runs_below_understudy_run(pytester: pytest.Pytester, program: Path) -> None:
    pytester.makepyfile('''
import os, requests
def test_it(understudy, understudy_sandbox):
    assert understudy.url == os.environ["UNDERSTUDY_URL"] and understudy.process_id is None
    assert understudy.ca == os.environ["UNDERSTUDY_CA"]
    headers = {"x-api-key": understudy_sandbox.key("tk_live_owner")}
    assert requests.get("https://api.talkifai.dev/v1/agents", headers=headers).status_code == 200
    understudy_sandbox.verify(request={"method": "GET", "urlPath": "/v1/agents"}, exactly=1)
''')
    result = pytester.run(program, "run", "--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)


def test_another_server_is_used_if_its_fixture_is_replaced(pytester: pytest.Pytester, server: Understudy) -> None:
    pytester.makeconftest(f'''
import pytest
from understudy_mock import Understudy
@pytest.fixture(scope="session")
def understudy():
    with Understudy(url="{server.url}") as understudy:
        yield understudy
''')
    pytester.makepyfile(f'''
def test_it(understudy_sandbox): assert understudy_sandbox.url.startswith("{server.url}/sandbox/")
''')
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_names_of_sandboxes_are_the_same_in_each_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile('''
import pytest
@pytest.mark.parametrize("text", ["a b", "a/b", "ü" * 70])
def test_it(understudy_sandbox, text):
    assert understudy_sandbox.agents("centerfy")
    open("names", "a").write(understudy_sandbox.name + "\\n")
''')
    for _ in range(2):
        pytester.runpytest_subprocess().assert_outcomes(passed=3)
    names = Path(pytester.path, "names").read_text().split()
    assert names[:3] == names[3:] and len(set(names)) == 3


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]])
def test_sandboxes_and_server_are_kept(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makepyfile(UPDATE + '''
def test_it(understudy_sandbox): update(understudy_sandbox, {"temperature": 0.25})
''')
    text = pytester.runpytest_subprocess("--understudy-keep", "-W", "error", *arguments).stdout.str()
    process = re.search(r"The server continues. Stop it: kill (\d+)", text)
    dashboard = re.search(r"(http://\S+)/ui  test_\S+::test_it", text)
    assert process is not None and dashboard is not None and "Warning" not in text, text
    try:
        assert requests.get(dashboard[1] + "/ui").status_code == 200
        assert len(requests.get(dashboard[1] + "/requests").json()["requests"]) == 1
    finally:
        os.kill(int(process[1]), signal.SIGTERM)


def test_what_fail_on_names_fails_the_run(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nunderstudy_options = --fail-on unmatched")
    pytester.makepyfile('''
import requests
def test_it(understudy_sandbox): requests.get(understudy_sandbox.url + "/nowhere")
''')
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*the server ended with exit code 3*", "*unmatched*"])


def test_the_package_is_typed(pytester: pytest.Pytester) -> None:
    file = pytester.makepyfile(test_typed='''
from understudy_mock import Sandbox, Understudy
def test_it(understudy: Understudy, understudy_sandbox: Sandbox) -> None:
    understudy_sandbox.verify(effect={"kind": "updated", "changed": {"/temperature": 0.25}}, exactly=1)
    # Strict mode reports an exception that is not needed.
    understudy_sandbox.verify(effect={"kind": "changed"})  # type: ignore[arg-type]
''')
    for checked in (["-p", "understudy_mock"], [file]):
        assert pytester.run(sys.executable, "-m", "mypy", "--strict", *checked).ret == 0

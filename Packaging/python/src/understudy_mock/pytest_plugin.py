"""The pytest plugin: one server for the whole run, and a sandbox for each test."""
from __future__ import annotations

import hashlib
import os
import re
import uuid
from typing import Any, Generator, List, Optional

import pytest

from ._sandbox import Sandbox
from ._process import StartError
from ._program import ProgramNotFound
from ._server import Understudy

_session = pytest.StashKey["UnderstudySession"]()
_sandbox = pytest.StashKey[Sandbox]()
# The name of the plugin for the hooks of pytest-xdist.
_NODES = "understudy-xdist"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("understudy", "a mock of voice-AI vendors")
    group.addoption(
        "--understudy-url", metavar="URL",
        help="Use the server at this address, such as that of a container, instead of a new one. By default the address in "
        "UNDERSTUDY_URL, which `understudy run` sets. Names of sandboxes then have a part of this run, so that several runs "
        "can share the server.")
    group.addoption(
        "--understudy-keep", action="store_true",
        help="Keep the sandbox of each test and the server when the run has ended, and print the addresses of their dashboards.")
    parser.addini(
        "understudy_options", type="args", default=[],
        help="Options of `understudy serve` for the server of the run. Paths are relative to the root directory. They have no "
        "effect on a server that is running already: see --understudy-url.")


class UnderstudySession:
    """The server of a run. A worker of pytest-xdist uses that of the process that started it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.keeps: bool = config.getoption("--understudy-keep")
        self.is_worker = hasattr(config, "workerinput")
        #: The dashboards of kept sandboxes, by test.
        self.dashboards: List[str] = []
        self.exit_code = 0
        self._server: Optional[Understudy] = None
        #: The address of a server that is running already, and which other runs may use too.
        self.shared_url: Optional[str] = config.getoption("--understudy-url") or os.environ.get("UNDERSTUDY_URL") or None
        given: dict[str, Any] = getattr(config, "workerinput", {})
        self._error: Optional[str] = given.get("understudy_error")
        self._url: Optional[str] = given.get("understudy_url")
        self.run: str = given.get("understudy_run") or (f"-{uuid.uuid4().hex[:6]}" if self.shared_url else "")
        self.options: List[str] = config.getini("understudy_options")

    def server(self) -> Understudy:
        """Returns the server, which is started if this is the first use."""
        if self._error is not None:
            raise StartError(self._error)
        if self._server is None:
            url = self.shared_url or self._url
            ca = os.environ.get("UNDERSTUDY_CA") if url == os.environ.get("UNDERSTUDY_URL") else None
            options = self.options if url is None else []
            server = Understudy(*options, url=url, ca=ca, directory=self.config.rootpath, survives=self.keeps)
            self._server = server.start()
        return self._server

    @property
    def started(self) -> Optional[Understudy]:
        """The server, if it was started here."""
        return self._server if self._server is not None and self._server.process_id is not None else None

    def given_to_worker(self, worker: str) -> dict[str, str]:
        """Returns what a worker needs. Whether any test of it uses the server is not known yet, so that errors wait."""
        # With `--dist each`, all workers run the same tests.
        run = self.run + (f"-{worker}" if self.config.getoption("dist", "no") == "each" else "")
        try:
            return {"understudy_url": self.server().url, "understudy_run": run}
        except Exception as error:
            return {"understudy_error": str(error)}

    def sandbox_name(self, test: str) -> str:
        """Returns the name of the sandbox of a test.

        It is the same in each run with a server of its own, because ids of new agents depend on it.
        """
        readable = re.sub(r"[^A-Za-z0-9._-]+", "-", test.rsplit("::", 1)[-1]).strip("-.")[:40]
        return f"{readable or 'test'}-{hashlib.sha256(test.encode()).hexdigest()[:8]}{self.run}"

    def stop(self) -> None:
        if self._server is not None and not self.keeps:
            self.exit_code = self._server.stop()


class WorkerSetup:
    """The hooks of pytest-xdist, which may not be installed."""

    def __init__(self, session: UnderstudySession) -> None:
        self._session = session

    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput.update(self._session.given_to_worker(node.gateway.id))

    def pytest_testnodedown(self, node: Any) -> None:
        self._session.dashboards += getattr(node, "workeroutput", {}).get("understudy_dashboards", [])


def pytest_configure(config: pytest.Config) -> None:
    session = config.stash[_session] = UnderstudySession(config)
    if config.pluginmanager.hasplugin("xdist") and not session.is_worker:
        config.pluginmanager.register(WorkerSetup(session), _NODES)


def pytest_report_header(config: pytest.Config) -> Optional[str]:
    session = config.stash[_session]
    if session.shared_url is None or not session.options:
        return None
    return f"understudy: understudy_options have no effect: the server at {session.shared_url} is used"


@pytest.fixture(scope="session")
def understudy(pytestconfig: pytest.Config) -> Understudy:
    """The server of the run, with the options in ``understudy_options``."""
    try:
        return pytestconfig.stash[_session].server()
    except (ProgramNotFound, StartError) as error:
        pytest.fail(f"understudy: {error}", pytrace=False)


@pytest.fixture
def understudy_sandbox(understudy: Understudy, request: pytest.FixtureRequest) -> Generator[Sandbox, None, None]:
    """A sandbox for this test, with the seeded agents. It is removed when the test has ended."""
    session = request.config.stash[_session]
    sandbox = understudy.sandbox(session.sandbox_name(request.node.nodeid))
    # An earlier run may have kept it.
    sandbox.remove()
    request.node.stash[_sandbox] = sandbox
    yield sandbox
    if session.keeps:
        session.dashboards.append(f"{sandbox.dashboard}  {request.node.nodeid}")
    else:
        sandbox.remove()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    sandbox = item.stash.get(_sandbox, None)
    if sandbox is None or not report.failed or report.when == "teardown":
        return
    try:
        text = sandbox.report()
    except Exception as error:
        text = f"the server cannot be asked what it received: {error}"
    report.sections.append((f"Understudy sandbox {sandbox.name}", text))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    own = session.config.stash[_session]
    if own.is_worker:
        output: dict[str, Any] = getattr(session.config, "workeroutput")
        output["understudy_dashboards"] = own.dashboards
    own.stop()
    # --fail-on, for example.
    if own.exit_code != 0 and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    session = config.stash[_session]
    server = session.started
    if session.exit_code != 0 and server is not None:
        terminalreporter.section("Understudy", sep="=", red=True)
        terminalreporter.write_line(f"the server ended with exit code {session.exit_code}")
        terminalreporter.write_line(server.words)
    if session.dashboards:
        terminalreporter.section("Understudy: kept sandboxes", sep="=")
        for dashboard in session.dashboards:
            terminalreporter.write_line(dashboard)
    if session.keeps and server is not None:
        terminalreporter.write_line(f"The server continues. Stop it: kill {server.process_id}")

"""What is measured: each server's command, and whether it checks what it is sent."""
import dataclasses
import json
import os
import pathlib
from collections.abc import Callable

from load import CONNECTIONS, PATH

ROOT = pathlib.Path(__file__).parents[2]
BENCHMARKS = ROOT / "Benchmarks"
BUILT = BENCHMARKS / ".build"
RIVALS = BENCHMARKS / "rivals"
PYTHON = BUILT / "rivals" / "bin"


@dataclasses.dataclass(frozen=True)
class Server:
    key: str
    title: str
    # (port, folder of seeds, empty folder of its own) to arguments; `SEEDS` in the environment names the seed file.
    command: Callable
    checks_rules: bool = True
    environment: dict = dataclasses.field(default_factory=dict)
    # Seconds of load before measuring: what compiles while it runs needs time to have done so.
    warm_up: int = 1


def bare(port, seeds, work):
    return [BUILT / "bare", str(port), "2"]


def understudy(port, seeds, work):
    return [BUILT / "understudy", "serve", "--port", str(port), "--seed-data", seeds]


def understudy_with_database(port, seeds, work):
    return [*understudy(port, seeds, work), "--database", work / "agents.db"]


def node(script):
    return lambda port, seeds, work: ["node", RIVALS / script, str(port)]


def fastapi(port, seeds, work):
    return [PYTHON / "uvicorn", "fastapi_app:app", "--app-dir", RIVALS, "--port", str(port), "--no-access-log"]


def flask(port, seeds, work):
    """With as many threads as connections: otherwise it warns in its log of every request that waits for one."""
    return [PYTHON / "waitress-serve", "--listen", f"127.0.0.1:{port}", "--threads", str(CONNECTIONS),
            "flask_app:app"]


def hummingbird(port, seeds, work):
    return [BUILT / "release/CenterfyHummingbird", str(port)]


def wiremock(port, seeds, work):
    """One stub that takes every update, and answers what an update of the load is answered."""
    answer = {"id": "d8f2a229-2f5c-42ba-ac65-402f2c25fee2", "name": "docs api testing", "is_active": True,
              "updated_at": "2026-04-17T12:00:00Z"}
    stub = {"request": {"method": "PUT", "urlPathPattern": PATH + "[^/]+"},
            "response": {"status": 200, "jsonBody": answer, "headers": {"Content-Type": "application/json"}}}
    (work / "mappings").mkdir()
    (work / "mappings/update.json").write_text(json.dumps(stub))
    jar, = PYTHON.parent.glob("lib/python3*/site-packages/wiremock/server/wiremock-standalone-2.35.1.jar")
    return ["java", "-jar", jar, "--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", work]


# Debian's own node finds Debian's packages by itself; another has to be told.
NODE = {"NODE_PATH": "/usr/share/nodejs", "NODE_ENV": "production"}

BARE = Server("bare", "libmicrohttpd alone", bare, checks_rules=False)
MEMORY = Server("memory", "Understudy", understudy)
TLS = Server("tls", "Understudy with TLS", lambda *place: [*understudy(*place), "--tls"])
DATABASE = Server("database", "Understudy with a database", understudy_with_database)
# The program of another commit, to compare with.
BEFORE = os.environ.get("BEFORE")
SERVERS = [
    BARE,
    MEMORY,
    *([Server("before", "Understudy before", lambda *place: [BEFORE, *understudy(*place)[1:]])] if BEFORE else []),
    DATABASE,
    Server("node", "node:http", node("node-http.js"), environment=NODE, warm_up=3),
    Server("express", "Express", node("express.js"), environment=NODE, warm_up=3),
    Server("fastapi", "FastAPI", fastapi),
    Server("flask", "Flask", flask, environment={"PYTHONPATH": str(RIVALS)}),
    Server("hummingbird", "Hummingbird", hummingbird),
    Server("wiremock", "WireMock", wiremock, checks_rules=False, warm_up=5),
]

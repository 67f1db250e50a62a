"""The package as it is installed: nothing of the repository is imported."""
from __future__ import annotations

from pathlib import Path
from typing import Dict, Generator

import pytest

from understudy_mock import Sandbox, Understudy

pytest_plugins = ["pytester"]

AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
UPDATE = f"/functions/v1/crm-api/update-agent/{AGENT}"


@pytest.fixture(scope="session")
def server() -> Generator[Understudy, None, None]:
    """A server with TLS, started without the plugin."""
    with Understudy("--tls") as server:
        yield server


@pytest.fixture
def sandbox(server: Understudy) -> Generator[Sandbox, None, None]:
    with server.sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def headers(sandbox: Sandbox) -> Dict[str, str]:
    """Those of a client that selects the sandbox by its key only."""
    return {"x-api-key": sandbox.key("cfy_your_api_key")}


@pytest.fixture
def program() -> Path:
    """The console script, as pip installed it."""
    import sys
    return Path(sys.executable).with_name("understudy")

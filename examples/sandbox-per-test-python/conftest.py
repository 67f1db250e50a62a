"""A server for the whole run, and a sandbox for each test: understudy run -- pytest"""
import json
import os
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest


@pytest.fixture(scope="session")
def understudy():
    """The address of the server, which `understudy run` sets."""
    return os.environ["UNDERSTUDY_URL"]


@pytest.fixture
def sandbox(understudy):
    sandbox = Sandbox(understudy)
    yield sandbox
    sandbox.admin("DELETE", f"/sandboxes/{sandbox.name}")


class Sandbox:
    """A sandbox for one test. The client selects it with its API key only."""

    def __init__(self, understudy):
        self.name = f"python-{uuid.uuid4()}"
        self.url = understudy
        self.api_key = f"cfy_your_api_key~{self.name}"

    def admin(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/sandbox/{self.name}/__admin{path}", data, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def fail(self, status, times):
        fault = {"request": {"method": "PUT"}, "understudy": {"error": status, "times": times}}
        assert self.admin("POST", "/mappings", fault)[0] == 201

    def verify(self, **question):
        status, answer = self.admin("POST", "/verify", question)
        assert status == 200, json.dumps(answer, indent=2)

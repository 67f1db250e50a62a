"""Calls to a server's control plane."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Optional
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

# A proxy that tests set for their clients is not for these calls.
_opener = build_opener(ProxyHandler({}))


class AdminError(Exception):
    """A call to the control plane that was refused, with the server's own words."""


@dataclass(frozen=True)
class Answer:
    """The answer to a call."""

    call: str
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def checked(self) -> Answer:
        """Returns the answer, and raises :class:`AdminError` if it is one of failure."""
        if self.status >= 300:
            raise AdminError(f"{self.call} was answered with {self.status}: {self.body.decode(errors='replace')}")
        return self


def call(url: str, method: str, body: Optional[Any] = None, *, timeout: float = 60) -> Answer:
    """Calls the control plane, and returns its answer, whatever the status."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with _opener.open(request, timeout=timeout) as response:
            return Answer(f"{method} {url}", response.status, response.read())
    except HTTPError as error:
        with error:
            return Answer(f"{method} {url}", error.code, error.read())

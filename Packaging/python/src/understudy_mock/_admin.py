"""Calls to a server's admin API."""
from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Optional
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from ._text import plain

# A proxy that tests set for their clients is not for these calls.
_opener = build_opener(ProxyHandler({}))


class AdminError(Exception):
    """A call to the admin API that was refused, with the server's own words."""


@dataclass(frozen=True)
class Answer:
    """The answer to a call."""

    call: str
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body for a message."""
        return plain(self.body.decode(errors="replace").strip(), 4000)

    def checked(self) -> Answer:
        """Returns the answer, and raises :class:`AdminError` if it is one of failure."""
        if self.status >= 300:
            raise AdminError(f"{self.call} was answered with {self.status}: {self.text}")
        return self


class NoAnswer(OSError):
    """The server closed the connection before the end of its answer, or sent one that is not HTTP."""


def call(url: str, method: str, body: Optional[Any] = None, *, timeout: float = 60) -> Answer:
    """Calls the admin API, and returns its answer, whatever the status.

    :raises OSError: if there is none.
    """
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        response: Any
        try:
            response = _opener.open(request, timeout=timeout)
        except HTTPError as error:
            response = error
        with response:
            return Answer(f"{method} {url}", response.status, response.read())
    except HTTPException as error:
        raise NoAnswer(f"no complete answer: {error!r}") from error

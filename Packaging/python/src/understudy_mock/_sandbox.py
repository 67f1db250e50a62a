"""A sandbox: agents, journal, faults, clock and rule switches of one test."""
from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Type
from urllib.parse import quote

from ._name import checked_name
from ._report import received
from ._request import ReceivedRequest
from ._verify import Effect, Verdict, VerificationError

if TYPE_CHECKING:
    from ._server import Understudy


class Sandbox:
    """A sandbox of a server, with agents, requests, faults, clock and rule switches of its own.

    A client reaches it by a base URL, ``url`` or ``url_of("centerfy")``, or, without a change to its URL, by a credential:
    ``key("cfy_your_api_key")``. It is created when it is first used, with the seeded agents.
    """

    def __init__(self, server: Understudy, name: str) -> None:
        self.server = server
        self.name = checked_name(name)

    def __repr__(self) -> str:
        return f"<Sandbox {self.name}>"

    # How a client reaches it.

    @property
    def url(self) -> str:
        """The base URL for the vendors' own paths: ``http://127.0.0.1:34567/sandbox/NAME``."""
        return f"{self.server.url}/sandbox/{self.name}"

    @property
    def https_url(self) -> str:
        """The same for https, of a server that runs with ``--tls``. Its authority is in the file ``ca``."""
        return f"{self.server.https_url}/sandbox/{self.name}"

    @property
    def ca(self) -> str:
        """The path of a PEM file with the server's certificate authority, for ``verify=`` of clients."""
        return self.server.ca

    def url_of(self, vendor: str) -> str:
        """Returns the base URL of a vendor, which takes the place of ``https://api.talkifai.dev``, for example.

        :param vendor: ``trillet``, ``voicebip``, ``centerfy`` or ``talkifai``, or an endpoint, such as ``talkifai-studio``
        """
        return f"{self.url}/{self._vendor(vendor)}"

    def https_url_of(self, vendor: str) -> str:
        """Returns the base URL of a vendor for https, of a server that runs with ``--tls``."""
        return f"{self.https_url}/{self._vendor(vendor)}"

    def _vendor(self, name: str) -> str:
        vendor: str = self.server.endpoints(name)[0]["vendor"]
        return vendor

    def key(self, seeded: str) -> str:
        """Returns a seeded credential with which requests reach this sandbox, at any URL of the server."""
        return f"{seeded}~{self.name}"

    @property
    def dashboard(self) -> str:
        """The address of the dashboard, for a browser."""
        return f"{self.url}/__admin/ui"

    # What it received, and what it holds.

    def requests(self) -> List[ReceivedRequest]:
        """Returns the requests that the sandbox received, oldest first."""
        events = self.admin("GET", "/requests")["requests"]
        return [ReceivedRequest.of(event) for event in reversed(events)]

    def changes(self) -> List[Dict[str, Any]]:
        """Returns the changes of agents by accepted requests, oldest first, each with its JSON Patch."""
        changes: List[Dict[str, Any]] = self.admin("GET", "/changes")["changes"]
        # Those that tests made themselves have no request.
        return [change for change in reversed(changes) if change["requestId"]]

    def agents(self, collection: str) -> List[Dict[str, Any]]:
        """Returns the complete records of a collection, such as ``centerfy``."""
        return [agent["record"] for agent in self.admin("GET", f"/agents/{quote(collection, safe='')}")["agents"]]

    def agent(self, collection: str, id: str) -> Dict[str, Any]:
        """Returns the complete record of one agent, including members that the vendor's answers leave out.

        :raises AdminError: if there is none.
        """
        record: Dict[str, Any] = self.admin("GET", _agent_path(collection, id))
        return record

    def store(self, collection: str, id: str, record: Mapping[str, Any]) -> Dict[str, Any]:
        """Stores an agent, to prepare a test. It is validated as a seed is.

        :returns: the complete record.
        """
        stored: Dict[str, Any] = self.admin("PUT", _agent_path(collection, id), record)
        return stored

    def verify(
        self, *, request: Optional[Mapping[str, Any]] = None, effect: Optional[Effect] = None,
        exactly: Optional[int] = None, at_least: Optional[int] = None, at_most: Optional[int] = None, timeout: float = 0,
    ) -> Verdict:
        """Verifies the number of requests that match, by default at least one.

        :param request: a request pattern of WireMock, such as ``{"method": "PUT"}``
        :param effect: the change of an agent, such as
            ``{"collection": "centerfy", "changed": {"/temperature": 0.5}, "only": True}``
        :param timeout: seconds to wait for a client that works in the background
        :raises VerificationError: an ``AssertionError`` that shows the nearest requests and their differences.
        """
        # The report of a failed test ends at the line that calls this.
        __tracebackhide__ = True
        members = {
            "request": request, "effect": effect, "exactly": exactly, "atLeast": at_least, "atMost": at_most,
            "timeoutMilliseconds": round(timeout * 1000),
        }
        query = {name: value for name, value in members.items() if value is not None}
        answer = self.server.calling(f"{self._admin}/verify", "POST", query, timeout=timeout + 60)
        if answer.status not in (200, 409, 410):
            answer.checked()
        verdict = Verdict.of(answer.json)
        if answer.status != 200:
            raise VerificationError(verdict)
        return verdict

    def report(self) -> str:
        """Returns what the sandbox received, as text: each request with its status, the rules that refused it, and warnings."""
        return received(self)

    # What it does to requests.

    def fail_next(self, vendor: str, status: int, *, times: int = 1, method: Optional[str] = None) -> str:
        """Answers the next requests to a vendor, whichever of its endpoints gets them, with the vendor's own error.

        :param vendor: a vendor, such as ``talkifai``, or one endpoint of a vendor that has several, such as ``talkifai-studio``
        :param status: such as 429 or 503
        :param times: the number of requests
        :param method: only those with this method, such as ``PUT``
        :returns: the id of the mapping.
        """
        scope = "vendor" if self._vendor(vendor) == vendor else "endpoint"
        return self.stub({
            "name": f"fail_next {vendor} {status}",
            "request": {} if method is None else {"method": method},
            "understudy": {"error": status, "times": times, scope: vendor},
        })

    def stub(self, mapping: Mapping[str, Any]) -> str:
        """Adds a stub mapping of WireMock, with the member ``understudy`` for faults of the vendor.

        :returns: the id of the mapping.
        """
        id: str = self.admin("POST", "/mappings", mapping)["id"]
        return id

    def reset(self) -> None:
        """Resets agents, requests, mappings, settings, clock and switches."""
        self.admin("POST", "/reset")

    def remove(self) -> None:
        """Resets and removes the sandbox, at the end of a test."""
        self.server.admin("DELETE", f"/sandboxes/{self.name}")

    @property
    def _admin(self) -> str:
        return f"/sandbox/{self.name}/__admin"

    def admin(self, method: str, path: str, body: Optional[Any] = None) -> Any:
        """Calls the admin API for this sandbox, and returns its answer, read as JSON.

        :param path: below ``/__admin``, such as ``/clock``
        :raises AdminError: if the call is refused, with the server's own words.
        """
        return self.server.admin(method, path, body, sandbox=self.name).json

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType],
    ) -> None:
        self.remove()


def _agent_path(collection: str, id: str) -> str:
    return f"/agents/{quote(collection, safe='')}/{quote(id, safe='')}"

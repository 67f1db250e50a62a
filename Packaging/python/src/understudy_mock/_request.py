"""A request that a sandbox received."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional


@dataclass(frozen=True)
class Violation:
    """A rule that refused a request, and the place in the request's body by JSON Pointer."""

    rule: str
    pointer: str
    message: str


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that a sandbox received, and its answer."""

    id: str
    method: str
    #: The path and the query as the client sent them, without the name of the sandbox.
    url: str
    headers: Mapping[str, Any]
    body: str
    #: The status of the answer; None if there is none yet or the client got a fault.
    status: Optional[int]
    #: The body of the answer.
    answer: str
    #: The endpoint, such as ``centerfy``; None if the path belongs to none.
    endpoint: Optional[str]
    #: The id of the agent.
    agent: Optional[str]
    #: The first rule that refused the request; None if it was accepted.
    rule: Optional[str]
    violations: List[Violation]
    warnings: List[str]
    #: Whether an endpoint or a mapping answered.
    matched: bool
    #: The name of the mapping that answered, or its id; None if an endpoint answered.
    mapping: Optional[str]
    #: What to do about a refusal, if there is more to say than its message does.
    hint: Optional[str]
    #: All that the admin API has about the request, in WireMock's form.
    raw: Dict[str, Any]

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @classmethod
    def of(cls, event: Dict[str, Any]) -> ReceivedRequest:
        """Reads a request as the admin API lists it."""
        request = event["request"]
        response = event.get("response", {})
        details = request.get("understudy", {})
        mapping = details.get("mapping") or {}
        return cls(
            id=event["id"],
            method=request["method"],
            url=request["url"],
            headers=request.get("headers", {}),
            body=request.get("body", ""),
            status=response.get("status"),
            answer=response.get("body", ""),
            endpoint=details.get("endpoint"),
            agent=details.get("agent"),
            rule=details.get("rule"),
            violations=[Violation(**violation) for violation in details.get("violations", [])],
            warnings=details.get("warnings", []),
            matched=event.get("wasMatched", True),
            mapping=mapping.get("name") or mapping.get("id"),
            hint=details.get("hint"),
            raw=event,
        )

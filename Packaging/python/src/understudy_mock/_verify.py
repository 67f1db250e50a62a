"""Verification of what a sandbox received and what it changed."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Literal, Mapping, Optional, TypedDict

from ._text import plain


class Effect(TypedDict, total=False):
    """The change of an agent that a request caused."""

    #: An update, unless it is another kind; archived agents are deleted ones.
    kind: Literal["created", "updated", "deleted"]
    #: The collection, such as ``centerfy``.
    collection: str
    #: The id of the agent.
    id: str
    #: The new values, by JSON Pointer: ``{"/temperature": 0.5}``.
    changed: Mapping[str, Any]
    #: Whether nothing else may have changed.
    only: bool


@dataclass(frozen=True)
class Verdict:
    """The answer to a verification."""

    #: ``pass``, ``fail``, or ``indeterminate`` if the journal had to drop requests.
    outcome: str
    #: The number of matching requests.
    count: int
    #: The ids of matching requests, at most 100.
    requests: List[str]
    #: All that the admin API answered.
    raw: Dict[str, Any]

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> Verdict:
        return cls(answer["verdict"], answer["count"], answer["requests"], answer)


class VerificationError(AssertionError):
    """A verification that did not pass. The message shows the nearest requests, each with its differences."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(explanation(verdict.raw))
        self.verdict = verdict


def explanation(answer: Mapping[str, Any]) -> str:
    """Returns the answer to a verification as text."""
    expected = " and ".join(f"{_BOUNDS[name]} {number}" for name, number in answer["expected"].items())
    lines = [f"expected {expected} matching requests, but there were {answer['count']}"]
    if answer["verdict"] == "indeterminate":
        lines.append(f"indeterminate: {plain(answer['reason'])}")
    if answer.get("waiting"):
        lines.append(f"{answer['waiting']} that may match wait for their response: pass a timeout to wait for them")
    if answer.get("note"):
        lines.append(f"note: {plain(answer['note'])}")
    for request in answer.get("nearest", []):
        lines.append(f"nearest: {request['method']} {plain(request['url'])} was answered with {request['status']}")
        lines += [f"  {_difference(mismatch)}" for mismatch in request["mismatches"]]
    return "\n".join(lines)


_BOUNDS = {"exactly": "exactly", "atLeast": "at least", "atMost": "at most"}


def _difference(mismatch: Mapping[str, Any]) -> str:
    actual = _json(mismatch["actual"]) if "actual" in mismatch else "missing"
    expected = _json(mismatch.get("expected"))
    remark: Optional[str] = mismatch.get("remark")
    return (f"{plain(mismatch['pointer'])}: expected {expected}, but {plain(mismatch['place'])} is {actual}"
            + (f" ({plain(remark)})" if remark else ""))


def _json(value: Any) -> str:
    return plain(json.dumps(value, ensure_ascii=False))

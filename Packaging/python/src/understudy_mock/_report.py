"""What a sandbox received, as text for the report of a failed test."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Tuple

from ._request import ReceivedRequest
from ._text import plain

if TYPE_CHECKING:
    from ._sandbox import Sandbox

_MAXIMUM_REQUESTS = 20


def received(sandbox: Sandbox) -> str:
    """Returns the newest requests of a sandbox, oldest first, and for unmatched ones the nearest mappings."""
    answer = sandbox.admin("GET", f"/requests?limit={_MAXIMUM_REQUESTS}")
    total: int = answer["meta"]["total"]
    if total == 0:
        return ("no requests: does the client use the URL or the key of the sandbox?\n"
                f"by URL: {sandbox.url}\nby key: the seeded one, then ~{sandbox.name}")
    shown = [ReceivedRequest.of(event) for event in reversed(answer["requests"])]
    lines = [f"{total - len(shown)} older requests are left out"] if len(shown) < total else []
    misses = _near_misses(sandbox) if any(not request.matched for request in shown) else {}
    for request in shown:
        lines += _lines(request)
        lines += misses.get((request.method, request.url), []) if not request.matched else []
    return "\n".join(lines)


def _lines(request: ReceivedRequest) -> Iterator[str]:
    status = "without an answer" if request.status is None else str(request.status)
    yield f"{request.method} {plain(request.url)}: {status}" + ("" if request.matched else ", unmatched")
    if request.body:
        yield f"    sent: {plain(request.body)}"
    violations = [violation for violation in request.violations if violation.message]
    for violation in violations:
        place = f" at {plain(violation.pointer)}" if violation.pointer else ""
        yield f"    refused by {violation.rule}{place}: {plain(violation.message)}"
    if request.rule is not None and not violations:
        yield f"    refused by {request.rule}"
    for warning in request.warnings:
        yield f"    warning: {plain(warning)}"
    if request.hint:
        yield f"    hint: {plain(request.hint)}"
    if request.mapping is not None:
        yield f"    answered by the mapping {plain(request.mapping)}"
    if not request.matched:
        yield f"    answered: {plain(request.answer)}"


def _near_misses(sandbox: Sandbox) -> Dict[Tuple[str, str], List[str]]:
    """Returns a line for each mapping that is near to an unmatched request, by the request's method and URL."""
    misses: Dict[Tuple[str, str], List[str]] = {}
    for miss in sandbox.admin("GET", "/requests/unmatched/near-misses")["nearMisses"]:
        lines = misses.setdefault((miss["request"]["method"], miss["request"]["url"]), [])
        line = f"    near miss: the mapping {_summary(miss['stubMapping'])}"
        if line not in lines:
            lines.append(line)
    return misses


def _summary(mapping: Dict[str, Any]) -> str:
    if mapping.get("name"):
        return plain(mapping["name"])
    request = mapping.get("request", {})
    path = next((request[name] for name in ("url", "urlPath", "urlPathPattern", "urlPattern") if name in request), "any URL")
    return f"{mapping['id']}: {request.get('method', 'ANY')} {plain(path)}"

"""Text of clients in messages and reports."""
from __future__ import annotations

_MAXIMUM = 400


def plain(text: str, maximum: int = _MAXIMUM) -> str:
    """Returns a text on one line and cut, so that what a client sent cannot move the cursor of a terminal or forge a line."""
    cut = text if len(text) <= maximum else text[:maximum] + "…"
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in cut)

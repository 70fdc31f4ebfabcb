"""Codes of places: one form for each, and all the wider places it lies in."""

from __future__ import annotations

from collections.abc import Sequence


def canonical_place(code: str) -> str:
    """A place code without what does not narrow it: 440000 → 44, 440100 → 4401, CN-44 → 44."""
    code = code.strip().upper().removeprefix("CN-")
    if code.isdigit() and len(code) >= 6:
        head, tail = code[:6], code[6:].rstrip("0")
        if tail:
            return head + code[6:]
        while len(head) > 2 and head.endswith("00"):
            head = head[:-2]
        return head
    return code


def place_ancestors(codes: Sequence[str]) -> list[str]:
    """Every prefix under which one of the places is to be found, itself included.

    >>> place_ancestors(["440100"])
    ['44', '440', '4401', 'CN']
    """
    found: dict[str, None] = {}
    for code in codes:
        place = canonical_place(code)
        if not place:
            continue
        for length in range(min(2, len(place)), len(place) + 1):
            found[place[:length]] = None
        if place.isdigit():
            found["CN"] = None
    return list(found)

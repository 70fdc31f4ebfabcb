"""Whose page it is, by the codes in its text and its surroundings."""

from __future__ import annotations

from duijie.reading.codes import find_identifiers, registry
from duijie.reading.page import Reading


def identify(reading: Reading) -> Reading:
    """Notes ``identifiers`` (list of Identifier) and ``owner`` (Known or None)."""
    found = find_identifiers(f"{reading.text}\n{reading.surroundings}")
    return reading.noting(identifiers=found, owner=registry().owner(found))

"""Who gets past which door of the other rooms. A new address needs a line in one of these files."""

from __future__ import annotations

from tests.endpoints.site_doors import accounts, library, matching, portal, reading, registry, tokens

TABLES = {
    "registry": registry.DOORS,
    "library": library.DOORS,
    "reading": reading.DOORS,
    "matching": matching.DOORS,
    "tokens": tokens.DOORS,
    "portal": portal.DOORS,
    "accounts": accounts.DOORS,
}
ELSEWHERE = accounts.ELSEWHERE | {
    "healthz": "asked by machines, as nobody: tests/core",
    "readyz": "the same",
    "metrics": "the same",
    "deals/<uuid:pk>/": "addresses cut short lead up, whoever asks: tests/portal/test_parents.py",
    "introductions/<uuid:pk>/": "the same",
    "docking:": "the room of deals has a table of its own, tests/endpoints/docking_doors.py",
    "api:api-1:": "the operations of the API have one of their own, tests/endpoints/api_doors.py",
}
"""How names of addresses begin that are asked elsewhere, and where."""

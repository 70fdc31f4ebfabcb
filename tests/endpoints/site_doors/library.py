"""The three libraries and the files of their items."""

from __future__ import annotations

from tests.endpoints.driving import Door, a_file
from tests.endpoints.site_people import CONFIDED, EDITORS, EVERYBODY, INSIDE, KEEPERS, SECRETARIATS, SIGNED_IN

_PRIVATE, _CLOSED, _OPEN = ("kind=problem pk=" + name for name in ("private", "closed", "open"))
_LINES = {"requirements-TOTAL_FORMS": "0", "requirements-INITIAL_FORMS": "0"}
_TEXT = {
    "title": "除镍", "statement": "把镍降下去。", "problem_kind": "need", "currency": "CNY", "visibility": "private",
    "confidentiality": "open", "version": "1",
} | _LINES  # fmt: skip
_CLOSE, _DOWN = {"action": "close"}, {"action": "take-down", "reason": "重复"}

DOORS = (
    Door("library:list", "kind=problem", get=EVERYBODY, community="east"),
    Door("library:list", "kind=project", get=EVERYBODY),
    Door("library:download", "kind=problem", get=EVERYBODY),
    Door("library:download", "kind=project", get=EVERYBODY, community="east"),
    Door("library:template", "kind=problem format=csv", get=EVERYBODY),
    Door("library:new", "kind=problem", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, data=_TEXT, community="east"),
    Door("library:item", _OPEN, get=EVERYBODY),
    Door("library:item", _CLOSED, get=EVERYBODY),
    Door("library:item", _PRIVATE, get=INSIDE),
    Door("library:item", "kind=project pk=quiet", get=INSIDE),
    Door("library:edit", _OPEN, get=EDITORS, post=EDITORS, change=EDITORS, data=_TEXT),
    Door("library:edit", _CLOSED, get=EDITORS, post=EDITORS, change=EDITORS, data=_TEXT),
    Door("library:edit", _PRIVATE, get=EDITORS, post=EDITORS, change=EDITORS, data=_TEXT),
    Door("library:act", _OPEN, post=EDITORS, change=EDITORS, data=_CLOSE),
    Door("library:act", _PRIVATE, post=EDITORS, change=EDITORS, data=_CLOSE),
    Door("library:act", _OPEN, post=KEEPERS, change=KEEPERS, data=_DOWN),
    Door("library:act", _OPEN, post=KEEPERS, change=frozenset(), data={"action": "take-down"}),
    Door("library:act", _PRIVATE, post=KEEPERS, change=KEEPERS, data=_DOWN),
    Door("library:history", _OPEN, get=EDITORS),
    Door("library:history", _PRIVATE, get=EDITORS),
    Door("library:upload", _OPEN, post=EDITORS, change=EDITORS, data={"file": a_file}),
    Door("library:upload", _OPEN, post=EDITORS, change=frozenset()),
    Door("library:upload", _PRIVATE, post=EDITORS, change=EDITORS, data={"file": a_file}),
    Door("library:file", f"{_PRIVATE} file=private_file", get=INSIDE),
    Door("library:file", f"{_CLOSED} file=closed_file", get=CONFIDED),
    Door("library:file", f"{_OPEN} file=private_file"),
    Door("library:remove-file", f"{_PRIVATE} file=private_file", post=EDITORS, change=EDITORS),
    Door("library:remove-file", f"{_CLOSED} file=closed_file", post=EDITORS, change=EDITORS),
    Door("library:moderation", get=SECRETARIATS, community="east"),
)  # fmt: skip
"""A step that needs a reason asks for one before it is taken, and a form without a file says so: those
who may take it are heard, and nothing is done."""

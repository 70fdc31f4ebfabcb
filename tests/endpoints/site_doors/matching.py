"""Needs, matches, what is made of them, saved searches, relations, items that say the same."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import (
    BROKERS,
    CONFIDED,
    EDITORS,
    EVERYBODY,
    GOVERN,
    INSIDE,
    KEEPERS,
    OWNER,
    SECRETARIATS,
    SIGNED_IN,
)

_EAST = "east"
_LINES = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
_NEED = {"text": "把电镀废水中的镍降到 0.1 mg/L 以下。"} | _LINES
_OPENED = "key=need_of_owner answer=twin kind=project pk=offer"

_NEEDS = (
    Door("matching:new", get=EVERYBODY, post=EVERYBODY, data=_NEED),
    Door("matching:matches", "key=need_of_owner", get=OWNER),
    Door("matching:teams", "key=need_of_owner", get=OWNER),
    Door("matching:edit", "key=need_of_owner", get=OWNER, post=OWNER, data=_NEED),
    Door("matching:save", "key=need_of_owner", get=OWNER),
    Door("matching:opened", _OPENED, get=EVERYBODY),
    Door("matching:judge", "key=need_of_owner kind=project pk=offer", post=OWNER, change=OWNER,
         data={"reason": "place"}),
    Door("matching:judge", "key=need_of_open kind=project pk=offer", post=EDITORS | BROKERS,
         change=EDITORS | BROKERS, data={"reason": "place"}),
    Door("matching:judge", "key=need_of_open kind=project pk=quiet", post=EDITORS, change=EDITORS,
         data={"reason": "place"}),
    Door("matching:problem", "pk=open", post=EVERYBODY),
    Door("matching:problem", "pk=private", post=INSIDE),
    Door("matching:problem", "pk=closed", post=CONFIDED),
    Door("matching:item-problems", "kind=project pk=offer", get=EVERYBODY),
    Door("matching:item-problems", "kind=project pk=quiet", get=INSIDE),
    Door("matching:person-problems", "pk=person", get=EVERYBODY),
    Door("matching:partners", "pk=firm", get=EVERYBODY),
    Door("matching:my-problems", get=SIGNED_IN),
    Door("matching:use", get=KEEPERS, community=_EAST),
    Door("matching:use-csv", "name=funnel", get=KEEPERS, community=_EAST),
    Door("matching:use-explore", post=KEEPERS, change=KEEPERS, data={"percent": "10"}, community=_EAST),
    Door("matching:use-calibrate", post=KEEPERS, community=_EAST),
)  # fmt: skip
"""A need is in the session of who stated it: its key opens nothing for anybody else. That of the open
problem is in everybody's, and only who keeps the problem and its brokers judge its matches."""

_SEARCHES = (
    Door("matching:saved-list", get=SIGNED_IN),
    Door("matching:saved-new", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, query="?profile=1",
         data={"name": "我的"}),
    Door("matching:saved", "pk=search", get=OWNER),
    Door("matching:saved-change", "pk=search", post=OWNER, change=OWNER, data={"paused": "1"}),
    Door("matching:saved-change", "pk=search", post=OWNER, change=OWNER, data={"name": "别的"}),
    Door("matching:saved-delete", "pk=search", get=OWNER, post=OWNER, change=OWNER),
    Door("matching:unsubscribe", "token=search_link", get=EVERYBODY, post=EVERYBODY, change=EVERYBODY),
)  # fmt: skip

_JUDGING = (
    Door("matching:relations", get=SIGNED_IN),
    Door("matching:relations", get=SIGNED_IN, community=_EAST),
    Door("matching:relations-all", get=GOVERN, community=_EAST),
    Door("matching:relation-new", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, community=_EAST,
         data={"to": "no. 西山大学", "kind": "family"}),
    Door("matching:relation-end", "pk=relation", post=OWNER | GOVERN, change=OWNER | GOVERN),
    Door("matching:same", get=SECRETARIATS, community=_EAST),
    Door("matching:same-decide", "pk=twin", post=KEEPERS, change=KEEPERS, data={"act": "apart"}),
)  # fmt: skip

DOORS = (*_NEEDS, *_SEARCHES, *_JUDGING)

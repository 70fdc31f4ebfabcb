"""Articles, the pages they come from, and the review of what was read."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import EVERYBODY, KEEPERS

_EAST = "east"
_SOURCE = {"name": "新闻", "kind": "page", "every": "never", "address": "https://example.org/more"}

DOORS = (
    Door("reading:articles", get=EVERYBODY),
    Door("reading:article", "pk=article", get=EVERYBODY),
    Door("reading:raw", "pk=article", get=EVERYBODY),
    Door("reading:reading-state", "pk=article", get=EVERYBODY),
    Door("reading:indicators-csv", "pk=firm", get=EVERYBODY),
    Door("reading:page-sources", get=KEEPERS, community=_EAST),
    Door("reading:page-source", "pk=source", get=KEEPERS, community=_EAST),
    Door("reading:page-source", "pk=source", community="west"),
    Door("reading:page-source-new", get=KEEPERS, post=KEEPERS, change=KEEPERS, data=_SOURCE, community=_EAST),
    Door("reading:page-source-edit", "pk=source", get=KEEPERS, post=KEEPERS, change=KEEPERS, data=_SOURCE,
         community=_EAST),
    Door("reading:page-source-edit", "pk=source", data=_SOURCE, community="west"),
    Door("reading:page-source-act", "pk=source action=pause", post=KEEPERS, change=KEEPERS, community=_EAST),
    Door("reading:page-source-act", "pk=source action=run", post=KEEPERS, change=KEEPERS, community=_EAST),
    Door("reading:page-source-act", "pk=source action=remove", post=KEEPERS, change=KEEPERS, community=_EAST),
    Door("reading:page-source-act", "pk=source action=remove", community="west"),
    Door("reading:reading", "pk=article", post=KEEPERS, change=KEEPERS, data={"action": "take-back"}),
    Door("reading:reading", "pk=article", post=KEEPERS),
    Door("reading:review", get=KEEPERS, community=_EAST),
    Door("reading:decide", "pk=proposal", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"action": "accept"}),
    Door("reading:decide", "pk=proposal", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"action": "reject"}),
    Door("reading:decisions", get=KEEPERS, community=_EAST),
    Door("reading:undo", "pk=decision", post=KEEPERS, change=KEEPERS),
    Door("reading:sources", get=KEEPERS, post=KEEPERS, community=_EAST),
)  # fmt: skip
"""What the east reads from is nothing of the west's: there nobody finds it."""

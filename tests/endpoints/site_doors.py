"""Who is shown which page of the other rooms that is not for everybody."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.people import KEEPERS, People

_SIGNED_IN: People = frozenset(
    {"demand lead", "supply lead", "broker", "secretariat", "secretariat above", "site admin", "outsider"}
)
ASKED: People = _SIGNED_IN | {"anonymous"}
_EAST = "east"
_GOVERN = KEEPERS | {"secretariat above"}
_MODERATORS = KEEPERS | {"secretariat above"}
_OWNER: People = frozenset({"demand lead"})
_SCHOOL: People = frozenset({"supply lead", "site admin"})

DOORS = (
    Door("registry:organisation-new", get=KEEPERS, community=_EAST),
    Door("registry:organisation-edit", "pk=firm", get=KEEPERS, community=_EAST),
    Door("registry:organisation-edit", "pk=school", get=_SCHOOL),
    Door("registry:organisation-merge", "pk=firm", get=KEEPERS, community=_EAST),
    Door("registry:organisation-members", "pk=firm", get=_GOVERN, community=_EAST),
    Door("registry:people-same", get=_MODERATORS, community=_EAST),
    Door("registry:person-new", get=KEEPERS, community=_EAST),
    Door("registry:community-edit", get=_GOVERN, community=_EAST),
    Door("registry:community-new", get=_GOVERN, community=_EAST),
    Door("registry:members", get=_GOVERN, community=_EAST),
    Door("library:new", "kind=problem", get=_SIGNED_IN),
    Door("library:item", "kind=problem pk=private", get=_OWNER | KEEPERS),
    Door("library:edit", "kind=problem pk=private", get=_OWNER | KEEPERS),
    Door("library:history", "kind=problem pk=private", get=_OWNER | KEEPERS),
    Door("library:edit", "kind=problem pk=open", get=_OWNER | KEEPERS),
    Door("library:history", "kind=problem pk=open", get=_OWNER | KEEPERS),
    Door("library:moderation", get=_MODERATORS, community=_EAST),
    Door("reading:page-sources", get=KEEPERS, community=_EAST),
    Door("reading:page-source-new", get=KEEPERS, community=_EAST),
    Door("reading:review", get=KEEPERS, community=_EAST),
    Door("reading:decisions", get=KEEPERS, community=_EAST),
    Door("reading:sources", get=KEEPERS, community=_EAST),
    Door("matching:use", get=KEEPERS, community=_EAST),
    Door("matching:saved-list", get=_SIGNED_IN),
    Door("matching:my-problems", get=_SIGNED_IN),
    Door("matching:relations", get=_SIGNED_IN),
    Door("matching:relations-all", get=_GOVERN, community=_EAST),
    Door("matching:relation-new", get=_SIGNED_IN),
    Door("matching:same", get=_MODERATORS, community=_EAST),
    Door("api:tokens", get=_SIGNED_IN),
    Door("api:webhooks", get=_SIGNED_IN),
    Door("portal:mine", get=_SIGNED_IN),
    Door("portal:notices", get=_SIGNED_IN),
    Door("portal:account", get=_SIGNED_IN),
    Door("portal:account-delete", get=_SIGNED_IN),
    Door("portal:status", get=_MODERATORS),
)

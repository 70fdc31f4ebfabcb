"""Organisations, people, communities: who belongs to what, who is who."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import (
    ADMIN,
    ASKER,
    EVERYBODY,
    FIRM,
    GOVERN,
    INVITED,
    KEEPERS,
    ROLES_EAST,
    SECRETARIATS,
    SIGNED_IN,
    STAFF,
)

_EAST = "east"
_CONFIRM, _REMOVE = {"act": "confirm"}, {"act": "remove"}
_NAMED = {"name": "新单位", "kind": "company"}
_FIRM = {"name": "东湖电镀有限公司", "kind": "company", "website": "https://example.org", "version": "1"}
_HERE = {"name_zh": "东分会", "colour": "#0a5", "version": "1"}
_SITE_ADMIN = frozenset({"site admin"})
_MEMBER = frozenset({"member"})
_OWN_PAGE = frozenset({"teammate"})
"""Whose page the stage gives to somebody."""

_ORGANISATIONS = (
    Door("registry:organisations", get=EVERYBODY),
    Door("registry:organisation", "pk=firm", get=EVERYBODY),
    Door("registry:organisation-new", get=KEEPERS, post=KEEPERS, change=KEEPERS, data=_NAMED, community=_EAST),
    Door("registry:organisation-edit", "pk=firm", get=KEEPERS | ADMIN, post=KEEPERS | ADMIN, change=KEEPERS | ADMIN,
         data=_FIRM),
    Door("registry:organisation-merge", "pk=firm", get=KEEPERS, post=_SITE_ADMIN, change=_SITE_ADMIN,
         data={"other": "{school}"}),
    Door("registry:organisation-members", "pk=firm", get=STAFF, post=STAFF, change=STAFF,
         data={"email": "new@example.org"}),
    Door("registry:organisation-member-remove", "pk=firm role=firm_role", post=STAFF, change=STAFF),
    Door("registry:organisation-join", "pk=firm", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN - FIRM - ASKER,
         data={"message": "请批准"}),
    Door("registry:organisation-join-withdraw", "pk=firm", post=SIGNED_IN, change=ASKER),
    Door("registry:organisation-requests", "pk=firm", get=STAFF),
    Door("registry:membership-request", "pk=request", post=STAFF, change=STAFF, data=_CONFIRM),
    Door("registry:membership-request", "pk=request", post=STAFF, change=STAFF, data={"act": "no", "reason": "不在册"}),
    Door("registry:organisation-domains", "pk=firm", get=STAFF, post=STAFF, change=STAFF,
         data={"domain": "dh.example"}),
    Door("registry:organisation-domain", "pk=firm domain=domain", post=GOVERN, change=GOVERN, data=_CONFIRM),
    Door("registry:organisation-domain", "pk=firm domain=domain", post=STAFF, change=STAFF, data=_REMOVE),
)  # fmt: skip

_PEOPLE = (
    Door("registry:people", get=EVERYBODY),
    Door("registry:person", "pk=person", get=EVERYBODY),
    Door("registry:person-new", get=KEEPERS, post=KEEPERS, change=KEEPERS, data={"name": "周新"}, community=_EAST),
    Door("registry:person-edit", "pk=person", get=KEEPERS, post=KEEPERS, change=KEEPERS,
         data={"name": "王明", "website": "https://example.org", "version": "1"}),
    Door("registry:person-edit", "pk=taken", get=KEEPERS | _OWN_PAGE, post=KEEPERS | _OWN_PAGE),
    Door("registry:person-merge", "pk=person", get=KEEPERS, post=KEEPERS, change=KEEPERS,
         data={"other": "{twin_person}"}),
    Door("registry:post-new", "pk=person", get=SIGNED_IN, post=KEEPERS | ADMIN, change=KEEPERS | ADMIN,
         data={"organisation": "no. 东湖电镀有限公司", "title": "顾问"}),
    Door("registry:post-end", "pk=post", get=KEEPERS | ADMIN, post=KEEPERS | ADMIN, change=KEEPERS | ADMIN,
         data={"end": "2024-01-01"}),
    Door("registry:people-same", get=SECRETARIATS, community=_EAST),
    Door("registry:people-same-decide", "pk=pair", post=KEEPERS, change=KEEPERS, data={"act": "apart"}),
    Door("registry:people-same-decide", "pk=pair", post=KEEPERS, change=KEEPERS, data={"act": "join"}),
    Door("registry:person-part", "pk=merged", post=KEEPERS, change=KEEPERS),
    Door("registry:claims", get=SECRETARIATS),
    Door("registry:claim-decide", "pk=claim", post=KEEPERS, change=KEEPERS, data=_CONFIRM),
    Door("registry:claim-decide", "pk=claim", post=KEEPERS, change=KEEPERS, data={"act": "no", "reason": "不是本人"}),
    Door("registry:person-claim", "pk=person", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN - ASKER - _OWN_PAGE,
         data={"message": "这是我"}),
    Door("registry:person-claim-withdraw", "pk=person", post=SIGNED_IN, change=ASKER),
    Door("registry:person-claim-take-back", "pk=taken", post=KEEPERS, change=KEEPERS, data={"reason": "弄错了"}),
)  # fmt: skip

_COMMUNITIES = (
    Door("registry:community", get=EVERYBODY, community=_EAST),
    Door("registry:community-join", post=SIGNED_IN, change=SIGNED_IN - _MEMBER, community=_EAST),
    Door("registry:community-leave", get=SIGNED_IN, post=SIGNED_IN, change=ROLES_EAST - {"secretariat"},
         community=_EAST),
    Door("registry:community-edit", get=GOVERN, post=GOVERN, change=GOVERN, data=_HERE, community=_EAST),
    Door("registry:community-new", get=GOVERN, post=GOVERN, change=GOVERN, community=_EAST,
         data={"slug": "harbour", "name_zh": "港口分会", "colour": "#0a5"}),
    Door("registry:members", get=GOVERN, post=GOVERN, change=GOVERN, community=_EAST,
         data={"email": "new@example.org", "kind": "secretariat"}),
    Door("registry:role-revoke", "pk=role", post=GOVERN, change=GOVERN, community=_EAST),
    Door("registry:role-revoke", "pk=role", community="west"),
    Door("registry:invitation-withdraw", "pk=invitation", post=GOVERN, change=GOVERN),
    Door("registry:join-by-invitation", "token=invite_link", get=EVERYBODY, post=EVERYBODY, change=INVITED),
)  # fmt: skip
"""A role of the east is no role of the west: there nobody takes it away."""

DOORS = (*_ORGANISATIONS, *_PEOPLE, *_COMMUNITIES)

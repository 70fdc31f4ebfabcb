"""One small world for the rooms' tests: two branches below one association, and everybody in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal, overload

from duijie.core.models import User
from duijie.library.models import ITEM_MODELS, Item, Problem, Project, State, Talent, Visibility
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.services import create_community, grant_role, load_classifications
from tests.layers import held

BODY = {
    "problem": {"statement": "需要把电镀废水中的镍降到 0.1 mg/L 以下。"},
    "project": {"summary": "螯合树脂深度除镍，出水 0.05 mg/L。"},
    "talent": {"expertise": "重金属废水处理二十年。"},
}


@dataclass
class World:
    """Communities root → (east, west); ``firm`` belongs to east."""

    root: Community
    east: Community
    west: Community
    firm: Organisation
    owner: User
    teammate: User
    organisation_admin: User
    member_east: User
    member_west: User
    broker: User
    secretariat: User
    secretariat_west: User
    secretariat_root: User
    outsider: User
    admin: User

    @property
    def people(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


@held
def world() -> World:
    load_classifications()
    root = create_community(actor=None, parent=None, slug="root", name_zh="总会", name_en="Root")
    east = create_community(actor=None, parent=root, slug="east", name_zh="东分会", name_en="East")
    west = create_community(actor=None, parent=root, slug="west", name_zh="西分会", name_en="West")
    firm = Organisation.objects.create(name="东湖电镀有限公司", community=east)

    def person(name: str, *roles: tuple[Community, str, Organisation | None]) -> User:
        user = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name)
        for community, kind, organisation in roles:
            grant_role(actor=None, user=user, community=community, kind=kind, organisation=organisation)
        return user

    kinds = Role.Kind
    return World(
        root, east, west, firm,
        owner=person("owner", (east, kinds.MEMBER, firm)),
        teammate=person("teammate", (east, kinds.MEMBER, firm)),
        organisation_admin=person("orgadmin", (east, kinds.ORGANISATION_ADMIN, firm)),
        member_east=person("member-east", (east, kinds.MEMBER, None)),
        member_west=person("member-west", (west, kinds.MEMBER, None)),
        broker=person("broker", (east, kinds.BROKER, None)),
        secretariat=person("secretariat", (east, kinds.SECRETARIAT, None)),
        secretariat_west=person("secretariat-west", (west, kinds.SECRETARIAT, None)),
        secretariat_root=person("secretariat-root", (root, kinds.SECRETARIAT, None)),
        outsider=person("outsider"),
        admin=User.objects.create_superuser("admin@example.org", "correct horse battery", name="admin"),
    )  # fmt: skip


@overload
def make(world: World, kind: Literal["problem"], **fields: object) -> Problem: ...
@overload
def make(world: World, kind: Literal["project"], **fields: object) -> Project: ...
@overload
def make(world: World, kind: Literal["talent"], **fields: object) -> Talent: ...
@overload
def make(world: World, kind: str, **fields: object) -> Item: ...
def make(world: World, kind: str, **fields: object) -> Item:
    """An item of the owner's firm in the eastern branch, straight into the database."""
    values = {"title": "镀镍", "community": world.east, "organisation": world.firm, "owner": world.owner}
    return ITEM_MODELS[kind]._default_manager.create(**{**values, **BODY[kind], **fields})


def every_item(world: World, kind: str) -> list[Item]:
    """One item in every state and visibility, in the east and at the root."""
    confidentialities = ("open", "title-only") if kind == "problem" else (None,)
    return [
        make(
            world,
            kind,
            title=f"{state} {visibility} {community.slug} {confidentiality}",
            state=state,
            visibility=visibility,
            community=community,
            **({"confidentiality": confidentiality} if confidentiality else {}),
        )
        for state, visibility, community, confidentiality in product(
            State.values, Visibility.values, (world.east, world.root), confidentialities
        )
    ]

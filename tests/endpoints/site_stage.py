"""The eastern branch with one record of each kind that is not for everybody, and everybody who might ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from duijie.api.services import create_token
from duijie.api.webhooks.models import Delivery, Webhook
from duijie.core.models import Notice, User
from duijie.core.notices import stopping
from duijie.docking.models import Officer
from duijie.docking.services import stations
from duijie.library.models import Item
from duijie.library.services import attach
from duijie.matching.models import ItemTwin, SavedSearch
from duijie.matching.services.relations import declare_relation
from duijie.matching.services.saved import save_search, unsubscribe_token
from duijie.reading.models import Decision, Statement
from duijie.reading.services import accept, reject
from duijie.reading.services.sources import add_source
from duijie.registry import services as registry
from duijie.registry.models import MembershipRequest, Person, PersonClaim, PersonPair, Role
from duijie.registry.services.inviting import join_token
from duijie.registry.standing import forget
from tests.docking.challenges.staging import published
from tests.docking.conftest import Match
from tests.endpoints.checking import Scene
from tests.endpoints.site_people import (
    ASKER,
    CONFIDED,
    EVERYBODY,
    GOVERN,
    INSIDE,
    KEEPERS,
    LEAST,
    OFFICER,
    OWNER,
    SIGNED_IN,
    SOME,
    STAFF,
)
from tests.factories.world import make
from tests.reading.review_world import page, proposal, read

PRIVATE = "应龙专有工艺"
"""Stands in everything of the problem that is for its organisation and the secretariat."""
CLOSED = "玄武工艺参数"
"""Stands in the body of the problem of which only the title is for everybody."""
OWN = "白虎私人备忘"
"""Stands in what the owner keeps for themselves: searches, webhooks, tokens, notices."""
TOLD = "麒麟申报内情"
"""Stands in the details of a relation that the owner declared."""

_OWNED = dict.fromkeys(("search", "token", "webhook", "delivery", "notice", "session"), OWNER)
KNOWERS = _OWNED | {
    "private": INSIDE,
    "private_file": INSIDE,
    "quiet": INSIDE,
    "closed_file": CONFIDED,
    "challenge": INSIDE | OFFICER,
    "relation": OWNER | GOVERN,
    "request": ASKER | STAFF,
    "domain": STAFF,
    "firm_role": STAFF,
    "role": GOVERN,
    "claim": ASKER | KEEPERS,
    "pair": KEEPERS,
    "merged": KEEPERS,
    "invitation": GOVERN,
    "twin": KEEPERS,
    "source": KEEPERS,
    "proposal": KEEPERS,
    "decision": KEEPERS,
    "rejected": KEEPERS,
}
"""Records that are not for everybody, and who may know of each."""
READERS = ((PRIVATE, INSIDE | OFFICER), (CLOSED, CONFIDED), (OWN, OWNER), (TOLD, OWNER | GOVERN))

Branch = tuple[Scene, dict[str, User | None]]
"""What is checked, and who asks."""


def people_of(match: Match, officer: User, lead: User) -> dict[str, User | None]:
    """Everybody, by what they are to the things of the eastern firm."""
    world = match.world
    return {
        "owner": world.owner, "teammate": world.teammate, "organisation admin": world.organisation_admin,
        "other party": match.solver, "member": world.member_east, "member elsewhere": world.member_west,
        "broker": world.broker, "station lead": lead, "officer": officer, "secretariat": world.secretariat,
        "secretariat above": world.secretariat_root, "secretariat elsewhere": world.secretariat_west,
        "site admin": world.admin, "outsider": world.outsider, "anonymous": None,
    }  # fmt: skip


def build(match: Match) -> Branch:
    """The branch and who asks."""
    world = match.world
    for organisation in (world.firm, match.school):
        type(organisation).objects.filter(pk=organisation.pk).update(external_id=f"no. {organisation.name}")
    officer, lead = (User.objects.create_user(f"{name}@example.org", "x", name=name) for name in ("officer", "lead"))
    registry.grant_role(actor=None, user=lead, community=world.east, kind=Role.Kind.BROKER)
    stations.save_station(
        actor=world.secretariat, community=world.east, station=None, name_zh="绍兴挂点组", brokers=[lead], lead=lead
    )
    names = _items(match, officer) | _registry(match) | _own(match) | _reading(match)
    people = people_of(match, officer, lead)
    for user in filter(None, people.values()):
        forget(user)
    few = {EVERYBODY: LEAST, SIGNED_IN: SOME}
    scene = Scene(names=names, readers=READERS, knowers=KNOWERS, everybody=EVERYBODY, few=few)
    return scene, people


def state_needs(clients: Mapping[str, Client], problem: Any) -> None:
    """The owner's need in the session of the owner, that of a problem in everybody's."""
    for who, client in clients.items():
        session = client.session
        session["needs"] = {"need_of_open": {"text": "除镍", "requirements": [], "problem": str(problem)}}
        if who == "owner":
            session["needs"]["need_of_owner"] = {"text": OWN, "requirements": []}
        session.save()


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.7 note %%EOF")


def _items(match: Match, officer: User) -> dict[str, Any]:
    world = match.world

    def item(kind: str, words: str, **values: Any) -> Item:
        return make(world, kind, title=words, state="published", **values)

    private = item("problem", PRIVATE, statement=PRIVATE, visibility="private")
    closed = item("problem", "保密的问题", statement=CLOSED, confidentiality="title-only")
    quiet = item("project", PRIVATE, summary=PRIVATE, visibility="private")
    project, talent = item("project", "深度除镍"), item("talent", "王工")
    one, other = sorted((project.key, quiet.key))
    challenge = published(private)
    Officer.objects.create(challenge=challenge, user=officer, place=1)
    return {
        "open": match.problem.pk, "private": private.pk, "closed": closed.pk, "quiet": quiet.pk,
        "offer": project.pk, "expert": talent.pk, "challenge": challenge.pk,
        "private_file": attach(actor=world.owner, item=private, upload=_file(PRIVATE)).pk,
        "closed_file": attach(actor=world.owner, item=closed, upload=_file(CLOSED)).pk,
        "twin": ItemTwin.objects.create(one=one, other=other, score=0.9, why=ItemTwin.Why.TEXT).pk,
    }  # fmt: skip


def _person(match: Match, name: str) -> Person:
    return registry.create_person(actor=None, community=match.world.east, name=name)


def _registry(match: Match) -> dict[str, Any]:
    world = match.world
    person, twin, taken = _person(match, "王明"), _person(match, "王明明"), _person(match, "陈立")
    dropped = _person(match, "陈立立")
    Person.objects.filter(pk=taken.pk).update(user=world.teammate)
    registry.merge_people(actor=world.secretariat, keep=taken, drop=dropped)
    asked = registry.ask_to_join(user=world.outsider, organisation=world.firm, message="请批准")
    claim = registry.claim_person(user=world.outsider, person=person, message="这是我")
    address = world.member_west.email
    EmailAddress.objects.create(user=world.member_west, email=address, verified=True, primary=True)
    invitation = registry.invite_to_join(
        actor=world.secretariat, email=address, community=world.east, kind=Role.Kind.MEMBER
    )
    assert isinstance(asked, MembershipRequest) and isinstance(claim, PersonClaim)
    return {
        "firm": world.firm.pk, "school": match.school.pk, "person": person.pk, "twin_person": twin.pk,
        "taken": taken.pk, "merged": dropped.pk, "request": asked.pk, "claim": claim.pk,
        "post": registry.add_post(actor=None, person=person, organisation=world.firm, title="总工程师").pk,
        "pair": PersonPair.objects.create(one=person, other=twin, probability=0.8).pk,
        "domain": registry.state_domain(
            actor=world.organisation_admin, organisation=world.firm, text="donghu.example").pk,
        "invitation": invitation.pk, "invite_link": join_token(invitation),
        "role": Role.objects.get(user=world.member_east).pk,
        "firm_role": Role.objects.get(user=world.teammate).pk,
    }  # fmt: skip


def _own(match: Match) -> dict[str, Any]:
    world, owner = match.world, match.asker
    search = save_search(actor=owner, name="每周的搜索", kind=SavedSearch.Kind.NEED, text=OWN)
    hook = Webhook.objects.create(user=owner, name=OWN, url="https://example.org/hook", groups=["deals"], secret="x")
    notice = Notice.objects.create(user=owner, kind="docking-deal", key=OWN, url="/mine/", params={"problem": OWN})
    now = timezone.now()
    delivery = Delivery.objects.create(
        webhook=hook, kind="ping", state=Delivery.State.DELIVERED, started_at=now, due_at=now, delivered_at=now
    )
    session = UserSession.objects.create(user=owner, ip="127.0.0.1", session_key="elsewhere", user_agent=OWN)
    relation = declare_relation(actor=owner, community=world.east, kind="family", to=match.school, details=TOLD)
    return {
        "search": search.pk, "search_link": unsubscribe_token(owner, search), "webhook": hook.pk,
        "delivery": delivery.pk, "notice": notice.pk, "session": session.pk, "relation": relation.pk,
        "stop_link": stopping.address(owner, stopping.gathered("daily")).rstrip("/").rpartition("/")[2],
        "connected": SocialAccount.objects.create(user=owner, provider="campus", uid=OWN).pk,
        "token": create_token(actor=owner, name=OWN, scope="write")[0].pk,
    }  # fmt: skip


def _reading(match: Match) -> dict[str, Any]:
    world = match.world
    article = page(world.east)
    read(article)
    accept(actor=world.secretariat, proposal=proposal("membership"))
    rejected = proposal("indicator")
    reject(actor=world.secretariat, proposal=rejected)
    source = add_source(
        actor=world.secretariat, community=world.east, name="要闻", kind="page", every="never",
        address="https://example.org/news",
    )  # fmt: skip
    return {
        "article": article.pk, "source": source.pk, "proposal": proposal("event").pk,
        "decision": Decision.objects.get(action="accept").pk, "rejected": article.facts.get(type="indicator").pk,
        "fact": article.facts.get(type="membership").pk,
        "statement": Statement.objects.get(kind="membership").pk,
    }  # fmt: skip

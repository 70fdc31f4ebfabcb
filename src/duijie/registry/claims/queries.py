"""Every read of claims that needs a name."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.models import User
from duijie.registry.claims.rules import decide_claim, see_claim
from duijie.registry.models import Identifier, Person, PersonClaim, Post
from duijie.registry.standing import Standing

ORCID = "orcid"
"""The key under which accounts at ORCID are connected."""


def vouched_orcids(user: User) -> set[str]:
    """The iDs that ORCID says are this user's."""
    return set(SocialAccount.objects.filter(user=user, provider=ORCID).values_list("uid", flat=True))


def shared_orcid(user: User, person: Person) -> str:
    """The iD that the user has shown to be theirs and the record has; "" when none."""
    held = person.identifiers.filter(scheme=ORCID, value__in=vouched_orcids(user))
    return str(held.values_list("value", flat=True).first() or "")


def person_by_orcid(user: User) -> Person | None:
    """The record with an iD that the user has shown to be theirs."""
    rows = Identifier.objects.filter(scheme=ORCID, value__in=vouched_orcids(user), person__merged_into__isnull=True)
    found = rows.select_related("person").first()
    return found.person if found else None


def refused_before(user: User, person: Person) -> bool:
    """Whether somebody decided that this user is not that person."""
    rows = PersonClaim.objects.filter(user=user, person=person, state__in=("declined", "ended"))
    return rows.filter(by_person=True).exists()


def own_claim(user: User, person: Person) -> PersonClaim | None:
    """The claim of somebody on a page that waits for an answer."""
    return PersonClaim.objects.filter(user=user, person=person, state="open").first()


def last_answer(user: User, person: Person) -> PersonClaim | None:
    """The refusal that somebody got last about a page, unless something came after it."""
    row = PersonClaim.objects.filter(user=user, person=person).order_by("-pk").first()
    return row if row is not None and row.state in ("declined", "ended") else None


def own_claims(user: User) -> list[PersonClaim]:
    """What somebody says to be and has no answer to yet."""
    rows = PersonClaim.objects.filter(user=user, state="open").select_related("person")
    return list(rows.prefetch_related("person__names")[:50])


def person_of(user: User) -> Person | None:
    """The page that is somebody's own."""
    return Person.objects.filter(user=user).prefetch_related("names").first()


def waiting(actor: Standing) -> int:
    """How many claims wait for this actor's decision."""
    if not actor.secretarial:
        return 0
    return decide_claim.filter(actor, PersonClaim.objects.filter(state="open")).count()


def to_decide(actor: Standing) -> QuerySet[PersonClaim]:
    """The open claims that the actor decides; those on one page together, in the order they came.

    Each has ``rivals`` (other open claims on the page), ``proved`` (the account's address is
    confirmed) and ``person`` with its posts.
    """
    rows = decide_claim.filter(actor, PersonClaim.objects.filter(state="open"))
    rivals = PersonClaim.objects.filter(person=OuterRef("person"), state="open").exclude(pk=OuterRef("pk"))
    return _dressed(rows).annotate(rivals=Exists(rivals)).order_by("person_id", "pk")


def decided(actor: Standing, *, state: str) -> QuerySet[PersonClaim]:
    """The claims that were confirmed, or refused and taken back, the latest first."""
    states = ("confirmed",) if state == "confirmed" else ("declined", "ended")
    rows = decide_claim.filter(actor, PersonClaim.objects.filter(state__in=states))
    return _dressed(rows).order_by("-decided_at", "-pk")


def _dressed(rows: QuerySet[PersonClaim]) -> QuerySet[PersonClaim]:
    posts = Prefetch("person__posts", Post.objects.select_related("organisation").order_by("former", "-start"))
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), email__iexact=OuterRef("user__email"), verified=True)
    rows = rows.select_related("user", "person__user", "decided_by").annotate(proved=Exists(confirmed))
    return rows.prefetch_related("person__names", "person__identifiers", posts)


def access_claim(actor: Standing, pk: UUID) -> PersonClaim:
    """One claim that the actor made or decides.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    row = PersonClaim.objects.select_related("person__community", "user").filter(pk=pk).first()
    if row is None or not see_claim.allows(actor, row):
        raise NotFound(_("There is no such request."))
    return row

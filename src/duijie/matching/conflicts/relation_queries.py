"""Every read of declared relations that needs a name."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.core.errors import NotAllowed, NotFound
from duijie.matching.conflicts.rules import govern_relations, read_relation
from duijie.matching.models import Relation
from duijie.registry.models import Community, Organisation, Person
from duijie.registry.names import name_key
from duijie.registry.queries import organisations_named, present_posts
from duijie.registry.standing import Standing

_LOADED = ("person", "organisation", "user", "other_person", "other_organisation", "declared_by", "community")
_NAMES = ("person__names", "organisation__names", "other_person__names", "other_organisation__names")
_MOST = 12

Whom = Person | Organisation


def _loaded(rows: QuerySet[Relation]) -> QuerySet[Relation]:
    return rows.select_related(*_LOADED).prefetch_related(*_NAMES).order_by("-id")


def own_relations(actor: Standing) -> QuerySet[Relation]:
    """Those that the actor declared, the newest first."""
    return _loaded(Relation.objects.filter(declared_by=actor.user) if actor.user else Relation.objects.none())


def all_relations(actor: Standing, community: Community) -> QuerySet[Relation]:
    """Those of a community and the ones below it, for its secretariat.

    Raises:
        NotAllowed: the actor is not of the secretariat.
    """
    if not govern_relations.allows(actor, community):
        raise NotAllowed(gettext_lazy("Declared relations are kept by the secretariat of this community."))
    rows = read_relation.filter(actor, Relation.objects.filter(community__path__startswith=community.path))
    return _loaded(rows)


def access_relation(actor: Standing, pk: UUID) -> Relation:
    """One that the actor may read.

    Raises:
        NotFound: there is none, or it is not open to the actor.
    """
    row = _loaded(Relation.objects.filter(pk=pk)).first()
    if row is None or not read_relation.allows(actor, row):
        raise NotFound(gettext_lazy("There is no such relation, or it is not open to you."))
    return row


def named(text: str) -> list[Whom]:
    """The people and organisations that go by exactly this name or identifier, or ``person:<id>``."""
    kind, _colon, pk = text.strip().partition(":")
    if kind in ("person", "organisation"):
        try:
            return [found] if (found := _kept(kind, UUID(pk))) else []
        except ValueError:
            return []
    live = Person.objects.filter(merged_into__isnull=True)
    people = live.filter(Q(names__key=name_key(text)) | Q(identifiers__value=text.strip())).distinct()
    return [*organisations_named(text), *people.prefetch_related("names").order_by("name", "pk")[:_MOST]]


def _kept(kind: str, pk: UUID) -> Whom | None:
    if kind == "person":
        return Person.objects.filter(pk=pk, merged_into__isnull=True).first()
    return Organisation.objects.filter(pk=pk, merged_into__isnull=True).first()


def choices(found: list[Whom]) -> list[tuple[str, str]]:
    """Several of one name, told apart by their posts."""
    posts = present_posts([one.pk for one in found if isinstance(one, Person)])
    shown = []
    for one in found:
        if isinstance(one, Person):
            held = "; ".join(f"{post.title} · {post.organisation.name}" for post in posts.get(one.pk, [])[:2])
            held = held or _("no post is known")
            shown.append((f"person:{one.pk}", f"{one.display_name} · {held}"))
        else:
            shown.append((f"organisation:{one.pk}", f"{one.display_name} · {one.get_kind_display()}"))
    return shown

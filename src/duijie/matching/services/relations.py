"""Declaring relations that may be conflicts of interest, and ending them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, records
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from duijie.core.models import User
from duijie.core.text import clean
from duijie.matching.conflicts.rules import govern_relations, read_relation
from duijie.matching.models import Relation
from duijie.registry.models import Community, Organisation, Person
from duijie.registry.standing import standing


@transaction.atomic
def declare_relation(
    *,
    actor: User | None,
    community: Community,
    kind: str,
    to: Person | Organisation,
    of: Person | Organisation | User | None = None,
    since: date | None = None,
    until: date | None = None,
    details: str = "",
) -> Relation:
    """Declare a relation of somebody to a person or an organisation.

    Args:
        actor: who declares it; None for the installation itself.
        community: whose secretariat is to know it.
        kind: one of :class:`Relation.Kind`.
        of: whose relation it is; None for the actor's own: that of the person whose profile they
            have claimed, else of their account. Others' are declared by the secretariat, an
            organisation's also by its admin.
        details: for the secretariat and the declarer only.

    Raises:
        NotAllowed: the actor may not declare it for somebody else.
        InvalidInput: the dates do not fit, or it is a relation to oneself.
    """
    of = of or _own(actor)
    if actor is not None:
        _check_speaks(actor, community, of)
    if of == to:
        message = _("Nobody has a relation to themselves; name the other one.")
        raise InvalidInput.at("to", message)
    relation = Relation(
        community=community, kind=kind, since=since, until=until, details=clean(details), declared_by=actor,
        **_side(of), **_side(to, "other_"),
    )  # fmt: skip
    _check(relation)
    relation.save()
    audit.record(actor=actor, action="declare-relation", target=relation, after={"kind": kind})
    return relation


@transaction.atomic
def end_relation(*, actor: User | None, relation: Relation, until: date | None = None) -> Relation:
    """Say that a relation has ended, today unless another day is named.

    Raises:
        NotFound: the actor may not know it.
        Conflict: it has ended before.
        InvalidInput: it would end before it began, or in the future.
    """
    current = (
        Relation.objects.select_for_update(of=("self",)).select_related("community").filter(pk=relation.pk).first()
    )
    if current is None or (actor is not None and not read_relation.allows(standing(actor), current)):
        raise NotFound(_("There is no such relation, or it is not open to you."))
    if current.until is not None and not current.lasts:
        raise Conflict(_("This relation ended on %(date)s already.") % {"date": current.until.isoformat()})
    today = timezone.localdate()
    if until is not None and until > today:
        message = _("Name a day that has come; the relation can be ended when it ends.")
        raise InvalidInput.at("until", message)
    before = current.until.isoformat() if current.until else None
    current.until = until or today
    current.version += 1
    _check(current)
    current.save()
    audit.record(
        actor=actor, action="end-relation", target=current,
        before={"until": before}, after={"until": current.until.isoformat()},
    )  # fmt: skip
    return current


def _own(actor: User | None) -> Person | User:
    if actor is None:
        message = _("Say whose relation it is.")
        raise InvalidInput.at("of", message)
    return Person.objects.filter(user=actor, merged_into__isnull=True).first() or actor


def _check_speaks(actor: User, community: Community, of: Person | Organisation | User) -> None:
    who = standing(actor)
    own = (isinstance(of, User) and of.pk == actor.pk) or (isinstance(of, Person) and of.user_id == actor.pk)
    admin = isinstance(of, Organisation) and of.pk in who.administers
    if not (own or admin or govern_relations.allows(who, community)):
        raise NotAllowed(_("You may declare relations of your own; for others the secretariat does."))


def _side(of: Person | Organisation | User, prefix: str = "") -> dict[str, Any]:
    if isinstance(of, Person):
        return {f"{prefix}person": of}
    return {f"{prefix}organisation": of} if isinstance(of, Organisation) else {f"{prefix}user": of}


def _check(relation: Relation) -> None:
    if relation.since and relation.until and relation.until < relation.since:
        message = _("The relation ends before it begins; exchange the two dates.")
        raise InvalidInput.at("until", message)
    records.check(relation)

"""Which items say the same, among those that a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from duijie.core.errors import NotFound
from duijie.library.models import ITEM_MODELS, Item
from duijie.library.rules import moderate_item, view_item
from duijie.matching.indexing.documents import listed_items
from duijie.matching.models import ItemTwin
from duijie.registry.standing import Standing


def twins_of(actor: Standing, keys: Collection[str]) -> dict[str, list[Item]]:
    """For each of these items that has any: those that say the same and that the actor may see.

    Items that the actor may not see are as if they were not there: two that are like a hidden one
    are not thereby like each other.
    """
    rows = ItemTwin.objects.filter(Q(one__in=keys) | Q(other__in=keys), verdict=ItemTwin.Verdict.SAME)
    pairs = list(rows.order_by("id").values_list("one", "other"))
    if not pairs:
        return {}
    items, _gone = listed_items(key for pair in pairs for key in pair)
    seen = {key: item for key, item in items.items() if view_item.allows(actor, item)}
    found: dict[str, list[Item]] = {}
    for one, other in pairs:
        if one in seen and other in seen:
            found.setdefault(one, []).append(seen[other])
            found.setdefault(other, []).append(seen[one])
    return {key: found[key] for key in keys if key in found}


def pairs(actor: Standing, *, verdict: str = "same") -> QuerySet[ItemTwin]:
    """The pairs of items that the actor may decide, the latest first."""
    rows = ItemTwin.objects.filter(verdict=verdict).select_related("decided_by").order_by("-id")
    if actor.site_admin:
        return rows
    condition = Q(pk__in=[])
    for kind, model in ITEM_MODELS.items():
        held = moderate_item.filter(actor, model._default_manager.all()).values_list("pk", flat=True)
        mine = [f"{kind}:{pk}" for pk in held.filter(pk__in=_ids(rows, kind))]
        condition |= Q(one__in=mine, other__in=mine)
    return rows.filter(condition)


def access_pair(actor: Standing, pk: UUID) -> ItemTwin:
    """One pair that the actor may decide.

    Raises:
        NotFound: there is none, or it is not the actor's to decide: a pair tells what items there are.
    """
    twin = ItemTwin.objects.filter(pk=pk).first()
    items = listed_items((twin.one, twin.other))[0].values() if twin else ()
    if twin is None or len(items) < 2 or not all(moderate_item.allows(actor, item) for item in items):
        raise NotFound(_("There is no such pair any more; one of the two was changed or taken down."))
    return twin


def _ids(rows: QuerySet[ItemTwin], kind: str) -> list[UUID]:
    keys = {key for pair in rows.filter(one__startswith=f"{kind}:").values_list("one", "other") for key in pair}
    return [UUID(key.partition(":")[2]) for key in keys]

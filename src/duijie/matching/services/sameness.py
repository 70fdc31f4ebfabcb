"""Finding items that say the same, and saying that they do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, outbox
from duijie.core.errors import Conflict, NotFound
from duijie.core.models import User
from duijie.library.models import ITEM_MODELS, Item, Talent
from duijie.library.rules import moderate_item
from duijie.matching.indexing.documents import all_listed, document, listed_items
from duijie.matching.models import ItemPrint, ItemTwin
from duijie.matching.sameness.comparing import Print, Said, compare, prints
from duijie.registry.standing import standing

TOPIC: Final = "same-items"
"""The outbox topic of items that changed; every change of an item is told to it, too."""
_MOST: Final = 200  # items that share a band, a text or a title with one
_BATCH: Final = 100


def drain(limit: int = _BATCH) -> int:
    """Compare some of the items that changed; returns how many entries were taken up."""
    with transaction.atomic():
        entries = outbox.take(TOPIC, limit)
        if entries:
            items, gone = listed_items(entry.key for entry in entries)
            _forget(gone)
            _note(list(items.values()))
            outbox.done(entries)
    return len(entries)


def compare_all() -> int:
    """Compare all listed items; returns how many pairs say the same."""
    known: set[str] = set()
    for kind in ITEM_MODELS:
        for batch in all_listed(kind):
            with transaction.atomic():
                _note(batch)
            known.update(item.key for item in batch)
    _forget([key for key in ItemPrint.objects.values_list("key", flat=True) if key not in known])
    return ItemTwin.objects.filter(verdict=ItemTwin.Verdict.SAME).count()


def said(item: Item) -> Said:
    """What an item says to everybody who may see it: a title-only problem no more than its title."""
    held = document(item)
    holders = {f"o:{item.organisation_id}"} if item.organisation_id else set()
    if isinstance(item, Talent):
        holders |= {f"p:{item.person_id}"} if item.person_id else set()
    elif item.owner_id:
        holders.add(f"u:{item.owner_id}")
    # Whose a title-only problem is, is not for everybody: nothing may be told from its twins.
    open_ = getattr(item, "confidentiality", "open") == "open"
    return Said(item.key, item.title, held.text, frozenset(holders) if open_ else frozenset())


def _forget(keys: Collection[str]) -> None:
    """Items that are listed no more say nothing; what was decided of them is kept."""
    ItemPrint.objects.filter(pk__in=keys).delete()
    ItemTwin.objects.filter(Q(one__in=keys) | Q(other__in=keys), verdict=ItemTwin.Verdict.SAME).delete()


def _note(items: Sequence[Item]) -> None:
    made = prints([said(item) for item in items])
    rows = [
        ItemPrint(
            key=one.key, title_key=one.title_key, text_key=one.text_key, holders=sorted(one.holders),
            minhash=list(one.minhash), bands=list(one.bands),
        )
        for one in made
    ]  # fmt: skip
    columns = ["title_key", "text_key", "holders", "minhash", "bands"]
    ItemPrint.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=columns)
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for one in made:
        for other in _near(one):
            if likeness := compare(one, other):
                pair = (min(one.key, other.key), max(one.key, other.key))
                found[pair] = (likeness.score, likeness.why)
    keys = [one.key for one in made]
    held = {(row.one, row.other): row for row in ItemTwin.objects.filter(Q(one__in=keys) | Q(other__in=keys))}
    gone = [row.pk for pair, row in held.items() if pair not in found and row.verdict == ItemTwin.Verdict.SAME]
    ItemTwin.objects.filter(pk__in=gone).delete()
    new = [
        ItemTwin(one=pair[0], other=pair[1], score=score, why=why)
        for pair, (score, why) in found.items()
        if pair not in held
    ]
    ItemTwin.objects.bulk_create(new, ignore_conflicts=True)


def _near(one: Print) -> Iterable[Print]:
    """The items worth comparing with one."""
    condition = Q(pk__in=[])
    if one.bands:
        condition |= Q(bands__overlap=list(one.bands))
    if one.title_key:
        condition |= Q(title_key=one.title_key)
    if one.text_key:
        condition |= Q(text_key=one.text_key)
    rows = ItemPrint.objects.filter(condition, key__startswith=f"{one.key.partition(':')[0]}:").exclude(pk=one.key)
    for row in rows.order_by("pk")[:_MOST]:
        yield Print(row.key, row.title_key, row.text_key, frozenset(row.holders), tuple(row.minhash), tuple(row.bands))


@transaction.atomic
def decide_twin(*, actor: User | None, twin: ItemTwin, same: bool) -> ItemTwin:
    """Say that two items do not say the same, or that they do after all.

    Raises:
        NotFound: the pair or one of the items is gone.
        NotAllowed: the actor is not of the secretariat of both.
        Conflict: it is so already.
    """
    current = ItemTwin.objects.select_for_update().filter(pk=twin.pk).first()
    items = both(current) if current is not None else None
    if current is None or items is None:
        raise NotFound(_("There is no such pair any more; one of the two was changed or taken down."))
    for item in items:
        if actor is not None:
            moderate_item.check(standing(actor), item, _("Only the secretariat of both may decide this."))
    verdict = ItemTwin.Verdict.SAME if same else ItemTwin.Verdict.APART
    if current.verdict == verdict:
        raise Conflict(_("This was decided already; reload the page."))
    current.verdict, current.decided_by, current.decided_at = verdict, actor, timezone.now()
    current.version += 1
    current.save()
    for item, other in (items, items[::-1]):
        audit.record(
            actor=actor, action="say-the-same" if same else "not-the-same", target=item, after={"other": other.key}
        )
    return current


def both(twin: ItemTwin) -> tuple[Item, Item] | None:
    """The two items, when both are listed."""
    found, gone = listed_items((twin.one, twin.other))
    return None if gone else (found[twin.one], found[twin.other])

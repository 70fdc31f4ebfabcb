"""An item of a library as the index sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from duijie.library.lifecycle import LISTED
from duijie.library.models import ITEM_MODELS, Item, Problem, Project, Talent
from duijie.matching.types import Audience, Document, Facets, Work
from duijie.registry.standing import Standing


def document(item: Item) -> Document:
    """What the index keeps of an item: only what whoever may see the item may read of it.

    A problem that shows its title only is found by its title only.
    """
    return Document(
        id=item.key,
        kind=item.kind.value,  # type: ignore[arg-type]
        title=_title(item),
        text=_text(item),
        works=_works(item),
        facets=facets(item),
        updated=item.updated_at.date(),
    )


def facets(item: Item) -> Facets:
    """The columns that filters and permissions need."""
    readers = [f"s:{item.community_id}"]
    if item.owner_id:
        readers.append(f"u:{item.owner_id}")
    if item.organisation_id:
        readers.append(f"o:{item.organisation_id}")
    told = getattr(item, "confidentiality", "open") == "open"
    return Facets(
        visibility=item.visibility,
        communities=(str(item.community_id),),
        readers=tuple(readers),
        fields=tuple(_with_major(item.fields)),
        places=tuple(item.places),
        cooperation=tuple(item.cooperation) if told else (),
        trl=getattr(item, "trl", None),
        organisation=str(item.organisation_id or ""),
        sample=item.sample,
    )


def audience(actor: Standing) -> Audience:
    """Who asks, as far as the index must know; the counterpart of :func:`facets`."""
    return Audience(
        principals=actor.principals,
        communities=tuple(sorted(str(community) for community in actor.sees)),
        everything=actor.site_admin,
    )


def listed_items(keys: Iterable[str]) -> tuple[dict[str, Item], list[str]]:
    """The items with these keys that belong into the index, and the keys that do not (any more)."""
    keys = list(dict.fromkeys(keys))
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        kind, _, pk = key.partition(":")
        by_kind.setdefault(kind, []).append(pk)
    found: dict[str, Item] = {}
    for kind, pks in by_kind.items():
        for item in _queryset(kind).filter(pk__in=[UUID(pk) for pk in pks], state__in=LISTED):
            found[item.key] = item
    return found, [key for key in keys if key not in found]


def all_listed(kind: str, batch: int = 500) -> Iterable[Sequence[Item]]:
    """All items of a library that belong into the index, in batches, in order of their ids."""
    last: UUID | None = None
    while True:
        items = _queryset(kind).filter(state__in=LISTED).order_by("pk")
        rows = list(items.filter(pk__gt=last)[:batch] if last else items[:batch])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _queryset(kind: str):  # type: ignore[no-untyped-def]
    items = ITEM_MODELS[kind]._default_manager.defer("search_text", "search_vector")
    related = {"problem": "requirements", "talent": "works"}.get(kind)
    return items.prefetch_related(related) if related else items


def _title(item: Item) -> str:
    if isinstance(item, Talent):
        return " · ".join(part for part in (item.title, item.headline) if part)
    return item.title


def _text(item: Item) -> str:
    if isinstance(item, Problem):
        if item.confidentiality != Problem.Confidentiality.OPEN:
            return ""
        clauses = "\n".join(requirement.text for requirement in item.requirements.all())
        return f"{item.statement}\n{clauses}".strip()
    if isinstance(item, Project):
        return item.summary
    return item.body


def _works(item: Item) -> tuple[Work, ...]:
    if not isinstance(item, Talent):
        return ()
    return tuple(Work(str(work.pk), work.title, work.abstract, work.year) for work in item.works.all())


def _with_major(codes: Iterable[str]) -> list[str]:
    """Fields with the major field above each, so that a filter by "2" finds "2.5"."""
    found: dict[str, None] = {}
    for code in codes:
        found[code] = None
        found[code.partition(".")[0]] = None
    return list(found)

"""Every read of the libraries that needs a name. All take the actor's standing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, F, Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.core.searching import all_of
from duijie.core.text import terms
from duijie.library.lifecycle import LISTED
from duijie.library.models import ITEM_MODELS, Attachment, Item, Kind, State
from duijie.library.rules import edit_item, moderate_item, read_problem_body, view_item
from duijie.registry.models import Community, Place
from duijie.registry.standing import Standing

_FACETS = {
    "problem": ("fields", "places", "cooperation", "problem_kind"),
    "project": ("fields", "places", "cooperation", "trl", "stage"),
    "talent": ("fields", "places", "availability"),
}
_LISTS = {"fields", "places", "cooperation"}
_BODY = ("cooperation", "problem_kind")
"""Columns of a problem that belong to what a title-only problem keeps to itself."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is narrowed to. Values of one column are alternatives, columns are all required."""

    text: str = ""
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    problem_kind: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    trl: tuple[str, ...] = ()
    sort: str = "relevance"


def model_of(kind: str) -> type[Item]:
    """The model of a library.

    Raises:
        NotFound: no such library.
    """
    try:
        return ITEM_MODELS[kind]
    except KeyError:
        raise NotFound(_("There is no such library; there are problems, projects and talents.")) from None


def access_item(actor: Standing, kind: str, pk: UUID | str) -> Item:
    """One item that the actor may see.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    item = model_of(kind)._default_manager.select_related("community", "organisation").filter(pk=pk).first()
    if item is None or not view_item.allows(actor, item):
        raise NotFound(_("There is no such item, or it is not open to you."))
    return item


def listed(
    kind: str, actor: Standing, community: Community | None = None, search: Search | None = None
) -> QuerySet[Item]:
    """The published items of a library that the actor may see, of a community and those below it."""
    search = search or Search()
    items = view_item.filter(actor, model_of(kind)._default_manager.filter(state__in=LISTED))
    if community is not None and not community.is_root:
        items = items.filter(community__path__startswith=community.path)
    if kind == Kind.PROBLEM and any(getattr(search, column) for column in _BODY):
        # A filter must not tell of a title-only problem what its page does not.
        items = items.filter(read_problem_body.q(actor))
    items = items.filter(_narrow(kind, search)).select_related("community", "organisation").defer("search_text")
    words = list(dict.fromkeys(terms(search.text)))[:32]
    if not words:
        return items.order_by("-published_at", "-id")
    query = all_of(words)
    items = items.filter(search_vector=query)
    if search.sort == "latest":
        return items.order_by("-published_at", "-id")
    return items.annotate(rank=SearchRank(F("search_vector"), query)).order_by("-rank", "-published_at", "-id")


def _narrow(kind: str, search: Search) -> Q:
    condition = Q()
    if search.fields:
        # A major field stands for all below it: "2" finds "2.5".
        codes = Q(fields__overlap=list(search.fields))
        for code in search.fields:
            if "." not in code:
                codes |= Q(fields__overlap=[f"{code}.{number}" for number in range(1, 13)])
        condition &= codes
    if search.places:
        condition &= Q(places__overlap=_places_below(search.places))
    if search.cooperation:
        condition &= Q(cooperation__overlap=list(search.cooperation))
    for column in ("problem_kind", "stage", "availability"):
        values = getattr(search, column)
        if values and column in _FACETS[kind]:
            condition &= Q(**{f"{column}__in": values})
    levels = [int(value) for value in search.trl if value.isdigit()]
    if levels and kind == "project":
        condition &= Q(trl__in=levels)
    return condition


def _places_below(codes: Iterable[str]) -> list[str]:
    condition = Q(pk__in=list(codes))
    for code in codes:
        condition |= Q(ancestors__contains=[code])
    return [*codes, *Place.objects.filter(condition).values_list("pk", flat=True)]


def places_in_use(kinds: Iterable[str], actor: Standing) -> set[str]:
    """The codes of places that published items of these libraries name, with the places above each; as far as
    the actor may see the items. Reads all of them: keep the answer for a while."""
    named: set[str] = set()
    for kind in kinds:
        named |= set(listed(kind, actor).order_by().values_list(_Each("places"), flat=True).distinct())
    above = Place.objects.filter(pk__in=named).values_list("ancestors", flat=True)
    return named.union(*above)


class _Each(Func):
    """One row for each value of a list."""

    function = "unnest"
    output_field = CharField()
    set_returning = True


def facet_counts(items: QuerySet[Item], kind: str, most: int = 12) -> dict[str, list[tuple[str, int]]]:
    """How many of these items each value of each facet has, the most frequent first.

    Returns:
        ``{"fields": [("2.5", 14), …], …}``; one query a facet.
    """
    try:
        inner, parameters = items.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {column: [] for column in _FACETS[kind]}
    table = model_of(kind)._meta.db_table
    counts: dict[str, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        for column in _FACETS[kind]:
            value = f"unnest({column})" if column in _LISTS else f"{column}::text"
            told = "and confidentiality = 'open'" if kind == Kind.PROBLEM and column in _BODY else ""
            cursor.execute(
                f"select value, count(*) from (select {value} as value from {table} where id in ({inner}) {told}) as found "  # noqa: S608, E501 - names are our own
                "where value is not null and value <> '' group by value order by 2 desc, 1 limit %s",
                [*parameters, most],
            )
            counts[column] = [(str(code), int(number)) for code, number in cursor.fetchall()]
    return counts


def latest(kind: str, actor: Standing, community: Community | None = None, most: int = 6) -> list[Item]:
    """The newest published items."""
    return list(listed(kind, actor, community, Search(sort="latest"))[:most])


def count(kind: str, actor: Standing, community: Community | None = None) -> int:
    """How many items of a library the actor may see."""
    return listed(kind, actor, community).order_by().count()


def mine(kind: str, actor: Standing) -> QuerySet[Item]:
    """The items the actor owns or whose organisation the actor administers, in any state, newest first."""
    if actor.user is None:
        return model_of(kind)._default_manager.none()
    return (
        model_of(kind)
        ._default_manager.filter(Q(owner=actor.user) | Q(organisation__in=actor.administers))
        .select_related("community", "organisation")
        .order_by("-updated_at")
    )


def awaiting_moderation(kind: str, actor: Standing) -> QuerySet[Item]:
    """The submitted items that the actor may publish or return, oldest first."""
    items = model_of(kind)._default_manager.filter(state=State.SUBMITTED)
    return (
        moderate_item.filter(actor, items).select_related("community", "organisation", "owner").order_by("updated_at")
    )


def may_edit(actor: Standing, item: Item) -> bool:
    """Whether to offer the edit form."""
    return edit_item.allows(actor, item)


def attachments(item: Item) -> QuerySet[Attachment]:
    """The files of an item, in order of upload; callers check ``rules.may_read_body`` first."""
    return Attachment.objects.filter(item_kind=item.kind.value, item_id=item.pk)

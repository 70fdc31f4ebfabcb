"""Every read of page sources that needs a name. All take the actor's standing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.reading.models import Fetch, PageSource
from duijie.reading.rules import manage_source
from duijie.registry.models import Community
from duijie.registry.standing import Standing

_ENDED = (Fetch.State.READ, Fetch.State.FAILED)


def page_sources(actor: Standing, community: Community) -> QuerySet[PageSource]:
    """The sources of a community, with ``read``, ``failed`` and ``left`` addresses of the last run."""
    here = Q(fetches__run=F("run"))
    rows = manage_source.filter(actor, PageSource.objects.filter(community=community))
    return rows.annotate(
        read=Count("fetches", filter=here & Q(fetches__state=Fetch.State.READ)),
        failed=Count("fetches", filter=here & Q(fetches__state=Fetch.State.FAILED)),
        left=Count("fetches", filter=here & ~Q(fetches__state__in=_ENDED)),
    ).order_by("name", "id")


def access_source(actor: Standing, community: Community, pk: UUID) -> PageSource:
    """One source of a community, as :func:`page_sources` gives it.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    source = page_sources(actor, community).filter(pk=pk).first()
    if source is None:
        raise NotFound(_("There is no such source."))
    return source


def failures(source: PageSource) -> QuerySet[Fetch]:
    """The addresses that could not be fetched or read in the last run."""
    return source.fetches.filter(run=source.run, state=Fetch.State.FAILED).order_by("id")


def latest_pages(source: PageSource, most: int = 10) -> list[Fetch]:
    """The pages that came last, with their articles."""
    rows = source.fetches.filter(page__isnull=False).select_related("page").prefetch_related("page__articles")
    return list(rows.order_by(F("fetched_at").desc(nulls_last=True), "-id")[:most])

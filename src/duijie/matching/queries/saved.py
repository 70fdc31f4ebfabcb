"""The searches that people keep."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.matching.models import SavedSearch
from duijie.matching.rules import own_search
from duijie.registry.standing import Standing


def my_searches(actor: Standing) -> QuerySet[SavedSearch]:
    """The searches that the actor keeps, the latest first."""
    return own_search.filter(actor, SavedSearch.objects.select_related("community"))


def access_search(actor: Standing, pk: UUID) -> SavedSearch:
    """One search of the actor's own.

    Raises:
        NotFound: there is none.
    """
    search = SavedSearch.objects.select_related("community").filter(pk=pk).first()
    if search is None or not own_search.allows(actor, search):
        raise NotFound(_("There is no such search among yours."))
    return search

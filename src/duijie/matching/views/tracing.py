"""What a page of matches leaves in the log, and what the log says on the page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from duijie.library.models import Problem
from duijie.matching.learning.exploration import explore
from duijie.matching.models.use import UseEvent
from duijie.matching.needs import Need
from duijie.matching.present.matches import OfferUse, Shown
from duijie.matching.queries import use as queries_use
from duijie.matching.queries.learned import Learned
from duijie.matching.rules import judge_matches
from duijie.matching.services.use import Placed, asked_of, record_shown
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing

if TYPE_CHECKING:
    from duijie.matching.services.finding import Found

log = logging.getLogger(__name__)

REASONS = UseEvent.Reason.choices
"""Why a match may not suit, as the page offers it."""


class Asker:
    """Whoever asks for matches of a need: what the log calls it, whose log it is, who may judge."""

    def __init__(self, request: HttpRequest, key: str, need: Need) -> None:
        self._request, self._key, self._need = request, key, need
        self.actor: Standing = standing(request.user)

    @cached_property
    def _problem(self) -> Problem | None:
        if not self._need.problem:
            return None
        return Problem.objects.select_related("community").filter(pk=self._need.problem).first()

    @property
    def community(self) -> Community | None:
        """The problem's, else that of the site; None: nothing is kept."""
        if self._need.problem:
            return self._problem.community if self._problem else None
        return getattr(self._request, "community", None)

    @property
    def asked(self) -> str:
        return asked_of(problem=self._need.problem or None, key=self._key)

    @property
    def judges(self) -> bool:
        """Whether the visitor may say that a match does not suit."""
        return judge_matches.allows(self.actor, self._problem) if self._problem else not self._need.problem

    @property
    def visitor(self) -> str:
        return str(self.actor.user or self._request.session.session_key or "")

    def use_of(self, kind: str, pk: UUID, answer: UUID | None, **told: Any) -> OfferUse:
        """What the page says of one item."""
        address = reverse("library:item", args=[kind, pk])
        if answer is not None:
            address = reverse("matching:opened", args=[self._key, answer, kind, pk])
        judge = reverse("matching:judge", args=[self._key, kind, pk]) if self.judges else ""
        return OfferUse(address, judge, **told)


def reordered(found: Found, asker: Asker, first: int) -> tuple[Found, tuple[Placed, ...]]:
    """The page as it is shown, with what exploration exchanged, and where each match stands;
    ``first`` is the number of matches on earlier pages."""
    community = asker.community
    share = queries_use.exploration_of(community) if community else 0.0
    must = {index for index, one in enumerate(found.requirements) if one.must} or set(range(len(found.requirements)))
    places = explore(
        [offer.match.score for offer in found.offers],
        [bool(must & set(offer.match.covered)) for offer in found.offers],
        share=share,
        seed=f"{asker.asked} {asker.visitor} {first}",
    )
    offers = tuple(found.offers[place.origin] for place in places)
    placed = tuple(
        Placed(offer.match.kind, offer.item.pk, first + number, offer.match.score, place.propensity, place.explored)
        for number, (offer, place) in enumerate(zip(offers, places, strict=True), 1)
    )
    return replace(found, offers=offers), placed


def noted(asker: Asker, placed: Sequence[Placed]) -> UUID | None:
    """Write the page down. A log that cannot be written to is no reason to show no matches."""
    if asker.community is None or not placed:
        return None
    try:
        return record_shown(
            actor=asker.actor, community=asker.community, asked=asker.asked, visitor=asker.visitor, placed=placed
        )
    except DatabaseError:
        log.exception("What was shown could not be written down")
        return None


def with_use(
    offers: Sequence[Shown], asker: Asker, answer: UUID | None, placed: Sequence[Placed], told: Learned
) -> list[Shown]:
    """The matches with what the log says of each."""
    declined: dict[tuple[str, UUID], str] = {}
    if asker.community is not None and asker.judges:
        where = [(one.item_kind, one.item_id) for one in placed]
        declined = queries_use.declined_reasons(asker.community, asker.asked, where)
    return [
        replace(
            offer,
            use=asker.use_of(
                one.item_kind,
                one.item_id,
                answer,
                declined=declined.get((one.item_kind, one.item_id), ""),
                chance=told.chance(one.score),
            ),
        )
        for offer, one in zip(offers, placed, strict=True)
    ]

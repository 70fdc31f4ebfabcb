"""What the frame of every page knows: the community, the reader's choices, the ways to go."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from duijie.config.signing import ORCID
from duijie.core.models import User
from duijie.core.notices import unread
from duijie.docking.queries.deals import Waiting
from duijie.docking.queries.deals import waiting as docking_waiting
from duijie.docking.rules import see_funnel
from duijie.docking.zones import called
from duijie.library.queries import awaiting_moderation
from duijie.portal.signing.services import Way, ways
from duijie.reading.review.queries import waiting as proposals_waiting
from duijie.reading.rules import review_community
from duijie.registry.claims.queries import waiting as claims_waiting
from duijie.registry.models import Community
from duijie.registry.standing import Standing, standing

THEMES = ("auto", "light", "dark")


class Site:
    """Read by ``base.html``; what costs a query is only looked up when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.community: Community | None = getattr(request, "community", None)

    @property
    def name(self) -> str:
        """The community's name, or the product's before there is one."""
        return self.community.name if self.community else _("Duijie")

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages of the site, each by its own name, which a lost reader recognises."""
        return list(settings.LANGUAGES)

    @property
    def theme(self) -> str:
        """What the reader chose: "auto", "light" or "dark"."""
        chosen = self._request.COOKIES.get("theme", "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def api_docs(self) -> str:
        """Where the API is described, or "" without one."""
        try:
            return reverse("api:docs")
        except NoReverseMatch:
            return ""

    @property
    def zone(self) -> str:
        """The time zone of every time that a page shows without one, as people call it."""
        return called(settings.TIME_ZONE)

    @property
    def providers(self) -> list[Way]:
        """Through whom else one may sign in."""
        return ways()

    @property
    def orcid(self) -> bool:
        """Whether one may sign in through ORCID."""
        return any(one.key == ORCID for one in settings.SIGN_IN_PROVIDERS)

    @property
    def colour(self) -> str:
        """The community's colour, without "#", as the theme's address carries it."""
        return self.community.colour.removeprefix("#") if self.community else ""

    @cached_property
    def standing(self) -> Standing:
        return standing(getattr(self._request, "user", None))

    @cached_property
    def communities(self) -> list[Community]:
        """All communities when there is more than one, else none: nobody notices the tree."""
        found = list(Community.objects.order_by("path"))
        depth = {community.pk: community.path.count("/") for community in found}
        for community in found:
            community.depth = depth[community.pk]  # type: ignore[attr-defined]
        return found if len(found) > 1 else []

    @property
    def moderates(self) -> bool:
        return self.standing.secretarial

    @cached_property
    def reviews(self) -> bool:
        """Whether the reader reviews what was read into this community."""
        return self.community is not None and review_community.allows(self.standing, self.community)

    @cached_property
    def proposed(self) -> int:
        """How many proposals wait for this reviewer."""
        return proposals_waiting(self.standing, self.community).count() if self.reviews else 0

    @cached_property
    def waiting(self) -> int:
        """How many items wait for this moderator."""
        if not self.moderates:
            return 0
        return sum(awaiting_moderation(kind, self.standing).count() for kind in ("problem", "project", "talent"))

    @cached_property
    def claimed(self) -> int:
        """How many claims of people's pages wait for this secretariat."""
        return claims_waiting(self.standing) if self.moderates else 0

    @property
    def brokers(self) -> bool:
        """Whether the reader makes pairs in this community."""
        return self.community is not None and see_funnel.allows(self.standing, self.community)

    @cached_property
    def docking(self) -> Waiting:
        """Invitations that wait for the reader's answer, and deals alive."""
        return docking_waiting(self.standing)

    @property
    def calls(self) -> int:
        """What waits for the reader in all."""
        return self.waiting + self.claimed + self.docking.invitations + self.unread

    @cached_property
    def unread(self) -> int:
        """How many notices the reader has not read."""
        user = getattr(self._request, "user", None)
        return unread(user) if isinstance(user, User) else 0

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The main navigation: label, address, whether the reader is there."""
        here = self._request.path
        found = []
        for label, name, arguments in (
            (_("Problems"), "library:list", ["problem"]),
            (_("Challenges"), "docking:challenges", []),
            (_("Projects"), "library:list", ["project"]),
            (_("Talents"), "library:list", ["talent"]),
            (_("Organisations"), "registry:organisations", []),
            (_("Articles"), "reading:articles", []),
        ):
            try:
                address = reverse(name, args=arguments)
            except NoReverseMatch:  # a room that has no pages (yet)
                continue
            found.append({"label": label, "url": address, "here": here.startswith(address)})
        return found


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor. The name is not "site", which allauth's pages set themselves."""
    return {"duijie": Site(request)}

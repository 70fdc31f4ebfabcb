"""Who speaks in an article that is kept, and what its community thinks of that."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.reading.judging.sourcing import Source, believed, source_of
from duijie.reading.models import Article, FactReading, SourceTrust
from duijie.reading.rules import review_community
from duijie.registry.models import Community
from duijie.registry.standing import standing


def speaker(article: Article) -> Source:
    """Who speaks in an article."""
    return source_of(
        address=article.page.address,
        hijacked=article.hijacked,
        organisation=str(article.organisation_id or ""),
        publisher=article.publisher,
        page=article.page.sha256,
        title=article.title,
    )


def may_be_believed(article: Article) -> bool:
    """Whether what an article says may be accepted unasked (see :func:`~.sourcing.believed`)."""
    trusted = SourceTrust.objects.filter(community=article.community_id, verdict=SourceTrust.Verdict.TRUSTED)
    return believed(
        speaker(article),
        hijacked=article.hijacked,
        publisher=str(article.organisation_id) if article.organisation_id else None,
        website=article.organisation.website if article.organisation else "",
        address=article.page.address,
        trusted=frozenset(trusted.values_list("source", flat=True)),
    )


def is_silenced(community: Community, source: Source) -> bool:
    """Whether the community wants nothing more from a source."""
    rows = SourceTrust.objects.filter(community=community, source=source.key, verdict=SourceTrust.Verdict.NEVER)
    return rows.exists()


@transaction.atomic
def set_trust(*, actor: User, community: Community, source: str, verdict: str) -> None:
    """Say what the community thinks of a source: "trusted", "never", or "" for no opinion.

    Facts that were read before stay as they are; the next ones are treated accordingly.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
        InvalidInput: nothing was read from this source, or it cannot be trusted because nobody
            knows who it is.
    """
    review_community.check(standing(actor), community, _("Only the secretariat says which sources are trusted."))
    reading = (
        FactReading.objects.filter(source=source, article__community=community)
        .select_related("article__page", "article__organisation")
        .first()
    )
    held = SourceTrust.objects.filter(community=community, source=source).first()
    if reading is None and held is None:
        raise InvalidInput(_("Nothing was read from this source; read a page of it first."))
    if verdict and verdict not in SourceTrust.Verdict.values:
        raise InvalidInput(_("Say “trusted”, “never”, or nothing."))
    if verdict == SourceTrust.Verdict.TRUSTED and not source.startswith(("host:", "organisation:")):
        raise InvalidInput(_("Nobody knows who this is; add the publisher to the organisations first."))
    before = held.verdict if held else ""
    if before == verdict:
        return
    label = held.label if held else speaker(reading.article).label if reading else source
    if not verdict:
        SourceTrust.objects.filter(community=community, source=source).delete()
    else:
        SourceTrust.objects.update_or_create(
            community=community,
            source=source,
            defaults={"label": label[:300], "verdict": verdict, "by": actor, "decision": None},
        )
    audit.record(
        actor=actor, action="trust", target=community, before={source: before}, after={source: verdict}, note=label
    )

"""Every read of proposals, their sources and what was accepted that needs a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.reading.judging import saying
from duijie.reading.known.queries import HEAVY, LIGHT, PRINTS, SPOKEN
from duijie.reading.models import (
    WAITING,
    Decision,
    Fact,
    FactReading,
    Kind,
    Mention,
    Proposal,
    SourceTrust,
    Statement,
)
from duijie.reading.rules import review_proposal
from duijie.registry.models import Community, Organisation, Person, Post
from duijie.registry.standing import Standing


def _in(community: Community | None, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if community is None else rows.filter(community=community)


def waiting(actor: Standing, community: Community | None = None, kind: str = "") -> QuerySet[Proposal]:
    """What waits for the actor's decision, article by article, in the order of the text."""
    rows = _in(community, review_proposal.filter(actor, Proposal.objects.filter(state__in=WAITING)))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("article", "place", "id")


def waiting_by_kind(actor: Standing, community: Community | None = None) -> dict[str, int]:
    """How many proposals of each kind wait."""
    return dict(waiting(actor, community).order_by().values_list("kind").annotate(n=Count("pk")))


def dressed(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with all that their cards show, in a fixed number of queries."""
    facts = (
        Fact.objects.select_related("article__organisation", *SPOKEN)
        .defer(*(f"article__{name}" for name in HEAVY), *PRINTS)
        .prefetch_related(Prefetch("mentions", Mention.objects.select_related("organisation", "person")))
        .order_by("article", "start")
    )
    return proposals.select_related("community", "article", "organisation", "person", "decision").defer(
        *(f"article__{name}" for name in LIGHT)
    ).prefetch_related(Prefetch("facts", facts), "needs")  # fmt: skip


def access_proposal(actor: Standing, pk: UUID | str) -> Proposal:
    """One proposal.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    proposal = dressed(Proposal.objects.filter(pk=pk)).first()
    if proposal is None or not review_proposal.allows(actor, proposal):
        raise NotFound(_("There is no such proposal."))
    return proposal


def access_decision(actor: Standing, pk: UUID | str) -> Decision:
    """One decision; errors as :func:`access_proposal`."""
    decision = Decision.objects.filter(pk=pk).first()
    if decision is None or not review_proposal.allows(actor, decision):
        raise NotFound(_("There is no such decision."))
    return decision


def last_decision(actor: Standing, community: Community) -> Decision | None:
    """The actor's own last decision that is not undone."""
    rows = Decision.objects.filter(community=community, actor=actor.user, undone_at=None, automatic=False)
    return review_proposal.filter(actor, rows).order_by("-id").first()


def decided(actor: Standing, community: Community, *, automatic: bool | None = None) -> QuerySet[Decision]:
    """Decisions of a community, the newest first."""
    rows = review_proposal.filter(actor, Decision.objects.filter(community=community))
    if automatic is not None:
        rows = rows.filter(automatic=automatic)
    return (
        rows.select_related("actor")
        .prefetch_related(
            Prefetch(
                "proposals",
                Proposal.objects.select_related("article")
                .defer(*(f"article__{name}" for name in LIGHT))
                .order_by("-kind", "id"),
            )
        )
        .order_by("-id")
    )


def rivals(proposal: Proposal) -> list[Statement]:
    """Accepted values of the same indicator at the same time that say something else."""
    values = proposal.values
    rows = Statement.objects.filter(
        community=proposal.community_id, kind=Kind.INDICATOR, date=saying.date_of("indicator", values)
    )
    subject, measure = (saying.folded(values.get(name)) for name in ("subject", "measure"))
    found = []
    for row in rows[:500]:
        if saying.folded(row.fields.get("unit")) != saying.folded(values.get("unit")):
            continue
        if saying.folded(row.fields.get("subject")) != subject:
            continue
        if saying.same_words(saying.folded(row.fields.get("measure")), measure) < saying.SAME_WORDS:
            continue
        if row.fields.get("value") != values.get("value"):
            found.append(row)
    return found


def current_of(proposal: Proposal) -> list[Any]:
    """What the records say now that the proposal is about: candidates for an organisation or a
    person, the posts of a person and who holds a post, statements of the same thing."""
    if proposal.kind in (Kind.ORGANISATION, Kind.PERSON):
        return _candidates(proposal)
    if proposal.kind == Kind.POST:
        return _posts_around(proposal)
    if proposal.kind == Kind.INDICATOR:
        subject = saying.folded(proposal.values.get("subject"))
        rows = Statement.objects.filter(community=proposal.community_id, kind=Kind.INDICATOR).order_by("-date")
        alike = [row for row in rows[:500] if saying.folded(row.fields.get("subject")) == subject]
        measure = saying.folded(proposal.values.get("measure"))
        return [row for row in alike if saying.same_words(saying.folded(row.fields.get("measure")), measure) > 0.5][:5]
    gist = proposal.gist
    rows = Statement.objects.filter(community=proposal.community_id, kind=proposal.kind).order_by("-id")[:500]
    return [row for row in rows if saying.same_words(saying.folded(row.title), gist) > 0.6][:5]


def _candidates(proposal: Proposal) -> list[Any]:
    model: Any = Organisation if proposal.kind == Kind.ORGANISATION else Person
    seen: dict[str, dict[str, Any]] = {}
    for fact in proposal.facts.all():
        for mention in fact.mentions.all():
            if mention.kind == proposal.kind and mention.text == proposal.proposed.get("name"):
                for one in mention.candidates:
                    seen.setdefault(one["id"], one)
    rows = model.objects.filter(merged_into=None).in_bulk(list(seen))
    return [row for pk in seen if (row := rows.get(UUID(pk))) is not None]


def _posts_around(proposal: Proposal) -> list[Post]:
    people, organisations = set(), set()
    for fact in proposal.facts.all():
        for mention in fact.mentions.all():
            people |= {mention.person_id} - {None}
            organisations |= {mention.organisation_id} - {None}
    title = saying.folded(proposal.values.get("title"))
    rows = Post.objects.filter(Q(person__in=people) | Q(organisation__in=organisations)).select_related(
        "person", "organisation"
    )
    found = [
        row
        for row in rows[:200]
        if row.person_id in people or (row.organisation_id in organisations and saying.folded(row.title) == title)
    ]
    return found[:6]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source that the community has read: how often, when last, and what is thought of it."""

    source: str
    label: str
    articles: int
    latest: Any
    verdict: str
    can_be_trusted: bool


def sources(actor: Standing, community: Community) -> list[SourceRow]:
    """Everybody from whom facts were read into a community, the most read first."""
    counted = (
        FactReading.objects.filter(article__community=community)
        .values("source")
        .annotate(
            n=Count("pk"), latest=Max("read_at"), label=Max("article__publisher"), title=Max("article__page__name")
        )
        .order_by("-n", "source")[:500]
    )
    trust = {row.source: row for row in SourceTrust.objects.filter(community=community)}
    known = Organisation.objects.in_bulk(
        [key.partition(":")[2] for row in counted if (key := row["source"]).startswith("organisation:")]
    )
    names = {f"organisation:{pk}": record.name for pk, record in known.items()}
    rows = [
        SourceRow(
            row["source"],
            trust[row["source"]].label if row["source"] in trust else names.get(row["source"]) or _label(row),
            row["n"],
            row["latest"],
            trust[row["source"]].verdict if row["source"] in trust else "",
            row["source"].startswith(("host:", "organisation:")),
        )
        for row in counted
    ]
    read = {row.source for row in rows}
    rows += [
        SourceRow(row.source, row.label, 0, None, row.verdict, True) for key, row in trust.items() if key not in read
    ]
    return rows


def _label(row: Mapping[str, Any]) -> str:
    kind, _colon, value = row["source"].partition(":")
    if kind in {"host", "publisher"}:
        return str(value)
    if kind == "organisation" and row["label"]:
        return str(row["label"])
    return str(row["title"] or value[:12])

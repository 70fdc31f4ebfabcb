"""Every read of proposals, their sources and what was accepted that needs a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.reading import saying
from duijie.reading.models import (
    HOLDING,
    WAITING,
    Article,
    Decision,
    Fact,
    FactReading,
    Kind,
    Mention,
    Proposal,
    SourceTrust,
    Statement,
    StatementLink,
)
from duijie.reading.rules import review_proposal, view_fact, view_statement
from duijie.reading.sourcing import independent
from duijie.registry.models import Community, Organisation, Person, Post
from duijie.registry.standing import Standing

_HEAVY = ("original", "repairs", "search_text", "search_vector")
_LIGHT = ("text", *_HEAVY)
_SPOKEN = ("article__page", "article__fact_reading", "article__fingerprint")
_PRINTS = ("article__fingerprint__minhash", "article__fingerprint__bands")
_NO_TEXT = (*(f"article__{name}" for name in _LIGHT), *_PRINTS)


@dataclass(frozen=True, slots=True)
class Where:
    """One source of a value: the fact, who says so, and the independent group it belongs to.

    ``copy`` is set when another source in the list told the same before it: the same publisher,
    or a copy of the same text.
    """

    fact: Fact
    speaker: str
    group: int
    copy: bool

    @property
    def article(self) -> Article:
        return self.fact.article

    @property
    def title(self) -> str:
        """The article's title; the quote where it states none (its text is not loaded in lists)."""
        return self.article.stated_title or self.fact.quote


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
        Fact.objects.select_related("article__organisation", *_SPOKEN)
        .defer(*(f"article__{name}" for name in _HEAVY), *_PRINTS)
        .prefetch_related(Prefetch("mentions", Mention.objects.select_related("organisation", "person")))
        .order_by("article", "start")
    )
    return proposals.select_related("community", "article", "organisation", "person", "decision").defer(
        *(f"article__{name}" for name in _LIGHT)
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
                .defer(*(f"article__{name}" for name in _LIGHT))
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


def sources_of(facts: Iterable[Fact]) -> list[Where]:
    """The sources of a value, the earliest first, those that say it independently told apart."""
    rows = sorted(facts, key=lambda fact: (str(fact.article.date or "9999"), fact.article.created_at, fact.start))
    speakers = [_speaker(row.article) for row in rows]
    groups = independent((key, _story_key(row.article)) for row, (key, _label) in zip(rows, speakers, strict=True))
    seen: Counter[int] = Counter()
    found = []
    for row, (_key, label), group in zip(rows, speakers, groups, strict=True):
        found.append(Where(row, label, group, seen[group] > 0))
        seen[group] += 1
    return found


def _story_key(article: Article) -> str:
    """The story an article belongs to, else its own text: the same text twice is one voice."""
    print_ = getattr(article, "fingerprint", None)
    return str(print_.story_id) if print_ is not None and print_.story_id else article.text_hash


def _speaker(article: Article) -> tuple[str, str]:
    reading = getattr(article, "fact_reading", None)
    label = article.publisher or article.page.name or article.title
    return (reading.source if reading else ""), label


def facts_of(actor: Standing, article: Article) -> list[Fact]:
    """The facts of an article that the actor may see, in the order of the text, with whom they mean."""
    rows = view_fact.filter(actor, Fact.objects.filter(article=article, withdrawn_at=None))
    return list(
        rows.prefetch_related(
            Prefetch("mentions", Mention.objects.select_related("organisation", "person")),
            Prefetch("proposals", Proposal.objects.order_by("place")),
        ).order_by("start", "end", "id")
    )


def all_facts(
    actor: Standing,
    *,
    community: Community | None = None,
    type_: str = "",
    article: UUID | None = None,
    organisation: UUID | None = None,
    person: UUID | None = None,
) -> QuerySet[Fact]:
    """Facts, the newest first, narrowed by kind, article, or whom they name."""
    rows = view_fact.filter(actor, Fact.objects.filter(withdrawn_at=None))
    if community is not None and not community.is_root:
        rows = rows.filter(article__community__path__startswith=community.path)
    if type_:
        rows = rows.filter(type=type_)
    if article:
        rows = rows.filter(article=article)
    if organisation:
        rows = rows.filter(pk__in=Mention.objects.filter(organisation=organisation).values("fact"))
    if person:
        rows = rows.filter(pk__in=Mention.objects.filter(person=person).values("fact"))
    return (
        rows.select_related(*_SPOKEN)
        .defer(*_NO_TEXT)
        .prefetch_related(Prefetch("mentions", Mention.objects.select_related("organisation", "person")), "proposals")
        .order_by("-id")
    )


def access_fact(actor: Standing, pk: UUID | str) -> Fact:
    """One fact; errors as :func:`access_proposal`."""
    fact = (
        Fact.objects.select_related(*_SPOKEN)
        .prefetch_related(Prefetch("mentions", Mention.objects.select_related("organisation", "person")), "proposals")
        .filter(pk=pk)
        .first()
    )
    if fact is None or not view_fact.allows(actor, fact):
        raise NotFound(_("There is no such fact."))
    return fact


def statements(
    actor: Standing,
    *,
    community: Community | None = None,
    kind: str = "",
    organisation: Organisation | UUID | None = None,
    person: Person | UUID | None = None,
) -> QuerySet[Statement]:
    """What was accepted, the latest first, with its links and the facts it rests on."""
    rows = view_statement.filter(actor, Statement.objects.all())
    if community is not None and not community.is_root:
        rows = rows.filter(community__path__startswith=community.path)
    if kind:
        rows = rows.filter(kind=kind)
    if organisation:
        rows = rows.filter(pk__in=StatementLink.objects.filter(organisation=organisation).values("statement"))
    if person:
        rows = rows.filter(pk__in=StatementLink.objects.filter(person=person).values("statement"))
    return rows.prefetch_related(
        Prefetch("links", StatementLink.objects.select_related("organisation", "person")), _proposals_with_facts()
    ).order_by("-date", "-id")


def _proposals_with_facts() -> Prefetch[Any]:
    facts = Fact.objects.select_related(*_SPOKEN).defer(*_NO_TEXT)
    return Prefetch("proposals", Proposal.objects.prefetch_related(Prefetch("facts", facts)))


def access_statement(actor: Standing, pk: UUID | str) -> Statement:
    """One statement; errors as :func:`access_proposal`."""
    found = statements(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such statement."))
    return found


def facts_behind(actor: Standing, records: Sequence[Any], field: str) -> dict[Any, list[Fact]]:
    """The facts on which records rest, by id: of posts, organisations, people or statements.

    ``field`` is the name of the proposal's reference. Sources stay when records are merged.
    """
    rows = Proposal.objects.filter(
        **{f"{field}__in": [record.pk for record in records]}, state__in=[*HOLDING, Proposal.State.KNOWN]
    ).prefetch_related(
        Prefetch(
            "facts",
            view_fact.filter(actor, Fact.objects.select_related(*_SPOKEN)).defer(*_NO_TEXT),
        )
    )
    found: dict[Any, list[Fact]] = {}
    for proposal in rows:
        held = found.setdefault(getattr(proposal, f"{field}_id"), [])
        held += [fact for fact in proposal.facts.all() if fact not in held]
    return found


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


def story_of(actor: Standing, article: Article) -> tuple[Article | None, list[Article]]:
    """The article to read of the story that one belongs to (None: itself), and the other ones."""
    story = getattr(getattr(article, "fingerprint", None), "story", None)
    if story is None:
        return None, []
    rows = (
        Article.objects.filter(fingerprint__story=story)
        .exclude(pk=article.pk)
        .select_related("page", "organisation")
        .defer(*_HEAVY)
        .order_by("created_at")[:30]
    )
    canonical = story.canonical if story.canonical_id != article.pk else None
    return canonical, list(rows)


def shown_state(fact: Fact) -> str:
    """What became of a fact: "accepted", "waiting", "known", "rejected", or "" when it proposes nothing."""
    states = {proposal.state for proposal in fact.proposals.all()}
    for state, name in (*((one, "accepted") for one in HOLDING), (Proposal.State.KNOWN, "known")):
        if state in states:
            return name
    if states & set(WAITING):
        return "waiting"
    return "rejected" if states else ""

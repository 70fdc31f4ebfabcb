"""Every read of facts, their sources and what was accepted that needs a name. All take the actor's standing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.reading.judging.sourcing import independent
from duijie.reading.models import (
    HOLDING,
    WAITING,
    Article,
    Fact,
    Mention,
    Proposal,
    Statement,
    StatementLink,
)
from duijie.reading.rules import view_fact, view_statement
from duijie.registry.models import Community, Organisation, Person
from duijie.registry.standing import Standing

HEAVY = ("original", "repairs", "search_text", "search_vector")
LIGHT = ("text", *HEAVY)
SPOKEN = ("article__page", "article__fact_reading", "article__fingerprint")
PRINTS = ("article__fingerprint__minhash", "article__fingerprint__bands")
NO_TEXT = (*(f"article__{name}" for name in LIGHT), *PRINTS)


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
        rows.select_related(*SPOKEN)
        .defer(*NO_TEXT)
        .prefetch_related(Prefetch("mentions", Mention.objects.select_related("organisation", "person")), "proposals")
        .order_by("-id")
    )


def access_fact(actor: Standing, pk: UUID | str) -> Fact:
    """One fact; errors as :func:`access_proposal`."""
    fact = (
        Fact.objects.select_related(*SPOKEN)
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
        Prefetch("links", StatementLink.objects.select_related("organisation", "person")), proposals_with_facts()
    ).order_by("-date", "-id")


def proposals_with_facts() -> Prefetch[Any]:
    facts = Fact.objects.select_related(*SPOKEN).defer(*NO_TEXT)
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
            view_fact.filter(actor, Fact.objects.select_related(*SPOKEN)).defer(*NO_TEXT),
        )
    )
    found: dict[Any, list[Fact]] = {}
    for proposal in rows:
        held = found.setdefault(getattr(proposal, f"{field}_id"), [])
        held += [fact for fact in proposal.facts.all() if fact not in held]
    return found


def story_of(actor: Standing, article: Article) -> tuple[Article | None, list[Article]]:
    """The article to read of the story that one belongs to (None: itself), and the other ones."""
    story = getattr(getattr(article, "fingerprint", None), "story", None)
    if story is None:
        return None, []
    rows = (
        Article.objects.filter(fingerprint__story=story)
        .exclude(pk=article.pk)
        .select_related("page", "organisation")
        .defer(*HEAVY)
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

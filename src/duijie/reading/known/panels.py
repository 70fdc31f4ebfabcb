"""What this room adds to the registry's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from duijie.reading import queries
from duijie.reading.known import figures
from duijie.reading.known.charts import Span, span_chart
from duijie.reading.known.queries import facts_behind, sources_of
from duijie.reading.models import Fact, Kind
from duijie.registry.hooks import Panel
from duijie.registry.models import Organisation, Post
from duijie.registry.queries import posts_of
from duijie.registry.standing import standing

_MOST = 5


def organisation_panel(request: HttpRequest, organisation: Any) -> Panel | None:
    """The newest articles that an organisation published; none, no panel."""
    found = list(queries.published_by(standing(request.user), organisation)[:_MOST])
    if not found:
        return None
    return Panel(_("Articles"), "reading/_panel.html", {"articles": found}, order=70)


def organisation_known(request: HttpRequest, organisation: Any) -> Panel | None:
    """Agreements, indicators over time, memberships and programmes of an organisation."""
    found = figures.of_organisation(
        standing(request.user), organisation, Kind.AGREEMENT, Kind.INDICATOR, Kind.MEMBERSHIP, Kind.PROGRAMME
    )
    if not found:
        return None
    context = {
        "agreements": found.get(Kind.AGREEMENT, []),
        "series": figures.series(found.get(Kind.INDICATOR, [])),
        "memberships": found.get(Kind.MEMBERSHIP, []),
        "programmes": found.get(Kind.PROGRAMME, []),
        "organisation": organisation,
    }
    return Panel(_("What is known"), "reading/_known.html", context, order=30)


def organisation_history(request: HttpRequest, organisation: Any) -> Panel | None:
    """The timeline of an organisation: what happened, year by year."""
    return _history(figures.of_organisation(standing(request.user), organisation, Kind.EVENT))


def person_history(request: HttpRequest, person: Any) -> Panel | None:
    """What a person took part in, and signed."""
    return _history(figures.of_person(standing(request.user), person, Kind.EVENT, Kind.AGREEMENT, Kind.TASK))


def _history(found: dict[str, list[figures.Sourced]]) -> Panel | None:
    rows = [row for kind in found.values() for row in kind]
    if not rows:
        return None
    return Panel(_("Timeline"), "reading/_timeline.html", {"years": figures.years(rows)}, order=40)


def person_posts(request: HttpRequest, person: Any) -> Panel | None:
    """The posts of a person over time: as recorded, or as long as pages were read that state them."""
    posts = list(posts_of(person))
    behind = facts_behind(standing(request.user), posts, "post")
    spans = [span for post in posts if (span := _span(post, behind.get(post.pk, []))) is not None]
    if not spans:
        return None
    spans.sort(key=lambda span: span.start)
    title = _("Posts over time")
    chart = span_chart(spans, f"{title}: {person}", timezone.localdate())
    context = {"chart": mark_safe(chart), "about": any(span.about for span in spans)}  # noqa: S308 - escaped there
    return Panel(title, "reading/_posts.html", context, order=20)


def _span(post: Post, facts: Sequence[Fact]) -> Span | None:
    label = f"{post.title} · {post.organisation.display_name}"
    label = label if len(label) <= 40 else label[:39] + "…"
    days = sorted(fact.article.date for fact in facts if fact.article.date)
    if post.start is not None:
        if post.former:  # over, nobody knows since when: drawn as far as it is told of
            return Span(label, post.start, max([post.start, *days]), about=True)
        return Span(label, post.start, post.end)
    if post.former:  # the days on which pages call it former are not of its time
        return None
    # One day on which a page said so is no time to draw.
    return Span(label, days[0], post.end or days[-1], about=True) if days and days[-1] > days[0] else None


def record_sources(request: HttpRequest, record: Any) -> Panel | None:
    """Where an organisation or a person itself is known from."""
    kind = "organisation" if isinstance(record, Organisation) else "person"
    facts = facts_behind(standing(request.user), [record], kind).get(record.pk)
    if not facts:
        return None
    where = sources_of(facts)
    context = {"sources": where, "voices": len({one.group for one in where})}
    return Panel(_("Where this record is from"), "reading/_record_sources.html", context, order=90)


def sources_of_posts(request: HttpRequest, posts: Sequence[Post]) -> dict[Any, Any]:
    """Where posts are known from: (template, context) by the post's id."""
    behind = facts_behind(standing(request.user), posts, "post")
    return {pk: sources_of(facts) for pk, facts in behind.items() if facts}

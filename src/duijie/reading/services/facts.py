"""Keeping the facts of an article: read once, brought up to date when it is read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duijie.reading.articles import Article as Read
from duijie.reading.codes import Identifier
from duijie.reading.facts.types import Fact as Found
from duijie.reading.finding import Finder, Meaning, Named
from duijie.reading.judging import saying
from duijie.reading.models import WAITING, Article, Fact, FactReading, Mention, Proposal
from duijie.reading.page import Repair
from duijie.reading.services.proposing import propose
from duijie.reading.services.speakers import speaker
from duijie.reading.steps.script import Region
from duijie.registry.models import Community
from duijie.registry.names import name_key


@dataclass(frozen=True, slots=True)
class Kept:
    """What reading an article's facts changed; ``skipped`` when they had been taken back."""

    found: int
    added: int
    gone: int
    proposals: int
    accepted: int
    skipped: bool = False


def as_read(article: Article) -> Read:
    """A kept article as the reader gave it, without the bytes of its page."""
    original = article.original
    return Read(
        path=article.page.name,
        sha256=article.page.sha256,
        media_type=article.page.media_type,
        number=article.number,
        title=article.stated_title,
        date=article.date.isoformat() if article.date else None,
        publisher=article.publisher or None,
        identifiers=tuple(map(_identifier, article.identifiers)),
        language_variant=article.language,
        region=cast(Region, article.region),
        damage=tuple(article.damage),
        text=article.text,
        original=original,
        repairs=tuple(Repair(s, e, step, original[s:e], after) for s, e, step, after in article.repairs),
        source=article.source or None,
        author=article.author or None,
        section=article.section or None,
        editors=tuple(article.editors),
        warnings=tuple(article.warnings),
    )


def _identifier(value: str) -> Identifier:
    return Identifier("icp" if "ICP" in value else "police" if "公网安备" in value else "site", value)


@transaction.atomic
def keep_facts(*, article: Article, facts: Sequence[Found], again: bool = False) -> Kept:
    """Keep facts that were read from an article and propose what follows.

    Facts that were there before keep their ids; those no longer found are forgotten, or marked
    as withdrawn where a decision rests on them.
    """
    # One reading of a community at a time: two at once would propose the same thing twice.
    Community.objects.select_for_update(no_key=True).get(pk=article.community_id)
    reading = FactReading.objects.filter(article=article).first()
    if reading is not None and reading.taken_back_at is not None and not again:
        return Kept(0, 0, 0, 0, 0, skipped=True)
    best = _best(facts)
    state = _state(article, best.values())
    source = speaker(article)
    if reading is not None and reading.digest == state and reading.source == source.key and not reading.taken_back_at:
        return Kept(len(best), 0, 0, 0, 0)
    now = timezone.now()
    added, gone = _write(article, best, now)
    FactReading.objects.update_or_create(
        article=article,
        defaults={
            "digest": state, "source": source.key, "read_at": now, "taken_back_at": None, "taken_back_by": None,
        },
    )  # fmt: skip
    rows = list(article.facts.filter(withdrawn_at=None))
    meanings = resolve(article, rows)
    proposals, accepted = propose(article, rows, meanings)
    _drop_unfounded(article)
    return Kept(len(rows), added, gone, proposals, accepted)


@transaction.atomic
def resolve_again(*, article: Article) -> tuple[int, int]:
    """Ask again whom the names of an article's facts mean, and propose what follows from that:
    the registry has changed since. What was decided stays.

    Returns:
        How many proposals are new, and how many were accepted unasked.
    """
    Community.objects.select_for_update(no_key=True).get(pk=article.community_id)
    rows = list(article.facts.filter(withdrawn_at=None))
    if not rows or FactReading.objects.filter(article=article, taken_back_at__isnull=False).exists():
        return 0, 0
    done = propose(article, rows, resolve(article, rows))
    _drop_unfounded(article)
    return done


def _best(facts: Iterable[Found]) -> dict[str, Found]:
    """Each statement once: the surest quote, the first of equals.

    Two facts of one kind make one statement when they would propose the same, in the same or
    nearly the same words: 科研人员 4000 位 and 科研人员数 4000 位.
    """
    best: dict[str, Found] = {}
    for fact in facts:
        key = saying.digest(fact.type, fact.fields)
        if key not in best or fact.confidence > best[key].confidence:
            best[key] = fact
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key, fact in sorted(best.items(), key=lambda one: (-one[1].confidence, one[1].start)):
        drafts = saying.drafts(fact.type, fact.fields, lambda kind, name: (name_key(name), True))
        if fact.type not in saying.IN_OTHER_WORDS or not drafts:
            continue
        others = said.setdefault((drafts[-1].kind, drafts[-1].anchor), [])
        if saying.nearest(drafts[-1].gist, ((other, gist) for gist, other in others)) is not None:
            del best[key]
        else:
            others.append((drafts[-1].gist, key))
    return best


def _state(article: Article, facts: Iterable[Found]) -> str:
    lines = sorted(f"{fact.type}{fact.start}{fact.end}{fact.confidence:.3f}{dict(fact.fields)!r}" for fact in facts)
    return hashlib.sha256("\n".join([article.text_hash, *lines]).encode()).hexdigest()


def _write(article: Article, best: dict[str, Found], now: object) -> tuple[int, int]:
    held = {fact.digest: fact for fact in article.facts.all()}
    read = as_read(article)
    fresh, changed = [], []
    for digest, found in best.items():
        start, end = found.in_original(read)
        values = {
            "type": found.type, "fields": dict(found.fields), "quote": found.quote, "start": found.start,
            "end": found.end, "original_start": start, "original_end": end, "rule": found.rule[:120],
            "confidence": float(found.confidence), "read_at": now, "withdrawn_at": None,
        }  # fmt: skip
        if digest in held:
            for name, value in values.items():
                setattr(held[digest], name, value)
            held[digest].version += 1
            changed.append(held[digest])
        else:
            fresh.append(Fact(article=article, digest=digest, **values))
    Fact.objects.bulk_create(fresh)
    Fact.objects.bulk_update(changed, [*values, "version"] if best else ["version"])
    lost = article.facts.filter(withdrawn_at=None).exclude(digest__in=best)
    decided = lost.filter(proposals__isnull=False).exclude(proposals__state__in=[*WAITING, Proposal.State.KNOWN])
    gone = lost.count()
    Fact.objects.filter(pk__in=list(decided.values_list("pk", flat=True))).update(withdrawn_at=now)
    lost.filter(withdrawn_at=None).delete()
    return len(fresh), gone


def resolve(article: Article, facts: Sequence[Fact]) -> dict[tuple[str, str], Meaning]:
    """Write down whom the names in an article's facts mean; by (role kind, name).

    What a person chose stays chosen, and whom a name was known to mean it means until it surely
    means somebody else: a namesake who is added later does not make it unknown.
    """
    wanted: dict[tuple[str, str], set[str]] = {}
    spoken = {fact.pk: saying.mentions(fact.type, fact.fields) for fact in facts}
    for names in spoken.values():
        at = {name for _role, kind, name in names if kind == "organisation"}
        for _role, kind, name in names:
            wanted.setdefault((kind, name), set()).update(at if kind != "organisation" else ())
    order = [Named(kind, name, tuple(sorted(at))) for (kind, name), at in wanted.items()]
    meanings = dict(zip(wanted, Finder(article).find(order), strict=True)) if order else {}
    known = Q(organisation__isnull=False, organisation__merged_into=None) | Q(
        person__isnull=False, person__merged_into=None
    )
    before = {(row.fact_id, row.role, row.key): row for row in Mention.objects.filter(known, fact__article=article)}
    Mention.objects.filter(fact__article=article).delete()
    rows = []
    for fact in facts:
        for role, kind, name in spoken[fact.pk]:
            meaning = meanings[kind, name]
            resolution = meaning.resolution
            row = Mention(
                fact=fact, role=role, kind=meaning.kind, text=name[:300], key=name_key(name), how=resolution.how,
                candidates=[
                    {"id": str(one.id), "name": one.name, "score": one.score, "why": one.why}
                    for one in resolution.candidates
                ],
            )  # fmt: skip
            held = before.get((fact.pk, role, row.key))
            if held is not None and (held.how == "chosen" or resolution.id is None):
                row.kind, row.how, row.candidates = held.kind, held.how, []
                row.organisation_id, row.person_id = held.organisation_id, held.person_id
            elif meaning.kind == "organisation":
                row.organisation_id = resolution.id
            else:
                row.person_id = resolution.id
            rows.append(row)
    Mention.objects.bulk_create(rows)
    return meanings


def _drop_unfounded(article: Article) -> None:
    """What waits and has no fact left to rest on waits no more."""
    Proposal.objects.filter(
        community=article.community_id, state__in=[*WAITING, Proposal.State.KNOWN], facts__isnull=True
    ).delete()

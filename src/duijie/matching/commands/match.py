"""The command line's face of matching: what is printed, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from duijie.core.output import out, say
from duijie.library.models import Talent
from duijie.matching.filters import check_codes
from duijie.matching.indexing.rebuilding import rebuild as rebuild_index
from duijie.matching.queries.filling import Filling, Watch
from duijie.matching.queries.index import index_status
from duijie.matching.queries.learned import Learned, learned_in
from duijie.matching.services.finding import Found, Offer, find_matches
from duijie.matching.types import Filter, Requirement
from duijie.registry.models import Community
from duijie.registry.standing import Standing

_SIGNS = {"covered": "✓", "partly": "~", "not shown": "·"}


def run(need: str, *, where: Filter, requirements: Sequence[str], limit: int, as_json: bool) -> None:
    """``duijie match``: whoever may run it on the machine sees every item; what scores mean is told
    by the outcomes of the root community."""
    owner = Standing(site_admin=True)
    check_codes(fields=where.fields, places=where.places)
    watch = Watch.begin(owner, where.kinds)
    found = find_matches(
        actor=owner,
        text=need,
        requirements=[Requirement(text) for text in requirements] or None,
        where=where,
        limit=limit,
    )
    late = watch.told(empty=not found.offers)
    indexing = asdict(late) if late else None
    told = learned_in(Community.objects.filter(parent__isnull=True).first())
    out(_as_dict(found, told) | {"indexing": indexing}, as_json=as_json, human=lambda: _text(found, late, told))


def _as_dict(found: Found, told: Learned) -> dict[str, Any]:
    """An answer as JSON values."""
    return {
        "requirements": [asdict(requirement) for requirement in found.requirements],
        "total": found.total,
        "degraded": [str(one) for one in found.degraded],
        "took_ms": {name: round(value, 1) for name, value in found.took_ms.items()},
        "matches": [_offer(offer, told) for offer in found.offers],
        "calibration": {"calibrated": told.calibrated, "outcomes": told.outcomes, "needed": told.needed},
    }


def _offer(offer: Offer, told: Learned) -> dict[str, Any]:
    match, item = offer.match, offer.item
    return {
        "id": match.document,
        "kind": match.kind,
        "title": item.title,
        "headline": item.headline if isinstance(item, Talent) else None,
        "organisation": item.organisation.name if item.organisation_id and item.organisation else None,
        "url": item.get_absolute_url(),
        "score": round(match.score, 4),
        "chance": _chance(match.score, told),
        "covered": list(match.covered),
        "missing": list(match.missing),
        "best": asdict(match.best) if match.best else None,
        "evidence": [asdict(evidence) for evidence in match.evidence],
        "parts": {name: round(value, 4) for name, value in match.parts.items()},
    }


def _chance(score: float, told: Learned) -> float | None:
    chance = told.chance(score)
    return None if chance is None else round(chance, 4)


def _meaning(told: Learned) -> str:
    if told.calibrated:
        return f"calibrated by {told.outcomes} outcomes: “accepted” is the share of such matches that were accepted"
    return f"not yet calibrated ({told.outcomes} of {told.needed} outcomes): they order, and are no probabilities"


def _text(found: Found, late: Filling | None, told: Learned) -> str:
    if not found.total and late:
        return late.sentence + " Ask again in a moment."
    if not found.total:
        return "Nothing is in the libraries yet: start the site once with `duijie up`, or `duijie import` a file."
    lines = [f"{found.total} matches in {sum(found.took_ms.values()):.0f} ms"]
    lines += [f"  note: {sentence}" for sentence in (*([late.sentence] if late else []), *found.degraded)]
    lines.append(f"  scores: {_meaning(told)}")
    lines += [f"  [{number}] {clause.text}" for number, clause in enumerate(found.requirements, 1)]
    for rank, offer in enumerate(found.offers, 1):
        chance = told.chance(offer.match.score)
        accepted = "" if chance is None else f", accepted {chance:.2f}"
        lines.append(f"\n{rank}. {offer.item.title}  ({offer.match.kind}, {offer.match.score:.2f}{accepted})")
        for evidence in offer.match.evidence:
            if evidence.verdict != "not shown":
                source = f" — {evidence.source}" if evidence.source else ""
                lines.append(f"   {_SIGNS[evidence.verdict]} [{evidence.requirement + 1}] {evidence.sentence}{source}")
        if not any(e.verdict != "not shown" for e in offer.match.evidence) and offer.match.best:
            lines.append(f"   “{offer.match.best.sentence}”")
    return "\n".join(lines)


def rebuild(*, as_json: bool, ray: str = "") -> None:
    """``duijie index rebuild``; ``ray`` is the address of a cluster that embeds."""
    shown = -1

    def progress(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(total, 1)
        if percent >= shown + 5:
            shown = percent
            say(f"  {done} of {total} items")

    name = rebuild_index(progress, ray=ray)
    out({"version": name}, as_json=as_json, human=lambda: f"The index {name} serves now.")


def status(*, as_json: bool) -> None:
    """``duijie index status``."""
    found = index_status()
    out(asdict(found) | {"done": found.done}, as_json=as_json, human=lambda: _status_text(found))


def _status_text(found: Any) -> str:
    lines = [
        f"index     {found.version}, {found.disk_bytes / 1e6:.0f} MB",
        f"items     {found.items} published, {found.passages} passages findable by words",
    ]
    for space, count in found.embedded.items():
        lines.append(f"{space:9} {count} passages embedded")
    lines.append(f"waiting   {found.waiting_words} items for words, {found.waiting_vectors} for embedding")
    if found.lacking:
        lines.append(f"lacking   the space {', '.join(found.lacking)}: run `duijie index rebuild`")
    return "\n".join(lines)

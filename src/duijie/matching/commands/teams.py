"""``duijie match --teams``: what is printed, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from duijie.core.output import out
from duijie.matching.filters import check_codes
from duijie.matching.services.finding import Offer
from duijie.matching.services.teaming import FoundTeams, OfferedTeam, find_teams
from duijie.matching.teams import Constraints
from duijie.matching.types import Filter, Requirement
from duijie.registry.standing import Standing

_NONE = {
    "single": "One match covers every requirement that must be met; no team is needed: {title}",
    "no better": "No team covers more than the best single match: {title}",
    "no candidates": "Nothing that was found covers a requirement and has time.",
    "no requirements": "The need has no separate requirements to share out: give some with --require.",
}


def run(need: str, *, where: Filter, requirements: Sequence[str], constraints: Constraints, as_json: bool) -> None:
    """Whoever may run it on the machine sees every item."""
    check_codes(fields=where.fields, places=[*where.places, *constraints.somebody_in])
    found = find_teams(
        actor=Standing(site_admin=True),
        text=need,
        requirements=[Requirement(text) for text in requirements] or None,
        where=where,
        constraints=constraints,
    )
    out(as_dict(found), as_json=as_json, human=lambda: _text(found))


def as_dict(found: FoundTeams) -> dict[str, Any]:
    """An answer as JSON values."""
    return {
        "requirements": [asdict(requirement) for requirement in found.requirements],
        "reason": found.reason,
        "proven": found.proven,
        "considered": found.considered,
        "degraded": [str(one) for one in found.degraded],
        "took_ms": {name: round(value, 1) for name, value in found.took_ms.items()},
        "alone": _item(found.alone) if found.alone else None,
        "teams": [_team(team) for team in found.teams],
    }


def _team(offered: OfferedTeam) -> dict[str, Any]:
    team = offered.team
    return {
        "members": [
            _item(joined.offer) | {"evidence": [asdict(one) for one in joined.evidence]} for joined in offered.members
        ],
        "covered": list(team.covered),
        "partly": list(team.partly),
        "uncovered": list(team.uncovered),
        "value": team.value,
    }


def _item(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.match.document,
        "kind": offer.match.kind,
        "title": offer.item.title,
        "organisation": offer.item.organisation.name if offer.item.organisation else None,
        "url": offer.item.get_absolute_url(),
        "score": round(offer.match.score, 4),
    }


def _text(found: FoundTeams) -> str:
    if not found.teams:
        return _NONE[found.reason].format(title=found.alone.item.title if found.alone else "")
    asked = found.requirements
    lines = [f"{len(found.teams)} teams from the best {found.considered} matches"]
    lines += [f"  note: {sentence}" for sentence in found.degraded]
    lines += [f"  [{number}] {clause.text}" for number, clause in enumerate(asked, 1)]
    for number, offered in enumerate(found.teams, 1):
        team = offered.team
        lines.append(f"\nTeam {number}: {len(team.covered)} of {len(asked)} covered, {len(team.partly)} partly")
        for joined in offered.members:
            lines.append(f"  {joined.offer.item.title}  ({joined.offer.match.kind}, {joined.offer.match.score:.2f})")
            for one in joined.evidence:
                sign = "✓" if one.verdict == "covered" else "~"
                source = f" — {one.source}" if one.source else ""
                lines.append(f"   {sign} [{one.requirement + 1}] {one.sentence}{source}")
        lines += [f"   · [{index + 1}] nobody: {asked[index].text}" for index in team.uncovered]
    return "\n".join(lines)

"""The other directions on the command line: ``duijie match --project ID`` and the like."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from duijie.core.errors import InvalidInput
from duijie.core.output import out
from duijie.library import queries
from duijie.matching.services.directions import Answered, Answers, items_of_person, problems_for
from duijie.matching.services.partners import Partners, partners_of
from duijie.registry.queries import access_organisation, access_person
from duijie.registry.standing import Standing

_OWNER = Standing(site_admin=True)  # whoever may run it on the machine sees every item
_SIGNS = {"covered": "✓", "partly": "~"}


def run(of: str, identity: str, *, limit: int, as_json: bool) -> None:
    """What a project, talent or person answers; who could cooperate with an organisation.

    Raises:
        InvalidInput: that is no id.
        NotFound: there is no such record.
    """
    try:
        pk = UUID(identity.strip().partition(":")[2] or identity.strip())
    except ValueError:
        raise InvalidInput(
            f"“{identity[:60]}” is no id; copy it from the address of its page, such as /projects/<id>/."
        ) from None
    if of == "organisation":
        found = partners_of(actor=_OWNER, organisation=access_organisation(_OWNER, pk), limit=limit)
        out(_partners(found), as_json=as_json, human=lambda: _partners_text(found))
        return
    items = (
        items_of_person(_OWNER, access_person(_OWNER, pk)) if of == "person" else [queries.access_item(_OWNER, of, pk)]
    )
    answers = problems_for(actor=_OWNER, items=items, limit=limit)
    out(_answers(answers), as_json=as_json, human=lambda: _answers_text(answers))


def _answers(found: Answers) -> dict[str, Any]:
    return {
        "items": [item.key for item in found.items],
        "waiting": found.waiting,
        "total": found.total,
        "degraded": [str(one) for one in found.degraded],
        "took_ms": {name: round(value, 1) for name, value in found.took_ms.items()},
        "answers": [_answer(row) for row in found.rows],
    }


def _answer(row: Answered) -> dict[str, Any]:
    match = row.offer.match
    return {
        "problem": row.problem.key,
        "title": row.problem.title,
        "url": row.problem.get_absolute_url(),
        "item": match.document,
        "score": round(match.score, 4),
        "requirements": [asdict(clause) for clause in row.requirements],
        "said": list(row.said),
        "covered": list(match.covered),
        "missing": list(match.missing),
        "evidence": [asdict(one) for one in match.evidence],
        "best": asdict(match.best) if match.best else None,
    }


def _partners(found: Partners) -> dict[str, Any]:
    return {
        "problems": [item.key for item in found.problems],
        "items": [item.key for item in found.items],
        "total": found.total,
        "degraded": [str(one) for one in found.degraded],
        "took_ms": {name: round(value, 1) for name, value in found.took_ms.items()},
        "partners": [
            {
                "organisation": str(row.organisation.pk),
                "name": row.organisation.name,
                "strength": round(row.strength, 4),
                "ties": [{"asks": tie.asks, **_answer(tie.answered)} for tie in row.ties],
                "more": row.more,
            }
            for row in found.rows
        ],
    }


def _answers_text(found: Answers) -> str:
    if not found.items:
        return "There is nothing published to match by."
    if found.waiting:
        return "This is not in the search index yet: see `duijie index status`."
    lines = [f"{found.total} open problems looked at in {sum(found.took_ms.values()):.0f} ms"]
    lines += [f"  note: {sentence}" for sentence in found.degraded]
    for rank, row in enumerate(found.rows, 1):
        lines.append(f"\n{rank}. {row.problem.title}  ({row.offer.match.score:.2f})")
        lines += _pairs(row, several=len(found.items) > 1)
    return "\n".join(lines)


def _partners_text(found: Partners) -> str:
    if not found.items and not found.problems:
        return "Nothing of this organisation and its people is published."
    lines = [f"{found.total} organisations in {sum(found.took_ms.values()):.0f} ms"]
    lines += [f"  note: {sentence}" for sentence in found.degraded]
    for rank, row in enumerate(found.rows, 1):
        lines.append(f"\n{rank}. {row.organisation.name}  ({row.strength:.2f})")
        for tie in row.ties:
            sign = "ours asks" if tie.asks else "theirs asks"
            lines.append(f"   {sign}: {tie.answered.problem.title}  ({tie.answered.offer.match.score:.2f})")
            lines += _pairs(tie.answered, several=True)
    return "\n".join(lines)


def _pairs(row: Answered, *, several: bool) -> list[str]:
    match = row.offer.match
    lines = [f"   answered by {row.offer.item.title}"] if several else []
    for one in match.evidence:
        if one.verdict != "not shown":
            asked = row.said[one.requirement] or row.requirements[one.requirement].text
            lines.append(f"   {_SIGNS[one.verdict]} {asked}")
            lines.append(f"     {one.sentence}{f' — {one.source}' if one.source else ''}")
    if not any(one.verdict != "not shown" for one in match.evidence) and match.best and match.best.sentence:
        lines.append(f"   “{match.best.sentence}”")
    return lines

"""Items as the API sends them: all of an item, or only what is open to the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from duijie.core.rest import mark_version
from duijie.library import schemas
from duijie.library.lifecycle import possible
from duijie.library.models import Item, Problem, Project, Requirement, Talent, Work
from duijie.library.rules import edit_item, may_read_body
from duijie.library.services.actions import may_act
from duijie.registry.standing import Standing, standing


def _common(request: HttpRequest, item: Item, *, complete: bool) -> dict[str, Any]:
    organisation = item.organisation if complete else None
    return {
        "id": item.pk,
        "kind": item.kind.value,
        "title": item.title,
        "language": item.language,
        "state": item.state,
        "visibility": item.visibility,
        "complete": complete,
        "community": schemas.CommunityRef(id=item.community.pk, slug=item.community.slug, name=item.community.name),
        "organisation": schemas.Ref(id=organisation.pk, name=organisation.name) if organisation else None,
        "fields": item.fields,
        "places": item.places,
        "keywords": item.keywords if complete else [],
        "cooperation": item.cooperation if complete else [],
        "external_id": item.external_id if complete else "",
        "sample": item.sample,
        "version": item.version,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "published_at": item.published_at,
        "url": request.build_absolute_uri(item.get_absolute_url()),
    }


_OWN: dict[type[Item], tuple[str, ...]] = {
    Problem: (
        "statement", "problem_kind", "industry", "budget_min", "budget_max", "bounty", "currency", "deadline",
    ),
    Project: ("summary", "trl", "stage", "ip", "team", "year"),
    Talent: ("name_en", "headline", "expertise", "post", "languages", "availability"),
}  # fmt: skip


def listed(request: HttpRequest, actor: Standing, item: Item, *, complete: bool | None = None) -> dict[str, Any]:
    """An item as lists have it, ready for its schema; no query when community and organisation are loaded.

    Args:
        complete: whether all of it is open to the reader, where that is known already.
    """
    complete = may_read_body(actor, item) if complete is None else complete
    values = _common(request, item, complete=complete)
    values |= {name: getattr(item, name) if complete else None for name in _OWN[type(item)]}
    if isinstance(item, Problem):
        values["confidentiality"] = item.confidentiality
    elif isinstance(item, Project):
        values["stage"] = item.stage or None
    elif isinstance(item, Talent):
        values["person"] = item.person_id
    return values


def _requirement(row: Requirement) -> schemas.RequirementOut:
    names = ("text", "must", "value", "upper", "unit")
    values = {name: getattr(row, name) for name in names}
    return schemas.RequirementOut(**values, comparator=row.comparator or None)  # type: ignore[arg-type]


def _work(row: Work) -> schemas.WorkOut:
    names = ("id", "external_id", "kind", "title", "abstract", "year", "venue")
    return schemas.WorkOut(**{name: getattr(row, name) for name in names})


def detailed(
    request: HttpRequest, response: HttpResponse, item: Item, *, complete: bool | None = None
) -> dict[str, Any]:
    """One item with its requirements or works and what the reader may do with it; marks its version.

    Args:
        complete: what was open to the reader before a write: who returns an item to its owner
            is shown it once more, though a draft is not theirs to see.
    """
    actor = standing(request.user)
    values = listed(request, actor, item, complete=complete)
    if isinstance(item, Problem):
        values["requirements"] = [_requirement(row) for row in item.requirements.all()] if values["complete"] else None
    elif isinstance(item, Talent):
        values["works"] = [_work(row) for row in item.works.all()]
    values["may_edit"] = edit_item.allows(actor, item)
    values["actions"] = [step.name for step in possible(item.state) if may_act(actor, item, step)]
    mark_version(response, item.version)
    return values

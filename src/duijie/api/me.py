"""Who the API takes somebody for."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from duijie.core.models import User
from duijie.core.rest import Out, SignInNeeded
from duijie.registry.models import Role

router = Router(tags=["me"])


class RoleOut(Out):
    """A role held in a community."""

    kind: Literal["member", "organisation-admin", "broker", "secretariat"]
    community: str = Field(description="The community's slug.")
    organisation: UUID | None


class MeOut(Out):
    """The user behind a token or session."""

    id: UUID
    email: str
    name: str
    language: str
    site_admin: bool
    read_only: bool = Field(description="Whether the token may only read.")
    roles: list[RoleOut]


@router.get("/me", response=MeOut, summary="Who am I?", openapi_extra={"x-writes": True})
def get_me(request: HttpRequest) -> MeOut:
    """The user behind the token or session, with the roles held in communities."""
    user = request.user
    if not isinstance(user, User):
        raise SignInNeeded(_("Sign in, or send a token in the header “Authorization: Bearer …”."))
    roles = Role.objects.filter(user=user).select_related("community").order_by("community__path", "kind", "pk")
    return MeOut(
        id=user.pk,
        email=user.email,
        name=user.name,
        language=user.language,
        site_admin=user.is_superuser,
        read_only=getattr(request, "read_only", False),
        roles=[
            RoleOut.model_validate(
                {"kind": role.kind, "community": role.community.slug, "organisation": role.organisation_id}
            )
            for role in roles
        ],
    )

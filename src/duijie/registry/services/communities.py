"""Communities: making and changing them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, records
from duijie.core.errors import InvalidInput, NotFound, StaleEdit, TooLarge
from duijie.core.models import User
from duijie.core.text import clean
from duijie.registry.emblems import read_emblem
from duijie.registry.models import Community
from duijie.registry.rules import govern_community
from duijie.registry.services import named
from duijie.registry.slugs import check_slug
from duijie.registry.standing import standing

FIELDS = frozenset({"name_zh", "name_en", "description_zh", "description_en", "colour", "shares"})
_AT_CREATION = FIELDS | {"slug", "sample"}
DEEPEST = 8
"""Levels of the tree, the root among them: more would not fit the column that keeps the path."""


@transaction.atomic
def create_community(*, actor: User | None, parent: Community | None, **values: Any) -> Community:
    """Make a community below ``parent``; the first one has none and is the root.

    Args:
        actor: None for the installation itself.
        values: slug, name_zh, name_en, description_zh, description_en, colour, shares, sample.

    Raises:
        NotAllowed: the actor is neither site admin nor secretariat of the parent or of one above it.
        InvalidInput: there is a root already, the address will not do, or a field does not fit;
            ``details["fields"]`` maps fields to sentences.
    """
    if actor is not None:
        govern_community.check(standing(actor), parent, _("Only the secretariat above may add a community."))
    if parent is None and Community.objects.filter(parent__isnull=True).exists():
        raise InvalidInput(_("There is a root community already; name the community that this one belongs to."))
    community = Community(parent=parent)
    _assign(community, values, _AT_CREATION)
    if parent is not None:
        _check_place(community, parent)
    community.path = f"{parent.path}/{community.id}" if parent else str(community.id)
    records.check(community)
    community.save()
    audit.record(actor=actor, action="create", target=community)
    return community


def _check_place(community: Community, parent: Community) -> None:
    try:
        check_slug(community.slug)
    except InvalidInput as error:
        raise InvalidInput(error.message, fields={"slug": [error.message]}) from error
    if Community.objects.filter(slug=community.slug).exists():
        message = _("Another community has this address; choose another one.")
        raise InvalidInput.at("slug", message)
    if parent.path.count("/") + 2 > DEEPEST:
        raise InvalidInput(_("A tree has %(most)s levels at most; add the community further up.") % {"most": DEEPEST})


@transaction.atomic
def update_community(
    *,
    actor: User,
    community: Community,
    expected_version: int,
    emblem: bytes | None = None,
    **changes: Any,
) -> Community:
    """Change name, description, colour, emblem or sharing of a community; what is not given stays.

    Args:
        expected_version: the version that the actor has read.
        emblem: the bytes of a PNG, JPEG or WebP picture; empty bytes take the emblem away.

    Raises:
        NotAllowed: the actor is neither site admin nor secretariat of it or of one above it.
        StaleEdit: it was changed meanwhile; ``details["changes"]`` and ``details["version"]`` as for organisations.
        InvalidInput, TooLarge: a field or the emblem does not fit; ``details["fields"]`` says which.
    """
    govern_community.check(standing(actor), community, _("Only its secretariat may change a community."))
    current = Community.objects.select_for_update().filter(pk=community.pk).first()
    if current is None:
        raise NotFound(_("There is no such community any more."))
    if current.version != expected_version:
        raise StaleEdit(
            _("Somebody changed this in the meantime; compare both versions and save again."),
            changes={
                name: {"theirs": getattr(current, name), "yours": value}
                for name, value in changes.items()
                if name in FIELDS and getattr(current, name) != value
            },
            version=current.version,
        )
    before = {name: named.plain(getattr(current, name)) for name in changes} | {"emblem": current.emblem.name or ""}
    _assign(current, changes, FIELDS)
    current.version += 1
    records.check(current)
    if emblem is not None:  # after all else fits: a refused change leaves no file behind
        _keep_emblem(current, emblem)
    current.save()
    after = {name: named.plain(getattr(current, name)) for name in changes} | {"emblem": current.emblem.name or ""}
    audit.record_change(actor=actor, target=current, before=before, after=after)
    return current


def _assign(community: Community, values: dict[str, Any], allowed: frozenset[str]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise InvalidInput(_("“%(name)s” is no field of this record.") % {"name": name})
        setattr(community, name, clean(value) if isinstance(value, str) else value)


def _keep_emblem(community: Community, data: bytes) -> None:
    """Replace the emblem. The file is named after its content, so an address never shows another picture."""
    old, storage = community.emblem.name or "", community.emblem.storage
    if not data:
        community.emblem = ""
    else:
        try:
            picture = read_emblem(data)
        except (InvalidInput, TooLarge) as error:
            raise type(error)(error.message, fields={"emblem": [error.message]}) from error
        name = f"{community.pk}-{hashlib.sha256(data).hexdigest()[:16]}.{picture.ending}"
        if old.endswith(f"/{name}"):
            return
        community.emblem.save(name, ContentFile(data), save=False)
    if old:
        transaction.on_commit(lambda: storage.delete(old))

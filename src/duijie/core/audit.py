"""Named actions leave an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from duijie.core.middleware import request_id
from duijie.core.models import AuditEntry, User

GONE = "deleted account"
"""What a record of the past calls somebody whose account was deleted."""


def record(
    *,
    actor: User | None,
    action: str,
    target: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """Write down that ``actor`` (None: the system) did ``action`` to ``target``.

    Call it inside the transaction of the change. ``before`` and ``after`` hold only the
    fields that changed, as JSON values.
    """
    return AuditEntry.objects.create(
        actor=actor,
        actor_label=str(actor) if actor else "system",
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:300],
        before=dict(before or {}),
        after=dict(after or {}),
        note=note,
        request_id=request_id.get(),
    )


def record_change(
    *, actor: User | None, target: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]
) -> AuditEntry:
    """Write down as an "update" which of the fields in ``after`` differ from ``before``, and how."""
    changed = [name for name in after if before[name] != after[name]]
    return record(
        actor=actor,
        action="update",
        target=target,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def entries(target: models.Model) -> models.QuerySet[AuditEntry]:
    """The entries of one record, newest first."""
    return AuditEntry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))

"""Taking an item through its life cycle."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import audit, outbox
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.library.lifecycle import ACTIONS, Action
from duijie.library.models import Item, Talent
from duijie.library.rules import edit_item, moderate_item
from duijie.registry.services.sameness import touch
from duijie.registry.standing import Standing, standing


def may_act(actor: Standing, item: Item, action: Action) -> bool:
    """Whether the actor may take this action on the item, in its present state."""
    if item.state not in action.sources:
        return False
    owner = edit_item.allows(actor, item)
    moderator = moderate_item.allows(actor, item)
    return {"owner": owner, "moderator": moderator, "either": owner or moderator}[action.by]


@transaction.atomic
def act(*, actor: User | None, item: Item, action: str, reason: str = "") -> Item:
    """Take a named action (see :mod:`duijie.library.lifecycle`); it leaves an audit entry.

    Args:
        actor: None for the installation itself, which may do anything.
        reason: needed where the action says so; the owner reads it.

    Raises:
        InvalidInput: unknown action, or a reason is missing.
        Conflict: the item's state does not allow the action (any more).
        NotAllowed: the actor may not take it.
    """
    if action not in ACTIONS:
        raise InvalidInput(_("There is no action “%(action)s”.") % {"action": action})
    step = ACTIONS[action]
    current = type(item)._default_manager.select_for_update(of=("self",)).get(pk=item.pk)
    if current.state not in step.sources:
        raise Conflict(
            _("This is %(state)s now, so the action is no longer possible; reload the page.")
            % {"state": current.get_state_display()}
        )
    if actor is not None and not may_act(standing(actor), current, step):
        raise NotAllowed(_("You may not do this with this item."))
    if step.needs_reason and not reason.strip():
        raise InvalidInput(_("Say why, so that the owner can mend it."))
    before = current.state
    current.state = step.target
    if step.target == "published" and current.published_at is None:
        current.published_at = timezone.now()
    current.version += 1
    current.save(update_fields=["state", "published_at", "version", "updated_at"])
    audit.record(
        actor=actor,
        action=action,
        target=current,
        before={"state": before},
        after={"state": current.state},
        note=reason,
    )
    outbox.put("item", [current.key])
    if isinstance(current, Talent) and current.person_id:
        touch([current.person_id])
    item.state, item.version, item.published_at = current.state, current.version, current.published_at
    return current

"""What the writes of challenges share: the challenge as it stands, who may act, the record, telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice, Record, User
from duijie.core.text import clean
from duijie.docking.challenges.lifecycle import ACTIONS
from duijie.docking.challenges.rules import parts_of
from duijie.docking.models import Challenge, SealedProposal
from duijie.docking.queries.deals import speakers
from duijie.docking.services import log
from duijie.registry.models import Role
from duijie.registry.standing import standing


def taking(actor: User, challenge: Challenge, action: str) -> Challenge:
    """The challenge, locked: writers of one challenge wait for each other.

    Raises:
        NotAllowed: the actor may not take this action.
        Conflict: the challenge's state does not allow it (any more).
    """
    current = locked(challenge)
    step = ACTIONS[action]
    if step.by not in parts_of(standing(actor), current):
        raise NotAllowed(_("You may not do this with this challenge."))
    if current.state not in step.sources:
        raise Conflict(
            _("This challenge is %(state)s now, so the action is no longer possible.")
            % {"state": current.get_state_display()}
        )
    return current


def locked(challenge: Challenge) -> Challenge:
    """The challenge as it is now, locked."""
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("problem", "community")
    return rows.get(pk=challenge.pk)


def save(challenge: Challenge) -> None:
    """Keep a change, one version on."""
    challenge.version += 1
    challenge.save()


def say(
    challenge: Challenge,
    actor: User | None,
    action: str,
    *,
    about: Record | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Seal an entry to the record of the challenge."""
    log.write(
        stream=challenge.pk, actor=actor, action=action, about=about or challenge, before=before, after=after, note=note
    )


def tell(challenge: Challenge, users: Iterable[User], kind: str, what: str, url: str = "", **more: str) -> list[Notice]:
    """Tell people of something, each once for each ``what``."""
    return notices.tell(
        users=users,
        kind=f"challenge-{kind}",
        params={"problem": challenge.problem.title, **more},
        url=url or challenge.get_absolute_url(),
        key=f"challenge:{challenge.pk}:{what}",
    )


def runners(challenge: Challenge) -> list[User]:
    """Who answers for the problem, and the secretariat of the community."""
    held = Role.objects.filter(kind=Role.Kind.SECRETARIAT, community=challenge.community).values("user")
    return [*speakers(challenge.problem), *User.objects.filter(pk__in=held, is_active=True)]


def solvers(challenge: Challenge) -> list[User]:
    """Whose proposals stand. For telling them; shown to nobody before the opening."""
    standing_ = SealedProposal.objects.filter(challenge=challenge, state=SealedProposal.State.STANDING)
    return list(User.objects.filter(pk__in=standing_.values("solver")))


def moment(value: datetime) -> str:
    """A moment as sentences name it, in the installation's zone: 2026-11-22 09:30 (UTC+08:00)."""
    local = timezone.localtime(value)
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:]})"


def text_of(text: str, field: str, most: int, least: int = 1) -> str:
    """A text that somebody must write.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    found = clean(text)
    if not least <= len(found) <= most:
        sentence = _("Write between %(least)s and %(most)s characters.") % {"least": least, "most": f"{most:,}"}
        raise InvalidInput.at(field, sentence)
    return found

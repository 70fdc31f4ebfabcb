"""Who acts for a side of a contract, and the contract as it stands."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice, User
from duijie.docking.lifecycle import Side
from duijie.docking.models import Contract, Deal
from duijie.docking.services.deals import entered, tell


def as_party(actor: User, deal: Deal, *, lead: bool = False, alive: bool = True) -> tuple[Deal, Side]:
    """The deal, locked, and the party that the actor speaks for; ``lead``: as who leads that side.

    Raises:
        NotAllowed: the actor is not in the room, is the broker, or does not lead.
        Conflict: the deal is over, and ``alive`` asks for one that is not.
    """
    current, side = entered(actor, deal, alive=alive)
    if side not in ("demand", "supply"):
        raise NotAllowed(_("Only the two parties may do this."))
    if lead and not current.participants.filter(user=actor, lead=True, left_at=None).exists():
        raise NotAllowed(_("Only who leads a side may do this in its name."))
    return current, side


def tell_parties(deal: Deal, actor: User | None, kind: str, what: str) -> list[Notice]:
    """Tell everybody of both parties except the actor; the broker is not told of what is theirs alone."""
    rows = deal.participants.filter(left_at=None, user__isnull=False, side__in=["demand", "supply"])
    users = [row.user for row in rows.select_related("user") if row.user and row.user != actor]
    return tell(deal, users, kind, what)


def of_side(side: Side, wanted: Side) -> None:
    """Refuse who speaks for the other side.

    Raises:
        NotAllowed: they do.
    """
    if side != wanted:
        raise NotAllowed(_("Your side may not do this."))


def standing_contract(contract: Contract, *states: Contract.State) -> Contract:
    """The contract as it is now. Call it with the deal locked.

    Raises:
        Conflict: it is in none of the states.
    """
    current = Contract.objects.select_for_update(of=("self",)).select_related("terms").get(pk=contract.pk)
    if current.state not in states:
        raise Conflict(
            _("This contract is %(state)s now, so the action is no longer possible.")
            % {"state": current.get_state_display()}
        )
    return current


def check(record: models.Model, *, constraints: bool = False) -> None:
    """``full_clean``; the error says the first thing that does not fit, since a room shows it above the page.

    Args:
        constraints: ask the database for them too, rather than let the writing find out.

    Raises:
        InvalidInput: values that do not fit, by field.
    """
    try:
        record.full_clean(validate_constraints=constraints)
    except ValidationError as error:
        fields: dict[str, Any] = {
            ("" if name == "__all__" else name): list(told) for name, told in error.message_dict.items()
        }
        raise InvalidInput(next(iter(fields.values()))[0], fields=fields) from error

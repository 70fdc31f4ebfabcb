"""Keeping searches: save, rename, pause, delete, and stop the mails by a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import records
from duijie.core.errors import InvalidInput, NotFound
from duijie.core.models import User
from duijie.core.text import clean
from duijie.library.models import ITEM_MODELS
from duijie.matching.models import SavedSearch
from duijie.matching.needs import rows
from duijie.matching.rules import own_search
from duijie.matching.types import Requirement
from duijie.matching.understanding.requirements import check_statement
from duijie.registry.models import Community
from duijie.registry.standing import standing

MOST: Final = 50
_SALT: Final = "duijie.matching.unsubscribe"


@transaction.atomic
def save_search(
    *,
    actor: User,
    name: str,
    kind: str,
    text: str = "",
    requirements: Sequence[Requirement] = (),
    where: Mapping[str, Any] | None = None,
    library: str = "",
    community: Community | None = None,
) -> SavedSearch:
    """Keep a search of the actor's; what is new in it goes into the weekly mail.

    Args:
        kind: "need" (text and requirements), "list" (library, text as search words) or "profile".
        where: filters, as the address of the page has them.

    Raises:
        InvalidInput: there is nothing to search by, no name, or there are too many already.
        TooLarge: the need is too long.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # two at once are counted one after the other
    if SavedSearch.objects.filter(owner=actor).count() >= MOST:
        raise InvalidInput(
            _("You keep %(number)s searches, the most there can be; delete one first.") % {"number": MOST}
        )
    if kind == SavedSearch.Kind.NEED:
        text = check_statement(text)
    if kind == SavedSearch.Kind.LIST and library not in ITEM_MODELS:
        raise InvalidInput(_("There is no library of “%(kind)s”.") % {"kind": library[:60]})
    search = SavedSearch(
        owner=actor,
        name=_name(name),
        kind=kind,
        text=text,
        requirements=rows(requirements),
        where=dict(where or {}),
        library=library if kind == SavedSearch.Kind.LIST else "",
        community=community if kind == SavedSearch.Kind.LIST else None,
    )
    records.check(search)
    search.save()
    return search


@transaction.atomic
def rename_search(*, actor: User, search: SavedSearch, name: str) -> SavedSearch:
    """Give a search another name.

    Raises:
        InvalidInput: the name is empty or too long.
        NotAllowed: it is somebody else's.
    """
    return _changed(actor, search, name=_name(name))


@transaction.atomic
def pause_search(*, actor: User, search: SavedSearch, paused: bool) -> SavedSearch:
    """Leave a search out of the weekly mails, or take it in again: what was new meanwhile is not told.

    Raises:
        NotAllowed: it is somebody else's.
    """
    return _changed(actor, search, paused=paused, **({} if paused else {"told_until": timezone.now()}))


@transaction.atomic
def delete_search(*, actor: User, search: SavedSearch) -> None:
    """Forget a search.

    Raises:
        NotAllowed: it is somebody else's.
    """
    _check(actor, search)
    search.delete()


def unsubscribe_token(user: User, search: SavedSearch | None = None) -> str:
    """What an address carries that stops the mails of one search, or of all, without a sign-in."""
    return signing.dumps([str(user.pk), str(search.pk) if search else ""], salt=_SALT, compress=False)


def unsubscribing(token: str) -> tuple[User, SavedSearch | None]:
    """Whose mails a token stops, and of which search (None: all).

    Raises:
        NotFound: the token was not made here, or the account is gone.
    """
    try:
        owner, chosen = signing.loads(token, salt=_SALT)
        user = User.objects.get(pk=UUID(owner))
        search = SavedSearch.objects.filter(owner=user, pk=UUID(chosen)).first() if chosen else None
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError):
        raise NotFound(_("This link stops no mails; copy all of it from the mail, or sign in.")) from None
    if chosen and search is None:
        raise NotFound(_("This search was deleted already; there will be no mails about it."))
    return user, search


@transaction.atomic
def unsubscribe(token: str) -> tuple[User, SavedSearch | None]:
    """Stop the mails that a token names: the search is paused, or all of the person's are.

    Raises:
        NotFound: as :func:`unsubscribing`.
    """
    user, search = unsubscribing(token)
    searches = SavedSearch.objects.filter(owner=user, paused=False)
    if search is not None:
        searches = searches.filter(pk=search.pk)
    searches.update(paused=True, version=F("version") + 1)
    return user, search


def _name(name: str) -> str:
    cleaned = " ".join(clean(name).split())
    if not cleaned:
        message = _("Give the search a name.")
        raise InvalidInput.at("name", message)
    if len(cleaned) > 120:
        message = _("A name has 120 characters at most.")
        raise InvalidInput.at("name", message)
    return cleaned


def _check(actor: User, search: SavedSearch) -> None:
    own_search.check(standing(actor), search, _("This search is somebody else's."))


def _changed(actor: User, search: SavedSearch, **values: Any) -> SavedSearch:
    current = SavedSearch.objects.select_for_update().get(pk=search.pk)
    _check(actor, current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=[*values, "version", "updated_at"])
    return current

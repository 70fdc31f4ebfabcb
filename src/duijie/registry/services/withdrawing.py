"""Taking back a record that was added by mistake, as long as nothing rests on it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core import audit
from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.registry.models import Identifier, Organisation, OrganisationName, Person, PersonName, PersonPair, Post
from duijie.registry.rules import create_named, edit_post
from duijie.registry.services import named
from duijie.registry.services.merging import _pointers
from duijie.registry.standing import standing

_ITS_OWN = (OrganisationName, PersonName, PersonPair, Identifier)


@transaction.atomic
def withdraw_named(*, actor: User | None, record: Organisation | Person, apart: Collection[str] = ()) -> None:
    """Delete an organisation or a person that has not been changed since it was made.

    Args:
        apart: labels of the rooms whose references do not count, because the caller sees to
            them; they must be cleared by deletion (``SET_NULL``).

    Raises:
        NotAllowed: the actor is not of the secretariat.
        Conflict: it was merged, changed, or something refers to it; the message says what.
    """
    current = named.locked(record)
    if actor is not None:
        create_named.check(standing(actor), current, _("Only the secretariat may take back a record."))
    if current.version != 1:
        raise Conflict(
            _("“%(name)s” has been changed since it was added, so it stays; edit or merge it instead.")
            % {"name": current.name}
        )
    for model, field in _pointers(type(current)):
        if issubclass(model, _ITS_OWN) or model._meta.app_label in apart:
            continue
        if model._base_manager.filter(**{field: current.pk}).exists():
            raise Conflict(
                _("“%(name)s” stays, because others refer to it (%(what)s); change those first.")
                % {"name": current.name, "what": model._meta.verbose_name_plural},
                record=str(current.pk),
            )
    audit.record(actor=actor, action="withdraw", target=current, before={"name": current.name})
    current.delete()


@transaction.atomic
def withdraw_post(*, actor: User | None, post: Post) -> None:
    """Delete a post that has not been changed since it was made.

    Raises:
        NotAllowed: the actor may not edit the organisation.
        Conflict: it was ended or otherwise changed since.
    """
    current = Post.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=post.pk)
    if actor is not None:
        edit_post.check(
            standing(actor), current, _("Only the secretariat or the organisation's admin may take it back.")
        )
    if current.version != 1:
        raise Conflict(
            _("The post “%(post)s” has been changed since it was added, so it stays; end it instead.")
            % {"post": current}
        )
    audit.record(actor=actor, action="withdraw-post", target=current.person, before={"post": str(current)})
    current.delete()

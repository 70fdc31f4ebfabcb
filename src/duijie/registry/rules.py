"""Who may see and do what in the registry.

Organisations, people, posts and communities are public; changing them is for the secretariat
of their community.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duijie.core.permissions import Rule
from duijie.registry.building_rules import Administers, Governs, OfSecretariat, Own
from duijie.registry.models import Organisation, Person
from duijie.registry.standing import Standing


class _ViewNamed(Rule[Standing]):
    """Everybody sees what has not been merged away."""

    def allows(self, actor: Standing, record: Organisation | Person) -> bool:
        return record.merged_into_id is None

    def q(self, actor: Standing) -> Q:
        return Q(merged_into__isnull=True)


govern_community: Rule[Standing] = Governs("path")
"""May change a community and say who holds which role in it."""

edit_named: Rule[Standing] = OfSecretariat() | Administers("pk")
"""May change an organisation or a person; an organisation's own admin may change the organisation."""

view_named: Rule[Standing] = _ViewNamed()

own_person: Rule[Standing] = Own("user_id") & view_named
"""May change what the own page says: website and descriptions; names and identifiers are the secretariat's.
A page is somebody's because a claim of it was confirmed."""

create_named: Rule[Standing] = OfSecretariat()
"""May add and merge records of a community and say by which identifiers they go."""

edit_post: Rule[Standing] = OfSecretariat("organisation__community_id") | Administers("organisation_id")
"""As :data:`edit_named`, of the organisation at which the post is held."""

staff_organisation: Rule[Standing] = Administers("pk") | Governs("community__path")
NOT_ITS_STAFF = _("Only the organisation's admin or the secretariat may say who belongs to it.")
"""What others are told."""
"""May say who belongs to an organisation."""

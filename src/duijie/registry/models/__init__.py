"""The registry's records."""

from duijie.registry.models.asking import BarredAddress, MailDomain, MembershipRequest, PersonClaim
from duijie.registry.models.classification import Field, Place
from duijie.registry.models.community import Community, Role
from duijie.registry.models.invitation import Invitation
from duijie.registry.models.sameness import PersonPair
from duijie.registry.models.who import (
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Post,
)

__all__ = [
    "BarredAddress",
    "Community",
    "Field",
    "Identifier",
    "Invitation",
    "MailDomain",
    "MembershipRequest",
    "Organisation",
    "OrganisationName",
    "Person",
    "PersonClaim",
    "PersonName",
    "PersonPair",
    "Place",
    "Post",
    "Role",
]

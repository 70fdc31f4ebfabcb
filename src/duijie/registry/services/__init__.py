"""Every write of the registry."""

from duijie.registry.services.classification import load_classifications
from duijie.registry.services.communities import create_community, grant_role, join_community, update_community
from duijie.registry.services.identify import add_identifier
from duijie.registry.services.merging import merge_organisations, merge_people
from duijie.registry.services.named import Name
from duijie.registry.services.organisations import create_organisation, update_organisation
from duijie.registry.services.people import add_post, create_person, end_post, update_person

__all__ = [
    "Name",
    "add_identifier",
    "add_post",
    "create_community",
    "create_organisation",
    "create_person",
    "end_post",
    "grant_role",
    "join_community",
    "load_classifications",
    "merge_organisations",
    "merge_people",
    "update_community",
    "update_organisation",
    "update_person",
]

"""Every write of the registry."""

from duijie.registry.services.claiming import (
    claim_by_orcid,
    claim_person,
    confirm_claim,
    decline_claim,
    take_page_back,
    withdraw_claim,
)
from duijie.registry.services.classification import load_classifications
from duijie.registry.services.communities import create_community, update_community
from duijie.registry.services.identify import add_identifier
from duijie.registry.services.inviting import accept_invitation, invite_to_join, withdraw_invitation
from duijie.registry.services.joining import (
    address_gone,
    ask_to_join,
    confirm_request,
    decline_request,
    withdraw_request,
)
from duijie.registry.services.mail_domains import confirm_domain, remove_domain, state_domain
from duijie.registry.services.merging import merge_organisations, merge_people
from duijie.registry.services.named import Name
from duijie.registry.services.organisations import create_organisation, update_organisation
from duijie.registry.services.people import add_post, create_person, end_post, reopen_post, update_person
from duijie.registry.services.roles import (
    add_organisation_member,
    grant_role,
    join_community,
    leave_community,
    remove_organisation_member,
    revoke_role,
)
from duijie.registry.services.unmerging import undo_merge
from duijie.registry.services.withdrawing import withdraw_named, withdraw_post

__all__ = [
    "Name",
    "accept_invitation",
    "add_identifier",
    "add_organisation_member",
    "add_post",
    "address_gone",
    "ask_to_join",
    "claim_by_orcid",
    "claim_person",
    "confirm_claim",
    "confirm_domain",
    "confirm_request",
    "create_community",
    "create_organisation",
    "create_person",
    "decline_claim",
    "decline_request",
    "end_post",
    "grant_role",
    "invite_to_join",
    "join_community",
    "leave_community",
    "load_classifications",
    "merge_organisations",
    "merge_people",
    "remove_domain",
    "remove_organisation_member",
    "reopen_post",
    "revoke_role",
    "state_domain",
    "take_page_back",
    "undo_merge",
    "update_community",
    "update_organisation",
    "update_person",
    "withdraw_claim",
    "withdraw_invitation",
    "withdraw_named",
    "withdraw_post",
    "withdraw_request",
]

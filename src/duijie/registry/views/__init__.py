"""The pages of organisations, people and communities."""

from duijie.registry.views.browse import organisation, organisations, people, person
from duijie.registry.views.claims import claim_person, decide_claim, person_claims, take_page_back, withdraw_claim
from duijie.registry.views.communities import community, join, leave
from duijie.registry.views.domains import change_domain, organisation_domains
from duijie.registry.views.edit import edit, new
from duijie.registry.views.governing import edit_community, new_community
from duijie.registry.views.inviting import join_by_invitation, withdraw_invitation
from duijie.registry.views.joining import decide_request, join_organisation, organisation_requests, withdraw_request
from duijie.registry.views.members import members, organisation_members, remove_organisation_member, revoke
from duijie.registry.views.merge import merge
from duijie.registry.views.posts import add_post, end_post
from duijie.registry.views.sameness import decide_same, part_again, same_people

__all__ = [
    "add_post",
    "change_domain",
    "claim_person",
    "community",
    "decide_claim",
    "decide_request",
    "decide_same",
    "edit",
    "edit_community",
    "end_post",
    "join",
    "join_by_invitation",
    "join_organisation",
    "leave",
    "members",
    "merge",
    "new",
    "new_community",
    "organisation",
    "organisation_domains",
    "organisation_members",
    "organisation_requests",
    "organisations",
    "part_again",
    "people",
    "person",
    "person_claims",
    "remove_organisation_member",
    "revoke",
    "same_people",
    "take_page_back",
    "withdraw_claim",
    "withdraw_invitation",
    "withdraw_request",
]

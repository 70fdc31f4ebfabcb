"""The pages of organisations, people and communities."""

from duijie.registry.views.browse import organisation, organisations, people, person
from duijie.registry.views.communities import community, join, leave
from duijie.registry.views.edit import edit, new
from duijie.registry.views.governing import edit_community, new_community
from duijie.registry.views.inviting import join_by_invitation, withdraw_invitation
from duijie.registry.views.members import members, organisation_members, remove_organisation_member, revoke
from duijie.registry.views.merge import merge
from duijie.registry.views.posts import add_post, end_post
from duijie.registry.views.sameness import decide_same, part_again, same_people

__all__ = [
    "add_post",
    "community",
    "decide_same",
    "edit",
    "edit_community",
    "end_post",
    "join",
    "join_by_invitation",
    "leave",
    "members",
    "merge",
    "new",
    "new_community",
    "organisation",
    "organisation_members",
    "organisations",
    "part_again",
    "people",
    "person",
    "remove_organisation_member",
    "revoke",
    "same_people",
    "withdraw_invitation",
]

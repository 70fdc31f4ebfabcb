"""Addresses of organisations, people and the community: ``/organisations/``, ``/people/``, ``/community/``."""

from __future__ import annotations

from django.urls import path

from duijie.registry import views

_ORGANISATION, _PERSON = {"kind": "organisation"}, {"kind": "person"}

app_name = "registry"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.new, _ORGANISATION, name="organisation-new"),
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("organisations/<uuid:pk>/edit/", views.edit, _ORGANISATION, name="organisation-edit"),
    path("organisations/<uuid:pk>/merge/", views.merge, _ORGANISATION, name="organisation-merge"),
    path("organisations/<uuid:pk>/members/", views.organisation_members, name="organisation-members"),
    path(
        "organisations/<uuid:pk>/members/<int:role>/remove/",
        views.remove_organisation_member,
        name="organisation-member-remove",
    ),
    path("organisations/<uuid:pk>/join/", views.join_organisation, name="organisation-join"),
    path("organisations/<uuid:pk>/join/withdraw/", views.withdraw_request, name="organisation-join-withdraw"),
    path("organisations/<uuid:pk>/requests/", views.organisation_requests, name="organisation-requests"),
    path("organisations/<uuid:pk>/domains/", views.organisation_domains, name="organisation-domains"),
    path("organisations/<uuid:pk>/domains/<uuid:domain>/", views.change_domain, name="organisation-domain"),
    path("membership-requests/<uuid:pk>/", views.decide_request, name="membership-request"),
    path("people/claims/", views.person_claims, name="claims"),
    path("people/claims/<uuid:pk>/", views.decide_claim, name="claim-decide"),
    path("people/<uuid:pk>/claim/", views.claim_person, name="person-claim"),
    path("people/<uuid:pk>/claim/withdraw/", views.withdraw_claim, name="person-claim-withdraw"),
    path("people/<uuid:pk>/claim/take-back/", views.take_page_back, name="person-claim-take-back"),
    path("people/", views.people, name="people"),
    path("people/same/", views.same_people, name="people-same"),
    path("people/same/<uuid:pk>/", views.decide_same, name="people-same-decide"),
    path("people/<uuid:pk>/part/", views.part_again, name="person-part"),
    path("people/new/", views.new, _PERSON, name="person-new"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/edit/", views.edit, _PERSON, name="person-edit"),
    path("people/<uuid:pk>/merge/", views.merge, _PERSON, name="person-merge"),
    path("people/<uuid:pk>/posts/", views.add_post, name="post-new"),
    path("posts/<uuid:pk>/end/", views.end_post, name="post-end"),
    path("community/", views.community, name="community"),
    path("community/join/", views.join, name="community-join"),
    path("community/leave/", views.leave, name="community-leave"),
    path("community/edit/", views.edit_community, name="community-edit"),
    path("community/new/", views.new_community, name="community-new"),
    path("community/members/", views.members, name="members"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="invitation-withdraw"),
    path("join/<str:token>/", views.join_by_invitation, name="join-by-invitation"),
    path("community/members/<int:pk>/revoke/", views.revoke, name="role-revoke"),
]

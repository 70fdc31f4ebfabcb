"""Everything that is kept about somebody, as one ZIP of JSON files.

What others wrote is not in it: of a talk only one's own words, of records shared with others
only which they are.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import timezone

from duijie.core import notices
from duijie.core.models import AuditEntry, Mail, Notice, User
from duijie.core.notices.preferences import choices, habits_of
from duijie.docking.models import Introduction, Message, OpenedProposal, Participant, Question, SealedProposal
from duijie.library.models import ITEM_MODELS
from duijie.matching.models import Digest, Relation, SavedSearch
from duijie.portal.account.holdings import holdings
from duijie.registry.models import MembershipRequest, Person, PersonClaim, Role

_HIDDEN = frozenset({"search_text", "grams", "key"})
"""Columns that are derived from others."""


def export_of(user: User) -> bytes:
    """The ZIP of somebody's data, made now. It is small: texts and lists, no files."""
    parts = {
        "account.json": _account(user),
        "roles.json": _rows(
            Role.objects.filter(user=user).order_by("pk"),
            "community__slug", "community__name_zh", "kind", "organisation__name", "since",
        ),
        "person.json": _rows(
            Person.objects.filter(user=user), "id", "name", "description", "description_en", "website"
        ),
        "claims.json": _rows(
            PersonClaim.objects.filter(user=user).order_by("pk"),
            "person", "person__name", "state", "message", "proof", "orcid", "reason", "created_at", "decided_at",
        ),
        "membership-requests.json": _rows(
            MembershipRequest.objects.filter(user=user).order_by("pk"),
            "organisation", "organisation__name", "state", "message", "domain", "reason", "created_at", "decided_at",
        ),
        "items.json": _items(user),
        "introductions.json": _introductions(user),
        "questions.json": _rows(Question.objects.filter(author=user), "introduction", "side", "text", "created_at"),
        "deals.json": _rows(
            Participant.objects.filter(user=user),
            "deal", "deal__state", "side", "lead", "joined_at", "left_at", "promised_at", "promise",
        ),
        "messages.json": _rows(
            Message.objects.filter(author=user), "thread__deal", "thread", "side", "text", "created_at"
        ),
        "sealed-proposals.json": _rows(
            SealedProposal.objects.filter(solver=user).order_by("pk"),
            "challenge", "state", "receipt", "size", "handed_in_at", "left_at",
        ),
        "opened-proposals.json": _rows(
            OpenedProposal.objects.filter(solver=user).order_by("pk"),
            "challenge", "number", "approach", "amount", "currency", "weeks", "shortlisted",
        ),
        "notices.json": _notices(user),
        "notice-choices.json": _notice_choices(user),
        "webhooks.json": _rows(user.webhooks.order_by("pk"), "name", "url", "groups", "created_at", "paused_at"),
        "mails.json": _rows(
            Mail.objects.filter(Q(user=user) | Q(to__in=addresses(user))).order_by("pk"),
            "to", "subject", "text", "state", "created_at", "sent_at",
        ),
        "saved-searches.json": _plain(SavedSearch.objects.filter(owner=user)),
        "weekly-mails.json": _rows(Digest.objects.filter(user=user), "period", "state", "items", "sent_at"),
        "relations.json": _plain(Relation.objects.filter(user=user)),
        "actions.json": _rows(
            AuditEntry.objects.filter(actor=user).order_by("pk"), "at", "action", "target_type", "target_id", "note"
        ),
        "where-my-account-is-named.json": _places(user),
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return target.getvalue()


def addresses(user: User) -> set[str]:
    """All addresses of an account, in small letters."""
    kept = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *kept)}


def _account(user: User) -> dict[str, Any]:
    return {
        "made_at": timezone.now(),
        "id": user.pk,
        "name": user.name,
        "e-mail": user.email,
        "language": user.language,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        "addresses": _rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        "second_factors": _rows(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"),
        "connected_accounts": _rows(
            SocialAccount.objects.filter(user=user), "provider", "uid", "extra_data", "date_joined", "last_login"
        ),
        "sessions": _rows(UserSession.objects.filter(user=user), "ip", "user_agent", "created_at", "last_seen_at"),
        "api_tokens": _rows(
            user.api_tokens.order_by("pk"), "name", "scope", "prefix", "created_at", "expires_at", "last_used_at"
        ),
    }


def _items(user: User) -> list[dict[str, Any]]:
    found = []
    for kind, model in ITEM_MODELS.items():
        for item in _plain(model._default_manager.filter(owner=user).order_by("pk")):
            found.append({"kind": kind, **item})
    return found


def _introductions(user: User) -> list[dict[str, Any]]:
    rows = Introduction.objects.filter(Q(made_by=user) | Q(demand_by=user) | Q(supply_by=user)).order_by("pk")
    return [
        {
            "id": row.pk,
            "problem": row.problem_id,
            "item": row.project_id or row.talent_id,
            "state": row.state,
            "made_by_me": row.made_by_id == user.pk,
            "my_message": row.message if row.made_by_id == user.pk else "",
            "created_at": row.created_at,
            "answered_at": row.answered_at,
        }
        for row in rows
    ]


def _notices(user: User) -> list[dict[str, Any]]:
    return [
        {
            "title": notices.title_of(row),
            "text": notices.text_of(row),
            "created_at": row.created_at,
            "read_at": row.read_at,
        }
        for row in Notice.objects.filter(user=user)
    ]


def _notice_choices(user: User) -> dict[str, Any]:
    habits = habits_of(user)
    return {
        "mailed": {one.group.name: one.rhythm for one in choices(user)},
        "time_zone": habits.time_zone,
        "hour": habits.hour,
        "weekday": habits.weekday,
    }


def _places(user: User) -> dict[str, list[str]]:
    """Which records name the account in which column."""
    found = {one.name: [str(pk) for pk in one.rows(user).values_list("pk", flat=True)] for one in holdings()}
    return {name: pks for name, pks in found.items() if pks}


def _rows(rows: Any, *columns: str) -> list[dict[str, Any]]:
    return list(rows.values(*columns))


def _plain(rows: Any) -> list[dict[str, Any]]:
    """All columns of rows that are one's own."""
    return [{name: value for name, value in row.items() if name not in _HIDDEN} for row in rows.values()]

"""The sample community: invented people, organisations and items, marked as sample.

Loaded into an empty database at the first start, so that the site is worth looking at.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from duijie.core.errors import InvalidInput
from duijie.core.models import User
from duijie.library.exchange import run_import
from duijie.library.models import ITEM_MODELS
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.services import create_community, grant_role, load_classifications

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Account:
    """A demo sign-in. Its password is drawn once for each installation."""

    email: str
    name: str
    role: str
    label: str


ACCOUNTS = (
    Account("enterprise@example.org", "林澜", Role.Kind.ORGANISATION_ADMIN, "企业研发经理 · enterprise R&D manager"),
    Account("researcher@example.org", "Mira Tarn", Role.Kind.MEMBER, "科研人员 · researcher"),
    Account("broker@example.org", "何桥", Role.Kind.BROKER, "技术经纪人 · broker"),
    Account("secretariat@example.org", "沈汀", Role.Kind.SECRETARIAT, "秘书处 · secretariat"),
    Account("admin@example.org", "Site admin", "site-admin", "站点管理员 · site admin"),
)


def load() -> None:
    """Make the sample communities, organisations, items and accounts: all or nothing.

    Raises:
        InvalidInput: a sample file does not fit the columns of the import.
    """
    with transaction.atomic():
        load_classifications()
        root = _communities()
        for kind, name in (
            ("organisation", "organisations"),
            ("problem", "problems"),
            ("project", "projects"),
            ("talent", "talents"),
        ):
            report = run_import(path=FOLDER / f"{name}.jsonl", kind=kind, community=root)
            if not report.ok:
                raise InvalidInput(f"{name}.jsonl: {report.errors[0]}")
        _accounts(root)


def passwords() -> dict[str, str]:
    """The demo passwords of this installation by e-mail, drawn at the first call."""
    path = settings.VAR / "demo-accounts.json"
    if path.exists():
        return dict(json.loads(path.read_text()))
    drawn = {account.email: secrets.token_urlsafe(9) for account in ACCOUNTS}
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(drawn, file, indent=1)
    return drawn


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a sample file."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _communities() -> Community:
    made: dict[str, Community] = {}
    for row in rows("communities"):
        parent = made.get(row.pop("parent") or "")
        made[row["slug"]] = create_community(actor=None, parent=parent, **row)
    return next(community for community in made.values() if community.is_root)


def _accounts(root: Community) -> None:
    drawn = passwords()
    company = Organisation.objects.get(external_id="sample-org-lanzhi")
    institute = Organisation.objects.get(external_id="sample-org-chenghu")
    for account in ACCOUNTS:
        if account.role == "site-admin":
            User.objects.create_superuser(account.email, drawn[account.email], name=account.name)
            continue
        user = User.objects.create_user(account.email, drawn[account.email], name=account.name)
        grant_role(actor=None, user=user, community=root, kind=Role.Kind.MEMBER)
        organisation = {
            Role.Kind.ORGANISATION_ADMIN: company,
            Role.Kind.MEMBER: institute,
        }.get(Role.Kind(account.role))
        grant_role(actor=None, user=user, community=root, kind=account.role, organisation=organisation)
        if organisation is not None:
            for model in ITEM_MODELS.values():
                model._default_manager.filter(organisation=organisation, owner__isnull=True).update(owner=user)
